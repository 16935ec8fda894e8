import HubModel

/// Reads one dataset file against the models and their relations.
struct DatasetReader {
    let models: [ModelDraft]
    private let relations: RelationCatalog
    private let type: Int
    var report = Diagnostics()

    private init(models: [ModelDraft], relations: RelationCatalog, type: Int) {
        self.models = models
        self.relations = relations
        self.type = type
    }

    static func read(
        _ node: Node, _ file: ConfigFolder.File, models: [ModelDraft], names: ModelNames,
        relations: RelationCatalog, _ report: inout Diagnostics
    ) -> DatasetDeclaration? {
        guard let reader = ObjectReader(node, "the dataset", .dataset, &report) else { return nil }
        let title = reader.text("title", &report) ?? ""
        let format = reader.choice("format", default: DatasetDeclaration.Format.csv, &report)
        let header = reader.choice("header", default: DatasetDeclaration.Language.zh, &report)
        if [.xml, .ndjson, .sqlite].contains(format), header == .zh, let node = reader["header"] {
            report.report(
                "`header` cannot be `zh` in `\(format.rawValue)`, whose \(format == .xml ? "elements have" : "rows have") "
                    + "the English names of the columns",
                hint: "remove it", at: node.location)
        }
        let purpose = reader.text("purpose", hint: "what the recipients need it for", &report) ?? ""
        let recipients = recipients(reader, &report)
        guard let name = reader.text("type", hint: "the model whose entities are the rows", &report) else {
            return nil
        }
        let place = reader["type"]?.location ?? reader.location
        guard let type = names.index(of: name, at: place, &report) else { return nil }
        var columns = DatasetReader(models: models, relations: relations, type: type)
        defer { report.merge(columns.report) }
        let isCSV = format == .csv
        for key in ["encoding", "for"] where !isCSV {
            guard let node = reader[key] else { continue }
            report.report("`\(key)` is for `csv` alone", hint: "remove it", at: node.location)
        }
        var dataset = DatasetDeclaration(
            name: file.name, title: title, type: type, format: format, header: header,
            columns: columns.readColumns(reader, header), requires: columns.readRequires(reader),
            recipients: recipients, purpose: purpose, location: file.location)
        dataset.encoding = reader.choice("encoding", default: .markedUTF8, &report)
        dataset.audience = reader.choice("for", default: .machines, &report)
        dataset.conditions = columns.readConditions(reader)
        dataset.gates = columns.readGates(reader, dataset.columns)
        dataset.hasDelta = reader.flag("delta", &report)
        if let node = reader["delta"], dataset.hasDelta {
            if format == .xlsx || format == .sqlite {
                report.report(
                    "`delta` is for `csv`, `ndjson` and `xml`", hint: "remove it", at: node.location)
            }
            if !dataset.columns.contains(where: { $0.source == .entityID && !$0.isMasked }) {
                report.report(
                    "`delta` tells of rows by their entity id, which the dataset does not have",
                    hint: "add the column \"entity_id\"", at: node.location)
            }
        }
        dataset.server = server(reader, &report)
        if let node = reader["statistics"],
            isObject(node, "statistics", hint: "{ minimum: 10 }", &report),
            let statistics = ObjectReader(node, "`statistics`", .statistics, &report),
            let minimum = statistics.integer("minimum", in: 1...1_000_000, &report)
        {
            dataset.statistics = .init(minimum: minimum)
            columns.checkStatistics(
                dataset.columns, gates: dataset.gates, hasDelta: dataset.hasDelta, at: node.location)
        }
        return dataset
    }

    private mutating func readRequires(_ reader: ObjectReader) -> [Int] {
        reader.list("requires", &report).compactMap { node in
            guard let name = node.text("an entry of `requires`", &report) else { return nil }
            return attribute(name, of: type, besides: [], at: node.location)
        }
    }

    private mutating func readColumns(
        _ reader: ObjectReader, _ header: DatasetDeclaration.Language
    ) -> [DatasetDeclaration.Column] {
        guard let node = reader.required("columns", hint: "[\"entity_id\", …]", &report) else { return [] }
        let nodes = node.list("`columns`", &report)
        if nodes.isEmpty, node.elements != nil {
            report.report("the dataset has no columns", at: node.location)
        }
        var names: Set<String> = []
        var titles: Set<String> = []
        return nodes.compactMap { node in
            guard let column = readColumn(node) else { return nil }
            if !names.insert(column.name).inserted {
                report.report(
                    "two columns are called `\(column.name)`", hint: "give one a `name` of its own",
                    at: node.location)
            } else if header == .zh, !titles.insert(column.title).inserted {
                report.report(
                    "two columns are titled `\(column.title)`", hint: "give one a `title` of its own",
                    at: node.location)
            }
            return column
        }
    }

    private mutating func readColumn(_ node: Node) -> DatasetDeclaration.Column? {
        if node.string != nil {
            guard let value = node.text("a column", &report) else { return nil }
            return column(value, at: node.location, name: nil, title: nil, isMasked: false)
        }
        guard let reader = ObjectReader(node, "the column", .column, &report) else { return nil }
        let value = reader.text("value", hint: "an attribute or `relation.attribute`", &report)
        let name = reader["name"]?.text("`name`", &report)
        if let name { Names.check(name, "a column", at: reader["name"]?.location ?? node.location, &report) }
        let title = reader["title"]?.text("`title`", &report)
        let isMasked = reader.flag("mask", &report)
        guard let value else { return nil }
        let place = reader["value"]?.location ?? node.location
        var made = column(value, at: place, name: name, title: title, isMasked: isMasked)
        if isMasked, let source = made?.source, !isMaskable(source) {
            report.report(
                "`mask` is for values, and `\(value)` is no value of a record",
                hint: "remove `mask`, or the column", at: reader["mask"]?.location ?? node.location)
        }
        if let bands = reader["bands"], let source = made?.source {
            made?.bands = readBands(bands, of: source)
        }
        return made
    }

