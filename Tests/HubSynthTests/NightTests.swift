import Foundation
import HubSynth
import TestSupport
import Testing

@Suite struct NightTests {
    /// A district of its own, in whichever night the test wants.
    private struct District {
        let folder: TemporaryFolder

        init(people: Int, seed: UInt64 = 9) throws {
            folder = try DistrictFixture(people: people, seed: seed).folder
        }

        func enter(_ night: Int) throws -> DistrictSummary {
            try DistrictGenerator.write(night: night, in: folder.path) { _ in }
        }

        func contents() throws -> [String: Data] {
            var contents: [String: Data] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            where (name.hasPrefix("feeds/") || name.hasPrefix("truth/")) && name.contains(".") {
                contents[name] = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
            }
            return contents
        }

        /// `feed|key` of each record the truth speaks of → its line in a feed of one record a line.
        func mentions() throws -> [String: String] {
            var mentions: [String: String] = [:]
            for line in try text("truth/mentions.csv").split(separator: "\r\n").dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                mentions["\(cells[0])|\(cells[1])", default: ""] += "\(cells[2])=\(cells[4]);"
            }
            return mentions
        }

        func text(_ name: String, gb18030: Bool = false) throws -> String {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
            let encoding = gb18030 ? String.Encoding(rawValue: 0x8000_0632) : .utf8
            return try #require(String(data: data, encoding: encoding))
        }

        /// All records of all feeds by feed and key, as far as they stand on lines of their own.
        func records() throws -> [String: String] {
            var records: [String: String] = [:]
            func add(_ feed: String, _ key: some StringProtocol, _ text: some StringProtocol) {
                records["\(feed)|\(key)"] = String(text)
            }
            for feed in CSVFeed.all {
                let file = "feeds/\(feed.name).csv"
                for row in parseCSV(try text(file, gb18030: feed.gb18030), delimiter: feed.delimiter)
                    .dropFirst()
                {
                    add(feed.name, row[0], row.joined(separator: "\u{1F}"))
                }
            }
            for feed in ["social-insurance", "water-meters"] {
                for line in try text("feeds/postgresql/\(feed).sql").split(separator: "\n") {
                    let cells = line.split(separator: "\t")
                    if cells.count > 5, !cells[0].hasPrefix("W9") { add(feed, cells[0], line) }
                }
            }
            for line in try text("feeds/vaccination.ndjson").split(separator: "\n") {
                add("vaccination", line.split(separator: "\"")[2...].dropFirst().first ?? "", line)
            }
            for part in try text("feeds/company-register.xml").components(separatedBy: "<entity serial=\"")
                .dropFirst()
            {
                add("company-register", part.prefix(9), part.components(separatedBy: "</entity>")[0])
            }
            let households = try text("feeds/police-household.xml", gb18030: true)
            for part in households.components(separatedBy: "<h:household number=\"").dropFirst() {
                let members = part.components(separatedBy: "<h:member serial=\"")
                for member in members.dropFirst() {
                    let serial = member.prefix { $0 != "\"" }
                    add("police-household", "\(part.prefix(9))|\(serial)", members[0] + member.prefix(600))
                }
            }
            return records
        }
    }

    @Test func aNightIsTheSameFromWhereverItIsReached() throws {
        let walking = try District(people: 900)
        for night in [1, 2, 5] { _ = try walking.enter(night) }
        let jumping = try District(people: 900)
        _ = try jumping.enter(9)
        let summary = try jumping.enter(5)
        let (first, second) = (try walking.contents(), try jumping.contents())
        #expect(first.count == 20)
        #expect(first == second)
        #expect(summary.people > 900)
    }

    @Test func nightNoughtIsTheDistrictAsItWasFirst() throws {
        let district = try District(people: 700)
        let before = try district.contents()
        _ = try district.enter(3)
        #expect(try district.contents() != before)
        _ = try district.enter(0)
        #expect(try district.contents() == before)
    }

    @Test func aHundredthChangesAHundredthIsNewAndAFewAreGone() throws {
        let district = try District(people: 8_000)
        var before = try district.records()
        for night in 1...3 {
            _ = try district.enter(night)
            let now = try district.records()
            let count = Double(before.count)
            let new = Double(now.keys.count { before[$0] == nil }) / count
            let gone = Double(before.keys.count { now[$0] == nil }) / count
            let changed = Double(before.count { now[$0.key] != nil && now[$0.key] != $0.value }) / count
            #expect((0.008...0.012).contains(new), "night \(night): \(new) new")
            #expect((0.002...0.004).contains(gone), "night \(night): \(gone) gone")
            #expect((0.008...0.012).contains(changed), "night \(night): \(changed) changed")
            before = now
        }
    }

    @Test func theTruthSpeaksOfTheRecordsThatAreThere() throws {
        let district = try District(people: 4_000)
        let summary = try district.enter(6)
        let (mentions, records) = (try district.mentions(), try district.records())
        #expect(Set(mentions.keys).isSubset(of: records.keys))
        let ragged = records.keys.count - mentions.count
        #expect(ragged >= 0 && ragged <= summary.feeds.reduce(0) { $0 + $1.expectedRejects })
        let people = try district.text("truth/person.csv").split(separator: "\r\n")
        #expect(people.count == summary.people + 1)
    }

    @Test func peopleMoveAndChangeTheirTelephonesInTheTruth() throws {
        let district = try District(people: 4_000)
        func people() throws -> [String: (phone: String, home: String)] {
            let rows = parseCSV(try district.text("truth/person.csv"), delimiter: ",").dropFirst()
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], ($0[9], $0[10])) })
        }
        let before = try people()
        _ = try district.enter(10)
        let now = try people()
        let homes = Set(parseCSV(try district.text("truth/house.csv"), delimiter: ",").map { $0[0] })
        let moved = before.count { now[$0.key]?.home != $0.value.home }
        let renumbered = before.count { now[$0.key]?.phone != $0.value.phone }
        #expect((20...120).contains(moved), "\(moved) moved")
        #expect((50...170).contains(renumbered), "\(renumbered) have another telephone")
        #expect(now.values.allSatisfy { homes.contains($0.home) })
        #expect(before.keys.allSatisfy { now[$0] != nil })
        let stale = try district.text("truth/hazards.csv")
        #expect(stale.contains("former-phone") && stale.contains("stale-address"))
    }

    @Test func aFolderWithoutADistrictHasNoNights() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: DistrictError.self) {
            try DistrictGenerator.write(night: 1, in: folder.path) { _ in }
        }
        #expect(error?.description.contains("without --night") == true)
        #expect(FileManager.default.subpaths(atPath: folder.path)?.isEmpty == true)
    }

    @Test func whatSomebodyKeepsInTheFolderStays() throws {
        let district = try District(people: 100)
        try district.folder.write("store/isthmus.sqlite", "what the hub knows")
        try district.folder.write("Mappings/models/person.json5", "mended by hand")
        _ = try district.enter(1)
        #expect(try district.text("store/isthmus.sqlite") == "what the hub knows")
        #expect(try district.text("Mappings/models/person.json5") == "mended by hand")
        #expect(try district.text("README.txt").contains("Night 1 after the first"))
    }
}
