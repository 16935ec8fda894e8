import HubModel

/// One feed file: where records come from and what they say. `Mappings/README.md` explains every key.
package struct Feed: Sendable {
    /// What a value that its semantic type refuses costs.
    package enum InvalidPolicy: String, Sendable, CaseIterable {
        /// The value; the rest of the record is taken.
        case value
        /// The whole record.
        case record
    }

    /// File name without `.json5`.
    package let name: String
    package let title: String
    package let department: String
    package let system: String
    package let legalBasis: String
    package let contact: String
    /// Name of the connector type.
    package let connector: Located<String>
    /// The `settings` object as written; the connector's declarations check it.
    package let settings: Node?
    /// Whether the night fails when the feed cannot be read.
    package let isRequired: Bool
    /// Columns that together name a record inside the feed; none when `isKeyDerived`.
    package let key: [Located<String>]
    /// Whether records have no key of their own and are named by a hash of all that the mapping looks at.
    package let isKeyDerived: Bool
    /// How deliveries follow each other, and what they must fulfil.
    package let rules: FeedRules
    /// 0…100, for survivorship.
    package let trust: Int
    package let onInvalid: InvalidPolicy
    package let mentions: [MentionMapping]
    package let relations: [RelationMapping]
    /// Columns that nothing is made of and that are kept all the same: in quarantine, and in what makes a record
    /// count as changed.
    package let keep: [Located<String>]
    /// Hash of everything that decides what a record turns into; a change makes every record count as changed.
    package let fingerprint: UInt64
    package let location: SourceLocation
}

extension Feed {
    /// Every source column the feed names (key, values, conditions, qualifiers, kept ones) where it is first named,
    /// in order.
    package var columnPlaces: [Located<String>] {
        var found: [Located<String>] = key
        for mention in mentions {
            found += mention.condition?.columns ?? []
            for attribute in mention.attributes {
                attribute.source.collectColumns(into: &found, withConditions: true)
            }
        }
        for relation in relations {
            found += [relation.qualifier].compactMap(\.self) + (relation.condition?.columns ?? [])
        }
        found += keep
        var seen: Set<String> = []
        return found.filter { seen.insert($0.value).inserted }
    }

    /// Every source column the feed names, each once, in order.
    package var columns: [String] { columnPlaces.map(\.value) }

    /// Every source column that is read: those the mapping names, and those that are only looked at.
    package var columnsRead: [String] {
        let mapped = columns
        return mapped + rules.expectations.columnPlaces.map(\.value).filter { !mapped.contains($0) }
    }

    /// The SQL expressions of all values, in file order.
    package var expressions: [SQLExpression] {
        mentions.flatMap { $0.attributes.flatMap(\.source.expressions) }
    }
}

/// A value with its place in a file.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    package let location: SourceLocation

    package init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

/// What a record says of one entity.
package struct MentionMapping: Sendable {
    package let role: String
    /// Index of the model.
    package let type: Int
    package let attributes: [AttributeMapping]
    /// Indices of attributes without which there is no mention.
    package let requires: [Int]
    /// What a record must say to be made this mention of; `nil` when any will do.
    package let condition: Condition?
    /// What attributes are that the record says nothing of, at most one for each.
    package let defaults: [AttributeDefault]
    /// Whether two records never mention one entity in this role.
    package var isUnique = false
}

/// The value of an attribute that a record says nothing of.
package struct AttributeDefault: Sendable {
    /// Index of the attribute in its model.
    package let attribute: Int
    package let text: String
}

/// Where one attribute's value comes from.
package struct AttributeMapping: Sendable {
    /// Index of the attribute in its model.
    package let attribute: Int
    package let source: ValueSource
}

/// A tie between two roles of the same record.
package struct RelationMapping: Sendable {
    package let kind: String
    /// Indices into `Feed.mentions`.
    package let from: Int
    package let to: Int
    /// Column that says more of the tie.
    package let qualifier: Located<String>?
    /// What a record must say for the tie; `nil` when any will do.
    package let condition: Condition?
}
