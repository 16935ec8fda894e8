import HubEngine
import HubMapping
import HubModel
import TestSupport

/// What must hold for any mapping file and any record.
///
/// Input: mode, then
/// 0. a JSON5 document;
/// 1. which file of a sound workspace, then its new text;
/// 2. a table of records for a fixed feed that has every semantic type;
/// 3. a semantic type, then one value.
package struct MappingOracle {
    private let folder: TemporaryFolder
    private let fixed: Workspace

    package init() throws {
        folder = try TemporaryFolder()
        let home = try TemporaryFolder()
        for (name, text) in FixedWorkspace.files { try home.write(name, text) }
        let (workspace, diagnostics) = Workspace.load(folder: home.path)
        guard let workspace else { throw Violation("the fixed workspace is sound: \(diagnostics.sorted)") }
        fixed = workspace
        for (name, text) in FixedWorkspace.files { try folder.write(name, text) }
    }

    package func check(_ input: [UInt8]) throws {
        var choices = Choices(input)
        switch choices.byte() % 4 {
        case 0: try JSON5Oracle().check(choices.content)
        case 1: try checkFile(choices.one(of: FixedWorkspace.fileNames), choices.content)
        case 2: try checkRecords(choices.table)
        default: try TypeOracle().check(choices.one(of: SemanticTypes.all(areaCode: "0574")), choices.content)
        }
    }

    // MARK: Files

    private func checkFile(_ name: String, _ content: [UInt8]) throws {
        try folder.write(name, content)
        defer { _ = try? folder.write(name, FixedWorkspace.files[name] ?? "") }
        let (workspace, diagnostics) = Workspace.load(folder: folder.path)
        try demand(
            (workspace == nil) != diagnostics.isEmpty, "a workspace or a mistake, never both nor neither")
        for mistake in diagnostics.sorted {
            try demand(mistake.location.line >= 1 && mistake.location.column >= 1, "a place: \(mistake)")
            try demand(!mistake.location.file.isEmpty, "a file: \(mistake)")
        }
        let again = Workspace.load(folder: folder.path).diagnostics
        try demandEqual(diagnostics.sorted, again.sorted, "the same mistakes every time")
        guard let workspace else { return }
        for feed in workspace.feeds {
            let columns = feed.columns
            let rows: [[String?]] = [
                columns.map { _ in "张三" }, columns.map { _ in nil }, columns.map { _ in "" },
                columns.map { _ in "330203199001011234" }, columns.map { _ in "2001-02-03" },
            ]
            try map(rows, feed, workspace)
        }
    }

    // MARK: Records

    private func checkRecords(_ rows: [[String?]]) throws {
        for feed in fixed.feeds {
            let width = feed.columns.count
            let fitted = rows.map { row in
                (0..<width).map { column in row.isEmpty ? nil : row[column % row.count] }
            }
            try map(fitted, feed, fixed)
        }
    }

    private func map(_ rows: [[String?]], _ feed: Feed, _ workspace: Workspace) throws {
        let mapper: Mapper
        do {
            mapper = try Mapper(
                feed: feed, models: workspace.models, columns: feed.columns, expressions: SQLExpressions())
        } catch {
            // An expression may be wrong in ways that only the engine finds.
            if !feed.expressions.isEmpty { return }
            throw Violation("a feed binds to the columns it names: \(error.sorted)")
        }
        var table = CellTable(width: feed.columns.count)
        if feed.columns.isEmpty { return }
        for cell in rows.joined() {
            if let cell { table.append(cell.utf8) } else { table.appendMissing() }
        }
        let batch = mapper.map(table, rows: rows.indices.map { Int32($0) })
        try checkShape(batch, feed, records: rows.count)
        try checkNormalForms(batch, workspace)
        var said: [String] = []
        for row in rows.indices {
            let one = mapper.map(table, rows: [Int32(row)])
            said += try rendered(one, workspace).map { "\(row) \($0)" }
        }
        // Both by record: mapping record by record is mapping them together.
        try demandEqual(
            said.sorted(), try rendered(batch, workspace, withRecord: true).sorted(),
            "records do not depend on each other")
        var key: [UInt8] = []
        for row in rows.indices {
            guard let first = mapper.keyAndHash(of: table, row: row, key: &key) else { continue }
            try demand(!key.isEmpty || feed.key.isEmpty, "a record key says something")
            let again = mapper.keyAndHash(of: table, row: row, key: &key)
            try demand(first.content == again?.content && first.keyHash == again?.keyHash, "a hash stays")
        }
    }

    private func checkShape(_ batch: MappedBatch, _ feed: Feed, records: Int) throws {
        let valid = Int32(0)..<Int32(records)
        for mentions in batch.mentions {
            try demandEqual(mentions.record.count, mentions.values.rowCount, "a record for every mention")
            try demandEqual(mentions.role.count, mentions.values.rowCount, "a role for every mention")
            try demand(mentions.record.allSatisfy(valid.contains), "records in range")
            try demand(
                zip(mentions.record, mentions.record.dropFirst()).allSatisfy { $0 <= $1 }, "records ascend")
            try demand(mentions.role.allSatisfy { Int($0) < feed.mentions.count }, "roles in range")
        }
        try demand(batch.rejects.allSatisfy { valid.contains($0.record) }, "rejects in range")
        try demand(batch.relations.allSatisfy { valid.contains($0.record) }, "relations in range")
        try demand(
            zip(batch.rejects, batch.rejects.dropFirst()).allSatisfy { $0.record <= $1.record },
            "rejects ascend")
        if feed.onInvalid == .record {
            let refused = Set(batch.rejects.filter { $0.column == nil }.map(\.record))
            let made = Set(batch.mentions.flatMap(\.record))
            try demand(refused.isDisjoint(with: made), "a refused record says nothing")
        }
    }

    private func checkNormalForms(_ batch: MappedBatch, _ workspace: Workspace) throws {
        for mentions in batch.mentions {
            let attributes = workspace.models[mentions.type].attributes
            for row in 0..<mentions.values.rowCount {
                for (column, attribute) in attributes.enumerated() {
                    let cell = mentions.values.cell(row, column)
                    if cell.isMissing { continue }
                    let bytes = mentions.values.arena[cell.range]
                    try demand(!bytes.isEmpty, "a value says something: \(attribute.name)")
                    // Values of a set are joined by `;`, which a value itself may hold.
                    if attribute.isMultiple { continue }
                    try TypeOracle().checkNormal(attribute.type, Array(bytes))
                }
            }
        }
    }

    /// Mentions, relations and rejects in words; with `withRecord`, their records in front.
    private func rendered(
        _ batch: MappedBatch, _ workspace: Workspace, withRecord: Bool = false
    ) throws -> [String] {
        func record(_ number: Int32) -> String { withRecord ? "\(number) " : "" }
        var lines: [String] = []
        for mentions in batch.mentions {
            for row in 0..<mentions.values.rowCount {
                let cells = (0..<mentions.values.width).map { column -> [UInt8]? in
                    let cell = mentions.values.cell(row, column)
                    return cell.isMissing ? nil : Array(mentions.values.arena[cell.range])
                }
                lines.append("\(record(mentions.record[row]))\(mentions.type) \(mentions.role[row]) \(cells)")
            }
        }
        lines += batch.relations.map { "\(record($0.record))~\($0.relation) \(Array($0.qualifier.utf8))" }
        lines += batch.rejects.map { "\(record($0.record))!\($0.reason) \($0.column ?? "*") \($0.target)" }
        return lines
    }
}
