/// A number carried along under a sort key.
struct Keyed: Sendable {
    var key: UInt64
    var value: UInt32
}

/// Sorts by key, keeping entries of one key in their order.
///
/// Three passes of 11 bits from the highest bit in which keys differ; what is still mixed after them, entries that share
/// those 33 bits and differ below, is sorted on its own. Of hashes there is hardly any.
/// Complexity: O(n) for keys that differ in their high bits.
func radixSort(_ entries: inout [Keyed]) {
    guard entries.count > 1 else { return }
    if entries.count < 1 << digit { return sortFew(&entries, 0..<entries.count) }
    let first = entries[0].key
    let varying = entries.reduce(UInt64(0)) { $0 | ($1.key ^ first) }
    let high = UInt64.bitWidth - varying.leadingZeroBitCount
    let low = max(0, high - 3 * digit)
    distribute(&entries, from: low, to: high)
    if low > 0, varying & (1 << UInt64(low) - 1) != 0 { sortRuns(&entries, above: low) }
}

private let digit = 11

/// Sorts by the bits from `low` up to `high`, at most three digits, lowest first.
private func distribute(_ entries: inout [Keyed], from low: Int, to high: Int) {
    let buckets = 1 << digit
    let shifts = Array(stride(from: low, to: high, by: digit))
    var histograms = [Int](repeating: 0, count: shifts.count * buckets)
    for entry in entries {
        for pass in shifts.indices {
            let bucket = Int(truncatingIfNeeded: entry.key >> UInt64(shifts[pass])) & (buckets - 1)
            histograms[pass &* buckets &+ bucket] &+= 1
        }
    }
    var other = entries
    for pass in shifts.indices {
        let base = pass * buckets
        // A digit that all keys share moves nothing.
        if histograms[base..<base + buckets].contains(entries.count) { continue }
        var position = 0
        for bucket in base..<base + buckets {
            let count = histograms[bucket]
            histograms[bucket] = position
            position += count
        }
        let shift = UInt64(shifts[pass])
        for entry in entries {
            let bucket = base &+ Int(truncatingIfNeeded: entry.key >> shift) & (buckets - 1)
            other[histograms[bucket]] = entry
            histograms[bucket] &+= 1
        }
        swap(&entries, &other)
    }
}

/// Sorts the runs of entries that agree in all bits from `low` on.
private func sortRuns(_ entries: inout [Keyed], above low: Int) {
    var start = 0
    while start < entries.count {
        let head = entries[start].key >> UInt64(low)
        var (end, isMixed) = (start + 1, false)
        while end < entries.count, entries[end].key >> UInt64(low) == head {
            isMixed = isMixed || entries[end].key != entries[start].key
            end += 1
        }
        if isMixed { sortRun(&entries, start..<end) }
        start = end
    }
}

private func sortRun(_ entries: inout [Keyed], _ run: Range<Int>) {
    if run.count < 1 << digit { return sortFew(&entries, run) }
    var part = Array(entries[run])
    radixSort(&part)
    entries.replaceSubrange(run, with: part)
}

/// Few entries: sorting positions with them keeps the order of equals without clearing histograms.
private func sortFew(_ entries: inout [Keyed], _ range: Range<Int>) {
    let order = range.sorted { (entries[$0].key, $0) < (entries[$1].key, $1) }.map { entries[$0] }
    entries.replaceSubrange(range, with: order)
}
