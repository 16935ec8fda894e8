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
        let first = layout.rows[0].cells
        let hasHeader = HeaderJudge.isHeader(first, above: layout.rows.dropFirst().map(\.cells))
        let isNumbered = hasHeader && input.numbersColumns
        let header: HeaderUse = isNumbered ? .passedOver : hasHeader ? .used : .none
        var source = ProbedSource(
            connector: Self.connector, settings: settings(written, head, layout, header), columns: [])
        source.remarks = layout.remarks
        if isNumbered {
            source.columns = try await opener.open(source, columns: []).columns().enumerated().map {
                index, id in
                let name = index < first.count ? first[index].trimmingBlanks : ""
                return SourceColumn(id, names: name.isEmpty ? [] : [name])
            }
            return source
        }
        // Names as the connector spells them: trimmed, repeated ones numbered, empty columns left out.
        source.columns = try await opener.open(source, columns: []).columns().map { id in
            let place = id.hasPrefix("c") ? Int(id.dropFirst()) : nil
            let isNameless = place.map {
                !hasHeader || first.indices.contains($0 - 1) && first[$0 - 1].trimmingBlanks.isEmpty
            }
            return SourceColumn(id, names: isNameless ?? false ? [] : [Self.withoutNumber(id)])
        }
        if !head.faults.isEmpty {
            source.remarks.append(
                "\(head.faults.count) places in the first \(max(1, head.bytes.count >> 10)) KiB are not valid "
                    + "\(head.encoding.rawValue): such records are rejected")
        }
        return source
    }

    private func settings(
        _ path: String, _ head: TextHead, _ layout: CSVLayout, _ header: HeaderUse
    ) -> [SourceSetting] {
        let why = head.isMarked ? "by its byte order mark" : "found out from the bytes"
        var settings = [
            SourceSetting("path", .text(path)),
            SourceSetting("encoding", .text(head.encoding.rawValue), remark: why),
        ]
        if layout.delimiter != UInt8(ascii: ",") {
            settings.append(
                SourceSetting(
                    "delimiter", .text(Self.spelled(layout.delimiter)), remark: layout.evidence))
        }
        if layout.quote != UInt8(ascii: "\"") {
            settings.append(
                SourceSetting(
                    "quote", .text(layout.quote.map(Self.spelled) ?? ""),
                    remark: layout.quote == nil ? "quotes stand for themselves" : ""))
        }
        if header != .used {
            let why =
                header == .none
                ? "the first record looks like all the others"
                : "names in the header are repeated: c1 is the first column, and so on"
            settings.append(SourceSetting("header", .flag(false), remark: why))
        }
        let isPassed = header == .passedOver && layout.rows.count > 1
        let skipLines = isPassed ? layout.rows[1].line - 1 : layout.skipLines
        if skipLines > 0 {
            let what = header == .used ? "titles above the header" : "lines above the first record"
            settings.append(SourceSetting("skip_lines", .number(skipLines), remark: what))
        }
        return settings
    }

    private enum HeaderUse {
        case used
        case none
        /// There is one, but columns go by their numbers.
        case passedOver
    }

    /// `电话` of `电话 (2)`, as the connector calls the second column of the name.
    static func withoutNumber(_ name: String) -> String {
        guard name.hasSuffix(")"), let open = name.lastIndex(of: "("), open > name.startIndex,
            Int(name[name.index(after: open)...].dropLast()) != nil
        else { return name }
        return String(name[..<open]).trimmingBlanks
    }

    private static func spelled(_ byte: UInt8) -> String { String(UnicodeScalar(byte)) }
}
