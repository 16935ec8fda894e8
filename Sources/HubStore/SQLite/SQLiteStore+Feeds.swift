import HubModel
import HubSQLite

// What is known of feeds after their last good reading.
extension SQLiteStore {
    package func saveFeedState(_ state: FeedState) throws(StoreError) {
        try guarded {
            let update = try database.statement(
                "UPDATE feed SET run_id = ?, version = ?, records = ?, digest = ? WHERE name = ?")
            try update.bind(state.run, at: 1)
            try update.bind(state.version, at: 2)
            try update.bind(Int64(state.records), at: 3)
            try update.bind(state.digest, at: 4)
            try update.bind(state.feed, at: 5)
            try update.run()
            guard database.changes == 1 else {
                throw StoreError(.failed, "\(path): feed `\(state.feed)` was not prepared")
            }
        }
    }

    package func feedStates() throws(StoreError) -> [FeedState] {
        try guarded {
            let statement = try database.statement(
                "SELECT name, run_id, version, records, digest FROM feed WHERE run_id IS NOT NULL ORDER BY name"
            )
            defer { statement.reset() }
            var states: [FeedState] = []
            while try statement.step() {
                states.append(
                    FeedState(
                        feed: statement.text(0) ?? "", run: statement.integer(1),
                        version: statement.integer(2),
                        records: Int(statement.integer(3)), digest: statement.text(4) ?? ""))
            }
            return states
        }
    }

    package func feedProgress(_ feed: String) throws(StoreError) -> FeedProgress {
        try guarded {
            let statement = try database.statement("SELECT readings, checkpoint FROM feed WHERE name = ?")
            defer { statement.reset() }
            try statement.bind(feed, at: 1)
            guard try statement.step() else { return FeedProgress() }
            return FeedProgress(readings: Int(statement.integer(0)), checkpoint: statement.text(1))
        }
    }

    package func saveFeedProgress(_ progress: FeedProgress, feed: String) throws(StoreError) {
        try guarded {
            let update = try database.statement(
                "UPDATE feed SET readings = ?, checkpoint = ? WHERE name = ?")
            try update.bind(Int64(progress.readings), at: 1)
            try update.bind(progress.checkpoint, at: 2)
            try update.bind(feed, at: 3)
            try update.run()
        }
    }
}
