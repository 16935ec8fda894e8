import HubModel
import HubStore

// Golden values set by hand.
extension StewardDesk {
    /// Sets the golden value of an attribute, as people write it; of a set, values joined with `;`.
    /// - Returns: the number of the override.
    package func override(
        _ entity: FoundEntity, attribute name: String, value: String, by signature: Signature
    ) throws -> Int64 {
        let model = workspace.models[entity.type]
        guard let index = model.index(ofAttribute: name) else {
            let near = nearestName(to: name, among: model.attributes.map(\.name))
            throw StewardError(
                "\(model.name) has no attribute `\(name)`" + (near.map { "; did you mean `\($0)`?" } ?? ""))
        }
        let normal = try normalised(value, model.attributes[index])
        return try store.saveOverride(
            normal, of: name, entity: entity, who: signature.who, why: signature.why, at: signature.at)
    }

    /// Leaves the value to the mentions again.
    package func undoOverride(_ id: Int64, by signature: Signature) throws {
        guard let known = try store.overrides().first(where: { $0.id == id }) else {
            throw StewardError("there is no override \(id); `isthmus override list` lists them")
        }
        guard try store.undoOverride(id, who: signature.who, why: signature.why, at: signature.at) else {
            throw StewardError("override \(id) was undone already, \(known.undoneAt)", isUnknown: false)
        }
    }

    private func normalised(_ value: String, _ attribute: Attribute) throws -> String {
        let pieces = attribute.isMultiple ? value.split(separator: ";").map(String.init) : [value]
        var normal: Set<String> = []
        for piece in pieces {
            switch attribute.type.normalised(piece) {
            case (.valid, let text): normal.insert(text)
            case (.missing, _):
                throw StewardError("an override needs a value; `\(attribute.name)` was given none")
            case (.invalid(let reason), _):
                throw StewardError(
                    "this is no \(attribute.type.name), which `\(attribute.name)` must be (\(reason.code)); "
                        + "nothing was changed")
            }
        }
        guard !normal.isEmpty else {
            throw StewardError("an override needs a value; `\(attribute.name)` was given none")
        }
        return normal.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
            .joined(separator: ";")
    }
}
