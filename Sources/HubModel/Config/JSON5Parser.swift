/// Reads one JSON5 document (<https://spec.json5.org>) into a `Node` tree that remembers its places.
///
/// All of JSON5: comments, unquoted names in any script, both quotes, line continuations, hexadecimal numbers,
/// signs, bare leading and trailing points, trailing commas. Beyond it, a repeated name is a mistake, invalid
/// UTF-8 is refused, nesting ends at `maximumDepth`, and a byte order mark at the start is passed over.
///
/// ```
/// { title: "房屋",            // Node(.object) at 1:1, its member `title` at 1:3, the text at 1:10
///   "m": .5, u: +0x1F, }      // numbers are kept in plain decimal spelling: `0.5`, `31`
/// ```
public struct JSON5Parser {
    /// How deep objects and lists may nest.
    public static let maximumDepth = 64

    let bytes: [UInt8]
    let file: String
    /// Offset of the first byte of every line.
    let lineStarts: [Int]
    var index = 0
    var depth = 0
    /// Repeated names do not stop the reading: all of them are told.
    var repeated = Diagnostics()

    /// The tree of a whole document.
    ///
    /// - Parameters:
    ///   - bytes: the document, UTF-8.
    ///   - file: its name in messages.
    /// - Returns: the one value that the document holds.
    /// - Throws: every repeated name, and the first syntax error.
    /// - Complexity: O(bytes + names² of one object).
    public static func parse(_ bytes: [UInt8], file: String) throws(Diagnostics) -> Node {
        var report = Diagnostics()
        guard let node = read(bytes, file: file, &report), report.isEmpty else { throw report }
        return node
    }

    /// The tree of a whole document, also of one with repeated names, so that its other mistakes are found too;
    /// `nil` after a syntax error. Both are added to `report`.
    package static func read(_ bytes: [UInt8], file: String, _ report: inout Diagnostics) -> Node? {
        var parser = JSON5Parser(bytes, file: file)
        defer { report.merge(parser.repeated) }
        do {
            return try parser.document()
        } catch {
            report.report(error.message, hint: error.hint, at: error.location)
            return nil
        }
    }

    private init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        // A byte order mark is no part of the first line, so that columns are those an editor shows.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        index = start
        var starts = [start]
        for (offset, byte) in bytes.enumerated() {
            let endsLine =
                byte == Ascii.lf
                || byte == Ascii.cr && !(offset + 1 < bytes.count && bytes[offset + 1] == Ascii.lf)
            if endsLine { starts.append(offset + 1) }
        }
        lineStarts = starts
    }

    private mutating func document() throws(Diagnostic) -> Node {
        try refuseInvalidUTF8()
        try skipBlanks()
        if index == bytes.count {
            throw failure("the file holds no value", hint: "it must hold one object: `{ … }`", at: index)
        }
        let node = try value()
        try skipBlanks()
        if index < bytes.count {
            throw failure(
                "expected the end of the file, found \(found())",
                hint: "a file holds one value; is a closing `}` one too many?", at: index)
        }
        return node
    }

    mutating func value() throws(Diagnostic) -> Node {
        let start = index
        guard index < bytes.count else {
            throw failure("expected a value, found the end of the file", at: index)
        }
        switch bytes[index] {
        case Ascii.openBrace: return try object()
        case Ascii.openBracket: return try array()
        case Ascii.quote, Ascii.apostrophe: return Node(.string(try string()), at: location(start))
        case Ascii.plus, Ascii.minus, Ascii.point, Ascii.zero...Ascii.nine:
            return Node(.number(try number()), at: location(start))
        default: return try word()
        }
    }

    private mutating func object() throws(Diagnostic) -> Node {
        let open = index
        try enter()
        var members: [Node.Member] = []
        var places: [String: SourceLocation] = [:]
        try skipBlanks()
        while try !closes(with: Ascii.closeBrace, opened: open, "object") {
            let place = location(index)
            let name = try memberName()
            try skipBlanks()
            guard peek() == Ascii.colon else {
                throw failure("expected `:` after the name `\(name)`, found \(found())", at: index)
            }
            index += 1
            try skipBlanks()
            let value = try value()
            if let earlier = places.updateValue(place, forKey: name) {
                repeated.report(
                    "`\(name)` stands here a second time",
                    hint: "the first is on line \(earlier.line); keep one", at: place)
                places[name] = earlier
            }
            members.append(Node.Member(name: name, location: place, value: value))
            try separate(until: Ascii.closeBrace, opened: open, "object")
        }
        depth -= 1
        return Node(.object(members), at: location(open))
    }

    private mutating func array() throws(Diagnostic) -> Node {
        let open = index
        try enter()
        var elements: [Node] = []
        try skipBlanks()
        while try !closes(with: Ascii.closeBracket, opened: open, "list") {
            elements.append(try value())
            try separate(until: Ascii.closeBracket, opened: open, "list")
        }
        depth -= 1
        return Node(.array(elements), at: location(open))
    }

    /// Steps over an opening bracket.
    private mutating func enter() throws(Diagnostic) {
        if depth == Self.maximumDepth {
            throw failure("nested deeper than \(Self.maximumDepth) levels", at: index)
        }
        depth += 1
        index += 1
    }

    /// Whether the closing bracket stands here; steps over it.
    private mutating func closes(with close: UInt8, opened: Int, _ what: String) throws(Diagnostic) -> Bool {
        if index == bytes.count {
            let bracket = Character(Unicode.Scalar(close))
            throw failure(
                "this \(what) is not closed", hint: "its `\(bracket)` is missing at the end of the file",
                at: opened)
        }
        if bytes[index] != close { return false }
        index += 1
        return true
    }

    /// Steps over the comma behind an entry; the last entry needs none.
    private mutating func separate(until close: UInt8, opened: Int, _ what: String) throws(Diagnostic) {
        try skipBlanks()
        if index == bytes.count || bytes[index] == close { return }
        guard bytes[index] == Ascii.comma else {
            let bracket = Character(Unicode.Scalar(close))
            // A full-width comma or bracket stands where it should and is told by `found`: nothing is missing.
            let isMeant = meant.map { $0 == "," || $0 == String(bracket) } ?? false
            throw failure(
                "expected `,` or `\(bracket)`, found \(found())",
                hint: isMeant ? "" : "is the comma after the entry before it missing?", at: index)
        }
        index += 1
        try skipBlanks()
    }

    /// `true`, `false`, `null`, and the numbers that are words.
    private mutating func word() throws(Diagnostic) -> Node {
        let start = index
        if bytes[index] == Ascii.comma {
            throw failure("expected a value, found `,`", hint: "remove the comma", at: index)
        }
        guard let scalar = scalar(at: index), startsName(scalar) || scalar == "\\" else {
            throw failure("expected a value, found \(found())", at: index)
        }
        let name = try identifier()
        let place = location(start)
        switch name {
        case "true": return Node(.bool(true), at: place)
        case "false": return Node(.bool(false), at: place)
        case "null": return Node(.null, at: place)
        case "Infinity", "NaN": return Node(.number(name), at: place)
        default:
            throw Diagnostic("`\(name)` is no value", hint: "put texts in quotes: \"\(name)\"", at: place)
        }
    }
}
