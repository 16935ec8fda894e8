import HubModel

/// One call of `Mapper.map`: the tables under construction and the scratch space that every record reuses.
///
/// Normal forms are written straight into the arena of the mention table; a mention that is not made takes its
/// bytes back.
struct MappingRun {
    private enum Outcome {
        case missing
        case valid
        /// Valid, but the record did not say it.
        case constant
    }

    private let stopsAtInvalid: Bool
    private(set) var batch: MappedBatch
    private var record: Int32 = 0
    /// Set when the record as a whole is refused.
    private var refusal: MappingReject?
    private var cells: [CellTable.Cell] = []
    private var scratch: [UInt8] = []
    private var set = ValueSet()
    /// Columns read by several attributes of a mention, of which one took the value.
    private var taken: [Int] = []

    init(_ program: MappingProgram, onInvalid: Feed.InvalidPolicy, rows: Int) {
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
            batch.rejects.cut(to: rejects)
            batch.rejects.append(refused)
            refusal = nil
            return
        }
        for relation in program.relations where made & relation.ends == relation.ends {
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
        let out = mention.table
        let start = batch.mentions[out].values.arena.count
        let firstReject = batch.rejects.count
        cells.removeAll(keepingCapacity: true)
        for _ in 0..<mention.width { cells.append(.missing) }
        if mention.sharesColumns { taken.removeAll(keepingCapacity: true) }
        var saysSomething = false
        for attribute in mention.attributes {
            let from = batch.mentions[out].values.arena.count
            let rejects = batch.rejects.count
            let outcome =
                attribute.isMultiple
                ? takeSet(attribute, out, row, table) : takeOne(attribute.step, attribute, out, row, table)
            let count = batch.mentions[out].values.arena.count - from
            if outcome == .missing || count == 0 { continue }
            cells[attribute.index] = CellTable.Cell(start: UInt32(from), length: UInt32(count))
            if outcome == .valid { saysSomething = true }
            if let column = attribute.sharedColumn, batch.rejects.count == rejects { taken.append(column) }
        }
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
        if saysSomething { derive(mention.derivations, out) }
        guard saysSomething, meets(mention.requires, from: firstReject) else {
            batch.mentions[out].values.arena.cut(to: start)
            return false
        }
        batch.mentions[out].values.cells.append(contentsOf: cells)
        batch.mentions[out].record.append(record)
        batch.mentions[out].role.append(mention.role)
        return true
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
        batch.rejects.cut(to: kept)
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

    // MARK: One value

    private mutating func takeOne(
        _ step: MappingProgram.Step, _ attribute: MappingProgram.Attribute, _ out: Int, _ row: Int,
        _ table: CellTable
    ) -> Outcome {
        switch step {
        case .column(let column, let codes, let name):
            let cell = table.cell(row, column)
            if cell.isMissing { return .missing }
            let range = trimmedRange(table.arena.span, cell.range)
            let raw = table.arena.span.extracting(range)
            if let codes, let position = codes.find(raw) {
                return normalise(codes[position].span, attribute, out, name)
            }
            return normalise(raw, attribute, out, name)
        case .template(let parts, let codes, let name):
            guard let text = build(parts, row, table) else { return .missing }
            defer { scratch = text }
            if let codes, let position = codes.find(text.span) {
                return normalise(codes[position].span, attribute, out, name)
            }
            return normalise(text.span, attribute, out, name)
        case .constant(let forms):
            guard let form = forms.first else { return .missing }
            batch.mentions[out].values.arena.append(contentsOf: form)
            return .constant
        case .first(let steps), .all(let steps):
            for step in steps {
                let outcome = takeOne(step, attribute, out, row, table)
                if outcome != .missing { return outcome }
            }
            return .missing
        }
    }

    private mutating func normalise(
        _ raw: Span<UInt8>, _ attribute: MappingProgram.Attribute, _ out: Int, _ column: String
    ) -> Outcome {
        let start = batch.mentions[out].values.arena.count
        let verdict = attribute.type.normalise(raw, into: &batch.mentions[out].values.arena)
        if verdict == .valid { return batch.mentions[out].values.arena.count > start ? .valid : .missing }
        batch.mentions[out].values.arena.cut(to: start)
        if case .invalid(let reason) = verdict { refuse(attribute, column, reason) }
        return .missing
    }

    private mutating func refuse(
        _ attribute: MappingProgram.Attribute, _ column: String, _ reason: RejectReason
    ) {
        batch.rejects.append(
            MappingReject(record: record, column: column, reason: reason, target: attribute.target))
    }

    /// The text of a template, `nil` when all its columns are missing or blank.
    private mutating func build(_ parts: [MappingProgram.Part], _ row: Int, _ table: CellTable) -> [UInt8]? {
        var text: [UInt8] = []
        swap(&text, &scratch)
        text.removeAll(keepingCapacity: true)
        var saysSomething = false
        for part in parts {
            switch part {
            case .text(let literal): text.append(contentsOf: literal)
            case .column(let column):
                let range = trimmedRange(table.arena.span, table.cell(row, column).range)
                if !range.isEmpty { saysSomething = true }
                text.append(contentsOf: table.arena[range])
            }
        }
        if saysSomething { return text }
        scratch = text
        return nil
    }

    // MARK: Several values

    private mutating func takeSet(
        _ attribute: MappingProgram.Attribute, _ out: Int, _ row: Int, _ table: CellTable
    ) -> Outcome {
        set.removeAll()
        let outcome = collect(attribute.step, attribute, row, table)
        if outcome != .missing { set.join(into: &batch.mentions[out].values.arena) }
        return outcome
    }

    private mutating func collect(
        _ step: MappingProgram.Step, _ attribute: MappingProgram.Attribute, _ row: Int, _ table: CellTable
    ) -> Outcome {
        switch step {
        case .column(let column, let codes, let name):
            let cell = table.cell(row, column)
            if cell.isMissing { return .missing }
            let range = trimmedRange(table.arena.span, cell.range)
            let raw = table.arena.span.extracting(range)
            if let codes, let position = codes.find(raw) {
                return split(codes[position].span, attribute, name)
            }
            return split(raw, attribute, name)
        case .template(let parts, let codes, let name):
            guard let text = build(parts, row, table) else { return .missing }
            defer { scratch = text }
            if let codes, let position = codes.find(text.span) {
                return split(codes[position].span, attribute, name)
            }
            return split(text.span, attribute, name)
        case .constant(let forms):
            for form in forms {
                let start = set.bytes.count
                set.bytes.append(contentsOf: form)
                set.close(from: start)
            }
            return forms.isEmpty ? .missing : .constant
        case .first(let steps):
            for step in steps {
                let outcome = collect(step, attribute, row, table)
                if outcome != .missing { return outcome }
            }
            return .missing
        case .all(let steps):
            var best = Outcome.missing
            for step in steps {
                let outcome = collect(step, attribute, row, table)
                if outcome == .valid || best == .missing { best = outcome }
            }
            return best
        }
    }

    /// Takes each value of a field that may hold several; a field costs one reject, however many are wrong.
    private mutating func split(
        _ raw: Span<UInt8>, _ attribute: MappingProgram.Attribute, _ column: String
    ) -> Outcome {
        var outcome = Outcome.missing
        var reason: RejectReason?
        for range in attribute.type.split(raw) {
            let start = set.bytes.count
            switch attribute.type.normalise(raw.extracting(range), into: &set.bytes) {
            case .valid:
                if set.bytes.count > start { outcome = .valid }
                set.close(from: start)
            case .missing:
                set.bytes.cut(to: start)
            case .invalid(let found):
                set.bytes.cut(to: start)
                reason = reason ?? found
            }
        }
        if let reason { refuse(attribute, column, reason) }
        return outcome
    }
}

extension MentionTable {
    /// Forgets the rows and bytes behind a point.
    fileprivate mutating func shrink(to rows: Int, arena: Int) {
        record.cut(to: rows)
        role.cut(to: rows)
        values.cells.cut(to: rows * values.width)
        values.arena.cut(to: arena)
    }
}

extension Array {
    /// Forgets what stands behind the first `count` elements.
    @inline(__always)
    fileprivate mutating func cut(to count: Int) {
        if self.count > count { removeLast(self.count - count) }
    }
}
