import HubModel

/// Rows as the bytes of a file, streamed: `begin`, any number of `write`, `end`.
protocol RowFormat {
    mutating func begin(into output: inout [UInt8]) throws
    /// Column 0 of the table is the entity id and is not written.
    mutating func write(_ rows: CellTable, into output: inout [UInt8]) throws
    mutating func end(into output: inout [UInt8]) throws
}

/// Text between tags, escaped; characters that XML 1.0 §2.2 forbids (controls, U+FFFE, U+FFFF) become U+FFFD.
enum XMLText {
    static func append(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        let needsCare = text.contains { byte in
            byte < 0x20 || byte == 0x3C || byte == 0x3E || byte == 0x26 || byte == 0x22 || byte == 0xBE
                || byte == 0xBF
        }
        if !needsCare {
            output += text
            return
        }
        for (index, byte) in zip(text.indices, text) {
            switch byte {
            case 0xBE, 0xBF:
                let isForbidden =
                    index >= text.startIndex + 2 && text[index - 1] == 0xBF && text[index - 2] == 0xEF
                output.append(isForbidden ? 0xBD : byte)
            case UInt8(ascii: "<"): output += "&lt;".utf8
            case UInt8(ascii: ">"): output += "&gt;".utf8
            case UInt8(ascii: "&"): output += "&amp;".utf8
            case 0x0D: output += "&#13;".utf8
            case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20: output += [0xEF, 0xBF, 0xBD]
            default: output.append(byte)
            }
        }
    }

    static func escaped(_ text: String) -> String {
        var output: [UInt8] = []
        append(Array(text.utf8)[...], to: &output)
        return String(decoding: output, as: UTF8.self).replacing("\"", with: "&quot;")
    }
}
