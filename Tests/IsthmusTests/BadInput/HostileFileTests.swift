import Foundation
import HubEngine
import TestSupport
import Testing

/// I04, I30 to I33: files that are too large, no files, packed, or delivered again.
@Suite struct HostileFileTests {
    typealias Night = HostileNight

    @Test(arguments: [("people.csv", "does not end within"), ("people.xml", "bytes")])
    func i04LineWithoutEndIsRefusedInLittleMemory(_ file: String, _ says: String) async throws {
        let night = try await Night(file, settings: ", encoding: \"utf-8\"")
        // A hole: NUL bytes that take no room on the disk. A gigabyte takes no more memory, only more time to hash.
        let start = file.hasSuffix("xml") ? "<people><person a='" : Night.good + "901,密语"
        try night.workspace.folder.write(file, start)
        #expect(truncate(night.path, 256 << 20) == 0)
        let result = try isthmus("-C", night.workspace.folder.path, "run", "--quiet", "--format", "json")
        #expect(result.code == 1)
        let report = try RunReport.decoded(result.output)
        #expect(report.peakMemoryMiB < 200)
        try expectRefused(try report.feed("people"), night, says: says)
    }

    /// What stands in place of the file.
    enum Thing: String, CaseIterable { case nothing, folder, pipe, device, link, circle }

    @Test(arguments: Thing.allCases) func i30WhatIsNoFileIsRefusedWithoutWaiting(_ thing: Thing) async throws
    {
        let night = try await Night()
        try FileManager.default.removeItem(atPath: night.path)
        switch thing {
        case .nothing: break
        case .folder:
            try FileManager.default.createDirectory(atPath: night.path, withIntermediateDirectories: false)
        case .pipe: #expect(mkfifo(night.path, 0o600) == 0)
        case .device: #expect(symlink("/dev/zero", night.path) == 0)
        case .link: #expect(symlink("nowhere.csv", night.path) == 0)
        case .circle: #expect(symlink("people.csv", night.path) == 0)
        }
        let feed = try await night.run()
        try expectRefused(feed, night, says: "people.csv")
    }

    @Test(arguments: [
        "../people.csv", "people%2ecsv", "people.csv ", "people.csv.", "people\\\\.csv", "people.csv\\u0000",
        "~",
        String(repeating: "x", count: 300) + ".csv", "/proc/self/mem",
        "people.csv!../people.csv",
    ])
    func i30StrangePathIsTakenAsItStands(_ path: String) async throws {
        let night = try await Night()
        try night.workspace.addPeopleFeed(settings: "{ path: \"\(path)\" }")
        let feed = try await night.run()
        #expect(feed.status == .failed, "\(path) is not people.csv")
        try night.expectNothingTaken()
    }

    @Test func i31GzipBombIsRefused() async throws {
        let night = try await Night()
        let plain = try night.workspace.folder.write("plain", Night.good + Night.secretRecord)
        #expect(truncate(plain, 300 << 20) == 0)
        #expect(try shell("/bin/sh", ["-c", "gzip -c '\(plain)' > '\(night.path)'"]).code == 0)
        try expectRefused(try await night.run(), night, says: "100 times")
    }

    @Test func i31CutGzipIsRefusedAsAWhole() async throws {
        let night = try await Night()
        let plain = try night.workspace.folder.write("plain", Night.good + Night.secretRecord)
        #expect(try shell("/bin/sh", ["-c", "gzip -c '\(plain)' | head -c 700 > '\(night.path)'"]).code == 0)
        try expectRefused(try await night.run(), night, says: "end too early")
    }

    @Test func i31FormatsThatAreNoTextAreRefused() async throws {
        let heads: [[UInt8]] = [
            Array("%PDF-1.4\n".utf8) + [0x25, 0xE2, 0xE3, 0xCF, 0xD3, 0x0A, 0x00, 0x01, 0x00, 0x01],
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 600),
            Array("<html><body>密语</body></html>\n".utf8), [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x01, 0x00],
        ]
        for head in heads {
            let night = try await Night()
            try expectRefused(try await night.deliver(head), night)
        }
    }

    @Test func i33TheSameFileAgainRenamedOrTouchedChangesNothing() async throws {
        let night = try await Night("day-*.csv".replacing("*", with: "1"))
        try night.workspace.addPeopleFeed(settings: "{ path: \"day-*.csv\" }")
        #expect(try await night.run().unchanged == Night.count)
        try night.workspace.folder.write("day-2.csv", Night.good)
        let renamed = try await night.run()
        #expect((renamed.status, renamed.unchanged, renamed.read) == (.read, Night.count, Night.count))
        try night.expectNothingTaken()
    }

    @Test func i33OtherContentUnderTheSameNameIsTaken() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good.replacing("居民7,", with: "居民戊,"))
        #expect((feed.changed, feed.unchanged) == (1, Night.count - 1))
    }

    @Test func i33OneFileTwiceInOneDeliveryTakesEachRecordOnce() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good + Night.good)
        #expect((feed.unchanged, feed.rejected) == (Night.count, Night.count))
        #expect(try night.workspace.sql("select distinct reason from reject") == ["duplicate-key"])
    }
}
