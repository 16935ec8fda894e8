import HubEngine
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
        OptionDeclaration.asOf, .limit, .format,
    ]
    static let details = """
        All conditions must hold. Values are normalised first, so that a 15-digit resident number or an address
        in short form finds what the registry keeps in normal form. `entity_id=ID` looks up by id and follows
        merges. With --as-of, what the registry believed then, by the attributes of today. Exit code 1 when nothing is found.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let type = try open.type(arguments.operands[0])
        let model = open.workspace.models[type]
        let (ids, conditions) = try conditions(arguments.operands.dropFirst(), model)
        let limit = try arguments.number("limit", default: 20)
        let store = try open.storeForReading(asOf: arguments).store
        let lookUp = LookUp(store: store, model: model, type: type)
        // One more than asked for tells whether there are more.
        var found =
            ids.isEmpty
            ? try lookUp.find(conditions, limit: limit + 1)
            : try ids.compactMap { try store.entity(id: $0) }
                .filter { $0.type == type && lookUp.meets($0, conditions) }
        let hasMore = found.count > limit
        found = Array(found.prefix(limit))
        var output = Output(
            try arguments.format(), columns: ["entity_id"] + model.attributes.map(\.name) + ["mentions"],
            numbers: ["mentions"])
        for entity in found {
            let values = zip(model.attributes, entity.values).map { attribute, value in
                arguments.flag("mask") ? value.map(attribute.masked) : value
            }
            output.row([entity.id] + values + [String(entity.mentionCount)])
        }
        output.finish()
        if hasMore { Output.tellOfMore(shown: limit) }
        if found.isEmpty { Terminal.error("nothing found") }
        return found.isEmpty ? .failed : .done
    }

    private static func conditions(
        _ words: ArraySlice<String>, _ model: EntityModel
    ) throws -> (ids: [String], conditions: [LookUp.Condition]) {
        var ids: [String] = []
        var conditions: [LookUp.Condition] = []
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
            conditions.append(LookUp.Condition(attribute: index, value: normal))
        }
        return (ids, conditions)
    }
}
