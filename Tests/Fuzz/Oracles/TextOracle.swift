import HubConnect

/// What must hold for any bytes that are decoded.
///
/// Input: encoding, piece size; then the bytes.
package struct TextOracle {
    package init() {}

    package func check(_ input: [UInt8]) throws {
        var choices = Choices(input)
        let encoding = choices.one(of: TextEncoding.allCases)
        let piece = 2 + choices.byte() % 31
        let bytes = choices.content
        let whole = decoded(bytes, encoding) { _ in bytes.count }
        var numbers = SeededNumbers(seed: UInt64(bytes.count) << 8 | UInt64(piece))
        for (law, size) in [
            ("single bytes", { _ in 1 }), ("equal pieces", { _ in piece }),
            ("random pieces", { _ in Int.random(in: 0...piece, using: &numbers) }),
        ] as [(String, (Int) -> Int)] {
            try demandEqual(whole, decoded(bytes, encoding, size), "\(law) give the same text")
        }
        try checkFaults(whole, bytes, encoding)
        try checkCutting(bytes, encoding)
        // Whatever is found, it must be found without trapping, and a mark must win.
        let found = TextEncoding.detect(bytes[...])
        if let marked = TextEncoding.marked(bytes[...]) {
            try demandEqual(found, marked, "a byte order mark decides")
        } else if !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil {
            try demandEqual(found, .utf8, "strict UTF-8 without NUL is UTF-8")
        }
    }

    private struct Text: Equatable {
        var bytes: [UInt8] = []
        var faults: [Int] = []
        /// Offset in the source of each line.
        var lines: [Int] = []
    }

    private func decoded(_ bytes: [UInt8], _ encoding: TextEncoding, _ size: (Int) -> Int) -> Text {
        var decoder = TextDecoder(encoding)
        var text = DecodedText(encoding)
        var index = 0
        repeat {
            let end = min(bytes.count, index + size(index))
            decoder.decode(bytes[index..<end], isLast: end == bytes.count, into: &text)
            if index == end, end == bytes.count { break }
            index = end
        } while index < bytes.count
        return Text(
            bytes: text.bytes, faults: text.faults, lines: lineStarts(text.bytes).map(text.sourceOffset))
    }

    private func lineStarts(_ bytes: [UInt8]) -> [Int] {
        bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    }

    /// Faults are where the bytes are not of the encoding, and only there.
    private func checkFaults(_ text: Text, _ bytes: [UInt8], _ encoding: TextEncoding) throws {
        try demand(zip(text.faults, text.faults.dropFirst()).allSatisfy { $0 < $1 }, "faults rise")
        try demand(text.faults.allSatisfy(text.bytes.indices.contains), "faults lie in the text")
        try demand(
            zip([0] + text.lines, text.lines).allSatisfy { $0 <= $1 }
                && text.lines.allSatisfy { $0 <= bytes.count },
            "lines begin in the source, one after the other")
        let valid = String(validating: text.bytes, as: UTF8.self)
        switch encoding {
        case .utf8:
            try demandEqual(text.bytes, bytes, "UTF-8 stays as it is")
            try demandEqual(text.faults.isEmpty, valid != nil, "faults are where UTF-8 is not valid")
        case .gb18030:
            try demand(valid != nil, "the text is UTF-8")
            let ascii = bytes.allSatisfy { $0 < 0x80 }
            if ascii { try demandEqual(text.bytes, bytes, "ASCII stays as it is") }
            if text.faults.isEmpty {
                try demand(
                    !text.bytes.contains([0xEF, 0xBF, 0xBD]) || bytes.contains([0x84, 0x31, 0xA4, 0x37]),
                    "U+FFFD comes from its own code alone")
            }
        case .utf16LittleEndian, .utf16BigEndian:
            try demand(valid != nil, "the text is UTF-8")
            let isBig = encoding == .utf16BigEndian
            let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
                let (high, low) = isBig ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
                return UInt16(high) << 8 | UInt16(low)
            }
            let reference = String(validating: units, as: UTF16.self)
            let isSound = reference != nil && bytes.count.isMultiple(of: 2)
            try demandEqual(text.faults.isEmpty, isSound, "faults are where UTF-16 is not valid")
            if isSound, let reference {
                try demandEqual(text.bytes, Array(reference.utf8), "the text is that of the standard library")
            }
        }
    }

    /// Handing out the lines of a text one after the other gives the whole of it.
    private func checkCutting(_ bytes: [UInt8], _ encoding: TextEncoding) throws {
        var decoder = TextDecoder(encoding, offset: 5)
        var text = DecodedText(encoding, origin: 5)
        decoder.decode(bytes[...], isLast: true, into: &text)
        let whole = text
        var joined: [UInt8] = []
        while let line = text.bytes.firstIndex(of: 0x0A) {
            let start = joined.count
            try demandEqual(
                text.sourceOffset(ofLineAt: line + 1), whole.sourceOffset(ofLineAt: start + line + 1),
                "cutting keeps offsets")
            joined += text.cut(at: line + 1)
            try demandEqual(
                text.faults.map { $0 + joined.count }, whole.faults.filter { $0 >= joined.count },
                "cutting keeps faults")
        }
        try demandEqual(joined + text.bytes, whole.bytes, "cutting loses nothing")
    }
}
