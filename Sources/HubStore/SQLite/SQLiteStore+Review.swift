import HubSQLite

// Pairs somebody should look at.
extension SQLiteStore {
    package func saveReview(
        _ candidates: [ReviewCandidate], counts: [String: Int], type: Int, run: Int64
    ) throws(StoreError) {
        try guarded {
            let number = try tables(type).typeID
            let clear = try database.statement("DELETE FROM review_candidate WHERE type_id = ?")
            let clearCounts = try database.statement("DELETE FROM review_count WHERE type_id = ?")
            let insert = try database.statement(
                """
                INSERT INTO review_candidate(type_id, kind, first_mention, second_mention, probability, priority,
                first_size, second_size, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
            let count = try database.statement(
                "INSERT INTO review_count(type_id, kind, pairs) VALUES (?, ?, ?)")
            try inTransaction {
                for statement in [clear, clearCounts] {
                    try statement.bind(number, at: 1)
                    try statement.run()
                }
                for candidate in candidates {
                    try insert.bind(number, at: 1)
                    try insert.bind(candidate.kind, at: 2)
                    try insert.bind(candidate.first, at: 3)
                    try insert.bind(candidate.second, at: 4)
                    try insert.bind(real: candidate.probability, at: 5)
                    try insert.bind(real: candidate.priority, at: 6)
                    try insert.bind(Int64(candidate.firstSize), at: 7)
                    try insert.bind(Int64(candidate.secondSize), at: 8)
                    try insert.bind(run, at: 9)
                    try insert.run()
                }
                for (kind, pairs) in counts.sorted(by: { $0.key < $1.key }) {
                    try count.bind(number, at: 1)
                    try count.bind(kind, at: 2)
                    try count.bind(Int64(pairs), at: 3)
                    try count.run()
                }
            }
        }
    }

    private static let columns = """
        SELECT candidate_id, type_id, kind, first_mention, second_mention, probability, priority, first_size,
        second_size FROM review_candidate
        """

    package func reviewCandidates(type: Int?) throws(StoreError) -> [ReviewCandidate] {
        try guarded {
            let number = try type.map { try tables($0).typeID }
            let statement = try database.statement(
                Self.columns + (number.map { " WHERE type_id = \($0)" } ?? "")
                    + " ORDER BY priority DESC, candidate_id")
            defer { statement.reset() }
            var candidates: [ReviewCandidate] = []
            while try statement.step() {
                if let candidate = candidate(statement) { candidates.append(candidate) }
            }
            return candidates
        }
    }

    package func reviewCandidate(_ id: Int64) throws(StoreError) -> ReviewCandidate? {
        try guarded {
            let statement = try database.statement(Self.columns + " WHERE candidate_id = ?")
            defer { statement.reset() }
            try statement.bind(id, at: 1)
            return try statement.step() ? candidate(statement) : nil
        }
    }

    private func candidate(_ row: SQLiteStatement) -> ReviewCandidate? {
        guard let type = layout.modelIndex[row.integer(1)] else { return nil }
        var candidate = ReviewCandidate(
            kind: row.text(2) ?? "", first: row.integer(3), second: row.integer(4),
            probability: Double(row.text(5) ?? "") ?? 0, priority: Double(row.text(6) ?? "") ?? 0,
            firstSize: Int(row.integer(7)), secondSize: Int(row.integer(8)))
        candidate.id = row.integer(0)
        candidate.type = type
        return candidate
    }

    package func reviewCounts() throws(StoreError) -> [Int: [String: Int]] {
        try guarded {
            let statement = try database.statement("SELECT type_id, kind, pairs FROM review_count")
            defer { statement.reset() }
            var counts: [Int: [String: Int]] = [:]
            while try statement.step() {
                guard let type = layout.modelIndex[statement.integer(0)] else { continue }
                counts[type, default: [:]][statement.text(1) ?? ""] = Int(statement.integer(2))
            }
            return counts
        }
    }
}
