import HubModel

/// What is done to a raw text before its semantic type sees it, one stage after the other.
///
/// A class, because the hot loop would copy the array for every value.
final class Refinement: Sendable {
    enum Stage: Sendable {
        case split(mark: [UInt8], take: Int?)
        case transforms([AppliedTransform])
        case codes(CodeLookup)
    }

    let stages: [Stage]

    /// `nil` when there is nothing to do.
    init?(_ stages: [Stage]) {
        if stages.isEmpty { return nil }
        self.stages = stages
    }

    var isCodesAlone: Bool { stages.allSatisfy { if case .codes = $0 { true } else { false } } }
}

extension Refinement.Stage {
    /// What the stage makes of a text that is known beforehand: none, one or several texts.
    func apply(to text: [UInt8]) -> [[UInt8]] {
        switch self {
        case .split(let mark, let take):
            Self.parts(of: text.span, mark: mark.span, take: take).map { Array(text[$0]) }
        case .transforms(let list):
            [list.reduce(text) { Self.apply($1, to: $0) }]
        case .codes(let lookup):
            if let position = lookup.codes.find(text.span) {
                [Array(lookup.codes.arena[lookup.codes.value(position)])]
            } else {
                lookup.unknown == .keep ? [text] : []
            }
        }
    }

    private static func apply(_ step: AppliedTransform, to text: [UInt8]) -> [UInt8] {
        if trimmedRange(text.span, 0..<text.count).isEmpty { return [] }
        var output: [UInt8] = []
        step.transform.work(text.span, step.arguments, &output)
        return output
    }

    /// The parts of a text between marks, without the blanks around them: all, or the one asked for.
    static func parts(of text: Span<UInt8>, mark: Span<UInt8>, take: Int?) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        while let end = position(of: mark, in: text, from: start) {
            parts.append(trimmedRange(text, start..<end))
            start = end + mark.count
            if take == parts.count { return [parts[parts.count - 1]] }
        }
        parts.append(trimmedRange(text, start..<text.count))
        guard let take else { return parts }
        let index = take > 0 ? take - 1 : parts.count + take
        return parts.indices.contains(index) ? [parts[index]] : []
    }
}

/// A condition with its columns bound.
struct BoundCondition: Sendable {
    private enum Test: Sendable {
        case among(CodeTable, isWanted: Bool)
        case blank(Bool)
    }

    private let tests: [(column: Int, test: Test)]

    init(_ condition: Condition, _ positions: [String: Int]) {
        tests = condition.tests.map { test in
            let column = positions[test.column.value] ?? 0
            func table(_ texts: [String]) -> CodeTable {
                CodeTable(Dictionary(texts.map { ($0, "") }, uniquingKeysWith: { first, _ in first }))
            }
            switch test.kind {
            case .among(let texts): return (column, .among(table(texts), isWanted: true))
            case .noneOf(let texts): return (column, .among(table(texts), isWanted: false))
            case .blank(let isBlank): return (column, .blank(isBlank))
            }
        }
    }

    /// Whether a row meets it.
    func holds(_ row: Int, of table: CellTable) -> Bool {
        for (column, test) in tests {
            let range = trimmedRange(table.arena.span, table.cell(row, column).range)
            switch test {
            case .among(let codes, let isWanted):
                let isThere = codes.find(table.arena.span.extracting(range)) != nil
                if isThere != isWanted { return false }
            case .blank(let isBlank):
                if range.isEmpty != isBlank { return false }
            }
        }
        return true
    }
}
