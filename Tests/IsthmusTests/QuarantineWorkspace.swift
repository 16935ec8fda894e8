import Connectors
import Foundation
import HubConnect
import HubEngine
import HubMapping
import HubStore
import TestSupport
import Testing

/// A workspace with one feed of people in GBK, its quarantine, and a department that mends.
final class QuarantineWorkspace {
    let workspace: TestWorkspace
    static let header = "编号;姓名;证件号码;出生日期;住址;密级\n"

    init(_ rows: String..., extra: String = "", attributes: String = "") throws {
        workspace = try TestWorkspace()
        try map(extra: extra, attributes: attributes)
        try deliver(rows)
    }

    /// Writes the feed file.
    func map(extra: String = "", attributes: String = "") throws {
        try workspace.folder.write(
            "Mappings/feeds/police.json5",
            """
            {
              title: "公安", source: { department: "公安分局", system: "s" }, connector: "csv",
              settings: { path: "police.csv", delimiter: ";" }, key: ["编号"], \(extra)
              mentions: {
                resident: {
                  type: "person",
                  attributes: { name: "姓名", resident_id: "证件号码", birth_date: "出生日期", \(attributes) },
                },
                home: { type: "house", attributes: { address: "住址" } },
              },
              relations: [{ kind: "lives_in", from: "resident", to: "home" }],
            }
            """)
    }

    /// The department delivers these rows, in GBK.
    func deliver(_ rows: [String]) throws {
        var bytes: [UInt8] = []
        TextEncoder(.gb18030).encode(Self.header + rows.map { $0 + "\n" }.joined(), into: &bytes)
        try workspace.folder.write("police.csv", bytes)
    }

    @discardableResult
    func night() async throws -> RunReport.Feed { try await workspace.run().feed("police") }

    /// The export as its bytes.
    func export(reason: String? = nil) async throws -> [UInt8] {
        let open = try workspace.load()
        let store = try SQLiteStore(path: open.store, readOnly: true)
        try store.prepare(models: open.models, feeds: open.feeds.map(\.shape))
        let feed = try #require(open.feeds.first { $0.name == "police" })
        var bytes: [UInt8] = []
        _ = try await QuarantineExport(
            feed, of: open, store: store, connectors: ConnectorRegistry.all, environment: [:]
        ).write(reason: reason) { bytes += $0 }
        return bytes
    }

    /// The export as text, mended, and replayed.
    @discardableResult
    func mend(_ changes: [(String, String)] = [], reason: String? = nil) async throws -> Replay.Outcome {
        var text = Self.text(try await export())
        for (wrong, right) in changes {
            #expect(text.contains(wrong), "\(wrong) is not in the export")
            text = text.replacing(wrong, with: right)
        }
        return try await replay(text)
    }

    /// What the department sent back.
    @discardableResult
    func replay(_ text: String, encoding: TextEncoding = .gb18030) async throws -> Replay.Outcome {
        var bytes: [UInt8] = []
        TextEncoder(encoding).encode(text, into: &bytes)
        let file = try workspace.folder.write("mended.csv", bytes)
        return try await replay {
            $0.feed = "police"
            $0.mended = file
        }
    }

    @discardableResult
    func replay(_ change: (inout Replay.Options) -> Void = { _ in }) async throws -> Replay.Outcome {
        var options = Replay.Options()
        change(&options)
        let open = try workspace.load()
        let (report, outcomes) = await Pipeline(
            workspace: open, store: try SQLiteStore(path: open.store, readOnly: false),
            connectors: ConnectorRegistry.all, environment: [:], progress: NobodyWatching()
        ).replay(options)
        #expect(report.status == .done, "\(report.problems)")
        return try #require(outcomes.first { $0.feed == "police" })
    }

    static func text(_ gbk: [UInt8]) -> String {
        var decoder = TextDecoder(.gb18030)
        var text = DecodedText(.gb18030)
        decoder.decode(gbk[...], isLast: true, into: &text)
        #expect(text.faults.isEmpty)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    func people() throws -> [String] {
        try workspace.sql("select name || ' ' || coalesce(birth_date, '?') from person order by name")
    }

    func reasons() throws -> [String] {
        try workspace.sql("select reason from quarantine order by reject_id")
    }
}
