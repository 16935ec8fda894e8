import Foundation
import TestSupport
import Testing

/// A workspace so small that a night takes a fraction of a second, with every format that is published, before its first
/// or before its second night; and what an undisturbed run publishes.
final class StormWorkspace {
    enum Night: String, CaseIterable, Sendable {
        case first, second
    }

    /// What is published: bytes by file name.
    typealias Bytes = [String: Data]

    let night: Night
    /// What stands before the night: nothing, or the first version.
    let before: Bytes
    /// What an undisturbed run makes of it.
    let after: Bytes
    /// How long that took.
    let milliseconds: Int
    /// The calls it made that change files.
    let calls: [FaultLibrary.Call]
    private let template: TestWorkspace
    private let copies: TemporaryFolder
    private var made = 0

    static let datasets = ["csv", "ndjson", "xlsx", "xml", "sqlite"]

    init(_ night: Night) throws {
        self.night = night
        copies = try TemporaryFolder()
        template = try TestWorkspace()
        for (feed, extra) in [("a", ""), ("b", ""), ("c", "required: true,")] {
            try template.addPeopleFeed(feed, settings: "{ path: \"\(feed).csv\" }", extra: extra)
        }
        for format in Self.datasets {
            try template.folder.write(
                "Mappings/datasets/list-\(format).json5",
                """
                {
                  title: "名单", type: "person", format: "\(format)", header: "en", purpose: "p",
                  recipients: ["r"], \(format == "csv" ? "delta: true," : "")
                  columns: ["entity_id", "name", { value: "resident_id", mask: true }, "lives_in.address"],
                }
                """)
        }
        try Self.deliver(1, to: template.folder)
        let place = template.folder.path
        if night == .second {
            try Self.requireCalm(isthmus("-C", place, "run", "--quiet"))
            try Self.deliver(2, to: template.folder)
            before = try Self.published(in: place)
        } else {
            before = [:]
        }
        let library = try FaultLibrary.shared()
        let calm = copies.path + "/calm"
        _ = try shell("/bin/cp", ["-r", place, calm])
        let clock = ContinuousClock()
        let spent = try clock.measure { try Self.requireCalm(isthmus("-C", calm, "run", "--quiet")) }
        milliseconds = max(1, Int(spent / .milliseconds(1)))
        after = try Self.published(in: calm)
        let logged = copies.path + "/logged"
        _ = try shell("/bin/cp", ["-r", place, logged])
        let log = copies.path + "/log"
        try Self.requireCalm(
            isthmus(
                "-C", logged, "run", "--quiet", environment: library.environment(under: logged, log: log)))
        calls = try FaultLibrary.calls(in: log)
    }

    private static func requireCalm(_ result: ShellResult) throws {
        guard result.code == 0 else {
            throw FaultLibraryError(
                description: "an undisturbed run failed: \(result.output)\(result.errors)")
        }
    }

    /// Three feeds that speak of overlapping people; the second night changes, adds and removes some.
    private static func deliver(_ night: Int, to folder: TemporaryFolder) throws {
        for (index, feed) in ["a", "b", "c"].enumerated() {
            var rows = TestWorkspace.header
            for person in index * 4..<index * 4 + 12 where night == 1 || person % 11 != 3 {
                let number = residentNumber("19\(50 + person)0101", 1)
                let street = night == 2 && person % 5 == 0 ? "新街" : "示范路"
                rows += "\(person),张\(person),\(number),,\(street)\(person)号\n"
            }
            if night == 2 { rows += "\(90 + index),李四,\(residentNumber("19990101", 7)),,示范路9号\n" }
            try folder.write("\(feed).csv", rows)
        }
    }

    /// A fresh copy of the workspace as it is before the night.
    func copy() throws -> String {
        made += 1
        let place = copies.path + "/storm-\(made)"
        _ = try shell("/bin/cp", ["-r", template.folder.path, place])
        return place
    }

    /// Every file of the version that is current, hidden ones too. The manifest is compared without what no two runs
    /// share: the time of publication, the number of the run and the name of its resolution, and of each feed the
    /// run that changed it. The number of a version is not compared either: one that was built and never switched to
    /// keeps its number for itself.
    static func published(in place: String) throws -> Bytes {
        let folder = place + "/published/current"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var bytes: Bytes = [:]
        for name in names {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            bytes[name] = name == "manifest.json" ? try withoutRuns(data) : data
        }
        return bytes
    }

    private static func withoutRuns(_ manifest: Data) throws -> Data {
        var object = try JSONSerialization.jsonObject(with: manifest) as? [String: Any] ?? [:]
        for key in ["published_at", "resolved_run", "resolution"] { object[key] = nil }
        object["feeds"] = (object["feeds"] as? [[String: Any]])?.map { feed in
            feed.filter { !["run", "version"].contains($0.key) }
        }
        return try JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
    }

    /// What is wrong with a workspace after whatever happened to a run: readers must see the version before or the one
    /// after, whole, and the store must be sound.
    func damage(in place: String) throws -> [String] {
        var found: [String] = []
        let seen = try Self.published(in: place)
        if seen != before, seen != after { found.append("readers see \(Self.difference(seen, after))") }
        let store = place + "/store/isthmus.sqlite"
        if FileManager.default.fileExists(atPath: store) {
            let check = try shell("/usr/bin/sqlite3", [store, "pragma integrity_check"])
            if check.output != "ok\n" { found.append("the store: \(check.output)\(check.errors)") }
        }
        return found
    }

    /// What is wrong after the run was made again without disturbance.
    func damageAfterRerun(of place: String) throws -> [String] {
        let rerun = try isthmus("-C", place, "run", "--quiet")
        guard rerun.code == 0 else {
            return ["the rerun ended with \(rerun.code): \(rerun.output)\(rerun.errors)"]
        }
        let seen = try Self.published(in: place)
        var found = seen == after ? [] : ["the rerun published other bytes: \(Self.difference(seen, after))"]
        let states = try shell(
            "/usr/bin/sqlite3",
            [place + "/store/isthmus.sqlite", "select count(*) from run where status = 'running'"])
        if states.output != "0\n" { found.append("a run is left open: \(states.output)\(states.errors)") }
        try? FileManager.default.removeItem(atPath: place)
        return found
    }

    private static func difference(_ a: Bytes, _ b: Bytes) -> String {
        Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted().map { name in
            a[name] == nil ? "\(name) is lacking" : b[name] == nil ? "\(name) is too much" : "\(name) differs"
        }.joined(separator: ", ")
    }
}

/// How thorough a sweep is: `ISTHMUS_SWEEP=500` is 500 random kills and every call, without it a sample is taken.
enum Sweep {
    static let kills = ProcessInfo.processInfo.environment["ISTHMUS_SWEEP"].flatMap { Int($0) }

    static var isFull: Bool { kills != nil }

    /// So many numbers out of `1...count`, evenly spread, with the first and the last.
    static func sample(_ wanted: Int, of count: Int) -> [Int] {
        guard !isFull, count > wanted, wanted > 1 else { return count < 1 ? [] : Array(1...count) }
        return (0..<wanted).map { 1 + $0 * (count - 1) / (wanted - 1) }
    }

    /// Told on stderr when the sweep is a full one.
    static func tell(_ text: String) {
        if isFull { FileHandle.standardError.write(Data("sweep: \(text)\n".utf8)) }
    }
}

/// Numbers that are the same in every run of the tests.
struct FixedRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
