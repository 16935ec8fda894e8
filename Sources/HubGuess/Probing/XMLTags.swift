/// What a tag scanner meets.
enum XMLTag {
    /// `<name a="…">`; names as written, with prefix.
    case start(name: String, attributes: [(name: String, value: String)], isEmpty: Bool)
    case end
    /// Text that is more than white space.
    case text
    /// A document type: such files are refused.
    case doctype
}

/// Finds the tags of the beginning of a document. Checks nothing: the connector does when the file is read.
struct XMLTagScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next tag; `nil` where the text ends or is cut off.
    mutating func next() -> XMLTag? {
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "<") {
                let start = index
                while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
                guard index < bytes.count else { return nil }
                if bytes[start..<index].contains(where: { $0 > 0x20 }) { return .text }
                continue
            }
            if starts(with: "<!--") {
                guard skip(behind: "-->") else { return nil }
            } else if starts(with: "<![CDATA[") {
                guard skip(behind: "]]>") else { return nil }
                return .text
            } else if starts(with: "<!") {
                return .doctype
            } else if starts(with: "<?") {
                guard skip(behind: "?>") else { return nil }
            } else if starts(with: "</") {
                guard skip(behind: ">") else { return nil }
                return .end
            } else {
                return startTag()
            }
        }
        return nil
    }

    private mutating func startTag() -> XMLTag? {
        index += 1
        let name = word()
        var attributes: [(name: String, value: String)] = []
        while index < bytes.count {
            skipSpace()
            guard index < bytes.count else { return nil }
            switch bytes[index] {
            case UInt8(ascii: ">"):
                index += 1
                return .start(name: name, attributes: attributes, isEmpty: false)
            case UInt8(ascii: "/"):
                index += 1
                skipSpace()
                guard index < bytes.count else { return nil }
                if bytes[index] == UInt8(ascii: ">") { index += 1 }
                return .start(name: name, attributes: attributes, isEmpty: true)
            default:
                let key = word()
                skipSpace()
                guard index < bytes.count else { return nil }
                guard bytes[index] == UInt8(ascii: "=") else {
                    if key.isEmpty { index += 1 }
                    continue
                }
                index += 1
                skipSpace()
                guard index < bytes.count else { return nil }
                let quote = bytes[index]
                let start = index + 1
                guard start <= bytes.count, let end = bytes[start...].firstIndex(of: quote) else {
                    return nil
                }
                attributes.append((key, String(decoding: bytes[start..<end], as: UTF8.self)))
                index = end + 1
            }
        }
        return nil
    }

    private mutating func word() -> String {
        let start = index
        while index < bytes.count, bytes[index] > 0x20, !"/>=<".utf8.contains(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    }

    private func starts(with text: StaticString) -> Bool {
        bytes[index...].starts(with: text.description.utf8)
    }

    private mutating func skip(behind text: StaticString) -> Bool {
        let mark = Array(text.description.utf8)
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], bytes[index...].starts(with: mark) {
                index += mark.count
                return true
            }
            index += 1
        }
        index = bytes.count
        return false
    }
}