    private mutating func column(
        _ value: String, at location: SourceLocation, name: String?, title: String?, isMasked: Bool
    ) -> DatasetDeclaration.Column? {
        guard let source = source(value, at: location) else { return nil }
        let standardName = String(value.map { $0 == "." || $0 == ":" ? "_" : $0 })
        return DatasetDeclaration.Column(
            name: name ?? standardName, title: title ?? standardTitle(of: source), source: source,
            isMasked: isMasked)
    }

    /// `attribute:feed` and the like, or `relation:count`.
    private mutating func told(
        _ what: String, of subject: String, at location: SourceLocation
    ) -> DatasetDeclaration.Column.Source? {
        if what == "count" {
            return end(of: subject, at: location).map { .relationCount(kind: subject, type: $0) }
        }
        guard let trace = DatasetDeclaration.Column.Trace(rawValue: what) else {
            report.report(
                "`\(what)` is nothing that can be told of `\(subject)`",
                hint: "`:feed`, `:key` and `:night` of an attribute, `:count` of a relation", at: location)
            return nil
        }
        if subject.contains(".") || subject == "entity_id" || subject == "mentions" {
            report.report(
                "`:\(what)` tells where a value of the entity itself comes from, and `\(subject)` is none",
                hint: "name an attribute of `\(models[type].name)`", at: location)
            return nil
        }
        return attribute(subject, of: type, besides: [], at: location)
            .map { .provenance(attribute: $0, trace) }
    }

    /// Where a value comes from: `entity_id`, `mentions`, an attribute, `relation.attribute`, `relation:count`, or
    /// `attribute:feed`.
    mutating func source(
        _ value: String, at location: SourceLocation
    ) -> DatasetDeclaration.Column.Source? {
        if value == "entity_id" { return .entityID }
        if value == "mentions" { return .mentionCount }
        if let colon = value.lastIndex(of: ":") {
            return told(
                String(value[value.index(after: colon)...]), of: String(value[..<colon]), at: location)
        }
        guard let dot = value.firstIndex(of: ".") else {
            return attribute(value, of: type, besides: ["entity_id", "mentions"], at: location)
                .map { .attribute($0) }
        }
        let kind = String(value[..<dot])
        let wanted = String(value[value.index(after: dot)...])
        guard let end = end(of: kind, at: location) else { return nil }
        if wanted == "entity_id" { return .related(kind: kind, type: end, attribute: nil) }
        return attribute(wanted, of: end, besides: ["entity_id"], at: location)
            .map { .related(kind: kind, type: end, attribute: $0) }
    }

    private func standardTitle(of source: DatasetDeclaration.Column.Source) -> String {
        switch source {
        case .entityID: "实体标识"
        case .mentionCount: "来源记录数"
        case .attribute(let index): models[type].attributes[index].title
        case .related(_, let end, let attribute):
            attribute.map { models[end].attributes[$0].title } ?? "\(models[end].title)标识"
        case .relationCount(_, let end): "\(models[end].title)数"
        case .provenance(let index, let trace):
            switch trace {
            case .feed: "\(models[type].attributes[index].title)来源"
            case .key: "\(models[type].attributes[index].title)来源记录"
            case .night: "\(models[type].attributes[index].title)来源日期"
            }
        }
    }

    /// A record key may be a resident number; ids and counts are the hub's own.
    private func isMaskable(_ source: DatasetDeclaration.Column.Source) -> Bool {
        if case .provenance(_, .key) = source { return true }
        return semanticType(of: source) != nil
    }

    /// The type of the values; `nil` for ids, counts and provenance.
    func semanticType(of source: DatasetDeclaration.Column.Source) -> (any SemanticType)? {
        switch source {
        case .entityID, .mentionCount, .relationCount, .provenance: nil
        case .attribute(let index): models[type].attributes[index].type
        case .related(_, let end, let attribute): attribute.map { models[end].attributes[$0].type }
        }
    }

    /// The type at the other end of a relation: the one it leads to from here, else the one it comes from.
    private mutating func end(of kind: String, at location: SourceLocation) -> Int? {
        if let end = relations.end(of: kind, from: type) { return end }
        let starts = relations.starts(of: kind, to: type)
        if starts.count == 1 { return starts[0] }
        if starts.count > 1 {
            let names = starts.map { "`\(models[$0].name)`" }.joined(separator: " and ")
            report.report(
                "`\(kind)` leads to `\(models[type].name)` from \(names), so it is not clear whose value is meant",
                hint: "give one of the relations a kind of its own", at: location)
        } else if relations.isComplete {
            report.report(
                "no model declares a relation `\(kind)` from or to `\(models[type].name)`",
                hint: suggestion(for: kind, among: relations.kinds(at: type), otherwise: "there are: "),
                at: location)
        }
        return nil
    }

    private mutating func attribute(
        _ name: String, of type: Int, besides others: [String], at location: SourceLocation
    ) -> Int? {
        let model = models[type]
        if let index = model.attributes.firstIndex(where: { $0.name == name }) { return index }
        if !model.attributeNames.contains(name), model.knowsAttributes {
            report.report(
                "`\(model.name)` has no attribute `\(name)`",
                hint: suggestion(for: name, among: model.attributeNames + others, otherwise: "it has: "),
                at: location)
        }
        return nil
    }
}
