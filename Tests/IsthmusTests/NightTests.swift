import Connectors
import Foundation
import HubEngine
import HubMapping
import HubStore
import HubSynth
import TestSupport
import Testing

/// A whole district through a whole night, with a real PostgreSQL server for its PostgreSQL feeds.
@Suite(.serialized) struct NightTests {
    /// One district for all tests of the suite: generated, loaded and run once.
    static let district = Task { try await District(people: 2000, seed: 7) }

    struct District: Sendable {
        let folder: TemporaryFolder
        let summary: DistrictSummary
        let environment: [String: String]
        let report: RunReport

        init(people: Int, seed: UInt64) async throws {
            folder = try TemporaryFolder()
            let mappings = LayeringTests.root.appendingPathComponent("Mappings").path
            summary = try DistrictGenerator(people: people, seed: seed).write(
                to: folder.path + "/d", mappings: mappings
            ) { _ in }
            let server = try await PostgreSQLServer.shared()
            let sql = folder.path + "/d/feeds/postgresql"
            let files = try FileManager.default.contentsOfDirectory(atPath: sql).sorted()
            let dump = try files.map { try String(contentsOfFile: "\(sql)/\($0)", encoding: .utf8) }
            let database = try server.makeDatabase(dump.joined(separator: "\n"))
            environment = ["ISTHMUS_DISTRICT_PG": server.connection(to: database)]
            report = try await Self.night(folder.path + "/d", environment)
        }

        static func night(
            _ path: String, _ environment: [String: String],
            change: (inout Pipeline.Options) -> Void = { _ in }
        ) async throws -> RunReport {
            let (workspace, diagnostics) = Workspace.load(folder: path)
            guard let workspace, diagnostics.isEmpty else { throw diagnostics }
            var options = Pipeline.Options()
            change(&options)
            return await Pipeline(
                workspace: workspace, store: try SQLiteStore(path: workspace.store, readOnly: false),
                connectors: ConnectorRegistry.all, environment: environment, progress: NobodyWatching()
            ).run(options)
        }

        var path: String { folder.path + "/d" }

        func sql(_ query: String) throws -> [String] {
            let result = try shell("/usr/bin/sqlite3", [path + "/store/isthmus.sqlite", query])
            guard result.code == 0 else { throw DistrictError(description: result.errors) }
            return result.output.split(separator: "\n").map(String.init)
        }

