import HubModel

/// Where the words of folded values end, although folding drops what parts them.
///
/// ```
/// "Li Wei" → LIWEI: 2 3        "LIWEI" → LIWEI: the same value, so the same words
/// ```
///
/// Of several ways to part one value that with most words counts, then that with the shorter first word, so that the
/// order of intake does not matter.
struct WordLengths {
    /// Scalars of each word, of values that have several.
    private(set) var lengths: [UInt32: [UInt16]] = [:]
    private var found: [UInt16] = []
    private var scratch: [UInt8] = []

    /// Notes how `normal`, which folds to `folded`, is parted.
    mutating func add(
        _ normal: Span<UInt8>, _ folded: Span<UInt8>, as value: UInt32, _ type: any SemanticType
    ) {
        guard Self.hasSeparator(normal) else { return }
        let count = Scalars.count(folded)
        // A type may keep hyphens: then only spaces part words.
        if part(normal, type, Self.separates) != count, part(normal, type, { $0 == 0x20 }) != count { return }
        guard found.count > 1 else { return }
        if let known = lengths[value], !isBetter(than: known) { return }
        lengths[value] = found
    }

    private func isBetter(than known: [UInt16]) -> Bool {
        found.count == known.count ? found.lexicographicallyPrecedes(known) : found.count > known.count
    }

    /// Parts `normal` into `found`; the number of scalars all words have together when folded.
    private mutating func part(
        _ normal: Span<UInt8>, _ type: any SemanticType, _ separates: (UInt32) -> Bool
    ) -> Int {
        found.removeAll(keepingCapacity: true)
        var total = 0
        var (start, index) = (0, 0)
        while start < normal.count {
            let end = index
            let isEnd = end == normal.count
            if isEnd || separates(Scalars.next(normal, &index)) {
                scratch.removeAll(keepingCapacity: true)
                if end > start { type.fold(normal.extracting(start..<end), into: &scratch) }
                let count = Scalars.count(scratch.span)
                if count > 0 { found.append(UInt16(clamping: count)) }
                total += count
                start = isEnd ? end : index
            }
        }
        return total
    }

    private static func separates(_ scalar: UInt32) -> Bool {
        scalar == 0x20 || scalar == 0x2D || scalar == 0x2E || scalar == 0xB7
    }

    private static func hasSeparator(_ normal: Span<UInt8>) -> Bool {
        for index in normal.indices {
            let byte = normal[index]
            if byte == 0x20 || byte == 0x2D || byte == 0x2E
                || byte == 0xB7 && index > 0 && normal[index - 1] == 0xC2
            {
                return true
            }
        }
        return false
    }
}
