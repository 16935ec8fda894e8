import HubModel
import HubStore

/// Finds entities by values as people write them: 示范路1号 finds 湖滨街道示范路1号, 張三 finds 张三.
package struct LookUp {
    /// A normal form looked for.
    package struct Condition: Sendable {
        let attribute: Int
        let value: String

        package init(attribute: Int, value: String) {
            self.attribute = attribute
            self.value = value
        }
    }

    private let store: any Store
    private let model: EntityModel
    private let type: Int

    package init(store: any Store, model: EntityModel, type: Int) {
        self.store = store
        self.model = model
        self.type = type
    }

    /// At most `limit` entities that meet all conditions, by entity id.
    ///
    /// Complexity: O(log n) for a distinct attribute; otherwise one pass over the golden records.
    package func find(_ conditions: [Condition], limit: Int) throws -> [FoundEntity] {
        guard conditions.contains(where: { folds(model.attributes[$0.attribute].type) }) else {
            return try store.find(
                type: type, where: conditions.map { ($0.attribute, $0.value) }, limit: limit)
        }
        var ids: [String] = []
        let wanted = conditions.map { model.attributes[$0.attribute].type.folded($0.value) }
        do {
            try store.readDataset(golden(conditions)) { rows in
                for row in 0..<rows.rowCount where meets(rows, row, conditions, wanted) {
                    if let id = rows.text(row, 0) { ids.append(id) }
                    if ids.count == limit { throw Enough() }
                }
            }
        } catch is Enough {}
        return try ids.compactMap { try store.entity(id: $0) }
    }

    /// Whether an entity looked up by its id meets the conditions too.
    package func meets(_ entity: FoundEntity, _ conditions: [Condition]) -> Bool {
        conditions.allSatisfy { condition in
            let attribute = model.attributes[condition.attribute]
            return entity.values[condition.attribute].map {
                has(attribute, $0, attribute.type.folded(condition.value))
            } ?? false
        }
    }

    private struct Enough: Error {}

    /// Whether equal values of the type may be written differently: some documented example says so.
    private func folds(_ type: any SemanticType) -> Bool {
        type.examples.contains { example in example.normal.map { type.folded($0) != $0 } ?? false }
    }

    private func has(_ attribute: Attribute, _ value: String, _ wanted: String) -> Bool {
        let values = attribute.isMultiple ? value.split(separator: ";").map(String.init) : [value]
        return values.contains { attribute.type.folded($0) == wanted }
    }

    private func meets(_ rows: CellTable, _ row: Int, _ conditions: [Condition], _ wanted: [String]) -> Bool {
        conditions.indices.allSatisfy { index in
            rows.text(row, index + 1).map {
                has(model.attributes[conditions[index].attribute], $0, wanted[index])
            } ?? false
        }
    }

    private func golden(_ conditions: [Condition]) -> DatasetDeclaration {
        let columns =
            [DatasetDeclaration.Column.Source.entityID] + conditions.map { .attribute($0.attribute) }
        return DatasetDeclaration(
            name: "look-up", title: "", type: type, format: .csv, header: .en,
            columns: columns.map { .init(name: "", title: "", source: $0, isMasked: false) }, requires: [],
            recipients: [], purpose: "", location: model.location)
    }
}
