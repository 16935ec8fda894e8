import Foundation

/// A figure that has something to reach: a number, a peer's figure on the same input, or both.
struct Comparison: Codable {
    /// What was measured: `csv GB18030, 12 columns: read + map + validate`.
    let name: String
    /// Ours.
    let figure: Double
    /// `records per CPU second`, `MiB`.
    let unit: String
    /// What is to be reached, `nil` when nothing is.
    var target: Double?
    /// Whether less is better.
    var isLessBetter = false
    /// Who did the same work, empty for nobody.
    var peer = ""
    /// The peer's figure, `nil` when the peer is not here.
    var peerFigure: Double?
    /// What else must be known.
    var note = ""

    /// Ours by the peer's, the other way round where less is better: above 1 we are ahead.
    var ratio: Double? {
        guard let peerFigure, peerFigure > 0, figure > 0 else { return nil }
        return isLessBetter ? peerFigure / figure : figure / peerFigure
    }

    var isMet: Bool? { target.map { isLessBetter ? figure <= $0 : figure >= $0 } }

    static func table(_ comparisons: [Comparison]) -> String {
        let header = ["what", "figure", "unit", "target", "", "peer", "peer's", "ratio", "note"]
        let rows = comparisons.map { one in
            [
                one.name, number(one.figure), one.unit,
                one.target.map { (one.isLessBetter ? "<= " : ">= ") + number($0) } ?? "",
                one.isMet.map { $0 ? "OK" : "MISS" } ?? "", one.peer,
                one.peer.isEmpty ? "" : one.peerFigure.map(number) ?? "peer not installed",
                one.ratio.map { String(format: "%.2f", $0) } ?? "", one.note,
            ]
        }
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            row.indices.map { row[$0].padding(toLength: widths[$0], withPad: " ", startingAt: 0) }
                .joined(separator: "  ")
        }.joined(separator: "\n")
    }

    static func json(_ comparisons: [Comparison]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return (try? encoder.encode(comparisons)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    private static func number(_ value: Double) -> String {
        value >= 100 ? String(Int(value.rounded())) : String(format: "%.2f", value)
    }
}
