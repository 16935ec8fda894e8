import HubEngine
import HubModel
import HubStore

/// `isthmus review`: what the hub is in doubt about, and what stewards say to it.
struct ReviewVerb: Verb {
    static let name = "review"
    static let summary =
        "doubtful pairs, those first whose answer is worth most; decide, in bulk too, and undo"
    static let operands = "next|list|decide PAIR|A B VERDICT|apply FILE|export FILE|undo ID|log"
    static let operandCount = 1...4
    static let options = [
        OptionDeclaration(
            name: "type", value: "T", help: "next, list, export, log: only of this entity type"),
        StewardWork.why, StewardWork.by, StewardWork.raw,
        .limit, .format,
    ]
    static let details = """
        next     the pair whose answer is worth most, explained
        list     doubtful pairs, best first: `band` is between even odds and the threshold, `refused` two different
                 identifiers keep apart, `weak` the entities as wholes speak against, `bridge` alone holds an entity
                 together
        decide   VERDICT is same, different or unsure; PAIR a number of the list, A and B entity ids or mentions
                 written feed/record_key/role. It holds for every later run
        export   doubtful pairs as CSV with an empty column `verdict`; values only with --raw
        apply    records the verdicts of such a file, all of them or, when a line is wrong, none
        undo     takes a judgement back; what it overruled holds again
        log      every judgement: who, when, why, and what was undone

        A judgement beats the evidence. The next run carries it out. `docs/matching-stewards.md` tells a steward's day.
        """

    /// Options and operands (besides its name) of each action.
    private static let actions: [(name: String, operands: ClosedRange<Int>, options: Set<String>)] = [
        ("next", 0...0, ["type", "raw", "format"]), ("list", 0...0, ["type", "raw", "limit", "format"]),
        ("decide", 2...3, ["why", "by", "format"]), ("export", 1...1, ["type", "raw", "limit"]),
        ("apply", 1...1, ["why", "by", "format"]), ("undo", 1...1, ["why", "by"]),
        ("log", 0...0, ["type", "raw", "limit", "format"]),
    ]

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let asked = arguments.operands[0]
        guard let action = actions.first(where: { $0.name == asked }) else {
            let near = OpenWorkspace.suggestion(asked, actions.map(\.name))
            throw UsageError("review cannot `\(asked)`\(near)")
        }
        for option in options where arguments.flag(option.name) && !action.options.contains(option.name) {
            throw UsageError("`review \(asked)` takes no --\(option.name)")
        }
        guard action.operands.contains(arguments.operands.count - 1) else {
            let wanted =
                switch asked {
                case "decide": "a pair and a verdict: `review decide 17 same --why W`"
                case "apply", "export": "one file: `review \(asked) FILE.csv`"
                case "undo": "the number of a judgement: `review undo ID --why W`; `review log` lists them"
                default: "nothing more"
                }
            throw UsageError("`review \(asked)` takes \(wanted)")
        }
        let open = try OpenWorkspace(arguments)
        switch asked {
        case "next": return try ReviewLists.next(arguments, open)
        case "list": return try ReviewLists.list(arguments, open)
        case "log": return try ReviewLists.log(arguments, open)
        case "decide": return try ReviewDecisions.decide(arguments, open)
        case "undo": return try ReviewDecisions.undo(arguments, open)
        case "apply": return try await ReviewDecisions.apply(arguments, open)
        default: return try ReviewLists.export(arguments, open)
        }
    }
}
