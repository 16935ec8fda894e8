/// Whether the similarity of Jaro and Winkler (1990) is at least `least`: characters in common within half the longer
/// length, less half of those out of order, raised by up to four characters that both begin with.
///
/// Texts of more than 64 scalars are compared by their first 64.
func isJaroWinkler(_ least: Double, _ first: Range<Int>, _ second: Range<Int>, _ scalars: [UInt32]) -> Bool {
    // Which characters are taken for common depends on the side one starts from: always the same.
    let isInOrder = startsBefore(first, second, scalars)
    let a = scalars.span.extracting((isInOrder ? first : second).prefix(64))
    let b = scalars.span.extracting((isInOrder ? second : first).prefix(64))
    let (m, n) = (a.count, b.count)
    guard m > 0, n > 0 else { return false }
    // The most there can be: all of the shorter in common and in order, and four characters to begin with.
    let most = (2 + Double(min(m, n)) / Double(max(m, n))) / 3
    guard most + 0.4 * (1 - most) >= least else { return false }
    let window = max(max(m, n) / 2 &- 1, 0)
    var (usedA, usedB): (UInt64, UInt64) = (0, 0)
    var common = 0
    for i in 0..<m {
        let low = max(0, i &- window)
        let high = min(n &- 1, i &+ window)
        var j = low
        while j <= high {
            if usedB >> UInt64(j) & 1 == 0, a[i] == b[j] {
                usedA |= 1 << UInt64(i)
                usedB |= 1 << UInt64(j)
                common &+= 1
                break
            }
            j &+= 1
        }
    }
    guard common > 0 else { return false }
    var (displaced, j) = (0, 0)
    for i in 0..<m where usedA >> UInt64(i) & 1 == 1 {
        while usedB >> UInt64(j) & 1 == 0 { j &+= 1 }
        if a[i] != b[j] { displaced &+= 1 }
        j &+= 1
    }
    let c = Double(common)
    let jaro = (c / Double(m) + c / Double(n) + (c - Double(displaced / 2)) / c) / 3
    var prefix = 0
    while prefix < min(4, m, n), a[prefix] == b[prefix] { prefix &+= 1 }
    return jaro + Double(prefix) * 0.1 * (1 - jaro) >= least
}

private func startsBefore(_ first: Range<Int>, _ second: Range<Int>, _ scalars: [UInt32]) -> Bool {
    if first.count != second.count { return first.count < second.count }
    for offset in 0..<first.count {
        let (p, q) = (scalars[first.lowerBound &+ offset], scalars[second.lowerBound &+ offset])
        if p != q { return p < q }
    }
    return true
}
