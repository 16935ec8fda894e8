import Foundation

/// One measured thing.
struct Figure: Codable {
    /// `csv health-records`, `resolve person`.
    let name: String
    /// How many rows, records or pairs.
    let count: Int
    /// What was counted.
    let unit: String
    let seconds: Double
    /// Bytes that went through, 0 where that says nothing.
    var bytes = 0
    /// Peak memory of the process that did it, 0 when not measured.
    var peakMiB = 0
    /// The figure this one is compared with; the ratio is its seconds by ours.
    var neighbour = ""
    var neighbourSeconds = 0.0

    var perSecond: Double { Double(count) / max(seconds, 1e-9) }
    var megabytesPerSecond: Double { Double(bytes) / 1e6 / max(seconds, 1e-9) }

    static func json(_ figures: [Figure]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return (try? encoder.encode(figures)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    static func table(_ figures: [Figure]) -> String {
        let header = ["what", "count", "unit", "seconds", "per second", "MB/s", "MiB", "neighbour", "ratio"]
        let rows = figures.map { figure in
            [
                figure.name, String(figure.count), figure.unit, String(format: "%.3f", figure.seconds),
                String(Int(figure.perSecond)),
                figure.bytes > 0 ? String(Int(figure.megabytesPerSecond)) : "",
                figure.peakMiB > 0 ? String(figure.peakMiB) : "",
                figure.neighbour.isEmpty
                    ? "" : figure.neighbour + String(format: " %.3f s", figure.neighbourSeconds),
                figure.neighbour.isEmpty
                    ? "" : String(format: "%.2f", figure.neighbourSeconds / max(figure.seconds, 1e-9)),
            ]
        }
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            row.indices.map { row[$0].padding(toLength: widths[$0], withPad: " ", startingAt: 0) }
                .joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// Seconds that `work` takes: the best of three, so that a neighbour's noise counts less.
func bestOfThree(_ work: () async throws -> Void) async rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<3 {
        let clock = ContinuousClock()
        let start = clock.now
        try await work()
        let spent = clock.now - start
        best = min(best, Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
    }
    return best
}
