/// Reproducible chance: SplitMix64 (Steele, Lea & Flood 2014), the same on every machine.
///
/// Every person, house and record throws its own dice, derived from the seed and its number. So a change
/// in how one feed is written does not shift what happens to anybody else.
struct Dice {
    private var state: UInt64

    /// Independent dice for item number `index` of a `purpose`.
    init(seed: UInt64, purpose: Purpose, index: Int) {
        state = seed &+ purpose.rawValue &* 0xD1B5_4A32_D192_ED03
        state = next() ^ (UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15)
        _ = next()
    }

    /// What a throw decides; the raw value keeps the streams apart.
    enum Purpose: UInt64 {
        case places = 1
        case household, entity, representative
        case policeHousehold, health, socialInsurance, housing, companies, tax, schools, water, grid, rental
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

    /// Index of one of `weights`, each as likely as it is heavy. Complexity: O(weights).
    mutating func weighted(_ weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if rest < weight { return index }
            rest -= weight
        }
        return weights.count - 1
    }
}
