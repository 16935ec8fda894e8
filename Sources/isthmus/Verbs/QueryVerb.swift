import HubModel
import HubStore

/// `isthmus query TYPE attribute=value...`: look-ups in the merged registry.
struct QueryVerb: Verb {
    static let name = "query"
    static let summary = "look entities up by their values"
    static let operands = "TYPE [attribute=value]..."
    static let operandCount = 1...64
    static let options = [
        OptionDeclaration(name: "mask", value: nil, help: "mask personal values"),
        OptionDeclaration.limit, .format,
    ]
    static let details = """
        All conditions must hold. Values are normalised first, so that a 15-digit resident number or an address
        in short form finds what the registry keeps in normal form. `entity_id=ID` looks up by id and follows
        merges. Exit code 1 when nothing is found.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let type = try open.type(arguments.operands[0])
        let model = open.workspace.models[type]
        let (ids, conditions) = try conditions(arguments.operands.dropFirst(), model)
        let limit = try arguments.number("limit", default: 20)
        let store = try open.storeForReading()
        var found: [FoundEntity]
        if ids.isEmpty {
            found = try store.find(type: type, where: conditions, limit: limit)
        } else {
            found = try ids.compactMap { try store.entity(id: $0) }.filter { entity in
                entity.type == type
                    && conditions.allSatisfy { condition in
                        let value = entity.values[condition.attribute] ?? ""
                        let isMultiple = model.attributes[condition.attribute].isMultiple
                        return isMultiple
                            ? value.split(separator: ";").contains { $0 == condition.value }
                            : value == condition.value
                    }
            }
        }
        var output = Output(
            try arguments.format(), columns: ["entity_id"] + model.attributes.map(\.name) + ["mentions"])
        for entity in found {
            let values = zip(model.attributes, entity.values).map { attribute, value in
                arguments.flag("mask") ? value.map(attribute.masked) : value
            }
            output.row([entity.id] + values + [String(entity.mentionCount)])
        }
        output.finish()
        if found.isEmpty { Terminal.error("nothing found") }
        return found.isEmpty ? .failed : .done
    }

    private static func conditions(
        _ words: ArraySlice<String>, _ model: EntityModel
    ) throws -> (ids: [String], conditions: [(attribute: Int, value: String)]) {
        var ids: [String] = []
        var conditions: [(attribute: Int, value: String)] = []
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw UsageError("a condition is attribute=value") }
            if parts[0] == "entity_id" {
                ids.append(parts[1].uppercased())
                continue
            }
            guard let index = model.index(ofAttribute: parts[0]) else {
                let near = OpenWorkspace.suggestion(parts[0], ["entity_id"] + model.attributes.map(\.name))
                throw UsageError("\(model.name) has no attribute `\(parts[0])`\(near)")
            }
            let type = model.attributes[index].type
            let (verdict, normal) = type.normalised(parts[1])
            guard verdict == .valid else {
                let why = if case .invalid(let reason) = verdict { reason.code } else { "it says nothing" }
                throw UsageError("the value for `\(parts[0])` is no valid \(type.name): \(why)")
            }
            conditions.append((index, normal))
        }
        return (ids, conditions)
    }
}
