import Foundation
import HubEngine
import TestSupport
import Testing

/// A hub that took in and published a good delivery last night. What comes tonight is bent.
///
/// The bent delivery holds a person whose values must not show anywhere but in the store.
struct HostileNight {
    /// How many people last night's delivery had: enough for the shrink guard to speak.
    static let count = 120
    /// What must never be printed.
    static let secrets = ["密语", "19850505", "密道"]
    /// The person whose values those are, as a record.
    static let secretRecord = "900,欧阳密语,\(residentNumber("19850505", 77)),1985-05-05,密道7号\n"

    let workspace: TestWorkspace
    private let file: String
    private var published = Data()

    static func row(_ number: Int) -> String { "\(number),居民\(number),,,示范路\(number)号\n" }

    /// Last night's records, without the header.
    static let rows = (1...count).map(row).joined()
    /// Last night's delivery.
    static let good = TestWorkspace.header + rows

    static func element(_ number: Int, _ name: String, _ address: String) -> String {
        "<person><no>\(number)</no><name>\(name)</name><id/><birth/><address>\(address)</address></person>\n"
    }
    static let elements = (1...count).map { element($0, "居民\($0)", "示范路\($0)号") }.joined()
    static let secretElement = element(900, "欧阳密语", "密道7号")

    /// The ending of `file` decides on the connector; `settings` are those besides `path`.
    init(_ file: String = "people.csv", settings: String = "", extra: String = "") async throws {
        self.file = file
        workspace = try TestWorkspace()
        try change(settings: settings, extra: extra)
        try workspace.folder.write("Mappings/datasets/list.json5", PublisherTests.dataset)
        try workspace.folder.write(
            file, file.hasSuffix(".xml") ? "<people>\n\(Self.elements)</people>" : Self.good)
        #expect(try await workspace.run().status == .done)
        published = try Self.dataset(workspace)
    }

    /// The feed file is written anew.
    func change(settings: String, extra: String = "", attributes: (String) -> String = { $0 }) throws {
        let isXML = file.hasSuffix(".xml")
        let record = isXML ? ", record: \"/people/person\"" : ""
        try workspace.addPeopleFeed(
            connector: isXML ? "xml" : "csv", settings: "{ path: \"\(file)\"\(record) \(settings) }",
            extra: extra)
        let place = "\(workspace.folder.path)/Mappings/feeds/people.json5"
        try attributes(String(contentsOfFile: place, encoding: .utf8))
            .write(toFile: place, atomically: true, encoding: .utf8)
    }

    private static func dataset(_ workspace: TestWorkspace) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: workspace.folder.path + "/published/current/list.csv"))
    }

    /// Absolute path of the delivery.
    var path: String { "\(workspace.folder.path)/\(file)" }

    /// Tonight: the file is replaced, and the hub runs.
    func deliver(_ bytes: [UInt8]) async throws -> RunReport.Feed {
        try workspace.folder.write(file, bytes)
        return try await run()
    }

    func deliver(_ text: String) async throws -> RunReport.Feed { try await deliver(Array(text.utf8)) }

    /// The hub runs over what is there; what it says is free of values.
    func run() async throws -> RunReport.Feed {
        let report = try await workspace.run()
        let said = try report.encoded()
        for secret in Self.secrets { #expect(!said.contains(secret), "the report tells a value") }
        let feed = try report.feed("people")
        if feed.status == .read {
            #expect(
                feed.read == feed.new + feed.changed + feed.unchanged + feed.rejected + feed.superseded,
                "every record is accounted for")
        }
        return feed
    }

    /// Nothing of the delivery reached the store, and what is published is what it was.
    func expectNothingTaken() throws {
        #expect(try workspace.sql("select count(*) from record") == ["\(Self.count)"])
        #expect(try Self.dataset(workspace) == published, "last night's publication is still served")
        let store = URL(fileURLWithPath: try workspace.load().store)
        for file in [store.path, store.path + "-wal"] where FileManager.default.fileExists(atPath: file) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            for secret in Self.secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)") }
        }
    }

    /// `reason|detail` of the quarantine, in the order of the file.
    func refused() throws -> [String] {
        try workspace.sql("select reason, detail from reject order by ordinal, reject_id")
    }
}

/// What a delivery was answered with.
func expectRefused(
    _ feed: RunReport.Feed, _ night: HostileNight, says words: String...,
    status: RunReport.Feed.Status = .failed
) throws {
    #expect(feed.status == status)
    for word in words { #expect(feed.reason.contains(word), "\(feed.reason)") }
    try night.expectNothingTaken()
}

/// The other records of the delivery were taken, and the bent ones are in quarantine for these reasons.
func expectQuarantined(_ feed: RunReport.Feed, _ night: HostileNight, _ reasons: [String], new: Int = 0)
    throws
{
    #expect(feed.status == .read, "\(feed.reason)")
    #expect((feed.unchanged, feed.new, feed.rejected) == (HostileNight.count, new, reasons.count))
    #expect(try night.refused() == reasons)
}