        func published(_ file: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: path + "/published/current/" + file))
        }
    }

    struct DistrictError: Error { let description: String }

    @Test func everyFeedIsReadAndEveryRecordAccountedFor() async throws {
        let district = try await Self.district.value
        #expect(district.report.status == .done, "\(district.report.problems)")
        #expect(district.report.feeds.count >= 8)
        for feed in district.report.feeds {
            #expect(feed.status == .read, "\(feed.name): \(feed.reason)")
            #expect(feed.read == feed.new + feed.changed + feed.unchanged + feed.rejected)
            let expected = try #require(district.summary.feeds.first { $0.name == feed.name })
            #expect(feed.rejected == expected.expectedRejects, "\(feed.name)")
            #expect(feed.new == expected.records - expected.expectedRejects, "\(feed.name)")
        }
    }

    @Test func theTruthIsFoundAgain() async throws {
        let district = try await Self.district.value
        let (workspace, _) = Workspace.load(folder: district.path)
        let open = try #require(workspace)
        let store = try SQLiteStore(path: open.store, readOnly: true)
        try store.prepare(models: open.models, feeds: open.feeds.map(\.shape))
        let scores = try await TruthScores(
            workspace: open, store: store,
            truth: Truth.connector(file: district.path + "/truth/mentions.csv", type: CSVConnector.self))
        #expect(scores.unread == 0)
        #expect(Set(scores.types.map(\.type)) == ["person", "house", "legal-entity"])
        for score in scores.types {
            #expect(score.evaluation.pairwise.f1 >= 0.95, "\(score.type): \(score.evaluation.pairwise)")
            #expect(score.notTaken * 1000 <= score.mentions, "\(score.type): \(score.notTaken) not taken")
            #expect(score.unlabelled == 0, "\(score.type)")
        }
    }

    @Test func noPersonHasTwoDifferentValidNumbers() async throws {
        let district = try await Self.district.value
        let twice = try district.sql(
            """
            select entity_id from person_source where resident_id is not null
            group by entity_id having count(distinct resident_id) > 1
            """)
        #expect(twice.isEmpty)
        #expect(
            Int(try district.sql("select count(*) from person where resident_id is not null")[0]) ?? 0 > 1000)
    }

    @Test func everyMentionIsInExactlyOneEntity() async throws {
        let district = try await Self.district.value
        for type in ["person", "house", "legal_entity"] {
            let lost = try district.sql("select count(*) from \(type)_source where entity_id is null")
            #expect(lost == ["0"], "\(type)")
            let counts = try district.sql(
                "select (select count(*) from \(type)_source) - (select sum(mentions) from \(type))")
            #expect(counts == ["0"], "\(type)")
        }
    }

    @Test func theSameNightAgainChangesNothing() async throws {
        let district = try await Self.district.value
        let files =
            ["manifest.json"]
            + district.report.datasets.map { $0.file.split(separator: "/").last.map(String.init) ?? "" }
        let before = try files.map(district.published)
        let ids = try district.sql("select entity_id from person order by 1")
        let again = try await District.night(district.path, district.environment)
        #expect(again.status == .done)
        #expect(again.feeds.allSatisfy { $0.new + $0.changed + $0.missing == 0 })
        #expect(again.datasets.allSatisfy { !$0.isNew })
        #expect(try files.map(district.published) == before)
        #expect(try district.sql("select entity_id from person order by 1") == ids)
    }

    @Test func aFullNightGivesTheSameEntitiesAndBytes() async throws {
        let district = try await Self.district.value
        let files = district.report.datasets.map { $0.file.split(separator: "/").last.map(String.init) ?? "" }
        let before = try files.map(district.published)
        let full = try await District.night(district.path, district.environment) { $0.isFull = true }
        #expect(full.feeds.contains { $0.changed > 0 })
        #expect(full.types.allSatisfy { $0.created + $0.merged + $0.ended == 0 })
        #expect(try files.map(district.published) == before)
    }

    /// A copy of the district without store and publications.
    func twin(of district: District) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        _ = try shell("/bin/cp", ["-r", district.path, folder.path + "/d"])
        _ = try shell("/bin/rm", ["-rf", folder.path + "/d/store", folder.path + "/d/published"])
        return folder
    }

    @Test func anotherHubOverTheSameFeedsPublishesTheSameBytes() async throws {
        let district = try await Self.district.value
        let twin = try twin(of: district)
        let night = try await District.night(twin.path + "/d", district.environment)
        #expect(night.status == .done)
        for dataset in night.datasets {
            let name = String(dataset.file.split(separator: "/").last ?? "")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: dataset.file))
            #expect(try district.published(name) == bytes, "\(name)")
        }
    }

    /// Feeds taken in one by one, last first: the order of intake must not show in who is whom.
    @Test func theOrderOfFeedsDoesNotShow() async throws {
        let district = try await Self.district.value
        let twin = try twin(of: district)
        for name in district.report.feeds.map(\.name).reversed() {
            let night = try await District.night(twin.path + "/d", district.environment) { $0.feeds = [name] }
            #expect(night.status == .done, "\(night.problems)")
        }
        for type in ["person", "house", "legal_entity"] {
            let query = """
                select group_concat(mention, char(10)) from (select entity_id, feed || '/' || record_key || '/' || role
                as mention from \(type)_source order by 2) group by entity_id order by 1
                """
            let other = try shell("/usr/bin/sqlite3", [twin.path + "/d/store/isthmus.sqlite", query])
            #expect(!other.output.isEmpty)
            #expect(
                other.output.split(separator: "\n").map(String.init) == (try district.sql(query)), "\(type)")
        }
    }

    @Test func publicationsCarryTheirSums() async throws {
        let district = try await Self.district.value
        let sums = try shell(
            "/usr/bin/sha256sum", ["-c", "--quiet", "SHA256SUMS"],
            folder: district.path + "/published/current")
        #expect(sums.code == 0, "\(sums.errors)")
        #expect(district.report.datasets.count >= 4)
        let csv = try district.published("resident-register.csv")
        #expect(csv.prefix(3) == Data([0xEF, 0xBB, 0xBF]))
        let xml =
            district.path + "/published/current/"
            + (try #require(
                district.report.datasets.first { $0.file.hasSuffix(".xml") }?.file.split(separator: "/").last))
        #expect(try shell("/usr/bin/xmllint", ["--noout", xml]).code == 0)
    }
}
