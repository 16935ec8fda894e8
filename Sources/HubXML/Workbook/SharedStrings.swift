/// The texts that cells of a workbook share, in one arena.
///
/// ```
/// <si><t>张三</t></si>                                              0  张三
/// <si><r><t>宁</t></r><r><t>波</t></r><rPh><t>níng</t></rPh></si>    1  宁波: runs joined, phonetic hints left out
/// ```
package struct SharedStrings: Sendable {
    private enum Element: Sendable { case item, text, phonetic }

    /// Bytes of all texts together: what this takes is the memory that a workbook takes.
    package static let maxBytes = 192 << 20

    package private(set) var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var elements = LocalNames<Element>(["si": .item, "t": .text, "rPh": .phonetic])
    /// Meanings of the open elements.
    private var open: [Element?] = []
    private var phoneticDepth = 0

    package init() {}

    package var count: Int { ends.count }

    /// Where a text lies in `bytes`; `nil` when there is none of this number.
    package func range(_ number: Int) -> Range<Int>? {
        guard ends.indices.contains(number) else { return nil }
        return (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
    }

    /// Takes the next piece of the document.
    package mutating func read(_ tape: XMLTape, _ parser: XMLPushParser) throws(XMLError) {
        for event in tape.events {
            switch event.kind {
            case .start:
                let element = elements.meaning(of: event.name, parser)
                open.append(element)
                if case .phonetic? = element { phoneticDepth += 1 }
            case .text:
                guard phoneticDepth == 0, case .text?? = open.last else { continue }
                bytes += tape.bytes[event.range]
            case .end:
                switch open.popLast() {
                case .phonetic??: phoneticDepth -= 1
                case .item??: try finish(parser)
                default: break
                }
            case .attribute: break
            }
        }
    }

    private mutating func finish(_ parser: XMLPushParser) throws(XMLError) {
        WorkbookText.unescape(&bytes, from: Int(ends.last ?? 0))
        ends.append(UInt32(bytes.count))
        guard bytes.count <= Self.maxBytes, ends.count <= 50_000_000 else {
            throw XMLError(
                .tooLarge, line: parser.line,
                "the texts of the workbook are longer than \(Self.maxBytes >> 20) MiB together; save the sheet as CSV"
            )
        }
    }
}
