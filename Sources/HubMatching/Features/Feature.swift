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
/// a set keep the order of the normal form, which is sorted, so they do not depend on the order of intake.
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

    var isMultiple: Bool { !memberEnds.isEmpty }
    /// One more than the highest value number.
    var valueLimit: Int { ends.count }
    /// One more than the highest set number.
    var setLimit: Int { isMultiple ? memberEnds.count : ends.count }

    /// Folds and interns column `column`; `byElements`: values that fold to the same count as one only when their
    /// elements are the same too.
    init(attribute: Attribute, column: Int, of table: CellTable, byElements: Bool = false) {
        isText = true
        let rows = table.rowCount
        sets.reserveCapacity(rows)
        var values = ValueNumbers(of: attribute, byElements: byElements, expecting: rows)
        var groups = Interner()
        var group: [UInt32] = []
        let arena = table.arena.span
        for row in 0..<rows {
            let range = table.cell(row, column).range
            if !attribute.isMultiple {
                sets.append(values.number(of: arena.extracting(range)))
                continue
            }
            group.removeAll(keepingCapacity: true)
            for piece in Pieces(of: arena.extracting(range)) {
                let start = range.lowerBound
                let value = values.number(
                    of: arena.extracting(start + piece.lowerBound..<start + piece.upperBound))
                if value != 0, !group.contains(value) { group.append(value) }
            }
            sets.append(group.isEmpty ? 0 : groups.intern(littleEndian(group).span))
        }
        (bytes, ends, elements) = values.finished()
        if attribute.isMultiple { unpack(groups) }
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
