/// A number carried along under a sort key.
struct Keyed: Sendable {
    var key: UInt64
    var value: UInt32
}

/// Sorts by key, keeping entries of one key in their order. Complexity: O(n) for up to six passes.
func radixSort(_ entries: inout [Keyed]) {
    let digit = 11
    let buckets = 1 << digit
    guard entries.count > 1 else { return }
    if entries.count < buckets {
        // Few entries: sorting positions with them keeps the order of equals without clearing histograms.
        let order = entries.indices.sorted { (entries[$0].key, $0) < (entries[$1].key, $1) }
        entries = order.map { entries[$0] }
        return
    }
    let passes = (UInt64.bitWidth + digit - 1) / digit
    var histograms = [Int](repeating: 0, count: passes * buckets)
    for entry in entries {
        for pass in 0..<passes {
            let bucket = Int(truncatingIfNeeded: entry.key >> UInt64(pass * digit)) & (buckets - 1)
            histograms[pass &* buckets &+ bucket] &+= 1
        }
    }
    var other = entries
    for pass in 0..<passes {
        let base = pass * buckets
        // A digit that all keys share moves nothing.
        if histograms[base..<base + buckets].contains(entries.count) { continue }
        var position = 0
        for bucket in base..<base + buckets {
            let count = histograms[bucket]
            histograms[bucket] = position
            position += count
        }
        for entry in entries {
            let bucket = base &+ Int(truncatingIfNeeded: entry.key >> UInt64(pass * digit)) & (buckets - 1)
            other[histograms[bucket]] = entry
            histograms[bucket] &+= 1
        }
        swap(&entries, &other)
    }
}
