/// Walks one JSON object (RFC 8259, strictly) and picks the values that a tree of paths asks for.
///
/// ```
/// {"name": "张三", "address": {"city": "宁波", "lane": 7}, "age": 30.50}     columns name, address.city, age
///          ──────                      ──────                    ─────      ranges of the text, nothing copied
/// ```
///
/// Everything is checked, also what nobody asked for; numbers keep their text. An object that lacks nothing but
/// sense (half a surrogate pair, a wanted name twice) is walked to its end and then has a `flaw`.
package struct JSONScanner: Sendable {
    /// Objects and arrays inside one another.
    package static let maximumDepth = 64

    /// A wanted value: its place in the text; of a string without the quotes.
    struct Value {
        let column: Int
        let range: Range<Int>
        let isEscaped: Bool
    }

    let tree: JSONPathTree
    /// The wanted values of the object scanned last, in its order; nulls left out.
    private(set) var values: [Value] = []
    /// What is wrong with the object scanned last, although it could be walked to its end.
    package private(set) var flaw: JSONFault?
    /// Index behind what was scanned.
    package private(set) var index = 0

    private var limit = 0
    private var depth = 0
    /// Of each node, the object in which its name was met last.
    private var stamps: [Int]
    private var serial = 0
    /// Of each node, the key that is expected next: records mostly have one order.
    private var hints: [Int]

    package init(_ paths: [JSONPath]) {
        tree = JSONPathTree(paths)
        stamps = [Int](repeating: 0, count: tree.nodes.count)
        hints = tree.nodes.map(\.keys.lowerBound)
    }

    /// Scans the value that starts in `range` of `bytes`, and moves `index` behind it.
    ///
    /// - Throws: what is wrong, if the value's end cannot be known; `cutOff` when `range` ends first.
    package mutating func scan(_ bytes: Span<UInt8>, in range: Range<Int>) throws(JSONFault) {
        values.removeAll(keepingCapacity: true)
        flaw = nil
        depth = 0
        index = range.lowerBound
        limit = range.upperBound
        skipBlanks(bytes)
        let start = index
        let isObject = start < limit && bytes[start] == UInt8(ascii: "{")
        try value(bytes, isObject ? 0 : -1)
        if !isObject { flaw = JSONFault(problem: .noObject(Self.kind(bytes[start])), place: start) }
    }

    /// Moves `index` behind white space.
    package mutating func skipBlanks(_ bytes: Span<UInt8>) {
        while index < limit {
            let byte = bytes[index]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            index &+= 1
        }
    }

    /// The value that the object scanned last has in a column; `nil` when it has none, or null.
    package func text(of column: Int, in bytes: Span<UInt8>) -> String? {
        guard let value = values.first(where: { $0.column == column }) else { return nil }
        var text: [UInt8] = []
        JSONText.append(bytes.extracting(value.range), isEscaped: value.isEscaped, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the object scanned last has a value in a column.
    package func hasValue(in column: Int) -> Bool { values.contains { $0.column == column } }

    private static func kind(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "["): "an array"
        case UInt8(ascii: "\""): "a text"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): "a boolean"
        case UInt8(ascii: "n"): "null"
        default: "a number"
        }
    }

    private func expected(_ what: String) -> JSONFault {
        JSONFault(problem: index < limit ? .expected(what) : .cutOff, place: index)
    }

    private mutating func note(_ problem: JSONFault.Problem, at place: Int) {
        if flaw == nil { flaw = JSONFault(problem: problem, place: place) }
    }
}

// MARK: - Values

extension JSONScanner {
    private mutating func value(_ bytes: Span<UInt8>, _ node: Int) throws(JSONFault) {
        skipBlanks(bytes)
        guard index < limit else { throw expected("a value") }
        let column = node < 0 ? -1 : tree.nodes[node].column
        let start = index
        switch bytes[index] {
        case UInt8(ascii: "\""):
            let isEscaped = try string(bytes)
            if column >= 0 { keep(column, start + 1..<index - 1, isEscaped) }
            return
        case UInt8(ascii: "{"): try nested { (scanner) throws(JSONFault) in try scanner.object(bytes, node) }
        case UInt8(ascii: "["): try nested { (scanner) throws(JSONFault) in try scanner.array(bytes, node) }
        case UInt8(ascii: "n"):
            try word(bytes, "null")
            return
        case UInt8(ascii: "t"): try word(bytes, "true")
        case UInt8(ascii: "f"): try word(bytes, "false")
        default: try number(bytes)
        }
        if column >= 0 { keep(column, start..<index, false) }
    }

