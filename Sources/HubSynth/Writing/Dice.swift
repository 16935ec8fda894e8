/// Reproducible chance: SplitMix64 (Steele, Lea & Flood 2014), the same on every machine.
///
/// Every person, house and record throws its own dice, derived from the seed and its number. So a change
/// in how one feed is written does not shift what happens to anybody else.
struct Dice {
    private var state: UInt64

    /// Independent dice for item number `index` of a `purpose`; others for each `revision`.
    init(seed: UInt64, purpose: Purpose, index: Int, revision: Int = 0) {
        state = seed &+ purpose.rawValue &* 0xD1B5_4A32_D192_ED03
        state &+= UInt64(truncatingIfNeeded: revision) &* 0x8CB9_2BA7_2F3D_8DD7
        state = next() ^ (UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15)
        _ = next()
    }

    /// What a throw decides; the raw value keeps the streams apart.
    enum Purpose: UInt64 {
        case places = 1
        case household, entity, representative
        case branch, shop
        case policeHousehold, health, socialInsurance, housing, companies, tax, schools, water, grid, rental
        case medicalInsurance, vaccination, socialAid, parking, notes
        case nightOfHousehold, nightOfRecord, delay
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z &>> 31)
    }

    /// A whole number from 0 up to, not including, `bound`; `bound` is at least 1.
    mutating func below(_ bound: Int) -> Int {
        Int(UInt64(bound).multipliedFullWidth(by: next()).high)
    }

    /// A whole number of `range`.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// True with a probability of `permyriad` in 10,000: `chance(30)` is 0.3 %.
    mutating func chance(_ permyriad: Int) -> Bool { below(10_000) < permyriad }

    /// One of `items`, which is not empty.
    mutating func pick<Element>(_ items: [Element]) -> Element { items[below(items.count)] }

    /// One of `items`, each as likely as it is heavy. Complexity: O(log items).
    mutating func pick<Element>(_ items: Weighted<Element>) -> Element {
        let throwing = below(items.total)
        var low = 0
        var high = items.entries.count - 1
        while low < high {
            let middle = (low + high) / 2
            if throwing < items.entries[middle].end { high = middle } else { low = middle + 1 }
        }
        return items.entries[low].item
    }
}

/// Items to pick from, some more often than others. Holds at least one.
struct Weighted<Element: Sendable>: Sendable {
    /// Each item with the sum of the weights up to and including its own.
    fileprivate var entries: [(item: Element, end: Int)] = []

    init(_ items: [(Element, weight: Int)]) {
        for (item, weight) in items { entries.append((item, total + weight)) }
    }

    fileprivate var total: Int { entries.last?.end ?? 0 }
}
