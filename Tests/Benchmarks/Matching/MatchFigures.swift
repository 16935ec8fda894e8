import Foundation
import TestSupport

/// Matching alone: made-up persons in the columns of Febrl, ours and Splink's on the same file.
struct MatchFigures {
    /// Sizes of the files.
    let records: [Int]
    private let peers = InstalledPeers()

    func measure() throws -> [Comparison] {
        var figures: [Comparison] = []
        for count in records {
            let folder = try workspace(count)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            say("matching \(count) records")
            let ours = try decode(
                ChildTask.launch(["/proc/self/exe", "--task", "match", folder], onOneCore: false))
            let peer = count <= 1_000_000 ? try peers.splink("\(folder)/input/records.csv").map(decode) : nil
            let name = "match \(count) records"
            figures.append(
                Comparison(
                    name: "\(name): read + train + match", figure: ours.seconds, unit: "s",
                    target: peer.map { $0.seconds / 5 }, isLessBetter: true, peer: "Splink 5 on DuckDB",
                    peerFigure: peer?.seconds, note: stages(ours)))
            figures.append(
                Comparison(
                    name: "\(name): memory", figure: Double(ours.peakMiB), unit: "MiB at most",
                    target: count <= 1_000_000 ? 1024 : 6144, isLessBetter: true, peer: "Splink 5 on DuckDB",
                    peerFigure: peer.map { Double($0.peakMiB) }))
            figures.append(
                Comparison(
                    name: "\(name): pairwise F1 at 0.95", figure: f1(ours), unit: "",
                    peer: "Splink 5 on DuckDB",
                    peerFigure: peer.map(f1),
                    note: quality(ours) + (peer.map { "; peer " + quality($0) } ?? "")))
        }
        return figures
    }

    private func say(_ text: String) { FileHandle.standardError.write(Data("Benchmarks: \(text)\n".utf8)) }

    private func decode(_ text: String) throws -> MatchTaken {
        try JSONDecoder().decode(MatchTaken.self, from: Data(text.utf8))
    }

    private func f1(_ taken: MatchTaken) -> Double {
        2 * taken.precision * taken.recall / max(taken.precision + taken.recall, 1e-9)
    }

    private func quality(_ taken: MatchTaken) -> String {
        String(format: "P %.5f R %.5f", taken.precision, taken.recall)
    }

    private func stages(_ taken: MatchTaken) -> String {
        String(
            format: "reading %.1f, training %.1f, matching %.1f s; %d pairs", taken.reading ?? 0,
            taken.training ?? 0, taken.matching ?? 0, taken.pairs ?? 0)
    }

    /// The example workspace over a file of made-up persons.
    private func workspace(_ count: Int) throws -> String {
        let folder = NSTemporaryDirectory() + "isthmus-match-\(UUID().uuidString)"
        let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Examples/febrl")
            .path
        try FileManager.default.copyItem(atPath: example, toPath: folder)
        try FileManager.default.createDirectory(
            atPath: "\(folder)/input", withIntermediateDirectories: true)
        try useSelectiveRules("\(folder)/Mappings/models/person.json5")
        var people = FebrlLikePeople(records: count)
        try people.write("\(folder)/input/records.csv")
        return folder
    }

    /// The blocking rules of the peer's script: those of the example are made for thousands of records, not for millions.
    private func useSelectiveRules(_ path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let start = text.range(of: "  blocking: ["), let end = text.range(of: "  comparisons: {") else {
            throw BenchmarkError("\(path) has no blocking rules")
        }
        let rules = """
              blocking: [
                ["soc_sec_id"], ["given_name", "surname", "postcode"], ["given_name", "date_of_birth"],
                ["surname", "date_of_birth"], ["postcode", "date_of_birth"],
                ["given_name", "postcode", "street_number"], ["surname", "postcode", "street_number"],
                ["given_name", "surname", "street_number"],
              ],

            """
        try text.replacingCharacters(in: start.lowerBound..<end.lowerBound, with: rules)
            .write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent()
                .appendingPathComponent("weights").path)
    }
}
