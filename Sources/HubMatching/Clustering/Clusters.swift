/// Disjoint sets of profiles (union by size), with their members in order of joining.
struct Clusters: Sendable {
    private var parents: [UInt32]
    private var sizes: [UInt32]
    /// Members of a cluster as a chain from its root to `last[root]`.
    private var next: [UInt32]
    private var last: [UInt32]

    init(count: Int) {
        parents = Array(0..<UInt32(count))
        last = parents
        next = Array(repeating: .max, count: count)
        sizes = Array(repeating: 1, count: count)
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
    func size(_ root: Int) -> Int { Int(sizes[root]) }

    /// The first `limit` members of the cluster of a root.
    func members(_ root: Int, atMost limit: Int = .max) -> Members {
        Members(chain: next, current: UInt32(root), left: min(limit, size(root)))
    }

    /// Members in order of joining.
    struct Members: Sequence, IteratorProtocol {
        fileprivate let chain: [UInt32]
        fileprivate var current: UInt32
        fileprivate var left: Int

        mutating func next() -> Int? {
            guard left > 0 else { return nil }
            defer {
                left -= 1
                current = chain[Int(current)]
            }
            return Int(current)
        }
    }

    /// Joins the clusters of two roots. The larger one's root stays, of equal ones the lower.
    mutating func unite(_ a: Int, _ b: Int) -> (root: Int, other: Int) {
        let keepsFirst = sizes[a] > sizes[b] || (sizes[a] == sizes[b] && a < b)
        let (root, other) = keepsFirst ? (a, b) : (b, a)
        parents[other] = UInt32(root)
        sizes[root] += sizes[other]
        next[Int(last[root])] = UInt32(other)
        last[root] = last[other]
        return (root, other)
    }
}
