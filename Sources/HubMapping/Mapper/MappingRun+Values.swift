import HubModel

/// One value: from its origin through its stages to the semantic type. Bytes all the way.
extension MappingRun {
    /// Takes the value of an attribute. That of a `multiple` attribute goes to `set`, any other to the arena.
    mutating func take(
        _ step: MappingProgram.Step, _ attribute: MappingProgram.Attribute, _ out: Int, _ row: Int,
        _ table: CellTable
    ) -> Outcome {
        switch step {
        case .column(let column, let refinement, let name):
            let cell = table.cell(row, column)
            if cell.isMissing { return .missing }
            let range = trimmedRange(table.arena.span, cell.range)
            let raw = table.arena.span.extracting(range)
            guard let refinement else { return accept(raw, attribute, out, name) }
            return refine(raw, refinement, 0, attribute, out, name)
        case .columns(let columns, let refinement, let name):
            guard let text = join(columns, row, table) else { return .missing }
            defer { scratch = text }
            return refine(text.span, refinement, attribute, out, name)
        case .template(let parts, let refinement, let name):
            guard let text = build(parts, row, table) else { return .missing }
            defer { scratch = text }
            return refine(text.span, refinement, attribute, out, name)
        case .expression(let number, let refinement, let name):
            let values = expressions.values
            let index = Int(record) * values.width + number
            if expressions.failures[index] {
                refuse(attribute, name, .sqlError)
                return .missing
            }
            if values.cells[index].isMissing { return .missing }
            let range = trimmedRange(values.arena.span, values.cells[index].range)
            return refine(values.arena.span.extracting(range), refinement, attribute, out, name)
        case .constant(let forms): return take(constant: forms, attribute, out)
        case .first(let steps):
            for step in steps {
                let outcome = take(step, attribute, out, row, table)
                if outcome != .missing { return outcome }
            }
            return .missing
        case .all(let steps):
            var best = Outcome.missing
            for step in steps {
                let outcome = take(step, attribute, out, row, table)
                if outcome == .valid || best == .missing { best = outcome }
            }
            return best
        case .when(let condition, let step):
            return condition.holds(row, of: table) ? take(step, attribute, out, row, table) : .missing
        }
    }

    /// Takes all values of a `multiple` attribute.
    mutating func takeSet(
        _ attribute: MappingProgram.Attribute, _ out: Int, _ row: Int, _ table: CellTable
    ) -> Outcome {
        set.removeAll()
        let outcome = take(attribute.step, attribute, out, row, table)
        if outcome != .missing { set.join(into: &batch.mentions[out].values.arena) }
        return outcome
    }

    private mutating func take(
        constant forms: [[UInt8]], _ attribute: MappingProgram.Attribute, _ out: Int
    ) -> Outcome {
        guard let form = forms.first else { return .missing }
        guard attribute.isMultiple else {
            batch.mentions[out].values.arena.append(contentsOf: form)
            return .constant
        }
        for form in forms {
            let start = set.bytes.count
            set.bytes.append(contentsOf: form)
            set.close(from: start)
        }
        return .constant
    }

    // MARK: Origins of several columns

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

    /// The key that several columns make for a table, `nil` when all are missing or blank.
    private mutating func join(_ columns: [Int], _ row: Int, _ table: CellTable) -> [UInt8]? {
        var text: [UInt8] = []
        swap(&text, &scratch)
        text.removeAll(keepingCapacity: true)
        var saysSomething = false
        for (index, column) in columns.enumerated() {
            if index > 0 { text.append(LookupTable.joint) }
            let range = trimmedRange(table.arena.span, table.cell(row, column).range)
            if !range.isEmpty { saysSomething = true }
            text.append(contentsOf: table.arena[range])
        }
        if saysSomething { return text }
        scratch = text
        return nil
    }

    // MARK: Stages

    private mutating func refine(
        _ raw: Span<UInt8>, _ refinement: Refinement?, _ attribute: MappingProgram.Attribute, _ out: Int,
        _ column: String
    ) -> Outcome {
        guard let refinement else { return accept(raw, attribute, out, column) }
        return refine(raw, refinement, 0, attribute, out, column)
    }

