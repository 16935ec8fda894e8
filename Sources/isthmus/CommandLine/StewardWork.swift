import Foundation
import HubEngine
import HubStore

/// What the verbs of stewards share.
enum StewardWork {
    static let by = OptionDeclaration(
        name: "by", value: "NAME", help: "who decides (default: the name you are logged in by)")
    static let why = OptionDeclaration(
        name: "why", value: "REASON", help: "why, for those who ask later; no personal values")
    static let raw = OptionDeclaration(
        name: "raw", value: nil, help: "show values and record keys (personal data)")

    /// Reasons and names longer than this are not one line for a log.
    private static let longest = 500

    static func who(_ arguments: Arguments) throws -> String {
        let who = arguments.value("by") ?? NSUserName()
        guard !who.isEmpty, who.count <= longest, !who.contains(where: \.isNewline) else {
            throw UsageError("say who decides in one line: --by NAME")
        }
        return who
    }

    static func signature(_ arguments: Arguments) throws -> StewardDesk.Signature {
        guard let why = arguments.value("why"), why.contains(where: { !$0.isWhitespace }) else {
            throw UsageError("say why, for those who ask later: --why REASON")
        }
        guard why.count <= longest, !why.contains(where: \.isNewline) else {
            throw UsageError("--why must be one line of at most \(longest) characters")
        }
        return StewardDesk.Signature(who: try who(arguments), why: why)
    }

    /// Does `work` with the store for writing, all of it or nothing.
    static func write<Result>(
        _ open: OpenWorkspace, _ work: (StewardDesk) throws -> Result
    ) throws -> Result {
        guard FileManager.default.fileExists(atPath: open.workspace.store) else {
            throw UsageError("there is no store yet at \(open.workspace.store); `isthmus run` makes it")
        }
        let (store, lock) = try open.storeForWriting()
        defer { lock.release() }
        try store.prepare(models: open.workspace.models, feeds: open.workspace.feeds.map(\.shape))
        let desk = StewardDesk(workspace: open.workspace, store: store)
        return try desk.transact { try work(desk) }
    }

    /// Prints judgements that were recorded.
    static func show(_ outcomes: [StewardDesk.Outcome], _ arguments: Arguments) throws {
        var output = Output(
            try arguments.format(),
            columns: ["judgement", "action", "type", "subject", "pairs", "superseded"],
            numbers: ["judgement", "pairs", "superseded"])
        for outcome in outcomes {
            output.row([
                String(outcome.judgement), outcome.action, outcome.type, outcome.subject,
                String(outcome.pairs), String(outcome.superseded),
            ])
        }
        output.finish()
        if !outcomes.isEmpty { Terminal.error("the next `isthmus run` carries it out and publishes") }
    }
}
