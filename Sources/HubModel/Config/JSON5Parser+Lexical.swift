/// The bytes that mean something to JSON5.
enum Ascii {
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let apostrophe: UInt8 = 0x27
    static let asterisk: UInt8 = 0x2A
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let minus: UInt8 = 0x2D
    static let point: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let openBrace: UInt8 = 0x7B
    static let closeBrace: UInt8 = 0x7D
}

// Blanks, comments, names, places: what lies between the values.
extension JSON5Parser {
    func peek(_ ahead: Int = 0) -> UInt8? {
        index + ahead < bytes.count ? bytes[index + ahead] : nil
    }

    /// The scalar that starts at `offset`; the document is known to be valid UTF-8.
    func scalar(at offset: Int) -> Unicode.Scalar? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        if first < 0x80 { return Unicode.Scalar(first) }
        let count = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0x7F >> UInt32(count))
        for next in bytes[(offset + 1)..<min(offset + count, bytes.count)] {
            value = value << 6 | UInt32(next & 0x3F)
        }
        return Unicode.Scalar(value)
    }

    /// Line and column of a byte.
    func location(_ offset: Int) -> SourceLocation {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return SourceLocation(file: file, line: low + 1, column: max(1, offset - lineStarts[low] + 1))
    }

    func failure(_ message: String, hint: String = "", at offset: Int) -> Diagnostic {
        Diagnostic(message, hint: hint, at: location(offset))
    }

    /// What the full-width punctuation at `index` stands for; `nil` when something else is there.
    var meant: String? {
        let narrow: [Unicode.Scalar: String] = [
            "：": ":", "，": ",", "、": ",", "“": "\"", "”": "\"", "‘": "'", "’": "'", "｛": "{", "｝": "}",
            "［": "[", "］": "]", "【": "[", "】": "]",
        ]
        return scalar(at: index).flatMap { narrow[$0] }
    }

    /// What stands at `index`, in words; full-width punctuation, which looks right and is not, is called by name.
    func found() -> String {
        guard let scalar = scalar(at: index) else { return "the end of the file" }
        if let plain = meant { return "the full-width `\(scalar)`, which must be `\(plain)`" }
        if scalar.value < 0x20 || scalar.value == 0x7F {
            return "the control character U+\(hexadecimal(scalar.value))"
        }
        return "`\(scalar)`"
    }

    func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    func refuseInvalidUTF8() throws(Diagnostic) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw failure(
                "invalid UTF-8", hint: "save the file as UTF-8 (it may be GBK)",
                at: error.byteOffsets.lowerBound)
        }
    }

    mutating func skipBlanks() throws(Diagnostic) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x09...0x0D, Ascii.space: index += 1
            case Ascii.slash: try skipComment()
            case 0..<0x80: return
            default:
                guard let scalar = scalar(at: index), isBlank(scalar) else { return }
                index += scalar.utf8.count
            }
        }
    }

    private mutating func skipComment() throws(Diagnostic) {
        let open = index
        switch peek(1) {
        case Ascii.slash:
            while index < bytes.count, !endsLine(at: index) { index += 1 }
        case Ascii.asterisk:
            index += 2
            while index < bytes.count, !(bytes[index] == Ascii.asterisk && peek(1) == Ascii.slash) {
                index += 1
            }
            if index == bytes.count {
                throw failure("this comment is not closed", hint: "its `*/` is missing", at: open)
            }
            index += 2
        default:
            throw failure("a lone `/`", hint: "comments start with `//` or `/*`", at: open)
        }
    }

    /// Whether a line terminator of JSON5 stands at `offset`.
    func endsLine(at offset: Int) -> Bool {
        switch bytes[offset] {
        case Ascii.lf, Ascii.cr: true
        case 0xE2: scalar(at: offset).map { $0.value == 0x2028 || $0.value == 0x2029 } ?? false
        default: false
        }
    }

    /// White space beyond ASCII: U+2028, U+2029, the byte order mark, and category Zs.
    private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028, 0x2029, 0xFEFF: true
        default: scalar.properties.generalCategory == .spaceSeparator
        }
    }

    mutating func memberName() throws(Diagnostic) -> String {
        guard let first = scalar(at: index) else {
            throw failure("expected a name, found the end of the file", at: index)
        }
        if first == "\"" || first == "'" { return try string() }
        if startsName(first) || first == "\\" { return try identifier() }
        let isDigit = ("0"..."9").contains(first)
        throw failure(
            "expected a name, found \(found())",
            hint: isDigit ? "put names that start with a digit in quotes" : "", at: index)
    }

    /// An ECMAScript 5.1 identifier name.
    mutating func identifier() throws(Diagnostic) -> String {
        var name = String.UnicodeScalarView()
        while let scalar = scalar(at: index) {
            let start = index
            var next = scalar
            if scalar == "\\" {
                guard peek(1) == UInt8(ascii: "u") else {
                    throw failure("a lone `\\` in a name", hint: "only \\uXXXX is an escape here", at: index)
                }
                index += 2
                next = try unicodeEscape(from: start)
                guard name.isEmpty ? startsName(next) : continuesName(next) else {
                    throw failure(
                        "U+\(hexadecimal(next.value)) cannot stand in a bare name",
                        hint: "put the name in quotes",
                        at: start)
                }
            } else if name.isEmpty ? startsName(scalar) : continuesName(scalar) {
                index += scalar.utf8.count
            } else {
                break
            }
            name.append(next)
        }
        return String(name)
    }

    func startsName(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == "$" || scalar == "_" || ("a"..."z").contains(scalar)
                || ("A"..."Z").contains(scalar)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .letterNumber:
            return true
        default: return false
        }
    }

    private func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        if startsName(scalar) || ("0"..."9").contains(scalar) { return true }
        if scalar.value == 0x200C || scalar.value == 0x200D { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
        default: return false
        }
    }
}
