import HubConnect
import HubModel

/// XML: which element is the record, its namespaces, its values and those of the elements around it.
package struct XMLProber: Prober {
    package static let connector = "xml"

    package init() {}

    package func recognises(_ input: GuessInput) -> Bool {
        guard case .file = input.place, let head = try? TextHead(input) else { return false }
        let start = head.bytes.first { $0 > 0x20 }
        guard start == UInt8(ascii: "<") else { return false }
        return input.ending == "xml" || XMLOutline(Array(head.bytes.prefix(1 << 16))).elements.count > 1
    }

    package func probe(_ input: GuessInput, _ opener: ConnectorOpener) async throws -> ProbedSource {
        guard case .file(let written, _) = input.place else {
            throw GuessError("the connector xml reads files")
        }
        let head = try TextHead(input, label: Self.declared(input.head))
        let outline = XMLOutline(head.bytes)
        guard !outline.hasDoctype else {
            throw GuessError(
                "\(written) has a document type (DOCTYPE), which is refused; have it sent without")
        }
        guard let choice = XMLRecordChoice(outline), !choice.columns.isEmpty else {
            throw GuessError("no element of \(written) holds values that could be a record")
        }
        let count = outline.elements[choice.record].count
        var settings = [
            SourceSetting("path", .text(written)),
            SourceSetting(
                "record", .text(outline.path(choice.record)),
                remark: count > 1
                    ? "repeated: \(count) times in the first \(max(1, head.bytes.count >> 10)) KiB"
                    : "met once only: look whether this is the record"),
        ]
        let used = outline.prefixes.sorted { $0.value < $1.value }
        if !used.isEmpty {
            settings.append(
                SourceSetting("namespaces", .dictionary(used.map { (name: $0.value, text: $0.key) })))
        }
        return ProbedSource(
            connector: Self.connector, settings: settings, columns: choice.columns, remarks: choice.remarks)
    }

    /// The encoding that the XML declaration names.
    private static func declared(_ head: [UInt8]) -> String? {
        let start = String(decoding: head.prefix(200).filter { $0 != 0 && $0 < 0x80 }, as: UTF8.self)
        guard let from = start.firstRange(of: "encoding"), start.hasPrefix("<?xml") else { return nil }
        let rest = start[from.upperBound...].drop { $0 == " " || $0 == "=" }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        return String(rest.dropFirst().prefix { $0 != quote })
    }
}