    private mutating func keep(_ column: Int, _ range: Range<Int>, _ isEscaped: Bool) {
        values.append(Value(column: column, range: range, isEscaped: isEscaped))
    }

    private mutating func nested(
        _ body: (inout JSONScanner) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        guard depth < Self.maximumDepth else { throw JSONFault(problem: .tooDeep, place: index) }
        depth += 1
        index &+= 1
        try body(&self)
        index &+= 1
        depth -= 1
    }

    /// From behind `{` to its `}`.
    private mutating func object(_ bytes: Span<UInt8>, _ node: Int) throws(JSONFault) {
        serial &+= 1
        let mine = serial
        skipBlanks(bytes)
        if index < limit, bytes[index] == UInt8(ascii: "}") { return }
        while true {
            skipBlanks(bytes)
            guard index < limit, bytes[index] == UInt8(ascii: "\"") else {
                throw expected("a name in quotes")
            }
            let start = index
            let isEscaped = try string(bytes)
            var child = -1
            if node >= 0, !tree.nodes[node].keys.isEmpty {
                child = self.child(of: node, bytes, start + 1..<index - 1, isEscaped)
                if child >= 0 {
                    if stamps[child] == mine { note(.repeatedName, at: start) }
                    stamps[child] = mine
                }
            }
            skipBlanks(bytes)
            guard index < limit, bytes[index] == UInt8(ascii: ":") else { throw expected("`:`") }
            index &+= 1
            try value(bytes, child)
            skipBlanks(bytes)
            guard index < limit else { throw expected("") }
            if bytes[index] == UInt8(ascii: "}") { return }
            guard bytes[index] == UInt8(ascii: ",") else { throw expected("`,` or `}`") }
            index &+= 1
        }
    }

    /// From behind `[` to its `]`.
    private mutating func array(_ bytes: Span<UInt8>, _ node: Int) throws(JSONFault) {
        skipBlanks(bytes)
        if index < limit, bytes[index] == UInt8(ascii: "]") { return }
        var number = 0
        while true {
            let start = index
            let every = node < 0 ? -1 : tree.nodes[node].every
            let single = node < 0 ? -1 : child(of: node, element: number)
            try value(bytes, every)
            if single >= 0 {
                // The same element once more, for a path that names it alone.
                index = start
                try value(bytes, single)
            }
            skipBlanks(bytes)
            guard index < limit else { throw expected("") }
            if bytes[index] == UInt8(ascii: "]") { return }
            guard bytes[index] == UInt8(ascii: ",") else { throw expected("`,` or `]`") }
            index &+= 1
            number += 1
        }
    }

    private mutating func word(_ bytes: Span<UInt8>, _ word: StaticString) throws(JSONFault) {
        let start = index
        for letter in word.description.utf8 {
            guard index < limit, bytes[index] == letter else {
                if index < limit { index = start }
                throw expected("a value")
            }
            index &+= 1
        }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    private mutating func number(_ bytes: Span<UInt8>) throws(JSONFault) {
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index &+= 1 }
        let first = index
        try digits(bytes, orElse: isNegative ? "a digit" : "a value")
        if bytes[first] == UInt8(ascii: "0"), index > first &+ 1 {
            index = first
            throw expected("no zero before other digits")
        }
        if index < limit, bytes[index] == UInt8(ascii: ".") {
            index &+= 1
            try digits(bytes, orElse: "a digit")
        }
        guard index < limit, bytes[index] | 0x20 == UInt8(ascii: "e") else { return }
        index &+= 1
        if index < limit, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
            index &+= 1
        }
        try digits(bytes, orElse: "a digit")
    }

    private mutating func digits(_ bytes: Span<UInt8>, orElse what: String) throws(JSONFault) {
        guard index < limit, isDigit(bytes) else { throw expected(what) }
        repeat { index &+= 1 } while index < limit && isDigit(bytes)
    }

    private func isDigit(_ bytes: Span<UInt8>) -> Bool { bytes[index] &- 0x30 < 10 }
}

