import HubModel

/// One number for everything that decides what a record of a feed turns into.
///
/// The content hash of every record starts from it, so that a changed mapping makes every record count as
/// changed. Titles, comments, trust, settings and the order of files are no part of it; nor are attributes that
/// the feed neither gives nor implies. Of a table it holds what the feed looks up, in whatever order it stands.
enum FeedFingerprint {
    /// Raised when the engine itself turns the same bytes into other values.
    private static let mappingVersion: UInt64 = 2

    static func of(
        key: [Located<String>], onInvalid: Feed.InvalidPolicy, mentions: [MentionMapping],
        relations: [RelationMapping], keep: [Located<String>], models: [ModelDraft], areaCode: String
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
            if let condition = relation.condition { hash.add(condition) }
        }
        for column in keep.map(\.value).sorted() { hash.add(column) }
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
        if let condition = mention.condition { add(condition) }
        for standard in mention.defaults.sorted(by: { $0.attribute < $1.attribute }) {
            combine(20)
            add(model.attributes[standard.attribute])
            add(standard.text)
        }
        var touched = Set(mention.attributes.map(\.attribute))
        for mapping in mention.attributes.sorted(by: { $0.attribute < $1.attribute }) {
            let attribute = model.attributes[mapping.attribute]
            add(attribute)
            add(mapping.source)
            if let catcher = model.attributes.first(where: { $0.catches == attribute.name }) {
                combine(21)
                add(catcher)
            }
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
        case .coded(let source, let lookup):
            combine(6)
            add(source)
            combine(lookup.codes.digest)
            add(lookup.unknown.rawValue)
        case .columns(let names):
            combine(7)
            combine(UInt64(names.count))
            for name in names { add(name.value) }
        case .sql(let expression):
            combine(8)
            add(expression.text)
        case .split(let source, let mark, let take):
            combine(9)
            add(source)
            add(mark)
            combine(UInt64(bitPattern: Int64(take ?? 0)))
        case .transformed(let source, let transforms):
            combine(10)
            add(source)
            combine(UInt64(transforms.count))
            for step in transforms { add(step) }
        case .when(let condition, let source):
            combine(11)
            add(condition)
            add(source)
        }
    }

    private mutating func add(_ step: AppliedTransform) {
        add(step.transform.name)
        combine(UInt64(step.arguments.count))
        for argument in step.arguments {
            switch argument {
            case .text(let bytes): combine(bytes.span)
            case .number(let number): combine(UInt64(bitPattern: Int64(number)))
            }
        }
    }

    fileprivate mutating func add(_ condition: Condition) {
        combine(UInt64(condition.tests.count))
        for test in condition.tests.sorted(by: { $0.column.value < $1.column.value }) {
            add(test.column.value)
            switch test.kind {
            case .among(let texts):
                combine(1)
                add(texts)
            case .noneOf(let texts):
                combine(2)
                add(texts)
            case .blank(let isBlank): combine(isBlank ? 3 : 4)
            }
        }
    }

    private mutating func add(_ texts: [String]) {
        combine(UInt64(texts.count))
        for text in texts.sorted() { add(text) }
    }

    private mutating func add(_ sources: [ValueSource]) {
        combine(UInt64(sources.count))
        for source in sources { add(source) }
    }
}
