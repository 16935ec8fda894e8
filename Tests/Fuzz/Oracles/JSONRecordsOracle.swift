import Connectors
import Foundation
import HubConnect
import HubModel
import TestSupport

/// What must hold for any bytes that are read as JSON objects.
///
/// Input: shape, encoding, columns, longest record, piece size; then the file.
package struct JSONRecordsOracle {
    private let folder: TemporaryFolder

    package init() throws { folder = try TemporaryFolder() }

    package func check(_ input: [UInt8]) async throws {
        var choices = Choices(input)
        let shape = choices.one(of: ["auto", "lines", "array"])
        let encoding = choices.one(of: ["utf-8", "auto", "gb18030", "utf-16"])
        let columns = choices.one(of: [["a", "b.c", "d[0]", "d[*]", "d"], [], ["a"]])
        let limit = choices.one(of: ["1048576", "1024"])
        let piece = 2 + choices.byte()
        let content = choices.content
        try folder.write("file.json", content)
        func outcome(_ size: Int) async throws -> Outcome {
            let texts = [
                "path": "file.json", "shape": shape, "encoding": encoding, "max_record_bytes": limit,
            ]
            let connector = try NDJSONConnector(
                settings(of: NDJSONConnector.self, texts),
                ConnectorContext(folder: folder.path, columns: columns), chunkSize: size)
            return try await Outcome.of(connector)
        }
        let whole = try await outcome(1 << 19)
        for size in [1, piece] {
            try demandEqual(whole, try await outcome(size), "pieces of \(size) read alike")
        }
        try whole.demandAccount(size: content.count, holdsNUL: true)
        if shape == "lines", encoding == "utf-8", String(validating: content, as: UTF8.self) != nil {
            try compare(whole, content, longest: Int(limit) ?? 0)
        }
    }

    /// Foundation takes the same lines for objects.
    private func compare(_ outcome: Outcome, _ content: [UInt8], longest: Int) throws {
        let text = content.starts(with: [0xEF, 0xBB, 0xBF]) ? content.dropFirst(3) : content[...]
        let lines = text.split { $0 == 0x0A || $0 == 0x0D }
            .filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
        guard outcome.failure == nil, lines.allSatisfy({ $0.count <= longest }) else { return }
        let rows = Set(outcome.positions.map(\.ordinal))
        try demandEqual(
            outcome.positions.count + outcome.rejects.count, lines.count, "every line is a record")
        for (index, line) in lines.enumerated() {
            // Foundation guesses encodings by NUL bytes.
            guard !line.contains(0) else { continue }
            let isObject = (try? JSONSerialization.jsonObject(with: Data(line))) is [String: Any]
            let isRow = rows.contains(index + 1)
            // Numbers stay texts here; Foundation refuses those that no `Double` holds.
            let mayOverflow =
                line.contains(UInt8(ascii: "e")) || line.contains(UInt8(ascii: "E")) || line.count > 300
            if isRow, !mayOverflow {
                try demand(isObject, "what is taken is a JSON object: line \(index + 1)")
            }
            if isObject, !isRow {
                let reject = outcome.rejects.first { $0.position.ordinal == index + 1 }
                // Repeated names, depth and lone surrogates are what JSON leaves open.
                let detail = reject?.detail ?? ""
                try demand(
                    ["already", "levels", "surrogate", "NUL"].contains { detail.contains($0) },
                    "a JSON object is taken: line \(index + 1): \(reject?.reason ?? "") \(detail)")
            }
        }
    }
}
