/// What keeps clusters apart whatever links them, and which identifiers they share.
struct CannotLinks: Sendable {
    /// What two clusters are to each other.
    enum Verdict: Equatable {
        case forbidden
        /// They share values of these distinct attributes.
        case shared([Int])
        case silent
    }

    /// For each distinct attribute the set number claimed by the cluster of each root; 0: none yet.
    private var claims: [[UInt32]]
    /// Clusters that a judgement gave several values of a distinct attribute: all of them, by `key`.
    private var manyClaims: [Int: [UInt32]] = [:]
    private var groups: [UInt64]
    private let words: Int
    private let apart: Adjacency
    private let checks: [ApartCheck]
    /// Pairs of roots that a check keeps apart, lower root first; once apart, clusters stay so as they grow.
    private var known: Set<UInt64> = []
    private var scratch = EditScratch()

    init(profiles: Profiles, distinct: [Int], constraints: ProfileConstraints, checks: [ApartCheck]) {
        claims = distinct.map { column in
            (0..<profiles.count).map { profiles.rows[$0 * profiles.width + column] }
        }
        groups = constraints.groups
        words = constraints.groupWords
        apart = constraints.apart
        self.checks = checks
    }

    /// Whether anything can ever be forbidden.
    var isEmpty: Bool { claims.isEmpty && words == 0 && apart.isEmpty && checks.isEmpty }

    /// What the clusters of two roots are to each other.
    mutating func verdict(_ a: Int, _ b: Int, _ clusters: inout Clusters, _ scorer: PairScorer) -> Verdict {
        var shared: [Int] = []
        for attribute in claims.indices where claims[attribute][a] != 0 && claims[attribute][b] != 0 {
            guard share(attribute, a, b) else { return .forbidden }
            shared.append(attribute)
        }
        for word in 0..<words where groups[a * words + word] & groups[b * words + word] != 0 {
            return .forbidden
        }
        if isJudgedApart(a, b, &clusters) || keepApart(a, b, shared, clusters, scorer) { return .forbidden }
        return shared.isEmpty ? .silent : .shared(shared)
    }

    /// Whether a judgement, or a tie whose ends are two entities, stands between two clusters.
    mutating func isJudgedApart(_ a: Int, _ b: Int, _ clusters: inout Clusters) -> Bool {
        guard !apart.isEmpty else { return false }
        let (few, other) = clusters.size(a) <= clusters.size(b) ? (a, b) : (b, a)
        for member in clusters.members(few) {
            for partner in apart[member] where clusters.root(of: partner) == other { return true }
        }
        return false
    }

    /// Whether the cluster of a root has any identifier.
    func isIdentified(_ root: Int) -> Bool { claims.contains { $0[root] != 0 } }

    /// Carries over what the cluster of `other` claims when it joins that of `root`.
    mutating func join(_ root: Int, _ other: Int) {
        for attribute in claims.indices {
            let (mine, theirs) = (values(attribute, root), values(attribute, other))
            manyClaims[key(attribute, other)] = nil
            guard !theirs.isEmpty, mine != theirs else { continue }
            if mine.isEmpty { claims[attribute][root] = claims[attribute][other] }
            let all = Set(mine + theirs).sorted()
            if all.count > 1 { manyClaims[key(attribute, root)] = all }
        }
        for word in 0..<words { groups[root * words + word] |= groups[other * words + word] }
    }

    /// The first value that the clusters of two roots share of a distinct attribute.
    func sharedValue(_ attribute: Int, _ a: Int, _ b: Int) -> UInt32 {
        values(attribute, a).first(where: values(attribute, b).contains) ?? 0
    }

    private func key(_ attribute: Int, _ root: Int) -> Int { root * claims.count + attribute }

    private func values(_ attribute: Int, _ root: Int) -> [UInt32] {
        if !manyClaims.isEmpty, let many = manyClaims[key(attribute, root)] { return many }
        return claims[attribute][root] == 0 ? [] : [claims[attribute][root]]
    }

    private func share(_ attribute: Int, _ a: Int, _ b: Int) -> Bool {
        if claims[attribute][a] == claims[attribute][b] { return true }
        return !manyClaims.isEmpty && sharedValue(attribute, a, b) != 0
    }

    private mutating func keepApart(
        _ a: Int, _ b: Int, _ shared: [Int], _ clusters: Clusters, _ scorer: PairScorer
    ) -> Bool {
        guard !checks.isEmpty else { return false }
        let pair = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
        let asked = checks.filter { !$0.unless.contains(where: shared.contains) }
        let areAllAsked = asked.count == checks.count
        if areAllAsked, known.contains(pair) { return true }
        for check in asked where check.keepsApart(a, b, clusters, scorer, &scratch) {
            if areAllAsked { known.insert(pair) }
            return true
        }
        return false
    }
}
