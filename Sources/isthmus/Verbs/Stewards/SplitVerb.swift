import HubEngine

/// `isthmus split ENTITY MENTION…`: takes mentions out of an entity.
struct SplitVerb: Verb {
    static let name = "split"
    static let summary = "take mentions out of an entity they do not belong to"
    static let operands = "ENTITY MENTION..."
    static let operandCount = 2...1000
    static let options = [StewardWork.why, StewardWork.by, .format]
    static let details = """
        A mention is written feed/record_key/role; `isthmus trace ENTITY` lists those of an entity. None of the named
        mentions is one with any of those that stay, whatever later runs find; new mentions go where they fit. The
        named ones may stay together. A yes of earlier judgements across the two parts holds no more. When the entity
        came about by a merge, the part that had another id before gets it back. `isthmus review undo ID` takes the
        split back.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let signature = try StewardWork.signature(arguments)
        _ = try arguments.format()
        let open = try OpenWorkspace(arguments)
        let outcome = try StewardWork.write(open) { desk in
            guard case .entity(let entity) = try desk.subject(arguments.operands[0]) else {
                throw UsageError("the first operand is the id of the entity to split")
            }
            return try desk.split(
                entity, taking: arguments.operands.dropFirst().map(desk.mention), by: signature)
        }
        try StewardWork.show([outcome], arguments)
        return .done
    }
}
