/// A type whose values are the codes of a published list; feeds may write the code or the name.
///
/// The lists are embedded, one line an entry: the code, its name, other ways of writing it. A `!` before a
/// code marks an entry that says nothing (`0 未知的性别`). What is not in the list is refused, never guessed;
/// local codes are translated by `codes` in a feed's mapping.
public struct CodeListType: SemanticType {
    public let name: String
    public let summary: String
    public let isPublic: Bool
    public let examples: [(raw: String, normal: String?)]

    private let codes: [[UInt8]]
    private let names: [String]
    private let words: ByteDictionary

    /// Longest name in any list, in bytes, with room.
    private static let longest = 96

    /// Makes a type of a list.
    ///
    /// - Parameters:
    ///   - list: lines of `code name other-names…`
    ///   - stem: an ending that names may lack (`族`)
    ///   - dropsZero: whether a spreadsheet may have dropped the first zero of a code
    init(
        _ name: String, _ summary: String, isPublic: Bool = false, list: String, stem: Character? = nil,
        dropsZero: Bool = false, examples: [(raw: String, normal: String?)]
    ) {
        self.name = name
        self.summary = summary
        self.isPublic = isPublic
        self.examples = examples
        var codes: [[UInt8]] = []
        var names: [String] = []
        var entries: [(word: String, value: Int)] = []
        for line in list.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let saysNothing = words[0].hasPrefix("!")
            let code = saysNothing ? String(words[0].dropFirst()) : words[0]
            let value = saysNothing ? -1 : codes.count
            entries.append((code, value))
            if dropsZero, code.hasPrefix("0") { entries.append((String(code.dropFirst()), value)) }
            for word in words.dropFirst() {
                entries.append((word.uppercased(), value))
                if word.last == stem, word.count > 1 { entries.append((String(word.dropLast()).uppercased(), value)) }
            }
            if !saysNothing {
                codes.append(Array(code.utf8))
                names.append(words.count > 1 ? words[1] : code)
            }
        }
        self.codes = codes
        self.names = names
        words = ByteDictionary(entries)
    }

    /// The name that the list gives to a code, `nil` for a code it does not have.
    public func title(of code: String) -> String? {
        codes.firstIndex(of: Array(code.utf8)).map { names[$0] }
    }

    /// All codes, in the order of the list.
    public var allCodes: [String] { codes.map { String(decoding: $0, as: UTF8.self) } }

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        var index = 0
        while index < raw.count, output.count &- start <= Self.longest {
            let scalar = Scalars.halfWidth(Scalars.next(raw, &index))
            if Scalars.isSpace(scalar) || Scalars.isInvisible(scalar) { continue }
            if output.count == start, scalar == 0x27 { continue }
            Scalars.append(Simplified.of(Scalars.upper(scalar)), to: &output)
        }
        let (value, isMissing) = find(output.span.extracting(start..<output.count))
        output.cut(to: start)
        if isMissing { return .missing }
        guard let value else { return .invalid(.unknownCode) }
        output.append(contentsOf: codes[value])
        return .valid
    }

    private func find(_ word: Span<UInt8>) -> (value: Int?, isMissing: Bool) {
        let value = words.value(of: word)
        return (value, value == -1 || value == nil && Placeholders.contain(word))
    }

    public func mask(_ normal: String) -> String {
        if isPublic { return normal }
        return normal.allSatisfy { $0 == "*" } ? "***" : String(repeating: "*", count: normal.count)
    }
}
