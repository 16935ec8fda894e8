import HubModel
import HubStore

/// What the mentions of a type say, for lists that people decide from.
package struct MentionValues {
    private let model: EntityModel
    private let mentions: StoredMentions
    private let isMasked: Bool

    package init(type: Int, model: EntityModel, store: any Store, isMasked: Bool) throws {
        self.model = model
        self.isMasked = isMasked
        mentions = try store.mentions(type: type)
    }

    /// `name: 张*; birth_date: ****`; what is missing is left out.
    package func text(of mention: Int64) -> String {
        guard let row = mentions.row(of: mention) else { return "" }
        return model.attributes.indices.compactMap { index in
            mentions.values.text(row, index).map {
                "\(model.attributes[index].name): \(isMasked ? model.attributes[index].masked($0) : $0)"
            }
        }.joined(separator: "; ")
    }
}

extension StoredMentions {
    /// Row of a mention; `nil` when its record is missing. Complexity: O(log n).
    func row(of mention: Int64) -> Int? {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < mention { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == mention ? low : nil
    }
}
