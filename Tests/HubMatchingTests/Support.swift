import HubMatching
import HubModel

/// Text whose case, script variant of 台 and middle dots do not count; a lone dot folds to nothing.
struct FoldingText: SemanticType {
    let name = "folding-text"
    let summary = "any text"
    let examples: [(raw: String, normal: String?)] = []

    func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        for index in raw.indices { output.append(raw[index]) }
        return .valid
    }

    func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        let text = String(decoding: normal.indices.map { normal[$0] }, as: UTF8.self)
        output += text.lowercased().replacing("臺", with: "台").replacing("·", with: "").utf8
    }
}

/// The same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < probability
    }
}

typealias Element = BlockingRule.Element
typealias Level = Comparison.Level

func attribute(
    _ name: String, multiple: Bool = false, distinct: Bool = false,
    survivorship: Attribute.Survivorship = .mostFrequent
) -> Attribute {
    Attribute(
        name: name, title: name, type: FoldingText(), isMultiple: multiple, isDistinct: distinct,
        survivorship: survivorship)
}

func model(
    _ attributes: [Attribute], blocking: [[Element]] = [], comparisons: [Comparison] = [],
    prior: Double = 0.001, threshold: Double = 0.95
) -> EntityModel {
    EntityModel(
        name: "thing", title: "东西", idPrefix: "T", attributes: attributes,
        blocking: blocking.enumerated().map { BlockingRule(text: "rule \($0.offset)", elements: $0.element) },
        comparisons: comparisons, prior: prior, threshold: threshold,
        location: SourceLocation(file: "thing.json5", line: 1, column: 1))
}

/// Equal or not: `m` and `u` of the equal level.
func exact(_ index: Int, m: Double, u: Double, adjusts: Bool = false) -> Comparison {
    Comparison(
        name: "attribute \(index)", evidence: .attribute(index),
        levels: [
            Level(.equal, m: m, u: u, adjustsForFrequency: adjusts), Level(.otherwise, m: 1 - m, u: 1 - u),
        ])
}

/// A row is a list of values; `nil` is missing.
func table(_ rows: [[String?]], width: Int) -> CellTable {
    var table = CellTable(width: width)
    for row in rows {
        for value in row {
            if let value { table.append(value.utf8) } else { table.appendMissing() }
        }
    }
    return table
}

func input(
    _ model: EntityModel, _ rows: [[String?]], ranks: [UInt64]? = nil, related: [String: [Int64]] = [:]
) -> MatchInput {
    MatchInput(
        model: model, values: table(rows, width: model.attributes.count),
        ranks: ranks ?? rows.indices.map { UInt64($0) &* 7919 % 104_729 }, related: related)
}

/// The clusters as a set of sets of rows: numbering does not count.
func partition(_ clusters: [Int32]) -> Set<Set<Int>> {
    var members: [Int32: Set<Int>] = [:]
    for (row, cluster) in clusters.enumerated() { members[cluster, default: []].insert(row) }
    return Set(members.values)
}

/// Two mentions with one text attribute each, compared by `test` alone: whether the test holds.
func holds(_ test: Comparison.Test, _ first: String?, _ second: String?, multiple: Bool = false) -> Bool {
    let comparison = Comparison(
        name: "value", evidence: .attribute(0),
        levels: [Level(test, m: 0.9, u: 0.1), Level(.otherwise, m: 0.1, u: 0.9)])
    let model = model([attribute("value", multiple: multiple)], comparisons: [comparison])
    return PairExplainer(input(model, [[first], [second]])).score(0, 1).parts[0].level == 0
}