// MARK: - Strings and names

extension JSONScanner {
    /// From a quote to behind the other one; whether there are escapes.
    private mutating func string(_ bytes: Span<UInt8>) throws(JSONFault) -> Bool {
        var at = index &+ 1
        var isEscaped = false
        while at < limit {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                index = at &+ 1
                return isEscaped
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                at = try escape(bytes, at)
                continue
            }
            guard byte >= 0x20 else { throw JSONFault(problem: .controlCharacter, place: at) }
            at &+= 1
        }
        throw JSONFault(problem: .cutOff, place: limit)
    }

    /// Behind the escape at `at`; a surrogate pair is one escape.
    private mutating func escape(_ bytes: Span<UInt8>, _ at: Int) throws(JSONFault) -> Int {
        guard at &+ 1 < limit else { throw JSONFault(problem: .cutOff, place: limit) }
        switch bytes[at &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return at &+ 2
        case UInt8(ascii: "u"):
            let unit = try self.unit(bytes, at)
            if unit == 0 { note(.nulCharacter, at: at) }
            guard unit & 0xF800 == 0xD800 else { return at &+ 6 }
            let next = at &+ 6
            if unit < 0xDC00, next >= limit { throw JSONFault(problem: .cutOff, place: limit) }
            guard unit < 0xDC00, bytes[next] == UInt8(ascii: "\\") else {
                note(.loneSurrogate, at: at)
                return next
            }
            guard next &+ 1 < limit else { throw JSONFault(problem: .cutOff, place: limit) }
            guard bytes[next &+ 1] == UInt8(ascii: "u"), try self.unit(bytes, next) & 0xFC00 == 0xDC00 else {
                note(.loneSurrogate, at: at)
                return next
            }
            return next &+ 6
        default: throw JSONFault(problem: .badEscape, place: at)
        }
    }

    private func unit(_ bytes: Span<UInt8>, _ at: Int) throws(JSONFault) -> UInt32 {
        if let unit = JSONText.unit(bytes, at &+ 2), at &+ 6 <= limit { return unit }
        let isCut = at &+ 6 > limit
        throw JSONFault(problem: isCut ? .cutOff : .badEscape, place: isCut ? limit : at)
    }

    /// The child of a node that a name leads to, -1 when nobody wants it.
    private mutating func child(
        of node: Int, _ bytes: Span<UInt8>, _ name: Range<Int>, _ isEscaped: Bool
    ) -> Int {
        let keys = tree.nodes[node].keys
        var candidate = hints[node]
        for _ in keys {
            if candidate == keys.upperBound { candidate = keys.lowerBound }
            let key = tree.keys[candidate]
            if matches(bytes, name, isEscaped ? key.escaped : key.plain) {
                hints[node] = candidate &+ 1
                return key.child
            }
            candidate &+= 1
        }
        guard isEscaped else { return -1 }
        var decoded: [UInt8] = []
        JSONText.append(bytes.extracting(name), to: &decoded)
        return keys.first { tree.names[tree.keys[$0].plain].elementsEqual(decoded) }
            .map { tree.keys[$0].child } ?? -1
    }

    private func matches(_ bytes: Span<UInt8>, _ name: Range<Int>, _ known: Range<Int>) -> Bool {
        guard name.count == known.count else { return false }
        var place = known.lowerBound
        for index in name {
            if bytes[index] != tree.names[place] { return false }
            place &+= 1
        }
        return true
    }

    private func child(of node: Int, element number: Int) -> Int {
        for place in tree.nodes[node].elements where tree.elements[place].number == number {
            return tree.elements[place].child
        }
        return -1
    }
}
