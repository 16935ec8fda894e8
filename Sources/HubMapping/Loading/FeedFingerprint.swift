import HubModel

/// One number for everything that decides what a record of a feed turns into.
///
/// The content hash of every record starts from it, so that a changed mapping makes every record count as
/// changed. Titles, comments, trust, settings and the order of files are no part of it; nor are attributes that
/// the feed neither gives nor implies.
enum FeedFingerprint {
    /// Raised when the engine itself turns the same bytes into other values.
    private static let mappingVersion: UInt64 = 2

    static func of(
        key: [Located<String>], onInvalid: Feed.InvalidPolicy, mentions: [MentionMapping],
        relations: [RelationMapping], models: [ModelDraft], areaCode: String
    ) -> UInt64 {
        var hash = StableHash(seed: mappingVersion)
        hash.add(areaCode)
        hash.add(onInvalid.rawValue)
        hash.combine(UInt64(key.count))
        for column in key { hash.add(column.value) }
        hash.combine(UInt64(mentions.count))
        for mention in mentions where models.indices.contains(mention.type) {
            hash.add(mention, of: models[mention.type])
        }
        hash.combine(UInt64(relations.count))
        for relation in relations {
            hash.add(relation.kind)
            hash.combine(UInt64(relation.from))
            hash.combine(UInt64(relation.to))
            hash.add(relation.qualifier?.value ?? "")
        }
        return hash.finish()
    }
}

extension StableHash {
    fileprivate mutating func add(_ text: String) {
        let bytes = Array(text.utf8)
        combine(bytes.span)
    }

    fileprivate mutating func add(_ mention: MentionMapping, of model: ModelDraft) {
        add(mention.role)
        add(model.name)
        for index in mention.requires.sorted() { add(model.attributes[index].name) }
        var touched = Set(mention.attributes.map(\.attribute))
        for mapping in mention.attributes.sorted(by: { $0.attribute < $1.attribute }) {
            add(model.attributes[mapping.attribute])
            add(mapping.source)
        }
        // What the given attributes imply, and what that implies in turn.
        for _ in model.attributes {
            for (index, attribute) in model.attributes.enumerated() {
                guard let source = attribute.derivedFrom, !touched.contains(index),
                    let from = model.attributes.firstIndex(where: { $0.name == source }),
                    touched.contains(from)
                else { continue }
                touched.insert(index)
                add(attribute)
            }
        }
    }

    private mutating func add(_ attribute: Attribute) {
        add(attribute.name)
        add(attribute.type.name)
        add(attribute.derivedFrom ?? "")
        combine(attribute.isMultiple ? 1 : 0)
    }

    private mutating func add(_ source: ValueSource) {
        switch source {
        case .column(let name):
            combine(1)
            add(name.value)
        case .constant(let text):
            combine(2)
            add(text)
        case .template(let parts):
            combine(3)
            combine(UInt64(parts.count))
            for part in parts {
                switch part {
                case .text(let text):
                    combine(1)
                    add(text)
                case .column(let name):
                    combine(2)
                    add(name.value)
                }
            }
        case .first(let sources):
            combine(4)
            add(sources)
        case .all(let sources):
            combine(5)
            add(sources)
        case .coded(let source, let codes):
            combine(6)
            add(source)
            combine(UInt64(codes.count))
            for (raw, value) in codes.sorted(by: { $0.key < $1.key }) {
                add(raw)
                add(value)
            }
        }
    }

    private mutating func add(_ sources: [ValueSource]) {
        combine(UInt64(sources.count))
        for source in sources { add(source) }
    }
}
