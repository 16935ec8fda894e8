import HubModel

/// Turns the records of one feed into mentions.
///
/// Names are bound to column positions once; then everything runs on bytes. A mapper is immutable, so several
/// tasks may use one at the same time. Mapping is total: whatever a record holds, the outcome is mentions and
/// rejects, never an error.
package struct Mapper: Sendable {
    private let program: MappingProgram
    private let onInvalid: Feed.InvalidPolicy
    private let keyColumns: [Int]
    /// Whether a record is named by a hash of what it says; `keyColumns` are then all columns, by name.
    private let isKeyDerived: Bool
    /// All columns the feed names, in the order of `Feed.columns`.
    private let contentColumns: [Int]
    private let fingerprint: UInt64
    /// Runs the feed's SQL expressions; `nil` when it has none.
    private let engine: (any ExpressionEngine)?

    /// Binds a feed to the columns that its source delivers.
    ///
    /// - Parameters:
    ///   - feed: the feed.
    ///   - models: those of the workspace.
    ///   - columns: what the source delivers, in its order.
    ///   - engine: runs SQL expressions; a feed that has one needs it.
    /// - Throws: every column that the source does not have, or has twice, at its line in the feed file; a
    ///   header that was not taken apart is one mistake.
    package init(
        feed: Feed, models: [EntityModel], columns: [String],
        expressions engine: (any ExpressionEngine)? = nil
    ) throws(Diagnostics) {
        var positions: [String: Int] = [:]
        var repeated: Set<String> = []
        for (position, name) in columns.enumerated()
        where positions.updateValue(position, forKey: name) != nil {
            repeated.insert(name)
        }
        var report = Diagnostics()
        for column in feed.columnPlaces {
            if repeated.contains(column.value) {
                report.report(
                    "column `\(column.value)` is twice in the feed, so it is not clear which is meant",
                    hint: "have one renamed at the source", at: column.location)
            } else if positions[column.value] == nil {
                report.report(
                    "column `\(column.value)` is not in the feed",
                    hint: Self.advice(for: column.value, columns), at: column.location)
            }
        }
        if !report.isEmpty { throw Self.wrongDelimiter(feed, columns) ?? report }
        report.merge(feed.mistakesInExpressions(engine))
        if !report.isEmpty { throw report }
        self.engine = engine
        program = MappingProgram(feed, models: models, positions: positions)
        onInvalid = feed.onInvalid
        isKeyDerived = feed.isKeyDerived
        let keyNames = feed.isKeyDerived ? feed.columns.sorted() : feed.key.map(\.value)
        keyColumns = keyNames.compactMap { positions[$0] }
        contentColumns = feed.columns.compactMap { positions[$0] }
        fingerprint = feed.fingerprint
    }

    /// A single column whose name holds what stands between fields: all the others are missing for one reason.
    private static func wrongDelimiter(_ feed: Feed, _ columns: [String]) -> Diagnostics? {
        guard columns.count == 1, let header = columns.first else { return nil }
        let spelled: [(mark: Character, spelling: String)] = [
            (",", ","), (";", ";"), ("|", "|"), ("\t", "\\t"),
        ]
        let counted = spelled.map { mark, spelling in (spelling, count: header.count { $0 == mark }) }
        guard let likely = counted.max(by: { $0.count < $1.count }), likely.count > 0 else { return nil }
        let place =
            feed.settings?["delimiter"]?.location ?? feed.settings?.location
            ?? feed.columnPlaces.first?.location ?? feed.location
        var report = Diagnostics()
        report.report(
            "the feed has one column, and its name looks like several: set `delimiter`",
            hint: "it may be \"\(likely.0)\"", at: place)
        return report
    }

    private static func advice(for name: String, _ columns: [String]) -> String {
        let has =
            columns.isEmpty ? "it has no columns" : "it has: " + columns.prefix(60).joined(separator: ", ")
        let near = nearestName(to: name, among: columns).map { "did you mean `\($0)`? " } ?? ""
        return near + has + (columns.count > 60 ? ", …" : "")
    }

    /// The record key of a row, its hash, and the hash of all that the mapping looks at.
    ///
    /// The key is the trimmed key cells joined with `|`; in a key of several columns a `|` or `\` inside a cell
    /// is written `\|` or `\\`, so that different cells never make one key. A derived key is 32 hexadecimal digits that
    /// stand for all trimmed cells that the mapping looks at, whatever their order.
    ///
    /// - Parameters:
    ///   - table: records as read.
    ///   - row: which of them.
    ///   - key: replaced by the key.
    /// - Returns: `nil` when a key cell is missing or blank; of a derived key, when all are.
    package func keyAndHash(
        of table: CellTable, row: Int, key: inout [UInt8]
    ) -> (keyHash: RecordHash, content: RecordHash)? {
        key.removeAll(keepingCapacity: true)
        let arena = table.arena.span
        if isKeyDerived {
            guard deriveKey(of: table, row: row, into: &key) else { return nil }
        } else {
            guard joinKey(of: table, row: row, into: &key) else { return nil }
        }
        let keyHash = Self.hash(ofKey: key.span)
        var high = StableHash(seed: fingerprint)
        var low = StableHash(seed: ~fingerprint)
        for column in contentColumns {
            let cell = table.cell(row, column)
            if cell.isMissing {
                // No text has this many bytes.
                high.combine(.max)
                low.combine(.max)
            } else {
                let bytes = arena.extracting(cell.range)
                high.combine(bytes)
                low.combine(bytes)
            }
        }
        return (keyHash, RecordHash(high: high.finish(), low: low.finish()))
    }

    /// False when a cell is blank.
    private func joinKey(of table: CellTable, row: Int, into key: inout [UInt8]) -> Bool {
        let arena = table.arena.span
        for (position, column) in keyColumns.enumerated() {
            let range = trimmedRange(arena, table.cell(row, column).range)
            if range.isEmpty { return false }
            if position > 0 { key.append(UInt8(ascii: "|")) }
            if keyColumns.count == 1 {
                key.append(contentsOf: table.arena[range])
            } else {
                for byte in table.arena[range] {
                    if byte == UInt8(ascii: "|") || byte == UInt8(ascii: "\\") {
                        key.append(UInt8(ascii: "\\"))
                    }
                    key.append(byte)
                }
            }
        }
        return true
    }

    /// False when all cells are blank.
    private func deriveKey(of table: CellTable, row: Int, into key: inout [UInt8]) -> Bool {
        let arena = table.arena.span
        var high = StableHash(seed: Self.keySeed)
        var low = StableHash(seed: ~Self.keySeed)
        var saysSomething = false
        for column in keyColumns {
            let range = trimmedRange(arena, table.cell(row, column).range)
            saysSomething = saysSomething || !range.isEmpty
            high.combine(arena.extracting(range))
            low.combine(arena.extracting(range))
        }
        guard saysSomething else { return false }
        for part in [high.finish(), low.finish()] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: part >> shift & 15)
                key.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            }
        }
        return true
    }

    /// What a record key is known by: the same whatever the mapping.
    package static func hash(ofKey key: Span<UInt8>) -> RecordHash {
        var high = StableHash(seed: keySeed)
        var low = StableHash(seed: ~keySeed)
        high.combine(key)
        low.combine(key)
        return RecordHash(high: high.finish(), low: low.finish())
    }

    /// The key hash of a record never depends on the mapping.
    private static let keySeed: UInt64 = 0x6B65_7973

    /// Maps some rows of a table; `record` of every mention, relation and reject indexes `rows`.
    package func map(_ table: CellTable, rows: [Int32]) -> MappedBatch {
        var expressions = ExpressionValues(expressions: 0)
        if let engine, !program.expressions.isEmpty {
            expressions = engine.evaluate(program.expressions, of: table, rows: rows)
        }
        var run = MappingRun(program, onInvalid: onInvalid, rows: rows.count, expressions: expressions)
        for (record, row) in rows.enumerated() { run.take(Int(row), of: table, as: Int32(record), program) }
        return run.batch
    }
}

extension Feed {
    /// What an engine finds wrong with the feed's SQL expressions, each at its line.
    package func mistakesInExpressions(_ engine: (any ExpressionEngine)?) -> Diagnostics {
        var report = Diagnostics()
        for expression in expressions {
            guard let engine else {
                report.report("SQL expressions cannot be evaluated here", at: expression.location)
                continue
            }
            if let mistake = engine.mistake(in: expression) {
                report.report(
                    "the SQL expression is wrong: \(mistake)",
                    hint: "columns are \"quoted\", texts in 'single quotes'", at: expression.location)
            }
        }
        return report
    }
}
