import HubModel

/// In which order types are resolved: what a rule looks at through a relation must be resolved before.
enum ResolutionOrder {
    /// Model indices, among equals the lowest first; `nil`, and reported, when types wait for each other.
    static func of(_ rules: [ModelRules], names: [String], _ report: inout Diagnostics) -> [Int]? {
        var order: [Int] = []
        var isDone = rules.map { _ in false }
        while let next = rules.indices.first(where: { type in
            !isDone[type] && rules[type].looksAt.keys.allSatisfy { isDone[$0] }
        }) {
            isDone[next] = true
            order.append(next)
        }
        if order.count == rules.count { return order }
        for cycle in cycles(rules, isDone) {
            let path = (cycle + [cycle[0]]).map { names[$0] }.joined(separator: " → ")
            let next = cycle.count > 1 ? cycle[1] : cycle[0]
            guard let place = rules[cycle[0]].looksAt[next] else { continue }
            report.report(
                "types wait for each other to be resolved: \(path)",
                hint: "take a relation out of the rules of one of them", at: place)
        }
        return nil
    }

    /// From each type that is left, the first cycle met; each cycle once, starting at its lowest type.
    private static func cycles(_ rules: [ModelRules], _ isDone: [Bool]) -> [[Int]] {
        var found: [[Int]] = []
        for start in rules.indices where !isDone[start] {
            var path: [Int] = []
            var current = start
            while !path.contains(current) {
                path.append(current)
                // Every type that is left looks at one that is left.
                guard let next = rules[current].looksAt.keys.sorted().first(where: { !isDone[$0] }) else {
                    break
                }
                current = next
            }
            let cycle = Array(path.drop { $0 != current })
            guard let lowest = cycle.min(), let turn = cycle.firstIndex(of: lowest) else { continue }
            let turned = Array(cycle[turn...] + cycle[..<turn])
            if !found.contains(turned) { found.append(turned) }
        }
        return found
    }
}
