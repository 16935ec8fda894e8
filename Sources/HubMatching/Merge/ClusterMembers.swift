/// The mentions of each cluster, as row numbers.
package struct ClusterMembers: Sendable {
    /// Rows of cluster `c` are `rows[starts[c]..<starts[c + 1]]`.
    package let starts: [Int]
    package let rows: [Int32]

    package var count: Int { starts.count - 1 }

    /// Takes ready-made lists; `starts` begins with 0 and ends with `rows.count`.
    package init(starts: [Int], rows: [Int32]) {
        precondition(starts.first == 0 && starts.last == rows.count, "starts must span the rows")
        self.starts = starts
        self.rows = rows
    }

    /// Groups mentions by their cluster (`MatchResult.clusters`), in order of mention inside a cluster.
    package init(clusters: [Int32], count: Int) {
        var starts = [Int](repeating: 0, count: count + 1)
        for cluster in clusters { starts[Int(cluster) + 1] += 1 }
        for cluster in 0..<count { starts[cluster + 1] += starts[cluster] }
        var filled = starts
        var rows = [Int32](repeating: 0, count: clusters.count)
        for (mention, cluster) in clusters.enumerated() {
            rows[filled[Int(cluster)]] = Int32(mention)
            filled[Int(cluster)] += 1
        }
        self.starts = starts
        self.rows = rows
    }

    package subscript(cluster: Int) -> ArraySlice<Int32> { rows[starts[cluster]..<starts[cluster + 1]] }
}