    /// Takes a text through the stages from number `index` on.
    private mutating func refine(
        _ raw: Span<UInt8>, _ refinement: Refinement, _ index: Int, _ attribute: MappingProgram.Attribute,
        _ out: Int, _ column: String
    ) -> Outcome {
        guard index < refinement.stages.count else { return accept(raw, attribute, out, column) }
        switch refinement.stages[index] {
        case .codes(let lookup):
            if let position = lookup.codes.find(raw) {
                let arena = lookup.codes.arena
                let range = lookup.codes.value(position)
                return refine(arena.span.extracting(range), refinement, index + 1, attribute, out, column)
            }
            if lookup.unknown == .keep {
                return refine(raw, refinement, index + 1, attribute, out, column)
            }
            if lookup.unknown == .reject, !saysNothing(raw) { refuse(attribute, column, .unknownCode) }
            return .missing
        case .transforms(let list):
            let text = transformed(raw, by: list)
            defer { buffers.append(text) }
            let range = trimmedRange(text.span, 0..<text.count)
            return refine(text.span.extracting(range), refinement, index + 1, attribute, out, column)
        case .split(let mark, let take):
            let parts = Refinement.Stage.parts(of: raw, mark: mark.span, take: take)
            let rejects = batch.rejects.count
            var best = Outcome.missing
            for part in parts where !part.isEmpty {
                let text = raw.extracting(part)
                let outcome = refine(text, refinement, index + 1, attribute, out, column)
                if outcome == .valid || best == .missing { best = outcome }
                // A field costs one reject, however many of its parts are wrong.
                batch.rejects.cut(toFirst: rejects + 1)
            }
            return best
        }
    }

    /// What a list of transforms makes of a text; once blank it stays so.
    private mutating func transformed(_ raw: Span<UInt8>, by list: [AppliedTransform]) -> [UInt8] {
        var text = buffers.popLast() ?? []
        var other = buffers.popLast() ?? []
        text.removeAll(keepingCapacity: true)
        text.append(copying: raw)
        for step in list where !trimmedRange(text.span, 0..<text.count).isEmpty {
            other.removeAll(keepingCapacity: true)
            step.transform.work(text.span, step.arguments, &other)
            swap(&text, &other)
        }
        buffers.append(other)
        return text
    }

    /// Whether a text that no code list has is no code at all: blank, or a placeholder.
    private mutating func saysNothing(_ raw: Span<UInt8>) -> Bool {
        if raw.isEmpty { return true }
        var text = buffers.popLast() ?? []
        defer { buffers.append(text) }
        text.removeAll(keepingCapacity: true)
        var index = 0
        while index < raw.count {
            let scalar = Scalars.next(raw, &index)
            if scalar != UInt32(LookupTable.joint) { Scalars.append(Scalars.halfWidth(scalar), to: &text) }
        }
        return Placeholders.contain(text.span)
    }

    // MARK: The end of the way

    @inline(__always)
    private mutating func accept(
        _ raw: Span<UInt8>, _ attribute: MappingProgram.Attribute, _ out: Int, _ column: String
    ) -> Outcome {
        attribute.isMultiple ? gather(raw, attribute, column) : normalise(raw, attribute, out, column)
    }

    private mutating func normalise(
        _ raw: Span<UInt8>, _ attribute: MappingProgram.Attribute, _ out: Int, _ column: String
    ) -> Outcome {
        let start = batch.mentions[out].values.arena.count
        let verdict = attribute.type.normalise(raw, into: &batch.mentions[out].values.arena)
        if verdict == .valid { return batch.mentions[out].values.arena.count > start ? .valid : .missing }
        batch.mentions[out].values.arena.cut(to: start)
        if case .invalid(let reason) = verdict {
            refuse(attribute, column, reason)
            if let catcher = attribute.catcher, let form = catcher.form(of: raw, refusedFor: reason) {
                caught.append((attribute.index, catcher.index, form, attribute.sharedColumn))
            }
        }
        return .missing
    }

    /// Takes each value of a field that may hold several; a field costs one reject, however many are wrong.
    private mutating func gather(
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

    private mutating func refuse(
        _ attribute: MappingProgram.Attribute, _ column: String, _ reason: RejectReason
    ) {
        batch.rejects.append(
            MappingReject(record: record, column: column, reason: reason, target: attribute.target))
    }
}
