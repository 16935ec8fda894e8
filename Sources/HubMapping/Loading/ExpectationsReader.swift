import HubModel

/// Reads `expect`: what a delivery must look like.
struct ExpectationsReader {
    var report = Diagnostics()

    mutating func read(_ node: Node) -> Expectations {
        var expected = Expectations()
        guard let reader = ObjectReader(node, "`expect`", .expectations, &report) else { return expected }
        if let node = reader["rows"] { readRows(node, into: &expected) }
        expected.shrink = reader["shrink"].flatMap { share($0, "`shrink`") }
        expected.rejected = reader["rejected"].flatMap { share($0, "`rejected`") }
        expected.columns = columns(reader.list("columns", &report), "`columns`")
        if let node = reader["filled"] { readFilled(node, into: &expected) }
        for node in reader.list("unique", &report) { readUnique(node, into: &expected) }
        if let node = reader["range"] { readRanges(node, into: &expected) }
        if let node = reader["fresh"] { readFresh(node, into: &expected) }
        return expected
    }

    private mutating func readRows(_ node: Node, into expected: inout Expectations) {
        guard let reader = ObjectReader(node, "`rows`", .rows, &report) else { return }
        let range = 0...1_000_000_000_000
        for name in ["min", "max"] where reader[name] != nil {
            guard let number = reader.integer(name, in: range, default: 0, &report) else { continue }
            if name == "min" { expected.leastRows = number } else { expected.mostRows = number }
        }
        if let least = expected.leastRows, let most = expected.mostRows, least > most {
            report.report(
                "`rows` expects at least \(least) and at most \(most), which no delivery fulfils",
                at: node.location)
        }
    }

    /// A number from 0 to 1.
    private mutating func share(_ node: Node, _ what: String) -> Double? {
        if let number = node.double, number >= 0, number <= 1 { return number }
        let hint =
            Self.percentage(node).map { "for \(Self.short($0)) % write \(Self.short($0 / 100))" }
            ?? "0.2 means a fifth"
        report.report("\(what) must be a share from 0 to 1", hint: hint, at: node.location)
        return nil
    }

    /// What was meant by `20` or `"20%"`.
    private static func percentage(_ node: Node) -> Double? {
        let text = node.string?.filter { !$0.isWhitespace && $0 != "%" && $0 != "％" }
        guard let number = node.double ?? text.flatMap({ Double($0) }), number >= 0, number <= 100 else {
            return nil
        }
        // "0.2" in quotes is a share already.
        let isShare = node.string.map { !$0.contains("%") && !$0.contains("％") && number <= 1 } ?? false
        return isShare ? number * 100 : number
    }

    private static func short(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : String(number)
    }

    /// Names of columns, each once.
    private mutating func columns(_ nodes: [Node], _ what: String) -> [Located<String>] {
        var seen: Set<String> = []
        return nodes.compactMap { node in
            guard let name = node.text("a column of \(what)", &report) else { return nil }
            if !seen.insert(name).inserted {
                report.report("`\(name)` is twice in \(what)", at: node.location)
            }
            return Located(name, at: node.location)
        }
    }

    private mutating func members(_ node: Node, _ what: String, _ hint: String) -> [Node.Member] {
        guard let members = node.members else {
            report.report(
                "\(what) must be an object, found \(node.kindName)", hint: hint, at: node.location)
            return []
        }
        return members.filter { member in
            let isBlank = member.name.allSatisfy(\.isWhitespace)
            if isBlank { report.report("\(what) names a blank column", at: member.location) }
            return !isBlank
        }
    }

    private mutating func readFilled(_ node: Node, into expected: inout Expectations) {
        for member in members(node, "`filled`", "{ \"column\": 0.95 }") {
            guard let share = share(member.value, "`filled` of `\(member.name)`") else { continue }
            if share == 0 {
                report.report(
                    "`filled` of `\(member.name)` expects nothing", hint: "leave it out",
                    at: member.value.location)
            }
            expected.filled.append((Located(member.name, at: member.location), share))
        }
    }

    private mutating func readUnique(_ node: Node, into expected: inout Expectations) {
        let nodes = node.string == nil ? node.list("an entry of `unique`", &report) : [node]
        if nodes.isEmpty, node.elements != nil {
            report.report("an entry of `unique` names no column", at: node.location)
        }
        let group = columns(nodes, "an entry of `unique`")
        guard !group.isEmpty else { return }
        if expected.unique.contains(where: { Set($0.map(\.value)) == Set(group.map(\.value)) }) {
            report.report("`unique` has this entry twice", at: node.location)
        }
        expected.unique.append(group)
    }
}

// Ranges and ages.
extension ExpectationsReader {
    private enum Bound: Equatable {
        case none
        case number(Double, text: String)
        case date(String)

        var kind: Expectations.ValueRange.Kind? {
            switch self {
            case .none: nil
            case .number: .number
            case .date: .date
            }
        }

        var text: String? {
            switch self {
            case .none: nil
            case .number(_, let text), .date(let text): text
            }
        }

        func isAbove(_ other: Bound) -> Bool {
            switch (self, other) {
            case (.number(let mine, _), .number(let theirs, _)): mine > theirs
            case (.date(let mine), .date(let theirs)): mine > theirs
            default: false
            }
        }
    }

    private mutating func readRanges(_ node: Node, into expected: inout Expectations) {
        for member in members(node, "`range`", "{ \"column\": [0, 130] }") {
            let what = "`range` of `\(member.name)`"
            guard let ends = member.value.elements, ends.count == 2 else {
                report.report(
                    "\(what) must be a list of two",
                    hint: "[least, greatest]; null for an end that is open", at: member.value.location)
                continue
            }
            guard let least = bound(ends[0], what), let greatest = bound(ends[1], what) else { continue }
            guard let kind = least.kind ?? greatest.kind else {
                report.report(
                    "\(what) is open on both sides and expects nothing", at: member.value.location)
                continue
            }
            if let other = greatest.kind, other != kind {
                report.report("\(what) has a number and a date", at: member.value.location)
            } else if least.isAbove(greatest) {
                report.report(
                    "\(what) goes from \(least.text ?? "") to \(greatest.text ?? ""), which no value fulfils",
                    at: member.value.location)
            }
            expected.ranges.append(
                Expectations.ValueRange(
                    column: Located(member.name, at: member.location), kind: kind, least: least.text,
                    greatest: greatest.text))
        }
    }

    private mutating func bound(_ node: Node, _ what: String) -> Bound? {
        if case .null = node.value { return Bound.none }
        if case .number(let text) = node.value, let number = node.double, number.isFinite {
            return .number(number, text: text)
        }
        if let text = node.string, GregorianDay(iso: text) != nil { return .date(text) }
        let isNumber = node.string.flatMap { Double($0) } != nil
        report.report(
            "an end of \(what) must be a number, a day as \"2026-01-31\", or null",
            hint: isNumber ? "write the number without quotes" : "", at: node.location)
        return nil
    }

    private mutating func readFresh(_ node: Node, into expected: inout Expectations) {
        guard let reader = ObjectReader(node, "`fresh`", .freshness, &report) else { return }
        guard let days = reader.integer("days", in: 0...36500, &report) else { return }
        let column = reader["column"].flatMap { node in
            node.text("`column` of `fresh`", &report).map { Located($0, at: node.location) }
        }
        expected.fresh = (column, days)
    }
}
