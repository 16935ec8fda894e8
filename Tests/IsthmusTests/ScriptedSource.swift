import Foundation
import HubConnect
import HubEngine
import HubModel
import Synchronization

/// A source that delivers what a test says, and remembers what it was asked for.
final class ScriptedSource: Sendable {
    struct Script {
        var columns = ["no", "name", "id", "birth", "address"]
        /// Parts, newest first.
        var parts: [[[String]]] = [[]]
        var isComplete = true
        var checkpoint: String?
        var remarks: [String] = []
        var lastChange: Int?
        /// Equal digests promise equal records; `nil` reads every night.
        var digest: String?
        /// Done when everything was delivered and nothing is committed yet.
        var afterDelivery: @Sendable () throws -> Void = {}
        /// What each reading was asked to go on from.
        var askedFrom: [String?] = []
    }

    private static let scripts = Mutex<[String: Script]>([:])
    let name = "s" + UUID().uuidString

    init(_ rows: [[String]] = []) { Self.scripts.withLock { $0[name] = Script(parts: [rows]) } }

    var script: Script {
        get { Self.scripts.withLock { $0[name] ?? Script() } }
        set { Self.scripts.withLock { $0[name] = newValue } }
    }

    /// Settings of a feed that reads this source.
    var settings: String { "{ name: \"\(name)\" }" }

    static let connectors: [any Connector.Type] = [ScriptedConnector.self]

    struct ScriptedConnector: Connector {
        static let name = "scripted"
        static let summary = "what a test says"
        static let settings = [SettingDeclaration("name", .text, required: true, help: "of the script")]
        private let source: String

        init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
            source = settings.text("name") ?? ""
        }

        private var script: Script { ScriptedSource.scripts.withLock { $0[source] ?? Script() } }

        func columns() async throws -> [String] { script.columns }
        func contentDigest() async throws -> String? { script.digest }
        func changeStamp() async throws -> String? { script.digest }
        func lastChange() async throws -> Int? { script.lastChange }

        func read(
            from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
        ) async throws -> Reading {
            ScriptedSource.scripts.withLock { $0[source]?.askedFrom.append(checkpoint) }
            let script = script
            var ordinal = 0
            for (number, rows) in script.parts.enumerated() {
                // Small batches, so that what spans two of them is tried.
                for start in stride(from: 0, through: rows.count, by: 7)
                where start < rows.count || start == 0 {
                    var batch = RecordBatch(
                        columns: script.columns, part: SourcePart(number: number, name: "part\(number)"))
                    for (offset, row) in rows[start..<min(rows.count, start + 7)].enumerated() {
                        ordinal += 1
                        batch.positions.append(RecordPosition(ordinal: ordinal, line: start + offset + 2))
                        for text in row { batch.table.append(Array(text.utf8)) }
                    }
                    try await deliver(batch)
                }
            }
            try script.afterDelivery()
            return Reading(
                isComplete: script.isComplete, checkpoint: script.checkpoint, remarks: script.remarks)
        }
    }
}

extension TestWorkspace {
    /// A feed `people` over a scripted source.
    func addScripted(_ source: ScriptedSource, extra: String = "", key: String = "[\"no\"]") throws {
        try addPeopleFeed(connector: "scripted", settings: source.settings, extra: extra)
        guard key != "[\"no\"]" else { return }
        let file = folder.path + "/Mappings/feeds/people.json5"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try folder.write("Mappings/feeds/people.json5", text.replacingOccurrences(of: "[\"no\"]", with: key))
    }

    /// One night over scripted sources.
    @discardableResult
    func scriptedNight(
        _ change: (inout Pipeline.Options) -> Void = { _ in }
    ) async throws -> RunReport { try await run(connectors: ScriptedSource.connectors, change) }
}
