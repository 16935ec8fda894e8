import HubModel

/// One evidence of all mentions: values folded once, told apart by number.
///
/// ```
/// mention   cell            set   members      value   bytes
///    0      13800;13900      1    1 2            1     13800
///    1      missing          0                   2     13900
///    2      13900            2    2
/// ```
///
/// `sets[mention]` is 0 when the record does not say. A single-valued evidence has sets of one member, and
/// then set and value numbers are the same. A value that folds to nothing counts as missing. The members of
/// a set keep the order of the normal form, which is sorted, so they do not depend on the order of intake; those of
/// several attributes follow each other in the order of the model's text.
struct Feature: Sendable {
    /// One a mention; 0: missing.
    var sets: [UInt32] = []
    /// Members of set `s` are `members[memberEnds[s - 1]..<memberEnds[s]]`; empty for single values.
    private(set) var memberEnds: [UInt32] = []
    private(set) var members: [UInt32] = []
    /// Bytes of value `v` are `bytes[ends[v - 1]..<ends[v]]`; for a relation, the eight bytes of the id. Two values
    /// with the same bytes differ in their `elements`.
    let bytes: [UInt8]
    let ends: [Int]
    /// How many mentions have value `v`.
    private(set) var frequencies: [UInt32] = []
    /// How many mentions have any value.
    private(set) var present = 0
    /// Whether the values are UTF-8 (relations are not).
    let isText: Bool
    /// What text tests need, when a comparison has any.
    var forms = TextForms()
    /// The elements of the values, when a comparison or a rule looks at them.
    let elements: ElementForms?
    /// Scalars of each word of the values that have several.
    private(set) var wordLengths: [UInt32: [UInt16]] = [:]

    var isMultiple: Bool { !memberEnds.isEmpty }
    /// One more than the highest value number.
    var valueLimit: Int { ends.count }
    /// One more than the highest set number.
    var setLimit: Int { isMultiple ? memberEnds.count : ends.count }

    /// Folds and interns what `columns` say together; of a single attribute without `multiple` the one value.
    /// `keepsWords`: also where the words of each value end. `byElements`, of one attribute only: values that fold to the
    /// same count as one only when their elements are the same too.
    init(
        _ columns: [(attribute: Attribute, index: Int)], of table: CellTable, keepsWords: Bool = false,
        byElements: Bool = false
    ) {
        isText = true
        let rows = table.rowCount
        sets.reserveCapacity(rows)
        var values = ValueNumbers(
            elementsOf: byElements && columns.count == 1 ? columns.first?.attribute : nil, expecting: rows)
        var groups = Interner()
        var words = WordLengths()
        var group: [UInt32] = []
        let arena = table.arena.span
        func value(_ attribute: Attribute, _ normal: Range<Int>) -> UInt32 {
            let value = values.number(of: arena.extracting(normal), attribute)
            if keepsWords, value != 0 {
                words.add(arena.extracting(normal), values.folded.span, as: value, attribute.type)
            }
            return value
        }
        let isMultiple = columns.count > 1 || columns.contains { $0.attribute.isMultiple }
        if !isMultiple, let (attribute, column) = columns.first {
            for row in 0..<rows { sets.append(value(attribute, table.cell(row, column).range)) }
        }
        for row in 0..<(isMultiple ? rows : 0) {
            group.removeAll(keepingCapacity: true)
            for (attribute, column) in columns {
                let range = table.cell(row, column).range
                let pieces =
                    attribute.isMultiple ? Pieces(of: arena.extracting(range)) : Pieces(whole: range.count)
                for piece in pieces {
                    let start = range.lowerBound
                    let found = value(attribute, start + piece.lowerBound..<start + piece.upperBound)
                    if found != 0, !group.contains(found) { group.append(found) }
                }
            }
            sets.append(group.isEmpty ? 0 : groups.intern(littleEndian(group).span))
        }
        (bytes, ends, elements) = values.finished()
        wordLengths = words.lengths
        if isMultiple { unpack(groups) }
        countFrequencies()
    }

    /// Interns the entities at the other end of a relation; 0: none.
    init(related: [Int64], count: Int) {
        isText = false
        sets.reserveCapacity(count)
        var values = Interner(expecting: count)
        for mention in 0..<count {
            let entity = mention < related.count ? related[mention] : 0
            let key = (0..<8).map { UInt8(truncatingIfNeeded: entity >> Int64($0 * 8)) }
            sets.append(entity == 0 ? 0 : values.intern(key.span))
        }
        bytes = values.arena
        ends = values.ends
        elements = nil
        countFrequencies()
    }

    /// Positions in `members` of set `set`; of a single-valued evidence there are none.
    func memberRange(_ set: UInt32) -> Range<Int> {
        set == 0 ? 0..<0 : Int(memberEnds[Int(set) &- 1])..<Int(memberEnds[Int(set)])
    }

    /// The byte range of value `value`.
    func byteRange(_ value: UInt32) -> Range<Int> { ends[Int(value) &- 1]..<ends[Int(value)] }

    /// Calls `body` with every value of a set.
    @inline(__always)
    func forEachValue(of set: UInt32, _ body: (UInt32) -> Void) {
        guard set != 0 else { return }
        guard isMultiple else { return body(set) }
        for position in memberRange(set) { body(members[position]) }
    }

    private mutating func unpack(_ groups: Interner) {
        memberEnds = groups.ends.map { UInt32($0 / 4) }
        members.reserveCapacity(groups.arena.count / 4)
        for start in stride(from: 0, to: groups.arena.count, by: 4) {
            var value: UInt32 = 0
            for byte in 0..<4 { value |= UInt32(groups.arena[start + byte]) << UInt32(byte * 8) }
            members.append(value)
        }
    }

    private mutating func countFrequencies() {
        var counts = [UInt32](repeating: 0, count: valueLimit)
        for set in sets where set != 0 {
            present += 1
            forEachValue(of: set) { counts[Int($0)] += 1 }
        }
        frequencies = counts
    }
}

/// The byte ranges between the `;` of a `multiple` cell, empty ones left out.
struct Pieces: Sequence, IteratorProtocol {
    private var ranges: [Range<Int>] = []
    private var position = 0

    /// One piece.
    init(whole count: Int) {
        if count > 0 { ranges.append(0..<count) }
    }

    init(of cell: Span<UInt8>) {
        var start = 0
        for index in cell.indices where cell[index] == UInt8(ascii: ";") {
            if index > start { ranges.append(start..<index) }
            start = index + 1
        }
        if cell.count > start { ranges.append(start..<cell.count) }
    }

    mutating func next() -> Range<Int>? {
        guard position < ranges.count else { return nil }
        position += 1
        return ranges[position - 1]
    }
}

private func littleEndian(_ values: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    for value in values {
        for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(byte * 8))) }
    }
    return bytes
}
