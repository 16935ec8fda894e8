/// Constrained best-first clustering: links are taken from the strongest down, and a link joins the clusters
/// of its two profiles unless
///
/// 1. both clusters have a value of a distinct attribute and the values differ: the link is *refused*;
/// 2. the clusters as wholes speak against it: the link is *weak*. For each comparison the weights of cross
///    pairs that have both values are averaged, and the averages and the prior must add up to 0 bits or more.
///    So a chain of doubtful links does not tie strangers, missing values do not count against anybody, and
///    one relative's telephone does not outvote five names. Of a large cluster the first few profiles to
///    join speak for it. Clusters that share a value of a distinct attribute need no such consent.
///
/// The outcome depends on the set of links alone, not on their order.
struct Clustering: Sendable {
    /// Profiles that speak for a cluster.
    private static let spokesmen = 5

    private let scorer: PairScorer
    /// For each distinct attribute the set number claimed by the cluster of each root; 0: none yet.
    private var claims: [[UInt32]]
    private var parents: [UInt32]
    private var sizes: [UInt32]
    /// Members of a cluster as a chain from its root to `last[root]`, in order of joining.
    private var next: [UInt32]
    private var last: [UInt32]
    private var scratch = EditScratch()

    /// Links, each counted for all pairs of mentions it stands for, that rule 1 and rule 2 kept out.
    private(set) var refused = 0
    private(set) var weak = 0

    init(profiles: Profiles, distinct: [Int], scorer: PairScorer) {
        self.scorer = scorer
        let all = 0..<UInt32(profiles.count)
        parents = Array(all)
        last = parents
        next = Array(repeating: .max, count: all.count)
        sizes = Array(repeating: 1, count: all.count)
        claims = distinct.map { column in
            (0..<profiles.count).map { profiles.rows[$0 * profiles.width + column] }
        }
    }

    /// Joins what `links`, sorted by `Link.isBefore`, hold together.
    mutating func join(_ links: [Link], profiles: Profiles) {
        for link in links {
            let (a, b) = (root(of: link.lower), root(of: link.higher))
            if a == b { continue }
            let pairs = profiles.size(Int(link.lower)) * profiles.size(Int(link.higher))
            switch constraint(a, b) {
            case .forbids: refused += pairs
            case .demands: unite(a, b)
            case .silent:
                if sizes[a] == 1 && sizes[b] == 1 || agree(a, b) { unite(a, b) } else { weak += pairs }
            }
        }
    }

    /// The representative of a profile's cluster.
    mutating func root(of profile: UInt32) -> Int {
        var node = Int(profile)
        while Int(parents[node]) != node {
            parents[node] = parents[Int(parents[node])]
            node = Int(parents[node])
        }
        return node
    }

    /// Profiles in the cluster of a root.
    func size(ofRoot root: Int) -> Int { Int(sizes[root]) }

    private enum Constraint { case forbids, demands, silent }

    private func constraint(_ a: Int, _ b: Int) -> Constraint {
        var result = Constraint.silent
        for values in claims where values[a] != 0 && values[b] != 0 {
            if values[a] != values[b] { return .forbids }
            result = .demands
        }
        return result
    }

    private mutating func agree(_ a: Int, _ b: Int) -> Bool {
        var score = scorer.prior
        for comparison in scorer.comparisons.indices {
            var (sum, count) = (0, 0)
            var x = UInt32(a)
            for _ in 0..<min(Self.spokesmen, Int(sizes[a])) {
                var y = UInt32(b)
                for _ in 0..<min(Self.spokesmen, Int(sizes[b])) {
                    if let outcome = scorer.outcome(comparison, Int(x), Int(y), &scratch) {
                        sum += Int(outcome.bits)
                        count += 1
                    }
                    y = next[Int(y)]
                }
                x = next[Int(x)]
            }
            if count > 0 { score += sum / count }
        }
        return score >= 0
    }

    private mutating func unite(_ a: Int, _ b: Int) {
        let keepsFirst = sizes[a] > sizes[b] || (sizes[a] == sizes[b] && a < b)
        let (root, other) = keepsFirst ? (a, b) : (b, a)
        parents[other] = UInt32(root)
        sizes[root] += sizes[other]
        next[Int(last[root])] = UInt32(other)
        last[root] = last[other]
        for index in claims.indices where claims[index][root] == 0 {
            claims[index][root] = claims[index][other]
        }
    }
}
