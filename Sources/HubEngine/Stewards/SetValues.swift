import HubMatching
import HubModel
import HubStore

/// Golden values that stewards set, by the entities they belong to after the night.
struct SetValues {
    private var byEntity: [Int64: [SetValue]] = [:]
    private let numbers: [Int64]

    /// A value stays with its entity: it follows it into the one it was merged into, and comes back with it when the merge
    /// is taken back. Where two entities that were merged had different ones, the later counts.
    init(_ overrides: [ValueOverride], model: EntityModel, identity: EntityIdentity) {
        numbers = identity.numbers
        for override in overrides where !override.isUndone && override.type == model.name {
            guard let attribute = model.index(ofAttribute: override.attribute) else { continue }
            byEntity[identity.living(override.entity), default: []].append(
                SetValue(id: override.id, attribute: attribute, value: override.value))
        }
    }

    /// By position in `clusters`.
    func byCluster(_ clusters: [Int]) -> [Int: [SetValue]] {
        guard !byEntity.isEmpty else { return [:] }
        var found: [Int: [SetValue]] = [:]
        for (position, cluster) in clusters.enumerated() {
            if let values = byEntity[numbers[cluster]] { found[position] = values }
        }
        return found
    }
}
