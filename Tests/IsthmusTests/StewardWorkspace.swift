import Foundation
import HubEngine
import HubMatching
import HubModel
import HubStore
import TestSupport
import Testing

/// A workspace with two feeds of people, and a steward.
final class StewardWorkspace {
    let workspace: TestWorkspace

    /// Rows `no,name,id,birth,address` of the two feeds.
    init(_ people: [String], _ others: [String] = []) async throws {
        workspace = try TestWorkspace()
        try workspace.addPeopleFeed("people", extra: "trust: 80,")
        try workspace.addPeopleFeed("others", settings: "{ path: \"others.csv\" }", extra: "trust: 20,")
        try deliver(people, others)
        let report = try await workspace.run()
        #expect(report.status == .done, "\(report.problems)")
    }

    func deliver(_ people: [String], _ others: [String] = []) throws {
        try workspace.folder.write("people.csv", TestWorkspace.header + people.map { $0 + "\n" }.joined())
        try workspace.folder.write("others.csv", TestWorkspace.header + others.map { $0 + "\n" }.joined())
    }

    var place: String { workspace.folder.path }

    /// `isthmus` as a steward types it.
    @discardableResult
    func say(_ words: String...) throws -> ShellResult { try shell(isthmusBinary, ["-C", place] + words) }

    /// Entity id of the person of a record.
    func person(_ key: String, feed: String = "people") throws -> String {
        let line = try say("mentions", "--type", "person", "--format", "csv").output
            .split(separator: "\n").first { $0.hasPrefix("\(feed),\(key),") }
        return String(try #require(line, "\(feed) \(key)").split(separator: ",").last ?? "")
    }

    func mention(_ key: String, feed: String = "people") -> String { "\(feed)/\(key)/resident" }

    /// What the matcher is told of people, as pairs of record keys.
    func constraints() throws -> (together: Set<Set<String>>, apart: Set<Set<String>>) {
        let open = try workspace.load()
        let store = try workspace.openStore()
        let type = try #require(open.models.firstIndex { $0.name == "person" })
        let mentions = try store.mentions(type: type)
        let rows = JudgedRows(try store.judgements(), type: "person", ranks: mentions.ranks)
        func keys(_ pairs: [MatchConstraints.Pair]) throws -> Set<Set<String>> {
            Set(
                try pairs.map { pair in
                    Set(
                        try [pair.first, pair.second].map {
                            try #require(try store.mention(mentions.ids[Int($0)])).name.recordKey
                        })
                })
        }
        return (try keys(rows.constraints.together), try keys(rows.constraints.apart))
    }

    /// Retired ids with the id each leads to.
    func redirects() throws -> [String] {
        try workspace.sql(
            """
            select e.entity_id || '>' || coalesce(r.entity_id, '') from entity e
            left join entity r on r.entity_no = e.redirect join entity_type t on t.type_id = e.type_id
            where e.retired_run is not null and t.name = 'person' order by 1
            """)
    }
}
