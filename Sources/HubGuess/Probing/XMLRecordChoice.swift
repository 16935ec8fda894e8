/// Which element of a document is the record, and which values it has.
struct XMLRecordChoice {
    let record: Int
    let columns: [SourceColumn]
    private(set) var remarks: [String] = []

    private let outline: XMLOutline

    /// `nil` when the document has no element with values in it.
    init?(_ outline: XMLOutline) {
        self.outline = outline
        let records = outline.elements.indices.filter { Self.isRecord($0, outline) }
        // The outermost repeated elements; of several the one that says most.
        let outermost = records.filter { element in
            !outline.ancestry(element).dropLast().contains(where: records.contains)
        }
        func own(_ element: Int) -> Int { Self.own(element, outline, records).count }
        guard
            var chosen = outermost.max(by: {
                (own($0), outline.elements[$0].count, -$0) < (own($1), outline.elements[$1].count, -$1)
            })
                ?? outline.elements.indices.max(by: { (own($0), -$0) < (own($1), -$1) }),
            own(chosen) > 0 || !outermost.isEmpty
        else { return nil }
        // Down into what is repeated inside, as long as that says at least as much as what is around it: a household's
        // members are records, a company's lists of remarks are not.
        while true {
            let inner = records.filter {
                $0 != chosen && outline.ancestry($0).contains(chosen)
                    && !outline.ancestry($0).dropLast().contains { between in
                        between != chosen && records.contains(between)
                            && outline.ancestry(between).contains(chosen)
                    }
            }
            guard let richest = inner.max(by: { (own($0), -$0) < (own($1), -$1) }) else { break }
            guard own(richest) > 0, own(richest) >= own(chosen) else { break }
            chosen = richest
        }
        record = chosen
        let own = Self.own(chosen, outline, records)
        var columns = own.map { outline.column($0, prefix: "") }
        let chain = outline.ancestry(chosen)
        for (level, ancestor) in chain.dropLast().enumerated().reversed()
        where ancestor != chain[0] || level > 0 {
            let up = String(repeating: "../", count: chain.count - 1 - level)
            for value in Self.own(ancestor, outline, records) {
                // A value behind the record would come too late for it.
                let branch = value.path.first ?? value.element
                let isBefore = !outline.elements[branch].elder.contains(chain[level + 1])
                if value.attribute != nil && value.path.isEmpty || isBefore && branch != chain[level + 1] {
                    columns.append(outline.column(value, prefix: up))
                }
            }
        }
        self.columns = columns
        for other in records where other != chosen && !chain.contains(other) {
            remarks.append(
                "\(outline.path(other)) is repeated too, \(outline.elements[other].count) times in what was looked at: "
                    + "read it with a feed of its own")
        }
    }

    /// Whether an element comes several times in one parent and holds more than a text.
    private static func isRecord(_ element: Int, _ outline: XMLOutline) -> Bool {
        let it = outline.elements[element]
        return it.mostInParent > 1 && (!it.children.isEmpty || !it.attributes.isEmpty)
    }

    /// A value inside an element: the elements on the way, then an attribute or a text.
    struct Value {
        let element: Int
        let path: [Int]
        let attribute: XMLOutline.Name?
    }

    /// The values of an element without those of records inside it.
    private static func own(_ element: Int, _ outline: XMLOutline, _ records: [Int]) -> [Value] {
        var found: [Value] = []
        func visit(_ at: Int, _ path: [Int]) {
            let it = outline.elements[at]
            found += it.attributes.map { Value(element: at, path: path, attribute: $0) }
            if it.hasText || it.children.isEmpty && !path.isEmpty && it.attributes.isEmpty {
                found.append(Value(element: at, path: path, attribute: nil))
            }
            for child in it.children where !records.contains(child) { visit(child, path + [child]) }
        }
        visit(element, [])
        return found
    }
}

extension XMLOutline {
    /// A value as a column: its path from the record, its own name, the elements around it.
    fileprivate func column(_ value: XMLRecordChoice.Value, prefix: String) -> SourceColumn {
        var steps = value.path.map { spelled(elements[$0].name) }
        var words = value.path.map { elements[$0].name.local }
        if let attribute = value.attribute {
            steps.append("@" + spelled(attribute))
            words.append(attribute.local)
        } else if words.isEmpty {
            steps.append(prefix.isEmpty ? "." : "")
            words.append(elements[value.element].name.local)
        }
        var id = prefix + steps.joined(separator: "/")
        if id.hasSuffix("/") { id.removeLast() }
        return SourceColumn(id, names: [words[words.count - 1]], context: Array(words.dropLast()))
    }
}
