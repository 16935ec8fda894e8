internal import Glibc

/// Looks at the bytes before libxml2 does and measures each tag, comment and run of text.
///
/// libxml2 takes quadratic time over the attributes of one tag, buffers whatever has no end yet (behind a lone `&`
/// up to 10 MB), and its callbacks come only afterwards. The guard knows just enough of XML to find where markup
/// ends; whether it is well-formed is left to libxml2.
struct MarkupGuard {
    /// Why libxml2 must not see what follows.
    struct Problem {
        let code: XMLError.Code
        let text: String
    }

    private enum State {
        case text, reference, opened, tag, doubleQuoted, singleQuoted
        case instruction, instructionEnd
        case declaration, declarationDash
        case comment, commentDash, commentEnd
        case section, sectionBracket, sectionEnd
    }

    private let limits: XMLLimits
    private var state = State.text
    /// Bytes of the current markup or text in earlier pieces.
    private var carried = 0
    /// Whether not one byte has come.
    private(set) var isUntouched = true
    private var quotedValues = 0
    /// Whether the markup is a CDATA section, which may be as long as text.
    private var isSection = false

    init(_ limits: XMLLimits) { self.limits = limits }

    /// Whether a tag, comment or the like has begun and not ended.
    var isInsideMarkup: Bool { state != .text && state != .reference }

    /// Scans a piece. Returns how many of its bytes libxml2 may see, and, when not all, what is wrong.
    @unsafe mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> (accepted: Int, problem: Problem?) {
        if !bytes.isEmpty { isUntouched = false }
        var index = 0
        var begin = -carried
        let count = bytes.count
        while index < count {
            switch state {
            case .text:
                isSection = false
                let next = unsafe Self.find("<", in: bytes, from: index, to: count)
                let reference = unsafe Self.find("&", in: bytes, from: index, to: next)
                if next - begin > limits.rawText { return (max(begin, 0), rawTextProblem) }
                index = min(reference, next)
                guard index < count else { continue }
                if reference < next {
                    state = .reference
                } else {
                    begin = index
                    quotedValues = 0
                    state = .opened
                }
                index += 1
                continue
            case .reference:
                guard unsafe scanReference(bytes, &index) else { return (index, Self.loneAmpersand) }
                continue
            case .tag: unsafe scanTag(bytes, &index)
            case .doubleQuoted: unsafe skip(to: "\"", in: bytes, &index)
            case .singleQuoted: unsafe skip(to: "'", in: bytes, &index)
            case .comment: unsafe skip(to: "-", in: bytes, &index)
            case .section: unsafe skip(to: "]", in: bytes, &index)
            default:
                unsafe step(bytes[index])
                index += 1
            }
            if quotedValues > limits.quotedValues {
                let problem = "a tag with more than \(limits.quotedValues) attributes"
                return (max(begin, 0), Problem(code: .tooLarge, text: problem))
            }
            if state == .text {
                if let problem = measure(index - begin, isText: isSection) { return (max(begin, 0), problem) }
                begin = index
            }
        }
        carried = count - begin
        let isText = state == .text || state == .reference || isSection
        if let problem = measure(carried, isText: isText) { return (max(begin, 0), problem) }
        return (count, nil)
    }

    private var rawTextProblem: Problem {
        Problem(code: .tooLarge, text: "more than \(limits.rawText) bytes of text between two tags")
    }

    private static let loneAmpersand = Problem(
        code: .notWellFormed, text: "`&` that begins no entity: as text it is written `&amp;`")

    /// Length of what begins at `begin`: the markup that is open or has just ended, or the text so far.
    private func measure(_ length: Int, isText: Bool) -> Problem? {
        guard length > limits.markup else { return nil }
        if isText { return length > limits.rawText ? rawTextProblem : nil }
        return Problem(code: .tooLarge, text: "a tag or comment of more than \(limits.markup) bytes")
    }

    /// Goes on to the `;` of a reference; false when what comes cannot be one.
    @unsafe private mutating func scanReference(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int
    ) -> Bool {
        while index < bytes.count {
            let byte = unsafe bytes[index]
            if byte <= 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") { return false }
            index += 1
            if byte == UInt8(ascii: ";") {
                state = .text
                return true
            }
        }
        return true
    }

    /// Goes on to the end of a tag or to behind the next quotation mark in it.
    @unsafe private mutating func scanTag(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        var at = index
        let count = bytes.count
        while at < count {
            let byte = unsafe bytes[at]
            at &+= 1
            guard byte <= UInt8(ascii: ">") else { continue }
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                step(byte)
                break
            }
        }
        index = at
    }

    /// Goes on to behind the next `wanted`, or to the end of the piece.
    @unsafe private mutating func skip(
        to wanted: Unicode.Scalar, in bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int
    ) {
        index = unsafe Self.find(wanted, in: bytes, from: index, to: bytes.count)
        guard index < bytes.count else { return }
        unsafe step(bytes[index])
        index += 1
    }

    private mutating func step(_ byte: UInt8) {
        switch (state, byte) {
        case (.opened, UInt8(ascii: "!")): state = .declaration
        case (.opened, UInt8(ascii: "?")): state = .instruction
        case (.declaration, UInt8(ascii: "-")): state = .declarationDash
        case (.declaration, UInt8(ascii: "[")): (state, isSection) = (.section, true)
        case (.declarationDash, UInt8(ascii: "-")): state = .comment
        case (.opened, _), (.declaration, _), (.declarationDash, _), (.tag, _):
            switch byte {
            case UInt8(ascii: ">"): state = .text
            case UInt8(ascii: "\""): (state, quotedValues) = (.doubleQuoted, quotedValues + 1)
            case UInt8(ascii: "'"): (state, quotedValues) = (.singleQuoted, quotedValues + 1)
            default: state = .tag
            }
        case (.doubleQuoted, UInt8(ascii: "\"")), (.singleQuoted, UInt8(ascii: "'")): state = .tag
        case (.doubleQuoted, _), (.singleQuoted, _): break

        case (.instructionEnd, UInt8(ascii: ">")): state = .text
        case (.instruction, UInt8(ascii: "?")), (.instructionEnd, UInt8(ascii: "?")): state = .instructionEnd
        case (.instruction, _), (.instructionEnd, _): state = .instruction

        case (.commentEnd, UInt8(ascii: ">")): state = .text
        case (.comment, UInt8(ascii: "-")): state = .commentDash
        case (.commentDash, UInt8(ascii: "-")), (.commentEnd, UInt8(ascii: "-")): state = .commentEnd
        case (.comment, _), (.commentDash, _), (.commentEnd, _): state = .comment

        case (.sectionEnd, UInt8(ascii: ">")): state = .text
        case (.section, UInt8(ascii: "]")): state = .sectionBracket
        case (.sectionBracket, UInt8(ascii: "]")), (.sectionEnd, UInt8(ascii: "]")): state = .sectionEnd
        case (.section, _), (.sectionBracket, _), (.sectionEnd, _): state = .section

        case (.text, _), (.reference, _): break
        }
    }

    /// Where the byte is first, `end` if it is nowhere.
    @unsafe private static func find(
        _ wanted: Unicode.Scalar, in bytes: UnsafeBufferPointer<UInt8>, from index: Int, to end: Int
    ) -> Int {
        guard let base = bytes.baseAddress, index < end else { return end }
        let found = unsafe memchr(base + index, Int32(wanted.value), end - index)
        guard let found = unsafe found else { return end }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
