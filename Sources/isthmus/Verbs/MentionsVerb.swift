import HubStore

/// `isthmus mentions`: the whole assignment of mentions to entities.
struct MentionsVerb: Verb {
    static let name = "mentions"
    static let summary = "print which entity every mention belongs to, for audits and scoring"
    static let operands = ""
    static let operandCount = 0...0
    static let options = [
        OptionDeclaration(name: "type", value: "T", help: "only of this entity type"),
        OptionDeclaration.format,
    ]
    static let details =
        "Columns feed, record_key, role, entity_type, entity_id; ordered by feed, key and role."

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let type = try arguments.value("type").map(open.type)
        let store = try open.storeForReading()
        var output = Output(
            try arguments.format(), columns: ["feed", "record_key", "role", "entity_type", "entity_id"])
        try store.assignments(type: type) { row in
            try Task.checkCancellation()
            let name = open.workspace.models[row.type].name
            output.row([row.feed, row.recordKey, row.role, name, row.entityID.isEmpty ? nil : row.entityID])
        }
        output.finish()
        return .done
    }
}
