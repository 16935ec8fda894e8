import HubModel

/// One call of `Mapper.map`: the tables under construction and the scratch space that every record reuses.
///
/// Normal forms are written straight into the arena of the mention table; a mention that is not made takes its
/// bytes back.
struct MappingRun {
    enum Outcome {
        case missing
        case valid
        /// Valid, but the record did not say it.
        case constant
    }

    private let stopsAtInvalid: Bool
    var batch: MappedBatch
    /// Position among the rows asked for.
    private(set) var record: Int32 = 0
    /// What the SQL expressions of the feed give for these rows.
    let expressions: ExpressionValues
    /// Set when the record as a whole is refused.
    private var refusal: MappingReject?
    private var cells: [CellTable.Cell] = []
    var scratch: [UInt8] = []
    /// Texts between two stages of a refinement.
    var buffers: [[UInt8]] = []
    var set = ValueSet()
    /// Refused values of the mention under way that are kept as evidence: the attribute that refused, the one that
    /// keeps, the normal form, and the column if other attributes read it as well.
    var caught: [(source: Int, index: Int, form: [UInt8], sharedColumn: Int?)] = []
    /// Columns read by several attributes of a mention, of which one took the value.
    private var taken: [Int] = []

    init(
        _ program: MappingProgram, onInvalid: Feed.InvalidPolicy, rows: Int, expressions: ExpressionValues
    ) {
        self.expressions = expressions
        stopsAtInvalid = onInvalid == .record
        batch = MappedBatch(
            mentions: program.tables.map { MentionTable(type: $0.type, attributes: $0.width) }, relations: [],
            rejects: [])
        for (index, table) in program.tables.enumerated() {
            let roles = program.mentions.count { $0.table == index }
            batch.mentions[index].record.reserveCapacity(rows * roles)
            batch.mentions[index].role.reserveCapacity(rows * roles)
            batch.mentions[index].values.cells.reserveCapacity(rows * roles * table.width)
        }
    }

    /// Maps one row of `table`.
    mutating func take(_ row: Int, of table: CellTable, as record: Int32, _ program: MappingProgram) {
        self.record = record
        let before = stopsAtInvalid ? batch.mentions.map { ($0.record.count, $0.values.arena.count) } : []
        let rejects = batch.rejects.count
        var made: UInt64 = 0
        for mention in program.mentions {
            if make(mention, row, table) { made |= 1 << UInt64(mention.role) }
            if refusal != nil { break }
        }
        if let refused = refusal {
            for (index, counts) in before.enumerated() {
                batch.mentions[index].shrink(to: counts.0, arena: counts.1)
            }
            batch.rejects.cut(toFirst: rejects)
            batch.rejects.append(refused)
            refusal = nil
            return
        }
        for relation in program.relations where made & relation.ends == relation.ends {
            if let condition = relation.condition, !condition.holds(row, of: table) { continue }
            batch.relations.append(
                RelationMention(
                    record: record, relation: relation.index,
                    qualifier: relation.qualifier.map { Self.text(of: table, row, $0) } ?? ""))
        }
    }

    private static func text(of table: CellTable, _ row: Int, _ column: Int) -> String {
        let range = trimmedRange(table.arena.span, table.cell(row, column).range)
        return range.isEmpty ? "" : String(decoding: table.arena[range], as: UTF8.self)
    }

    /// Whether the record says enough for this mention; its row is then appended.
    private mutating func make(_ mention: MappingProgram.Mention, _ row: Int, _ table: CellTable) -> Bool {
        if let condition = mention.condition, !condition.holds(row, of: table) { return false }
        let out = mention.table
        let start = batch.mentions[out].values.arena.count
        let firstReject = batch.rejects.count
        cells.removeAll(keepingCapacity: true)
        for _ in 0..<mention.width { cells.append(.missing) }
        if mention.sharesColumns { taken.removeAll(keepingCapacity: true) }
        caught.removeAll(keepingCapacity: true)
        var saysSomething = false
        for attribute in mention.attributes {
            let from = batch.mentions[out].values.arena.count
            let rejects = batch.rejects.count
            let outcome =
                attribute.isMultiple
                ? takeSet(attribute, out, row, table) : take(attribute.step, attribute, out, row, table)
            let count = batch.mentions[out].values.arena.count - from
            if outcome == .missing || count == 0 { continue }
            cells[attribute.index] = CellTable.Cell(start: UInt32(from), length: UInt32(count))
            if outcome == .valid { saysSomething = true }
            if let column = attribute.sharedColumn, batch.rejects.count == rejects { taken.append(column) }
        }
        if !caught.isEmpty { keepCaught(out) }
        if batch.rejects.count > firstReject {
            if mention.sharesColumns { settle(mention, from: firstReject) }
            if stopsAtInvalid, batch.rejects.count > firstReject {
                let first = batch.rejects[firstReject]
                refusal = MappingReject(
                    record: record, column: nil, reason: first.reason,
                    target: "\(first.target) from \(first.column ?? "")")
                return false
            }
        }
        if saysSomething {
            derive(mention.derivations, out)
            if !mention.defaults.isEmpty { fill(mention, out, from: firstReject) }
        }
        guard saysSomething, meets(mention.requires, from: firstReject) else {
            batch.mentions[out].values.arena.cut(to: start)
            return false
        }
        batch.mentions[out].values.cells.append(contentsOf: cells)
        batch.mentions[out].record.append(record)
        batch.mentions[out].role.append(mention.role)
        return true
    }

