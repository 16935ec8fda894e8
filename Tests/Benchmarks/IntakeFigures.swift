import Foundation
import HubConnect
import HubEngine
import HubMapping
import HubModel
import HubSQLite
import HubStore

/// Reading with mapping and validation, and staging alone, against bare SQLite inserts.
struct IntakeFigures {
    let district: BenchmarkDistrict

    func measure() async throws -> [Figure] {
        var rows = 0
        var mentions = 0
        let feeds = district.workspace.feeds.filter { $0.connector.value == "csv" }
        let seconds = try await bestOfThree {
            rows = 0
            mentions = 0
            for feed in feeds {
                let counts = try await readAndMap(feed)
                rows += counts.rows
                mentions += counts.mentions
            }
        }
        let mapped = Figure(
            name: "read + map + validate, all CSV feeds", count: rows, unit: "records", seconds: seconds)
        let inserts = 1_000_000
        let bare = try await bestOfThree { try bareInserts(inserts) }
        return [
            mapped,
            Figure(name: "bare SQLite inserts of 8 columns", count: inserts, unit: "rows", seconds: bare),
        ]
    }

    private func readAndMap(_ feed: Feed) async throws -> (rows: Int, mentions: Int) {
        let connector = try district.source(feed).connect(in: district.folder)
        let models = district.workspace.models
        var mapper: Mapper?
        var tasks: [Task<Int, Never>] = []
        var (rows, mentions) = (0, 0)
        try await connector.read { batch in
            let bound =
                try mapper
                ?? Mapper(
                    feed: feed, models: models, columns: batch.columns, expressions: SQLExpressions())
            mapper = bound
            rows += batch.table.rowCount
            tasks.append(
                Task.detached {
                    let mapped = bound.map(batch.table, rows: Array(0..<Int32(batch.table.rowCount)))
                    return mapped.mentions.reduce(0) { $0 + $1.record.count }
                })
            if tasks.count > 2 { mentions += await tasks.removeFirst().value }
        }
        for task in tasks { mentions += await task.value }
        return (rows, mentions)
    }

    private func bareInserts(_ count: Int) throws {
        let path = "\(district.folder)/bare.sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let connection = try SQLiteConnection(path: path)
        try connection.execute(
            "create table t(a integer primary key, b text, c text, d text, e text, f text, g text, h text)")
        try connection.execute("begin")
        let insert = try connection.statement("insert into t values (?, ?, ?, ?, ?, ?, ?, ?)")
        let text = Array("示范路128号3幢".utf8)
        for row in 0..<count {
            try insert.bind(Int64(row), at: 1)
            for column in 2...8 { try insert.bind(text.span, at: column) }
            try insert.run()
        }
        try connection.execute("commit")
    }
}
