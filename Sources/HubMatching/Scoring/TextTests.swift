/// Rows of the edit-distance table, kept between pairs so that scoring allocates nothing.
struct EditScratch: Sendable {
    fileprivate var beforeLast: [Int32] = []
    fileprivate var last: [Int32] = []
    fileprivate var current: [Int32] = []
}

/// Whether one text becomes the other by at most `limit` insertions, deletions, substitutions and swaps of neighbours
/// (optimal string alignment distance); `first` and `second` are ranges of `scalars`. Complexity: O(length × limit), less when the answer shows early.
func isWithinEdits(
    _ limit: Int, _ first: Range<Int>, _ second: Range<Int>, _ scalars: [UInt32],
    _ scratch: inout EditScratch
) -> Bool {
    let (a, b) = (scalars.span.extracting(first), scalars.span.extracting(second))
    guard abs(a.count &- b.count) <= limit else { return false }
    // What both begin and end with never needs an edit.
    var start = 0
    while start < a.count, start < b.count, a[start] == b[start] { start &+= 1 }
    var (endA, endB) = (a.count, b.count)
    while endA > start, endB > start, a[endA &- 1] == b[endB &- 1] {
        endA &-= 1
        endB &-= 1
    }
    let (m, n) = (endA &- start, endB &- start)
    if max(m, n) <= limit { return true }
    if m == 0 || n == 0 { return false }
    if limit <= 1 {
        // Longer than one on some side: only a swap is left.
        return limit == 1 && m == 2 && n == 2 && a[start] == b[start &+ 1] && a[start &+ 1] == b[start]
    }
    let far = Int32(limit &+ 1)
    scratch.prepare(columns: n &+ 1)
    for column in 0...n { scratch.last[column] = min(Int32(column), far) }
    for row in 1...m {
        let low = max(1, row &- limit)
        let high = min(n, row &+ limit)
        scratch.current[low &- 1] = low == 1 ? min(Int32(row), far) : far
        var smallest = scratch.current[low &- 1]
        let x = a[start &+ row &- 1]
        for column in stride(from: low, through: high, by: 1) {
            let y = b[start &+ column &- 1]
            var cost = scratch.last[column &- 1] &+ (x == y ? 0 : 1)
            cost = min(cost, scratch.current[column &- 1] &+ 1)
            // The cell above lies outside the band at its right edge.
            if column < row &+ limit { cost = min(cost, scratch.last[column] &+ 1) }
            if row > 1, column > 1, x == b[start &+ column &- 2], y == a[start &+ row &- 2] {
                cost = min(cost, scratch.beforeLast[column &- 2] &+ 1)
            }
            cost = min(cost, far)
            scratch.current[column] = cost
            smallest = min(smallest, cost)
        }
        // A swap reaches back two rows, but costs one more than what stands there.
        if smallest >= far { return false }
        scratch.rotate()
    }
    return scratch.last[n] < far
}

extension EditScratch {
    fileprivate mutating func prepare(columns: Int) {
        guard last.count < columns else { return }
        beforeLast = Array(repeating: 0, count: columns &* 2)
        last = beforeLast
        current = beforeLast
    }

    fileprivate mutating func rotate() {
        swap(&beforeLast, &last)
        swap(&last, &current)
    }
}

/// Whether one text starts with the other, which has at least `length` scalars.
func isPrefix(_ length: Int, _ first: Range<Int>, _ second: Range<Int>, _ scalars: [UInt32]) -> Bool {
    let (a, b) = (scalars.span.extracting(first), scalars.span.extracting(second))
    let shorter = min(a.count, b.count)
    guard shorter >= length else { return false }
    for index in 0..<shorter where a[index] != b[index] { return false }
    return true
}

/// Whether twice the shared bigrams are at least `share` of all (Sørensen–Dice); both sides sorted.
func isSimilar(_ share: Double, _ first: Range<Int>, _ second: Range<Int>, _ bigrams: [UInt64]) -> Bool {
    let (a, b) = (bigrams.span.extracting(first), bigrams.span.extracting(second))
    let all = a.count &+ b.count
    guard all > 0 else { return false }
    let needed = share * Double(all)
    if Double(2 &* min(a.count, b.count)) < needed { return false }
    var (i, j, shared) = (0, 0, 0)
    while i < a.count, j < b.count {
        if a[i] == b[j] {
            shared &+= 1
            i &+= 1
            j &+= 1
        } else if a[i] < b[j] {
            i &+= 1
        } else {
            j &+= 1
        }
    }
    return Double(2 &* shared) >= needed
}