    /// Gives what was refused to the attributes that catch it, unless they or another reader of the column have it.
    private mutating func keepCaught(_ out: Int) {
        for refused in caught where cells[refused.index].isMissing && cells[refused.source].isMissing {
            if let column = refused.sharedColumn, taken.contains(column) { continue }
            let from = batch.mentions[out].values.arena.count
            batch.mentions[out].values.arena.append(contentsOf: refused.form)
            cells[refused.index] = CellTable.Cell(start: UInt32(from), length: UInt32(refused.form.count))
        }
    }

    /// Of a value that several attributes read, keeps one refusal, and none when one of them took it.
    private mutating func settle(_ mention: MappingProgram.Mention, from first: Int) {
        var kept = first
        for index in first..<batch.rejects.count {
            let reject = batch.rejects[index]
            let attribute = mention.attributes.first { $0.target == reject.target }
            if let column = attribute?.sharedColumn {
                if taken.contains(column) { continue }
                taken.append(column)
            }
            batch.rejects[kept] = reject
            kept += 1
        }
        batch.rejects.cut(toFirst: kept)
    }

    /// Whether nothing required is missing from what the record says; what is missing leaves a reject, unless
    /// the refusal of a value that stood there already tells it.
    private mutating func meets(_ requirements: [MappingProgram.Requirement], from first: Int) -> Bool {
        for requirement in requirements where cells[requirement.index].isMissing {
            let isTold = batch.rejects[first...].contains {
                $0.target == requirement.target || $0.column == requirement.column
            }
            if !isTold {
                batch.rejects.append(
                    MappingReject(
                        record: record, column: requirement.column, reason: .missingRequired,
                        target: requirement.target))
            }
            return false
        }
        return true
    }

    /// Gives attributes their defaults where the record says nothing. What was said and refused stays refused.
    private mutating func fill(_ mention: MappingProgram.Mention, _ out: Int, from first: Int) {
        for standard in mention.defaults where cells[standard.index].isMissing {
            let isRefused = batch.rejects[first...].contains {
                $0.target == standard.target || $0.column != nil && $0.column == standard.sharedColumn
            }
            if isRefused { continue }
            let from = batch.mentions[out].values.arena.count
            batch.mentions[out].values.arena.append(contentsOf: standard.form)
            cells[standard.index] = CellTable.Cell(start: UInt32(from), length: UInt32(standard.form.count))
        }
    }

    private mutating func derive(_ derivations: [MappingProgram.Derivation], _ out: Int) {
        for derivation in derivations
        where cells[derivation.to].isMissing && !cells[derivation.from].isMissing {
            scratch.removeAll(keepingCapacity: true)
            let range = cells[derivation.from].range
            let implies = Self.imply(derivation, batch.mentions[out].values, range, &scratch)
            if implies, !scratch.isEmpty {
                let from = batch.mentions[out].values.arena.count
                batch.mentions[out].values.arena.append(contentsOf: scratch)
                cells[derivation.to] = CellTable.Cell(start: UInt32(from), length: UInt32(scratch.count))
            }
        }
    }

    private static func imply(
        _ derivation: MappingProgram.Derivation, _ values: CellTable, _ range: Range<Int>,
        _ output: inout [UInt8]
    ) -> Bool {
        derivation.source.derive(derivation.type, from: values.arena.span.extracting(range), into: &output)
    }
}

extension MentionTable {
    /// Forgets the rows and bytes behind a point.
    fileprivate mutating func shrink(to rows: Int, arena: Int) {
        record.cut(toFirst: rows)
        role.cut(toFirst: rows)
        values.cells.cut(toFirst: rows * values.width)
        values.arena.cut(to: arena)
    }
}

extension Array {
    /// Forgets what stands behind the first `count` elements.
    @inline(__always)
    mutating func cut(toFirst count: Int) {
        if self.count > count { removeLast(self.count - count) }
    }
}
