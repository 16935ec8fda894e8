/// A rule that keeps mentions of one type apart, whatever the sum of their weights: twins, father and son.
///
/// A pair of mentions meets it when every named comparison comes out at one of the named levels; such a pair is
/// never in one cluster. It says nothing of a pair where a compared value is missing.
public struct ApartRule: Sendable {
    /// One comparison and the outcomes that count.
    public struct Outcome: Sendable, Hashable {
        /// Index of the comparison in its model.
        public let comparison: Int
        /// Indices of its levels, ascending.
        public let levels: [Int]

        /// Creates an outcome.
        public init(comparison: Int, levels: [Int]) {
            self.comparison = comparison
            self.levels = levels
        }
    }

    /// As written in the model: `twins`.
    public let name: String
    /// All of them must hold.
    public let when: [Outcome]
    /// Indices of distinct attributes: two clusters that share a value of one are spared.
    public let unless: [Int]

    /// Creates a rule.
    public init(name: String, when: [Outcome], unless: [Int] = []) {
        self.name = name
        self.when = when
        self.unless = unless
    }
}

/// How far clusters may go: what a model says besides its weights.
public struct ClusterLimits: Sendable, Hashable {
    /// Different mentions in a cluster above which only strong support joins more.
    public var largest = 40
    /// Bits of other evidence against two mentions above which a shared distinct value does not join them.
    public var contradiction = 12.0
    /// Bits below the threshold down to which pairs are looked at a second time; 0: never.
    public var doubt = 10.0

    /// The limits of a model that names none.
    public init() {}
}
