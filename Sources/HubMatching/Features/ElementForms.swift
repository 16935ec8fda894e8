import HubModel

/// The elements of each distinct value, for comparisons and blocking parts that look at them.
struct ElementForms: Sendable {
    let type: any ElementwiseType
    /// Row `v` is that of value `v`; row 0 is of nobody.
    private(set) var rows: [UInt32]
    let width: Int
    /// For each value a number of its folded form: values that differ in elements may fold to the same.
    fileprivate(set) var folds: [UInt32] = [0]

    fileprivate init(_ type: any ElementwiseType) {
        self.type = type
        width = type.elementCount
        rows = Array(repeating: 0, count: width)
    }

    fileprivate mutating func append(_ row: [UInt32], fold: UInt32) {
        rows += row
        folds.append(fold)
    }

    fileprivate mutating func settle() {
        type.settle(&rows)
    }

    /// The elements of a value.
    func range(_ value: UInt32) -> Range<Int> { Int(value) &* width..<Int(value) &* width &+ width }

    /// What two values are to each other.
    func outcome(_ x: UInt32, _ y: UInt32) -> ElementOutcome? {
        type.outcome(rows.span.extracting(range(x)), rows.span.extracting(range(y)))
    }

    /// The keys that blocking part `part` gives each value: those of value `v` are `keys[ends[v - 1]..<ends[v]]`.
    func keys(_ part: Int) -> (keys: [UInt64], ends: [Int]) {
        var keys: [UInt64] = []
        var ends = [0]
        for value in 1..<max(folds.count, 1) {
            type.appendKeys(part, of: rows.span.extracting(range(UInt32(value))), to: &keys)
            ends.append(keys.count)
        }
        return (keys, ends)
    }
}

/// Numbers distinct values: by folded form, or by folded form and elements.
struct ValueNumbers {
    /// The folded form of the value numbered last; of a value with elements, of the last one that was new.
    private(set) var folded: [UInt8] = []
    /// Folded forms; with elements, only to number these.
    private var texts: Interner
    // With elements:
    private(set) var elements: ElementForms?
    private var normals = Interner()
    /// The value of each normal form.
    private var known: [UInt32] = [0]
    private var values = Interner()
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var row: [UInt32] = []

    /// `attribute`: whose elements count.
    init(elementsOf attribute: Attribute?, expecting count: Int) {
        texts = Interner(expecting: count)
        if let type = attribute?.type as? any ElementwiseType { elements = ElementForms(type) }
    }

    /// The number of a normal form; 0 when it folds to nothing.
    mutating func number(of normal: Span<UInt8>, _ attribute: Attribute) -> UInt32 {
        if normal.isEmpty { return 0 }
        if elements == nil {
            fold(normal, attribute)
            let text = folded
            return text.isEmpty ? 0 : texts.intern(text.span)
        }
        let seen = normals.intern(normal)
        if Int(seen) == known.count { known.append(newNumber(of: normal, attribute)) }
        return known[Int(seen)]
    }

    private mutating func fold(_ normal: Span<UInt8>, _ attribute: Attribute) {
        folded.removeAll(keepingCapacity: true)
        attribute.type.fold(normal, into: &folded)
    }

    private mutating func newNumber(of normal: Span<UInt8>, _ attribute: Attribute) -> UInt32 {
        fold(normal, attribute)
        let text = folded
        if text.isEmpty { return 0 }
        let number = texts.intern(text.span)
        row.removeAll(keepingCapacity: true)
        elements?.type.appendElements(of: normal, aliases: attribute.aliases, to: &row)
        var key: [UInt8] = []
        for part in [number] + row {
            for byte in 0..<4 { key.append(UInt8(truncatingIfNeeded: part >> UInt32(byte * 8))) }
        }
        let value = values.intern(key.span)
        if Int(value) == ends.count {
            elements?.append(row, fold: number)
            bytes += text
            ends.append(bytes.count)
        }
        return value
    }

    /// The folded form of each value, one behind the other, and the elements if asked for.
    consuming func finished() -> (bytes: [UInt8], ends: [Int], elements: ElementForms?) {
        guard elements != nil else { return (texts.arena, texts.ends, nil) }
        elements?.settle()
        return (bytes, ends, elements)
    }
}
