/// Runs `body` for 0, 1, … `count - 1` on at most `threads` tasks at a time; results in that order.
///
/// The order of the results, hence everything built from them, does not depend on `threads`.
func parallelMap<Result: Sendable>(
    _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Result
) async -> [Result] {
    guard threads > 1, count > 1 else { return (0..<count).map(body) }
    return await withTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: count)
        var started = 0
        while started < min(threads, count) {
            let index = started
            group.addTask { (index, body(index)) }
            started += 1
        }
        while let (finished, result) = await group.next() {
            results[finished] = result
            guard started < count else { continue }
            let index = started
            group.addTask { (index, body(index)) }
            started += 1
        }
        return results.compactMap { $0 }
    }
}
