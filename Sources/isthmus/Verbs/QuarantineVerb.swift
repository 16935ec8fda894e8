import HubStore

/// `isthmus quarantine list`: what was refused, and why.
struct QuarantineVerb: Verb {
    static let name = "quarantine"
    static let summary = "list what was refused: records and values, with reason and place"
    static let operands = "list"
    static let operandCount = 1...1
    static let options = [
        OptionDeclaration(name: "feed", value: "F", help: "only of this feed"),
        OptionDeclaration(name: "reason", value: "R", help: "only for this reason, such as bad-check-digit"),
        OptionDeclaration(name: "raw", value: nil, help: "show the refused text too (personal data)"),
        OptionDeclaration(name: "count", value: nil, help: "count by feed, reason and column instead"),
        OptionDeclaration.limit, .format,
    ]
    static let details = """
        A refused value costs only itself, a refused record is wholly absent; `scope` tells which. A reject
        disappears when its record is delivered well. Record and line are those of the file that `run` read.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        guard arguments.operands == ["list"] else {
            throw UsageError("the quarantine can be asked to `list`")
        }
        let open = try OpenWorkspace(arguments)
        let feed = try arguments.value("feed").map { try open.feed($0).name }
        let store = try open.storeForReading()
        let format = try arguments.format()
        if arguments.flag("count") {
            var output = Output(
                format, columns: ["feed", "scope", "reason", "column", "count"], numbers: ["count"])
            for count in try store.rejectCounts()
            where (feed == nil || count.feed == feed)
                && (arguments.value("reason") == nil || count.reason == arguments.value("reason"))
            {
                output.row([count.feed, count.scope, count.reason, count.column, String(count.count)])
            }
            output.finish()
            return .done
        }
        let showsRaw = arguments.flag("raw")
        var output = Output(
            format,
            columns: ["id", "feed", "run", "line", "record", "scope", "reason", "column", "target", "detail"]
                + (showsRaw ? ["record_key", "raw"] : []), numbers: ["id", "run", "line", "record"])
        let limit = try arguments.number("limit", default: 20)
        let rejects = try store.rejects(
            feed: feed, reason: arguments.value("reason"), limit: limit + 1)
        for reject in rejects.prefix(limit) {
            output.row(
                [
                    String(reject.id), reject.feed, String(reject.run),
                    reject.line > 0 ? String(reject.line) : nil,
                    String(reject.ordinal), reject.scope, reject.reason, reject.column, reject.target,
                    reject.detail,
                ] + (showsRaw ? [reject.recordKey, reject.raw] : []))
        }
        output.finish()
        if rejects.count > limit { Output.tellOfMore(shown: limit) }
        return .done
    }
}
