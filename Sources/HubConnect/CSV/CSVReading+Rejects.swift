import HubModel

extension CSVReading {
    func reject(_ flawed: CSVScan.Flawed) -> Reject {
        let detail =
            switch flawed.flaw {
            case .fieldTooLong: "longer than \(dialect.maxRecordBytes) bytes"
            case .invalidEncoding: "not valid \(file.encoding.rawValue) at \(place(flawed))"
            case .nulByte: "a NUL byte at \(place(flawed))"
            case .strayQuote: "a quote where none may stand at \(place(flawed))"
            default: "expected \(scanner.width ?? 0) fields, found \(flawed.fields)"
            }
        let position = RecordPosition(
            ordinal: flawed.ordinal, line: flawed.line,
            byteOffset: text.sourceOffset(ofLineAt: flawed.range.lowerBound))
        return Reject(flawed.flaw, at: position, detail: detail, raw: raw(flawed.range))
    }

    /// Line and column (in characters) of the first byte that is wrong.
    private func place(_ flawed: CSVScan.Flawed) -> String {
        var line = flawed.line
        var column = 1
        var last: UInt8 = 0
        for byte in text.bytes[flawed.range.lowerBound..<flawed.place] {
            if last == 0x0A || (last == 0x0D && byte != 0x0A) {
                line += 1
                column = 1
            }
            if byte & 0xC0 != 0x80 { column += 1 }
            last = byte
        }
        let isNext = last == 0x0A || last == 0x0D
        return "line \(isNext ? line + 1 : line), column \(isNext ? 1 : column)"
    }

    /// The record as text for the quarantine: at most 64 KiB, cut between characters.
    private func raw(_ range: Range<Int>) -> String {
        var end = min(range.upperBound, range.lowerBound + 65536)
        if end < range.upperBound {
            while end > range.lowerBound, text.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return String(decoding: text.bytes[range.lowerBound..<end], as: UTF8.self)
    }
}
