import HubModel
import HubStore

/// What changed about one entity, in the order of runs: its identity, its golden values, its relations.
package struct EntityHistory {
    package struct Change: Sendable, Equatable {
        package let run: Int64
        /// When that run began; empty when nobody knows any more.
        package let at: String
        /// `identity`, the name of an attribute, or the kind of a relation.
        package let what: String
        package let before: String?
        package let after: String?
        /// Index of the attribute whose value changed; `nil` for identity and relations.
        package let attribute: Int?
    }

    package private(set) var changes: [Change] = []
    private let store: any Store
    private let model: EntityModel
    private var times: [Int64: String] = [:]

    /// Complexity: grows with the versions of this entity alone.
    package init(number: Int64, type: Int, model: EntityModel, store: any Store) throws {
        self.store = store
        self.model = model
        try readIdentity(number)
        try readValues(store.goldenVersions(entity: number, type: type))
        try readRelations(store.relationVersions(entity: number))
        // A stable order: identity, attributes as the model has them, relations.
        let order = changes.enumerated().sorted {
            ($0.element.run, $0.offset) < ($1.element.run, $1.offset)
        }
        changes = order.map(\.element)
    }

    private mutating func readIdentity(_ number: Int64) throws {
        var entries: [JournalEntry] = []
        try store.journal(entity: number) { entries.append($0) }
        for entry in entries {
            let isOwn = entry.event.entity == number
            let text =
                switch entry.event.kind {
                case .made: "made"
                case .split: isOwn ? "split off from \(entry.otherID)" : "\(entry.event.id) was split off"
                case .merged: isOwn ? "merged into \(entry.otherID)" : "\(entry.event.id) was merged into it"
                case .ended: "ended"
                case .revived: "revived"
                }
            changes.append(
                Change(
                    run: entry.run, at: entry.at, what: "identity", before: nil, after: text, attribute: nil))
        }
    }

    private mutating func readValues(_ versions: [GoldenVersion]) throws {
        var before: GoldenVersion?
        for version in versions {
            // After a gap the entity was not there, so all of it is new.
            if let last = before, last.until != version.since { before = nil }
            for (index, attribute) in model.attributes.enumerated() {
                let (old, new) = (before?.values[index] ?? nil, version.values[index])
                guard old != new else { continue }
                try add(version.since, attribute.name, old, new, attribute: index)
            }
            before = version
        }
    }

    private mutating func readRelations(_ versions: [RelationVersion]) throws {
        for (index, version) in versions.enumerated() {
            let text = Self.text(version)
            let older = index > 0 && Self.isSameTie(versions[index - 1], version) ? versions[index - 1] : nil
            let newer =
                index + 1 < versions.count && Self.isSameTie(version, versions[index + 1])
                ? versions[index + 1] : nil
            let before = older?.until == version.since ? older.map(Self.text) : nil
            if before != text { try add(version.since, version.kind, before, text, attribute: nil) }
            if let until = version.until, newer?.since != until {
                try add(until, version.kind, text, nil, attribute: nil)
            }
        }
    }

    private static func isSameTie(_ a: RelationVersion, _ b: RelationVersion) -> Bool {
        a.kind == b.kind && a.isOutgoing == b.isOutgoing && a.otherID == b.otherID
    }

    private static func text(_ version: RelationVersion) -> String {
        (version.isOutgoing ? "to " : "from ") + version.otherID
            + (version.qualifier.isEmpty ? "" : " (\(version.qualifier))")
    }

    private mutating func add(
        _ run: Int64, _ what: String, _ before: String?, _ after: String?, attribute: Int?
    ) throws {
        if times[run] == nil { times[run] = try store.run(run)?.startedAt ?? "" }
        changes.append(
            Change(
                run: run, at: times[run] ?? "", what: what, before: before, after: after, attribute: attribute
            ))
    }
}
