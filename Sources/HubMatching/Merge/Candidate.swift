/// One distinct value that mentions of a cluster give for an attribute.
struct Candidate: Sendable {
    /// Bytes in the arena of the mentions' table.
    let range: Range<Int>
    let hash: UInt64
    /// How many mentions give it, the highest trust and the latest run among them.
    private(set) var mentions: Int32 = 0
    private(set) var trust = Int32.min
    private(set) var run = Int64.min
    /// Row of the most trusted of them; then of the latest run, then of the smallest rank.
    private(set) var row: Int32 = 0
    private var rowRun = Int64.min
    private var rowRank = UInt64.max
    /// Candidates whose folded forms are equal have the same number.
    var fold = 0

    init(range: Range<Int>, hash: UInt64) {
        self.range = range
        self.hash = hash
    }

    /// Counts one more mention that gives this value.
    mutating func add(row newRow: Int32, trust newTrust: Int32, run newRun: Int64, rank: UInt64) {
        let isFirst = mentions == 0
        let isPreferred =
            newTrust != trust ? newTrust > trust : newRun != rowRun ? newRun > rowRun : rank < rowRank
        if isFirst || isPreferred {
            row = newRow
            rowRun = newRun
            rowRank = rank
        }
        mentions += 1
        trust = max(trust, newTrust)
        run = max(run, newRun)
    }

    /// Takes in the counts of `other`, for comparing whole folds.
    mutating func absorb(_ other: Candidate) {
        mentions += other.mentions
        trust = max(trust, other.trust)
        run = max(run, other.run)
    }
}
