import Foundation
import HubConnect
import HubEngine
import HubModel
import HubStore
import Synchronization
import TestSupport
import Testing

/// A file that is written to while it is read shows half of itself, and may look untouched afterwards.
@Suite struct UnsettledSourceTests {
    /// Shows one record less in its first reading; its bytes are the same before and after.
    struct Rewritten: Connector {
        static let name = "rewritten"
        static let summary = ""
        static let settings: [SettingDeclaration] = []
        static let readings = Mutex(0)
        static let changes = Mutex(0)

        init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {}

        func columns() async throws -> [String] { ["no", "name", "id", "birth", "address"] }

        func contentDigest() async throws -> String? { "the same" }

        func changeStamp() async throws -> String? { Self.changes.withLock { String($0) } }

        func read(
            from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
        ) async throws -> Reading {
            let reading = Self.readings.withLock { count in
                count += 1
                return count
            }
            if reading == 1 { Self.changes.withLock { $0 += 1 } }
            var batch = RecordBatch(columns: try await columns())
            for row in 1...(reading == 1 ? 1 : 2) {
                batch.positions.append(RecordPosition(ordinal: row, line: row, byteOffset: 0))
                for text in ["\(row)", "张三", "", "", ""] { batch.table.append(Array(text.utf8)[...]) }
            }
            try await deliver(batch)
            return Reading()
        }
    }

    @Test func whatWasReadWhileItChangedIsReadAgain() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(connector: "rewritten", settings: "{}")
        var nights: [RunReport.Feed] = []
        for _ in 0..<3 {
            let loaded = try workspace.load()
            let report = await Pipeline(
                workspace: loaded, store: try SQLiteStore(path: loaded.store, readOnly: false),
                connectors: [Rewritten.self], environment: [:], progress: NobodyWatching()
            ).run(Pipeline.Options())
            nights.append(try report.feed("people"))
        }
        #expect(nights.map(\.read) == [1, 2, 2])
        #expect(nights.map(\.new) == [1, 1, 0])
        // The third night found nothing written meanwhile and did not read.
        #expect(Rewritten.readings.withLock { $0 } == 2)
    }

    @Test func aStampTellsOfWritingThatLeftTheBytesAlone() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.csv", "a\n1\n")
        let before = try #require(FileDigest.stamp(of: path))
        #expect(FileDigest.stamp(of: path) == before)
        Thread.sleep(forTimeInterval: 0.05)
        try folder.write("a.csv", "a\n1\n")
        #expect(FileDigest.stamp(of: path) != before)
        #expect(FileDigest.stamp(of: folder.path + "/absent") == nil)
    }
}
