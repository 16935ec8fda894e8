/// Turns tapes into records: one value, or none, a column.
///
/// ```
/// try parser.parse(piece.span, into: &tape)
/// var at = 0
/// while try reader.next(in: tape, from: &at) {     // a record is complete
///     for column in columns.indices { use(reader.value(column)) }
/// }
/// ```
///
/// Values are trimmed of white space. Where an element repeats inside its record, its texts are joined by `;`. An
/// element with `xsi:nil="true"` has no value.
/// Values of an ancestor stand before its first record, or not at all: a stream cannot look ahead.
package struct XMLRecordReader {
    private let shape: XMLRecordShape
    private let spellings: [String]
    private let rootSpelling: String
    private let parser: XMLPushParser
    private let maxRecordBytes: Int
    private let textLimit = XMLLimits().text

    /// Elements open now that have a node: `path[d]` is the node at depth d.
    private var path = [0]
    /// Elements open below the deepest node.
    private var skipped = 0
    /// Own text of the open elements, by depth.
    private var texts: [[UInt8]]
    private var scopes: [XMLScope]
    /// Whether the open elements say of themselves that they have no value, by depth.
    private var isNil: [Bool]
    /// Records so far in the parent that is open.
    private var position = 0
    private var firstPiece: [Int]
    private var lastPiece: [Int]

    /// Whether the root element has come, and was the one asked for.
    package private(set) var hasRoot = false
    /// Line of the record's start tag, from 1.
    package private(set) var line = 0
    /// Offset of the record's start tag in the text fed to the parser.
    package private(set) var byteOffset = 0
    /// Whether the record's values were more than `maxRecordBytes`; what did not fit is cut.
    package var isTooLong: Bool { scopes.contains { $0.overflowed } }

    package init(
        record: String, columns: [String], namespaces: [String: String], maxRecordBytes: Int,
        parser: XMLPushParser
    ) throws(XMLPathError) {
        let recordPath = try XMLPath(record: record, namespaces: namespaces)
        var paths: [(path: XMLPath, spelling: String)] = []
        for column in columns {
            paths.append((try XMLPath(value: column, namespaces: namespaces), column))
        }
        shape = try XMLRecordShape(record: recordPath, columns: paths, names: parser)
        spellings = columns
        rootSpelling = String(record.dropFirst().prefix { $0 != "/" })
        self.parser = parser
        self.maxRecordBytes = maxRecordBytes
        texts = Array(repeating: [], count: XMLLimits().depth + 1)
        isNil = Array(repeating: false, count: XMLLimits().depth + 1)
        scopes = Array(repeating: XMLScope(), count: shape.recordDepth + 1)
        firstPiece = Array(repeating: -1, count: columns.count)
        lastPiece = firstPiece
        for (column, depth) in shape.scopes.enumerated() { scopes[depth].columns.append(column) }
    }

    /// Goes on from event `at` of the tape until a record is complete; false when the tape ends first.
    package mutating func next(in tape: XMLTape, from at: inout Int) throws(XMLError) -> Bool {
        while at < tape.events.count {
            let event = tape.events[at]
            at += 1
            switch event.kind {
            case .start: try start(event)
            case .attribute where skipped == 0: try take(attribute: event, of: tape)
            case .text where skipped == 0 && !shape.nodes[path[path.count - 1]].texts.isEmpty:
                // Most elements have one piece of text, which needs no putting together.
                let isWhole = at < tape.events.count && tape.events[at].kind == .end
                guard isWhole, texts[path.count - 1].isEmpty else {
                    try take(text: tape.bytes[event.range])
                    continue
                }
                at += 1
                if try end(tape.bytes[event.range]) { return true }
            case .end where skipped > 0: skipped -= 1
            case .end: if try end(texts[path.count - 1][...]) { return true }
            default: break
            }
        }
        return false
    }

    /// The value of a column in the record just completed, joined if it repeats; `nil` when absent.
    package func value(_ column: Int) -> ArraySlice<UInt8>? {
        let scope = scopes[shape.scopes[column]]
        var index = firstPiece[column]
        guard index >= 0 else { return nil }
        guard index != lastPiece[column] else { return scope.bytes[scope.pieces[index].range] }
        var joined: [UInt8] = []
        while index >= 0 {
            let piece = scope.pieces[index]
            if !joined.isEmpty && !piece.range.isEmpty { joined.append(UInt8(ascii: ";")) }
            joined += scope.bytes[piece.range]
            index = piece.next
        }
        return joined[...]
    }

    private mutating func start(_ event: XMLTape.Event) throws(XMLError) {
        guard skipped == 0, let child = child(event.name) else {
            if path.count == 1 && skipped == 0 { throw wrongRoot(event) }
            skipped += 1
            return
        }
        hasRoot = true
        path.append(child)
        let depth = path.count - 1
        texts[depth].removeAll(keepingCapacity: true)
        isNil[depth] = false
        // A prefix of the record path: nodes off it that deep belong to some ancestor's values.
        guard depth <= shape.recordDepth, isOnRecordPath(depth) else { return }
        clear(depth)
        scopes[depth].line = Int(event.line)
        scopes[depth].byteOffset = event.byteOffset
        if depth == shape.recordDepth - 1 { position = 0 }
    }

    private mutating func clear(_ depth: Int) {
        scopes[depth].open()
        for column in scopes[depth].columns { firstPiece[column] = -1 }
    }

    private func child(_ name: Int32) -> Int? {
        for index in shape.nodes[path[path.count - 1]].children where shape.children[index].name == name {
            return shape.children[index].node
        }
        return nil
    }

    private func isOnRecordPath(_ depth: Int) -> Bool { path[depth] == shape.recordNodes[depth] }

    private mutating func take(text: ArraySlice<UInt8>) throws(XMLError) {
        let depth = path.count - 1
        // White space in front is trimmed in the end.
        if texts[depth].isEmpty, text.allSatisfy({ $0 <= 0x20 }) { return }
        texts[depth].append(contentsOf: text)
        guard texts[depth].count <= textLimit else {
            let line = depth <= shape.recordDepth ? scopes[depth].line : self.line
            let problem = "an element with more than \(textLimit) bytes of text"
            throw XMLError(.tooLarge, line: line, problem)
        }
    }

    private mutating func take(attribute event: XMLTape.Event, of tape: XMLTape) throws(XMLError) {
        for index in shape.nodes[path[path.count - 1]].attributes
        where shape.attributes[index].name == event.name {
            try keep(tape.bytes[event.range], in: shape.attributes[index].column)
        }
        guard event.name == shape.nilName else { return }
        let value = tape.bytes[event.range].trimmed
        isNil[path.count - 1] = value.elementsEqual("true".utf8) || value.elementsEqual("1".utf8)
    }

    /// Leaves an element whose own text is complete. True when that completes a record.
    private mutating func end(_ text: ArraySlice<UInt8>) throws(XMLError) -> Bool {
        let depth = path.count - 1
        if !isNil[depth] {
            for index in shape.nodes[path[depth]].texts {
                try keep(text, in: shape.texts[index])
            }
        }
        let isOnPath = depth <= shape.recordDepth && isOnRecordPath(depth)
        path.removeLast()
        guard isOnPath, depth >= shape.parentDepth, !scopes[depth].hasRecords else { return false }
        try finish(recordAt: depth)
        return true
    }

    /// Completes a record: the element at its depth, or an element around where it would be.
    private mutating func finish(recordAt depth: Int) throws(XMLError) {
        for missing in depth..<shape.recordDepth { clear(missing + 1) }
        line = scopes[depth].line
        byteOffset = scopes[depth].byteOffset
        position = depth == shape.recordDepth ? position + 1 : 0
        for column in shape.positions { try keep(Array("\(position)".utf8)[...], in: column) }
        for ancestor in 1...depth { scopes[ancestor].hasRecords = true }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>, in column: Int) throws(XMLError) {
        let depth = shape.scopes[column]
        if scopes[depth].hasRecords {
            throw XMLError(
                .lateValue, line: line,
                "`\(spellings[column])` comes after records it belongs to, such as the one that starts here")
        }
        guard let piece = scopes[depth].keep(bytes.trimmed, limit: maxRecordBytes) else { return }
        if firstPiece[column] < 0 {
            firstPiece[column] = piece
        } else {
            scopes[depth].pieces[lastPiece[column]].next = piece
        }
        lastPiece[column] = piece
    }

    private func wrongRoot(_ event: XMLTape.Event) -> XMLError {
        let (local, namespace) = parser.spelling(event.name)
        let found =
            namespace.isEmpty ? "`\(local)` in no namespace" : "`\(local)` in namespace `\(namespace)`"
        return XMLError(
            .wrongRoot, line: Int(event.line), "the root element is \(found), not `\(rootSpelling)`")
    }
}

