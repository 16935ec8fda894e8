import HubModel

// What a dataset says beside its columns: who receives it, which rows are left, what must hold.
extension DatasetReader {
    static func recipients(
        _ reader: ObjectReader, _ report: inout Diagnostics
    ) -> [DatasetDeclaration.Recipient] {
        guard let node = reader.required("recipients", hint: "[\"民政局\"]", &report) else { return [] }
        let nodes = node.list("`recipients`", &report)
        if nodes.isEmpty, node.elements != nil {
            report.report("`recipients` names nobody", hint: "who receives it?", at: node.location)
        }
        return nodes.compactMap { node in
            guard node.members != nil else {
                return node.text("a recipient", &report).map { .init(name: $0) }
            }
            guard let reader = ObjectReader(node, "the recipient", .recipient, &report) else { return nil }
            func optional(_ key: String) -> String? { reader[key]?.text("`\(key)`", &report) }
            guard let name = reader.text("name", &report) else { return nil }
            return .init(
                name: name, legalBasis: optional("legal_basis"), agreement: optional("agreement"),
                purpose: optional("purpose"))
        }
    }

    static func server(_ reader: ObjectReader, _ report: inout Diagnostics) -> DatasetDeclaration.Server? {
        guard let node = reader["server"],
            isObject(node, "server", hint: "{ connection: \"ISTHMUS_PUBLISH_PG\" }", &report),
            let server = ObjectReader(node, "`server`", .server, &report)
        else { return nil }
        let schema = server.text("schema", default: "isthmus", &report)
        guard let variable = server.text("connection", hint: "\"ISTHMUS_PUBLISH_PG\"", &report), let schema
        else { return nil }
        let isName = variable.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        if !isName {
            report.report(
                "`connection` is the name of an environment variable in capitals, not a connection",
                hint: "\"ISTHMUS_PUBLISH_PG\"", at: server["connection"]?.location ?? node.location)
        }
        return .init(connection: variable, schema: schema)
    }

    /// Rows that are left: `where: { sex: "女", "lives_in.grid_code": { not: ["…"] } }`.
    mutating func readConditions(_ reader: ObjectReader) -> [DatasetDeclaration.Condition] {
        guard let node = reader["where"] else { return [] }
        guard let members = node.members else {
            report.report(
                "`where` must be an object, found \(node.kindName)",
                hint: "{ sex: \"女\", \"lives_in.address\": { not: [\"…\"] } }", at: node.location)
            return []
        }
        return members.compactMap { member in
            var value = member.value
            var isExclusion = false
            if member.value.members != nil {
                guard let inner = ObjectReader(member.value, "the condition", .rowCondition, &report),
                    let excluded = inner.required("not", hint: "{ not: [\"…\"] }", &report)
                else { return nil }
                (value, isExclusion) = (excluded, true)
            }
            let nodes = value.elements ?? [value]
            if nodes.isEmpty {
                report.report(
                    "the condition has no values, so nothing would meet it",
                    hint: "name one, or remove it", at: value.location)
            }
            guard let source = source(member.name, at: member.location) else { return nil }
            let values = nodes.compactMap { normal($0, of: source) }
            return .init(source: source, values: values, isExclusion: isExclusion)
        }
    }

    /// A value as golden records have it.
    private mutating func normal(_ node: Node, of source: DatasetDeclaration.Column.Source) -> String? {
        guard let text = node.text("a value", &report) else { return nil }
        if source.isCount, Int(text).map({ $0 < 0 }) ?? true {
            report.report(
                "a count is compared with a whole number in quotes", hint: "\"2\"", at: node.location)
        }
        guard let type = semanticType(of: source) else { return text }
        let (verdict, normal) = type.normalised(text)
        if verdict == .valid { return normal }
        report.report(
            "no golden value of type `\(type.name)` is written like this",
            hint: type.examples.first { $0.normal != nil }.map { "like \"\($0.raw)\"" } ?? "",
            at: node.location)
        return nil
    }

