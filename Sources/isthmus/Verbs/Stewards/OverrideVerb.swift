import HubEngine
import HubModel

/// `isthmus override`: golden values set by hand.
struct OverrideVerb: Verb {
    static let name = "override"
    static let summary = "set a golden value by hand, list such values, leave one to the records again"
    static let operands = "ENTITY ATTRIBUTE VALUE|list|undo ID"
    static let operandCount = 1...3
    static let options = [StewardWork.why, StewardWork.by, StewardWork.raw, .format]
    static let details = """
        The value is written as people write it, and must be one the attribute's type accepts; of a set, values joined
        with `;`, and they replace the whole set. It stays through reruns, new deliveries and merges until somebody
        undoes it or sets another one; the mentions that say otherwise are counted as conflicts, and `isthmus trace`
        shows it as `override`. `list` shows values only with --raw.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        switch (arguments.operands[0], arguments.operands.count) {
        case ("list", 1): return try list(arguments)
        case ("undo", 2): return try undo(arguments)
        case (_, 3):
            guard !arguments.flag("raw") else { throw UsageError("--raw goes with `override list` only") }
            return try set(arguments)
        default:
            throw UsageError(
                "write `override ENTITY ATTRIBUTE VALUE --why REASON`, `override list` or `override undo ID --why REASON`"
            )
        }
    }

    private static func set(_ arguments: Arguments) throws -> ExitCode {
        let signature = try StewardWork.signature(arguments)
        let format = try arguments.format()
        let open = try OpenWorkspace(arguments)
        let words = arguments.operands
        let (id, entity) = try StewardWork.write(open) { desk in
            guard case .entity(let entity) = try desk.subject(words[0]) else {
                throw UsageError("an override is of an entity, named by its id")
            }
            return (
                try desk.override(entity, attribute: words[1], value: words[2], by: signature), entity.id
            )
        }
        var output = Output(format, columns: ["override", "entity_id", "attribute"], numbers: ["override"])
        output.row([String(id), entity, words[1]])
        output.finish()
        Terminal.error("the next `isthmus run` carries it out and publishes")
        return .done
    }

    private static func undo(_ arguments: Arguments) throws -> ExitCode {
        let signature = try StewardWork.signature(arguments)
        guard let id = Int64(arguments.operands[1]), id > 0 else {
            throw UsageError("ID must be a number; `isthmus override list` tells the ids")
        }
        try StewardWork.write(try OpenWorkspace(arguments)) { try $0.undoOverride(id, by: signature) }
        Terminal.error("override \(id) is undone; the next `isthmus run` carries it out and publishes")
        return .done
    }

    private static func list(_ arguments: Arguments) throws -> ExitCode {
        let format = try arguments.format()
        let open = try OpenWorkspace(arguments)
        let store = try open.storeForReading()
        var output = Output(
            format,
            columns: ["override", "type", "entity_id", "attribute", "value", "who", "why", "made", "undone"],
            numbers: ["override"])
        for override in try store.overrides() {
            let model = open.workspace.models.first { $0.name == override.type }
            let attribute = model.flatMap { model in
                model.index(ofAttribute: override.attribute).map { model.attributes[$0] }
            }
            let value = arguments.flag("raw") ? override.value : attribute?.masked(override.value) ?? "***"
            output.row([
                String(override.id), override.type, override.entityID, override.attribute, value,
                override.who, override.why, override.madeAt, override.isUndone ? override.undoneAt : nil,
            ])
        }
        output.finish()
        return .done
    }
}
