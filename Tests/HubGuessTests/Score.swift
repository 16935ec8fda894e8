import HubGuess

/// What a column should be mapped to, in a role whose name does not matter; several answers may be right.
struct Answer: Sendable {
    struct Target: Hashable, Sendable {
        let role: String
        /// `person.name`; empty for a column that should be left out.
        let attribute: String
    }

    let column: String
    let targets: [Target]
}

/// How many columns were guessed right, wrong, or left open.
struct Score: CustomStringConvertible {
    var right = 0
    var wrong = 0
    var open = 0
    /// Columns mapped although the answer leaves them out; they count among the wrong ones.
    var added = 0
    var details: [String] = []

    var columns: Int { right + wrong + open }

    var description: String {
        func share(_ count: Int) -> String {
            let tenths = columns == 0 ? 0 : (count * 1000 + columns / 2) / columns
            return "\(tenths / 10).\(tenths % 10) %"
        }
        return
            "\(columns) columns: \(share(right)) right (\(right)), \(share(wrong)) wrong (\(wrong), of them \(added) mapped "
            + "though the answer leaves them out), \(share(open)) left open (\(open))"
    }

    static func += (a: inout Score, b: Score) {
        a.right += b.right
        a.wrong += b.wrong
        a.open += b.open
        a.added += b.added
        a.details += b.details
    }

    /// Holds a guess against answers. Roles correspond when they share most columns.
    init(_ guess: Guess, _ answers: [Answer], feed: String) {
        let roles = Self.correspondence(guess, answers)
        for answer in answers {
            let found = guess.columns.first { $0.id == answer.column }
            let mapped = found?.mapped ?? []
            let isLeftOut = answer.targets.contains { $0.attribute.isEmpty }
            let isRight =
                mapped.isEmpty
                ? isLeftOut
                : mapped.allSatisfy { target in
                    answer.targets.contains {
                        $0.attribute == "\(target.type).\(target.attribute)" && roles[target.role] == $0.role
                    }
                }
            if isRight {
                right += 1
            } else if mapped.isEmpty {
                open += 1
                details.append("\(feed) \(answer.column): open, \(found?.suggestion ?? "no such column")")
            } else {
                wrong += 1
                if isLeftOut { added += 1 }
                let as_ = mapped.map { "\($0.role) \($0.type).\($0.attribute)" }.joined(separator: ", ")
                details.append("\(feed) \(answer.column): \(as_) instead of \(answer.targets)")
            }
        }
        for column in guess.columns
        where !answers.contains(where: { $0.column == column.id }) && !column.mapped.isEmpty {
            wrong += 1
            added += 1
            details.append("\(feed) \(column.id): mapped, and not among the answers")
        }
    }

    init() {}

    private static func correspondence(_ guess: Guess, _ answers: [Answer]) -> [String: String] {
        var shared: [String: [String: Int]] = [:]
        for column in guess.columns {
            guard let answer = answers.first(where: { $0.column == column.id }) else { continue }
            for target in column.mapped {
                for wanted in answer.targets where wanted.attribute == "\(target.type).\(target.attribute)" {
                    shared[target.role, default: [:]][wanted.role, default: 0] += 1
                }
            }
        }
        var result: [String: String] = [:]
        var taken: Set<String> = []
        let pairs = shared.flatMap { role, wanted in wanted.map { (role, $0.key, $0.value) } }
            .sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }
        for (role, wanted, _) in pairs where result[role] == nil && taken.insert(wanted).inserted {
            result[role] = wanted
        }
        return result
    }
}
