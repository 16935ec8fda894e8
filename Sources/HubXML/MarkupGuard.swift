internal import Glibc

/// Looks at the bytes before libxml2 does and measures each tag, comment and run of text.
///
/// libxml2 takes quadratic time over the attributes of one tag and buffers whatever has no end yet, and its
/// callbacks come only afterwards. The guard knows just enough of XML to find where markup ends; whether it
/// is well-formed is left to libxml2.
struct MarkupGuard {
    private enum State {
        case text, opened, tag, doubleQuoted, singleQuoted
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

    init(_ limits: XMLLimits) { self.limits = limits }

    /// Whether a tag, comment or the like has begun and not ended.
    var isInsideMarkup: Bool { state != .text }

    /// Scans a piece. Returns how many of its bytes libxml2 may see, and, when not all, what is wrong.
    @unsafe mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> (accepted: Int, problem: String?) {
        if !bytes.isEmpty { isUntouched = false }
        var index = 0
        var begin = -carried
        let count = bytes.count
        while index < count {
            if state == .text {
                let next = unsafe Self.find("<", in: bytes, from: index)
                if next - begin > limits.rawText { return (max(begin, 0), rawTextProblem) }
                index = next
                guard index < count else { break }
                begin = index
                quotedValues = 0
                state = .opened
                index += 1
                continue
            }
            let byte = unsafe bytes[index]
            index += 1
            step(byte)
            if quotedValues > limits.quotedValues {
                return (max(begin, 0), "a tag with more than \(limits.quotedValues) attributes")
            }
            if state == .text {
                if let problem = measure(index - begin, byte) { return (max(begin, 0), problem) }
                begin = index
            }
        }
        carried = count - begin
        if let problem = measure(carried, 0) { return (max(begin, 0), problem) }
        return (count, nil)
    }

    private var rawTextProblem: String { "more than \(limits.rawText) bytes of text between two tags" }

    private func measure(_ length: Int, _ last: UInt8) -> String? {
        switch state {
        case .text where last == 0, .section, .sectionBracket, .sectionEnd:
            length > limits.rawText ? rawTextProblem : nil
        default:
            length > limits.markup ? "a tag or comment of more than \(limits.markup) bytes" : nil
        }
    }

    private mutating func step(_ byte: UInt8) {
        switch (state, byte) {
        case (.opened, UInt8(ascii: "!")): state = .declaration
        case (.opened, UInt8(ascii: "?")): state = .instruction
        case (.declaration, UInt8(ascii: "-")): state = .declarationDash
        case (.declaration, UInt8(ascii: "[")): state = .section
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

        case (.text, _): break
        }
    }

    @unsafe private static func find(
        _ wanted: Unicode.Scalar, in bytes: UnsafeBufferPointer<UInt8>, from index: Int
    ) -> Int {
        guard let base = bytes.baseAddress else { return bytes.count }
        let found = unsafe memchr(base + index, Int32(wanted.value), bytes.count - index)
        guard let found = unsafe found else { return bytes.count }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
