import HubConnect
import HubModel

/// Delimited text: encoding, delimiter, quote, lines above the header, whether there is a header.
package struct CSVProber: Prober {
    package static let connector = "csv"

    package init() {}

    /// Any text; so this prober is asked last.
    package func recognises(_ input: GuessInput) -> Bool {
        guard case .file = input.place, !input.head.isEmpty else { return false }
        return (try? TextHead(input))?.isText ?? false
    }

    package func probe(_ input: GuessInput, _ opener: ConnectorOpener) async throws -> ProbedSource {
        guard case .file(let written, _) = input.place else {
            throw GuessError("the connector csv reads files")
        }
        let head = try TextHead(input)
        guard head.isText else {
            throw GuessError("\(written) is no text that can be read in any supported encoding")
        }
        let layout = try CSVLayout(head, isWhole: input.isWhole, path: written)
        let header = CSVHeader(layout)
        var source = ProbedSource(
            connector: Self.connector, settings: settings(written, head, layout, header),
            columns: header.columns)
        source.remarks = layout.remarks + header.remarks
        if !head.faults.isEmpty {
            source.remarks.append(
                "\(head.faults.count) places in the first \(head.bytes.count >> 10) KiB are not valid "
                    + "\(head.encoding.rawValue): such records are rejected")
        }
        return source
    }

    private func settings(
        _ path: String, _ head: TextHead, _ layout: CSVLayout, _ header: CSVHeader
    ) -> [SourceSetting] {
        let why = head.isMarked ? "by its byte order mark" : "found out from the bytes"
        var settings = [SourceSetting("path", .text(path))]
        // A mark is stronger than a setting, and UTF-8 is found again; only what could be mistaken is nailed down.
        settings.append(SourceSetting("encoding", .text(head.encoding.rawValue), remark: why))
        if layout.delimiter != UInt8(ascii: ",") {
            settings.append(
                SourceSetting(
                    "delimiter", .text(Self.spelled(layout.delimiter)), remark: layout.evidence))
        }
        if layout.quote != UInt8(ascii: "\"") {
            let isNone = layout.quote == 1
            settings.append(
                SourceSetting(
                    "quote", .text(Self.spelled(layout.quote)),
                    remark: isNone
                        ? "quotes stand for themselves: a character that does not occur" : ""))
        }
        if !header.isUsed {
            settings.append(SourceSetting("header", .flag(false), remark: header.reason))
        }
        if header.skipLines > 0 {
            settings.append(
                SourceSetting(
                    "skip_lines", .number(header.skipLines),
                    remark: header.isUsed ? "titles above the header" : "lines above the first record"))
        }
        return settings
    }

    private static func spelled(_ byte: UInt8) -> String { String(UnicodeScalar(byte)) }
}