    mutating func readGates(
        _ reader: ObjectReader, _ columns: [DatasetDeclaration.Column]
    ) -> DatasetDeclaration.Gates {
        var gates = DatasetDeclaration.Gates()
        guard let node = reader["gates"],
            Self.isObject(node, "gates", hint: "{ min_rows: 1000 }", &report),
            let reader = ObjectReader(node, "`gates`", .gates, &report)
        else { return gates }
        func bound(_ key: String) -> Int? {
            reader[key].flatMap { _ in reader.integer(key, in: 0...1_000_000_000_000, &report) }
        }
        gates.minimumRows = bound("min_rows")
        gates.maximumRows = bound("max_rows")
        if let least = gates.minimumRows, let most = gates.maximumRows, least > most {
            report.report(
                "`min_rows` is more than `max_rows`, so nothing would ever pass",
                hint: "exchange them", at: node.location)
        }
        if let shrink = reader["shrink"] {
            gates.shrink = share(shrink, "`shrink`") ?? gates.shrink
        }
        gates.unique = reader.list("unique", &report).compactMap { node in
            node.text("an entry of `unique`", &report).flatMap { column($0, of: columns, at: node.location) }
        }
        for member in members("missing", hint: "{ birth_date: 0.02 }", reader) {
            guard let column = column(member.name, of: columns, at: member.location),
                let most = share(member.value, "the share of `\(member.name)`")
            else { continue }
            gates.missing.append(.init(column: column, atMost: most))
        }
        for member in members("references", hint: "{ home_id: \"house-register\" }", reader) {
            guard let column = column(member.name, of: columns, at: member.location),
                let dataset = member.value.text("the dataset of `\(member.name)`", &report)
            else { continue }
            if columns[column].isMasked {
                report.report(
                    "`\(member.name)` is masked and refers to nothing",
                    hint: "remove `mask`, or the reference", at: member.location)
            }
            gates.references.append(.init(column: column, dataset: dataset, location: member.value.location))
        }
        return gates
    }

    private mutating func share(_ node: Node, _ what: String) -> Double? {
        if let number = node.double, (0...1).contains(number) { return number }
        report.report(
            "\(what) must be a number from 0 to 1", hint: "0.05 is five in a hundred", at: node.location)
        return nil
    }

    /// What an object says by column.
    private mutating func members(_ key: String, hint: String, _ reader: ObjectReader) -> [Node.Member] {
        guard let node = reader[key], Self.isObject(node, key, hint: hint, &report) else { return [] }
        return node.members ?? []
    }

    static func isObject(_ node: Node, _ key: String, hint: String, _ report: inout Diagnostics) -> Bool {
        if node.members != nil { return true }
        report.report(
            "`\(key)` must be an object, found \(node.kindName)", hint: hint, at: node.location)
        return false
    }

    private mutating func column(
        _ name: String, of columns: [DatasetDeclaration.Column], at location: SourceLocation
    ) -> Int? {
        if let index = columns.firstIndex(where: { $0.name == name }) { return index }
        report.report(
            "the dataset has no column `\(name)`",
            hint: suggestion(for: name, among: columns.map(\.name), otherwise: "it has: "), at: location)
        return nil
    }

    /// Age bands stand in the place of dates alone.
    mutating func readBands(_ node: Node, of source: DatasetDeclaration.Column.Source) -> [Int] {
        let bands = node.list("`bands`", &report).compactMap { entry -> Int? in
            if let age = entry.integer, (0...150).contains(age) { return age }
            report.report(
                "an age must be a whole number from 0 to 150", hint: "[0, 7, 18, 60]", at: entry.location)
            return nil
        }
        if bands != bands.sorted() || Set(bands).count != bands.count {
            report.report("the ages of `bands` must rise", hint: "[0, 7, 18, 60]", at: node.location)
        }
        if let type = semanticType(of: source), type.name == "date" { return bands }
        report.report(
            "`bands` are ages, and so for a date alone", hint: "remove them", at: node.location)
        return []
    }

    /// Statistics show no single entity: neither its id nor a value of a type that must be masked.
    mutating func checkStatistics(
        _ columns: [DatasetDeclaration.Column], gates: DatasetDeclaration.Gates, hasDelta: Bool,
        at location: SourceLocation
    ) {
        for column in columns {
            switch column.source {
            case .entityID, .mentionCount, .related(_, _, nil), .provenance(_, .key):
                report.report(
                    "`\(column.name)` tells single entities and cannot be counted by",
                    hint: "remove the column", at: location)
            default: break
            }
        }
        if columns.contains(where: { $0.name == "count" }) {
            report.report(
                "a column is called `count`, as the counts are", hint: "give it another `name`", at: location)
        }
        if hasDelta || !gates.references.isEmpty || !gates.unique.isEmpty {
            report.report(
                "`delta`, `unique` and `references` are for datasets of entities",
                hint: "remove them, or `statistics`", at: location)
        }
    }

    static func checkReferences(_ datasets: [DatasetDeclaration], _ report: inout Diagnostics) {
        for dataset in datasets {
            for reference in dataset.gates.references {
                guard let other = datasets.first(where: { $0.name == reference.dataset }) else {
                    report.report(
                        "there is no dataset `\(reference.dataset)`",
                        hint: suggestion(
                            for: reference.dataset, among: datasets.map(\.name), otherwise: "there are: "),
                        at: reference.location)
                    continue
                }
                if other.statistics != nil {
                    report.report(
                        "`\(other.name)` has no rows of entities to refer to",
                        hint: "name another dataset, or remove the reference", at: reference.location)
                }
            }
        }
    }
}

extension DatasetDeclaration.Column.Source {
    /// Whether the value is a number that the hub counted.
    fileprivate var isCount: Bool {
        switch self {
        case .mentionCount, .relationCount: true
        case .entityID, .attribute, .related, .provenance: false
        }
    }
}
