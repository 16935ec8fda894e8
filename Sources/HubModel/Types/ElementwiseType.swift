/// What two values of one type are to each other when they are compared element by element; models write the words
/// as levels of a comparison. At most one holds of a pair.
public enum ElementOutcome: String, Sendable, CaseIterable {
    /// One door: the place agrees, both name the door, and they leave out the same elements if any.
    case sameDoor = "same-door"
    /// As before, but one side leaves out the unit, the floor, the building behind a road's number, or the phase.
    case sameDoorUnitOpen = "same-door-unit-open"
    /// Nothing speaks against one door, but nothing shows it: a side names no door, or one that several have.
    case samePlace = "same-place"
    /// One building, two doors.
    case sameBuilding = "same-building"
    /// An element of the place or the building contradicts.
    case otherDoor = "other-door"
    /// One name: region, core, form and branch agree.
    case sameName = "same-name"
    /// One core; a side leaves out the region or the legal form, or writes them short.
    case sameCore = "same-core"
    /// One brand; a side leaves out the trade.
    case sameBrand = "same-brand"
    /// A parent and its branch, or two branches of one parent.
    case branch
}

/// A type whose values are compared element by element.
///
/// Each distinct value is taken apart once, into a row of `elementCount` numbers (0: the value has no such element);
/// pairs are then compared by their rows alone.
package protocol ElementwiseType: SemanticType {
    /// The outcomes that occur, most alike first.
    var outcomes: [ElementOutcome] { get }
    /// Parts of a value that blocking rules may name: `address:door`.
    var keyParts: [String] { get }
    /// Numbers in a row.
    var elementCount: Int { get }

    /// Appends the row of a normal form; names that are aliases of others are read as those.
    func appendElements(of normal: Span<UInt8>, aliases: NameAliases, to rows: inout [UInt32])

    /// Marks what only all values together show, such as buildings with several units. The outcome depends on the set
    /// of rows, not on their order.
    func settle(_ rows: inout [UInt32])

    /// What two values are to each other; `nil` when no outcome holds. Symmetric. Called for each pair.
    func outcome(_ first: Span<UInt32>, _ second: Span<UInt32>) -> ElementOutcome?

    /// Appends the blocking keys that part number `part` of `keyParts` gives a row: none, one or several.
    func appendKeys(_ part: Int, of row: Span<UInt32>, to keys: inout [UInt64])
}

/// Numbers that stand for elements.
enum ElementCode {
    /// What stands for a text: a decimal number of up to nine digits is its value and one more, anything else a hash
    /// with the highest bit set; 0 for an empty one. So two different numbers never look alike.
    static func of(_ scalars: ArraySlice<UInt32>) -> UInt32 {
        guard !scalars.isEmpty else { return 0 }
        if scalars.count <= 9, scalars.allSatisfy(Scalars.isDigit) {
            return scalars.reduce(0) { $0 &* 10 &+ ($1 &- 0x30) } &+ 1
        }
        var hash = StableHash(seed: 3)
        for scalar in scalars { hash.combine(UInt64(scalar)) }
        return UInt32(truncatingIfNeeded: hash.finish()) | 1 << 31
    }

    /// A key made of numbers.
    static func key(_ numbers: UInt32...) -> UInt64 {
        var hash = StableHash(seed: 4)
        for number in numbers { hash.combine(UInt64(number)) }
        return hash.finish()
    }

    /// The simplified characters of a range, or of all.
    static func simplified(_ text: Span<UInt8>, _ range: Range<Int>? = nil) -> [UInt32] {
        let range = range ?? 0..<text.count
        var scalars: [UInt32] = []
        scalars.reserveCapacity(range.count / 3 &+ 4)
        let part = text.extracting(range)
        var index = 0
        while index < part.count { scalars.append(Simplified.of(Scalars.next(part, &index))) }
        return scalars
    }
}

/// Short words of Chinese characters, found at the end or inside of texts.
struct WordList: Sendable {
    /// Longest first.
    private let words: [[UInt32]]

    /// Words separated by blanks.
    init(_ text: String) {
        words = text.split(whereSeparator: \.isWhitespace).map { $0.unicodeScalars.map(\.value) }
            .sorted { $0.count > $1.count }
    }

    /// How many characters of a word, the longest, `text` ends in; 0 when in none.
    func suffix(of text: ArraySlice<UInt32>) -> Int {
        words.first { text.count >= $0.count && text.suffix($0.count).elementsEqual($0) }?.count ?? 0
    }

    /// Whether `text` is one of the words.
    func contains(_ text: ArraySlice<UInt32>) -> Bool { words.contains { text.elementsEqual($0) } }

    /// Where the first word stands that occurs in `text`.
    func range(in text: ArraySlice<UInt32>) -> Range<Int>? {
        for start in text.indices {
            let rest = text[start...]
            if let word = words.first(where: { rest.starts(with: $0) }) { return start..<start + word.count }
        }
        return nil
    }
}
