/// A pair of profiles at or above the threshold.
struct Link: Sendable {
    /// The profile with the smaller number.
    let lower: UInt32
    let higher: UInt32
    /// The score in `Bits`.
    let score: Int32

    /// Strongest first; equal ones by profile number, which is by rank.
    static func isBefore(_ first: Link, _ second: Link) -> Bool {
        if first.score != second.score { return first.score > second.score }
        if first.lower != second.lower { return first.lower < second.lower }
        return first.higher < second.higher
    }
}
