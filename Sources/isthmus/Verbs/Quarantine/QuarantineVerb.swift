import HubEngine
import HubMapping
import HubModel
import HubStore

/// `isthmus quarantine`: what was refused, and how it gets in after all.
struct QuarantineVerb: Verb {
    static let name = "quarantine"
    static let summary = "what was refused: list, show, count, export, mend and replay, let expire"
    static let operands = "list|show ID|count|export|replay|expire"
    static let operandCount = 1...2
    static let options = [
        OptionDeclaration(name: "feed", value: "F", help: "only of this feed"),
        OptionDeclaration(name: "reason", value: "R", help: "only for this reason, such as bad-check-digit"),
        OptionDeclaration(name: "column", value: "C", help: "list, count: only of this source column"),
        OptionDeclaration(
            name: "since", value: "RUN|DATE",
            help: "list, count: only what this run, or runs since this day, found"),
        OptionDeclaration(name: "raw", value: nil, help: "list, show: show values (personal data)"),
        OptionDeclaration(name: "count", value: nil, help: "list: the same as `count`"),
        OptionDeclaration(
            name: "output", value: "FILE", help: "export: write this file (-o FILE) instead of stdout"),
        OptionDeclaration(
            name: "from", value: "FILE", help: "replay: an export of this feed that was mended"),
        OptionDeclaration(
            name: "stage-only", value: nil, help: "replay: leave resolving and publishing to the next run"),
        OptionDeclaration(
            name: "older-than", value: "DAYS", help: "expire: default `quarantine.keep_days` of isthmus.json5"
        ),
        OptionDeclaration(name: "dry-run", value: nil, help: "expire: only say how many"),
        OptionDeclaration(name: "quiet", value: nil, help: "replay: no progress on stderr"),
        OptionDeclaration.limit, .format,
    ]
    static let details = """
        list     rejects with reason and place; values only with --raw
        show     one reject with all of its record: what the reason means, what was expected, how to mend it
        count    by feed, department, reason and column, with the share of the records read
        export   records of one feed for its department: in the encoding of its own files, as delivered, with
                 columns that say in Chinese what is wrong; mend them there and replay the file
        replay   maps what lies in quarantine again, as the mapping stands now; with --from as it was mended.
                 What passes is taken into the registry, then entities are resolved and datasets published
        expire   blanks the values of old rejects; reason and place stay

        A refused value costs only itself, a refused record is wholly absent; `scope` tells which. A reject
        disappears when its record is delivered well. `docs/quarantine.md` tells the whole day of a steward.
        """

    /// Options of each action.
    private static let actions: [(name: String, options: Set<String>)] = [
        ("list", ["feed", "reason", "column", "since", "raw", "count", "limit", "format"]),
        ("show", ["raw", "format"]),
        ("count", ["feed", "reason", "column", "since", "format"]),
        ("export", ["feed", "reason", "output"]),
        ("replay", ["feed", "reason", "from", "stage-only", "quiet", "format"]),
        ("expire", ["older-than", "dry-run", "format"]),
    ]

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let asked = arguments.operands[0]
        guard let action = actions.first(where: { $0.name == asked }) else {
            let near = OpenWorkspace.suggestion(asked, actions.map(\.name))
            throw UsageError("the quarantine cannot be asked to `\(asked)`\(near)")
        }
        for option in options where arguments.flag(option.name) && !action.options.contains(option.name) {
            throw UsageError("`quarantine \(asked)` takes no --\(option.name)")
        }
        guard arguments.operands.count == (asked == "show" ? 2 : 1) else {
            throw UsageError(
                asked == "show"
                    ? "say which: `quarantine show ID`; `quarantine list` tells the ids"
                    : "`quarantine \(asked)` takes no operand `\(arguments.operands[1])`")
        }
        let open = try OpenWorkspace(arguments)
        switch asked {
        case "list" where !arguments.flag("count"): return try QuarantineLists.list(arguments, open)
        case "show": return try QuarantineLists.show(arguments, open)
        case "export": return try await QuarantineExchange.export(arguments, open)
        case "replay": return try await QuarantineExchange.replay(arguments, open)
        case "expire": return try QuarantineExchange.expire(arguments, open)
        default: return try QuarantineLists.count(arguments, open)
        }
    }

    /// What `--feed`, `--reason`, `--column` and `--since` ask for; what is not known is an error with the nearest name.
    static func filter(_ arguments: Arguments, _ open: OpenWorkspace, _ store: any Store) throws
        -> RejectFilter
    {
        var filter = RejectFilter()
        if let feed = arguments.value("feed") {
            // Rejects of a feed that is no longer configured are listed too.
            let isConfigured = open.workspace.feeds.contains { $0.name == feed }
            filter.feed =
                try isConfigured || store.rejectCounts().contains { $0.feed == feed }
                ? feed : open.feed(feed).name
        }
        filter.reason = try arguments.value("reason").map { try reason($0, store) }
        if let column = arguments.value("column") {
            let mapped = open.workspace.feeds.filter { $0.name == filter.feed ?? $0.name }.flatMap(\.columns)
            let isKnown = try mapped.contains(column) || store.rejectCounts().contains { $0.column == column }
            guard isKnown else {
                let near = OpenWorkspace.suggestion(column, Array(Set(mapped)).sorted())
                throw UsageError("no feed has a mapped column `\(column)`\(near)")
            }
            filter.column = column
        }
        filter.since = try arguments.value("since").map { try run($0, store) }
        return filter
    }

    /// A reason that exists. Counting takes a look at every reject, so it is done for unusual ones only.
    static func reason(_ code: String, _ store: any Store) throws -> String {
        var known = ReasonGuide.all.map(\.code)
        if known.contains(code) { return code }
        known += Set(try store.rejectCounts().map(\.reason)).subtracting(known).sorted()
        guard known.contains(code) else {
            throw UsageError("there is no reason `\(code)`\(OpenWorkspace.suggestion(code, known))")
        }
        return code
    }

    /// The run meant by a number or a day; one behind all runs when there was none since.
    private static func run(_ text: String, _ store: any Store) throws -> Int64 {
        if let run = Int64(text) {
            guard try store.run(run) != nil else {
                throw UsageError("--since \(run): there is no such run; `isthmus runs` lists them")
            }
            return run
        }
        guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil else {
            throw UsageError("--since must be the number of a run or a day such as 2026-01-31 (UTC)")
        }
        return try store.firstRun(since: text) ?? .max
    }
}
