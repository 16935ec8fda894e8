import HubConnect
import HubModel

/// Lines whose fields stand at fixed places: `fields: { name: "1-10", phone: "11-21" }`, counted in characters.
package struct FixedWidthConnector: Connector {
    package static let name = "fixed-width"
    package static let summary = "lines whose fields stand at fixed places"
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration("path", .path, required: true, help: "the file, relative to the workspace"),
        SettingDeclaration(
            "fields", .dictionary, required: true,
            help: "first and last character of each: `{ name: \"1-10\" }`"),
    ]

    private let path: String
    private let fields: [(name: String, places: ClosedRange<Int>)]

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        path = context.resolve(settings.text("path") ?? "")
        var fields: [(name: String, places: ClosedRange<Int>)] = []
        for (name, text) in settings.dictionary("fields") {
            let numbers = text.split(separator: "-").compactMap { Int($0) }
            guard numbers.count == 2, numbers[0] >= 1, numbers[1] >= numbers[0] else {
                throw ConnectorError(.badSetting, "`fields` gives `\(name)` no places such as \"1-10\"")
            }
            fields.append((name, numbers[0]...numbers[1]))
        }
        self.fields = fields.sorted { ($0.places.lowerBound, $0.name) < ($1.places.lowerBound, $1.name) }
    }

    package func columns() async throws -> [String] {
        _ = try FileReader(path: path)
        return fields.map(\.name)
    }

    package func contentDigest() async throws -> String? { try FileDigest.of(path: path) }

    package func changeStamp() async throws -> String? { FileDigest.stamp(of: path) }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        var file = try TextFileReader(path: path, encoding: "auto")
        var text = DecodedText(file.encoding, origin: file.start)
        var batch = RecordBatch(columns: fields.map(\.name))
        var line = 0
        var hasMore = true
        while hasMore {
            hasMore = try file.readChunk(into: &text)
            var start = 0
            while start < text.bytes.count {
                // Without a line break the line may go on in the next piece.
                let found = text.bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
                guard let end = found ?? (hasMore ? nil : text.bytes.count) else { break }
                line += 1
                take(start..<end, of: text, line, into: &batch)
                start = end + 1
                guard batch.isFull || batch.rejects.count >= 64 else { continue }
                try await deliver(batch)
                try Task.checkCancellation()
                batch = RecordBatch(columns: batch.columns)
            }
            _ = text.cut(at: min(start, text.bytes.count))
        }
        try await deliver(batch)
        return Reading(remarks: file.remark.map { [$0] } ?? [])
    }

    private func take(_ range: Range<Int>, of text: DecodedText, _ line: Int, into batch: inout RecordBatch) {
        let position = RecordPosition(
            ordinal: line, line: line, byteOffset: text.sourceOffset(ofLineAt: range.lowerBound))
        let record = String(decoding: text.bytes[range], as: UTF8.self)
        func reject(_ reason: RejectReason, _ detail: String) {
            batch.rejects.append(
                Reject(reason, at: position, detail: detail, raw: String(record.prefix(16384))))
        }
        if text.faults.contains(where: range.contains) {
            return reject(.invalidEncoding, "bytes that its encoding does not have")
        }
        let characters = Array(record.unicodeScalars)
        let last = fields.map(\.places.upperBound).max() ?? 0
        guard characters.count >= last else {
            return reject(.wrongFieldCount, "expected \(last) characters, found \(characters.count)")
        }
        for field in fields {
            var value = String.UnicodeScalarView()
            value.append(contentsOf: characters[(field.places.lowerBound - 1)..<field.places.upperBound])
            while value.last == " " { value.removeLast() }
            batch.table.append(String(value).utf8)
        }
        batch.positions.append(position)
    }
}
