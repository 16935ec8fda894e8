/// The name among `candidates` that `name` was most likely meant to be, or `nil` when none is near.
///
/// Near means an edit distance (Unicode scalars, case folded) of at most a third of the longer name.
/// Ties go to the first candidate. Complexity: O(candidates × length²).
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let scalars = Array(candidate.lowercased().unicodeScalars)
        let allowed = max(1, max(wanted.count, scalars.count) / 3)
        let distance = editDistance(wanted, scalars)
        if distance <= allowed, distance < best?.distance ?? .max {
            best = (distance, candidate)
        }
    }
    return best?.name
}

/// Levenshtein distance: insertions, deletions and substitutions that turn `a` into `b`. Complexity: O(|a|·|b|).
public func editDistance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    if a.isEmpty { return b.count }
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, right) in b.enumerated() {
            let substituted = diagonal + (left == right ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
        }
    }
    return row[b.count]
}
