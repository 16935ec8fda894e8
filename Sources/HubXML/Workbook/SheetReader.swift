/// Reads the rows of a worksheet from the tape of its document.
///
/// ```
/// <row r="5"><c r="A5" t="s"><v>12</v></c><c r="C5" s="3"><f>TODAY()</f><v>45413</v></c></row>
///
/// number 5    cells  column 0 shared "12"    column 2 number "45413" style 3
/// ```
package struct SheetReader: Sendable {
    /// How a value is to be understood.
    package enum Kind: Sendable { case number, shared, text, boolean, error, date }

    package struct Cell: Sendable {
        /// From 0.
        package let column: Int
        package let kind: Kind
        package let style: Int
        /// Range of `text`; `nil` when the cell has no value.
        package let range: Range<Int>?
        /// Whether a formula stands in the cell: its value is the one that was saved.
        package let isFormula: Bool
    }

    /// As many columns as a sheet may have.
    package static let maxColumns = 16_384

    /// Number of the row read last, from 1, as Excel shows it.
    package private(set) var number = 0
    package private(set) var cells: [Cell] = []
    package private(set) var text: [UInt8] = []
    /// Whether the row holds more than was kept.
    package private(set) var isTooLong = false

    private enum Element: Sendable { case sheetData, row, cell, value, text, phonetic, formula }
    private enum Attribute: Sendable { case reference, style, type }
    private var elements = LocalNames<Element>([
        "sheetData": .sheetData, "row": .row, "c": .cell, "v": .value, "t": .text, "rPh": .phonetic,
        "f": .formula,
    ])
    private var attributes = LocalNames<Attribute>(["r": .reference, "s": .style, "t": .type])
    private let maxRowBytes: Int
    private var open: [Element?] = []
    private var isInside = false
    // The cell that is being read.
    private var column = -1
    private var kind = Kind.number
    private var style = 0
    private var start = 0
    private var hasValue = false
    private var isFormula = false
    private var phoneticDepth = 0

    package init(maxRowBytes: Int) { self.maxRowBytes = maxRowBytes }

    /// Goes on to the end of the next row, from event `at` of the tape; false when the tape has no further one.
    package mutating func next(
        in tape: XMLTape, from at: inout Int, _ parser: XMLPushParser
    ) throws(XMLError) -> Bool {
        while at < tape.events.count {
            let event = tape.events[at]
            at += 1
            switch event.kind {
            case .start:
                let element = elements.meaning(of: event.name, parser)
                open.append(element)
                if let element { try begin(element, tape, at, parser) }
            case .attribute: break
            case .text: take(tape.bytes[event.range])
            case .end:
                guard let closed = open.popLast(), let element = closed else { continue }
                if element == .row, isInside { return true }
                end(element)
            }
        }
        return false
    }

    private mutating func begin(
        _ element: Element, _ tape: XMLTape, _ at: Int, _ parser: XMLPushParser
    ) throws(XMLError) {
        switch element {
        case .sheetData: isInside = true
        case .row:
            cells.removeAll(keepingCapacity: true)
            text.removeAll(keepingCapacity: true)
            isTooLong = false
            column = -1
            number += 1
            if let given = value(of: .reference, tape, at, parser).flatMap({ Int($0) }), given > 0 {
                number = given
            }
        case .cell: try beginCell(tape, at, parser)
        case .phonetic: phoneticDepth += 1
        case .formula: isFormula = true
        case .value, .text: hasValue = hasValue || phoneticDepth == 0
        }
    }

    private mutating func beginCell(_ tape: XMLTape, _ at: Int, _ parser: XMLPushParser) throws(XMLError) {
        column += 1
        kind = .number
        style = 0
        start = text.count
        hasValue = false
        isFormula = false
        if let reference = value(of: .reference, tape, at, parser) {
            guard let found = Self.column(of: reference) else {
                throw XMLError(.notWellFormed, line: parser.line, "a cell whose reference is none")
            }
            column = found
        }
        guard column < Self.maxColumns else {
            throw XMLError(.tooLarge, line: parser.line, "more than \(Self.maxColumns) columns")
        }
        if let given = value(of: .style, tape, at, parser) { style = Int(given) ?? 0 }
        switch value(of: .type, tape, at, parser) {
        case "s"?: kind = .shared
        case "inlineStr"?, "str"?: kind = .text
        case "b"?: kind = .boolean
        case "e"?: kind = .error
        case "d"?: kind = .date
        default: kind = .number
        }
    }

    /// Attributes follow the start of their element on the tape.
    private mutating func value(
        of wanted: Attribute, _ tape: XMLTape, _ at: Int, _ parser: XMLPushParser
    ) -> String? {
        var index = at
        while index < tape.events.count, tape.events[index].kind == .attribute {
            let event = tape.events[index]
            if attributes.meaning(of: event.name, parser) == wanted {
                return String(decoding: tape.bytes[event.range], as: UTF8.self)
            }
            index += 1
        }
        return nil
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        guard isInside, phoneticDepth == 0, let last = open.last, last == .value || last == .text else {
            return
        }
        let room = maxRowBytes - text.count
        if bytes.count > room { isTooLong = true }
        text += bytes.prefix(room)
    }

    private mutating func end(_ element: Element) {
        switch element {
        case .sheetData: isInside = false
        case .phonetic: phoneticDepth -= 1
        case .cell where isInside:
            if kind == .text { WorkbookText.unescape(&text, from: start) }
            cells.append(
                Cell(
                    column: column, kind: kind, style: style, range: hasValue ? start..<text.count : nil,
                    isFormula: isFormula))
        default: break
        }
    }

    /// `AB12` is column 27.
    private static func column(of reference: String) -> Int? {
        var column = 0
        for byte in reference.utf8 {
            let letter = byte & ~0x20
            guard (0x41...0x5A).contains(letter) else { break }
            column = column * 26 + Int(letter) - 0x40
            guard column <= maxColumns else { return maxColumns }
        }
        return column == 0 ? nil : column - 1
    }
}
