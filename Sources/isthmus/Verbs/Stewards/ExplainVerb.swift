import HubEngine
import HubModel
import HubStore

/// `isthmus explain A [B]`: why two mentions or entities are, or are not, one.
struct ExplainVerb: Verb {
    static let name = "explain"
    static let summary = "tell why two mentions or entities are (not) one, or what holds one together"
    static let operands = "A [B]"
    static let operandCount = 1...2
    static let options = [StewardWork.raw, .format]
    static let details = """
        A and B are entity ids, or mentions written feed/record_key/role. Of two mentions: the prior, each comparison
        with the level that holds, its m and u and its weight in bits, the running total, the match probability, the
        blocking rules under which the two meet, and what decided: the weights, different identifiers or a judgement.
        Of two entities: their strongest and their weakest pair, and what they say as wholes. Of one entity: the ties
        it hangs on, weakest first, and the journal of its identity. Weights are those of the model and the records
        as they are now. Values and record keys are masked unless --raw.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let format = try arguments.format()
        let open = try OpenWorkspace(arguments)
        let store = try open.storeForReading()
        let desk = StewardDesk(workspace: open.workspace, store: store)
        let subjects = try arguments.operands.map(desk.subject)
        if subjects.count == 2, subjects[0].type != subjects[1].type {
            let names = subjects.map { open.workspace.models[$0.type].name }
            throw UsageError("a \(names[0]) and a \(names[1]) are never one entity: they are not compared")
        }
        let explainer = try Explainer(
            type: subjects[0].type, of: open.workspace, store: store, isMasked: !arguments.flag("raw"))
        let print = ExplanationText(format: format)
        switch (subjects.first, subjects.dropFirst().first) {
        case (.mention(let a), .mention(let b)):
            guard a.mention != b.mention else { throw UsageError("both name the same mention") }
            try print.pair(try explainer.explain(a, b))
        case (.entity(let entity), nil):
            try print.entity(try explainer.explain(entity))
        case (.mention(let mention), nil):
            guard let entity = try store.entity(id: mention.entityID) else {
                throw UsageError("this mention is not resolved yet; `isthmus run` does it")
            }
            try print.entity(try explainer.explain(entity))
        case (.entity(let a), .entity(let b)) where a.number == b.number:
            Terminal.error("both are \(a.id)")
            try print.entity(try explainer.explain(a))
        case (let a?, let b?):
            try print.entities(try explainer.explain(a, b))
        case (nil, _): break
        }
        return .done
    }
}