/// The values an open element on the record path has given so far.
private struct XMLScope {
    struct Piece {
        let range: Range<Int>
        /// The next piece of the same column, -1 for none.
        var next = -1
    }

    /// Columns whose values live here.
    var columns: [Int] = []
    var bytes: [UInt8] = []
    var pieces: [Piece] = []
    var overflowed = false
    /// Where the element's start tag stands.
    var line = 0
    var byteOffset = 0
    /// Whether a record inside the element is complete: values that come now come too late.
    var hasRecords = false

    mutating func open() {
        bytes.removeAll(keepingCapacity: true)
        pieces.removeAll(keepingCapacity: true)
        overflowed = false
        hasRecords = false
    }

    /// Keeps a value and returns its number. The first one that has no room is cut, for the quarantine, between
    /// characters; after it, `nil`.
    mutating func keep(_ value: ArraySlice<UInt8>, limit: Int) -> Int? {
        guard !overflowed, pieces.count < limit else {
            overflowed = true
            return nil
        }
        var kept = value
        if bytes.count + value.count > limit {
            overflowed = true
            kept = value.prefix(limit - bytes.count)
            while let last = kept.last, last & 0xC0 == 0x80 { kept = kept.dropLast() }
            if kept.last.map({ $0 >= 0xC0 }) == true { kept = kept.dropLast() }
        }
        let start = bytes.count
        bytes.append(contentsOf: kept)
        pieces.append(Piece(range: start..<bytes.count))
        return pieces.count - 1
    }
}

extension ArraySlice<UInt8> {
    /// Without the white space of XML (space, tab, line breaks) at either end.
    fileprivate var trimmed: ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }
        var (first, last) = (startIndex, endIndex)
        while first < last && isSpace(self[first]) { first += 1 }
        while first < last && isSpace(self[last - 1]) { last -= 1 }
        return self[first..<last]
    }
}
