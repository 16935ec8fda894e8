// Texts and numbers.
extension JSON5Parser {
    /// A text in either kind of quotes.
    mutating func string() throws(Diagnostic) -> String {
        let open = index
        let quote = bytes[index]
        index += 1
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case quote:
                index += 1
                return String(decoding: text, as: UTF8.self)
            case Ascii.backslash:
                try escape(into: &text)
            case Ascii.lf, Ascii.cr:
                throw failure(
                    "this text is not closed on its line",
                    hint: "add the closing quote, or end the line with `\\` to go on", at: open)
            default:
                text.append(byte)
                index += 1
            }
        }
        throw failure("this text is not closed", hint: "its closing quote is missing", at: open)
    }

    private mutating func escape(into text: inout [UInt8]) throws(Diagnostic) {
        let start = index
        index += 1
        guard index < bytes.count else { return }
        let byte = bytes[index]
        if endsLine(at: index) {
            // A line continuation: neither the backslash nor the line break is part of the text.
            index += byte == Ascii.cr && peek(1) == Ascii.lf ? 2 : byte == 0xE2 ? 3 : 1
            return
        }
        index += 1
        switch byte {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "v"): text.append(0x0B)
        case UInt8(ascii: "x"):
            text.append(contentsOf: String(Unicode.Scalar(UInt8(try hexadecimalDigits(2, from: start)))).utf8)
        case UInt8(ascii: "u"):
            text.append(contentsOf: String(try unicodeEscape(from: start)).utf8)
        case Ascii.zero where !isDigit(peek()): text.append(0)
        case Ascii.zero...Ascii.nine:
            throw failure("a backslash before a digit", hint: "write \\xHH or \\uHHHH", at: start)
        default:
            // Any other character stands for itself, with all its bytes.
            text.append(byte)
        }
    }

    /// The scalar of `\uHHHH`, or of a pair of surrogates, from behind the `u`.
    mutating func unicodeEscape(from start: Int) throws(Diagnostic) -> Unicode.Scalar {
        let first = try hexadecimalDigits(4, from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, peek() == Ascii.backslash, peek(1) == UInt8(ascii: "u") {
            index += 2
            let second = try hexadecimalDigits(4, from: start)
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw failure("half a surrogate pair", hint: "write both halves, or the character itself", at: start)
    }

    private mutating func hexadecimalDigits(_ count: Int, from start: Int) throws(Diagnostic) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek().flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw failure("expected \(count) hexadecimal digits", at: start)
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    /// A number in plain decimal spelling.
    mutating func number() throws(Diagnostic) -> String {
        let start = index
        var text = ""
        if peek() == Ascii.plus || peek() == Ascii.minus {
            if bytes[index] == Ascii.minus { text = "-" }
            index += 1
        }
        if let first = scalar(at: index), startsName(first) {
            let word = try identifier()
            if word == "Infinity" || word == "NaN" { return text + word }
            throw failure("`\(word)` is no number", at: start)
        }
        if peek() == Ascii.zero, peek(1).map({ $0 | 0x20 }) == UInt8(ascii: "x") {
            index += 2
            text += try hexadecimalInteger(from: start)
        } else {
            text += try decimal(from: start)
        }
        if let next = scalar(at: index), startsName(next) || isDigit(peek()) || next == "." || next == "\\" {
            throw failure("a number runs into \(found())", hint: "put texts in quotes", at: start)
        }
        return text
    }

    private mutating func hexadecimalInteger(from start: Int) throws(Diagnostic) -> String {
        var value: UInt64 = 0
        let first = index
        while let digit = peek().flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) {
            guard value >> 60 == 0 else { throw failure("this number has more than 64 bits", at: start) }
            value = value << 4 | UInt64(digit)
            index += 1
        }
        if index == first { throw failure("no digits behind `0x`", at: start) }
        return String(value)
    }

    private mutating func decimal(from start: Int) throws(Diagnostic) -> String {
        let whole = digits()
        if whole.count > 1, whole.hasPrefix("0") {
            throw failure(
                "a number with a leading zero", hint: "write it without the zero, or a code in quotes",
                at: start)
        }
        var fraction = ""
        if peek() == Ascii.point {
            index += 1
            fraction = digits()
        }
        if whole.isEmpty, fraction.isEmpty { throw failure("expected digits, found \(found())", at: start) }
        var text = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
        if peek().map({ $0 | 0x20 }) == UInt8(ascii: "e") {
            index += 1
            text += "e"
            if peek() == Ascii.plus || peek() == Ascii.minus {
                text += bytes[index] == Ascii.minus ? "-" : ""
                index += 1
            }
            let exponent = digits()
            if exponent.isEmpty { throw failure("no digits in the exponent", at: start) }
            text += exponent
        }
        return text
    }

    private mutating func digits() -> String {
        let first = index
        while isDigit(peek()) { index += 1 }
        return String(decoding: bytes[first..<index], as: UTF8.self)
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (Ascii.zero...Ascii.nine).contains($0) } ?? false
    }
}
