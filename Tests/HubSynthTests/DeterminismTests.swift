import Foundation
import HubSynth
import TestSupport
import Testing

@Suite struct DeterminismTests {
    private func contents(of fixture: DistrictFixture) throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        let walker = FileManager.default.enumerator(atPath: fixture.folder.path)
        while let name = walker?.nextObject() as? String {
            if name.hasPrefix("feeds/") || name.hasPrefix("truth/"), name.contains(".") {
                contents[name] = try fixture.bytes(name)
            }
        }
        return contents
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let first = try DistrictFixture(people: 700, seed: 5)
        let second = try DistrictFixture(people: 700, seed: 5)
        let contents = try contents(of: first)
        #expect(contents.count == 20)
        #expect(try contents == self.contents(of: second))
        #expect(first.summary == second.summary)
    }

    @Test func anotherSeedGivesAnotherDistrict() throws {
        let first = try contents(of: DistrictFixture(people: 700, seed: 5))
        let second = try contents(of: DistrictFixture(people: 700, seed: 6))
        for (name, bytes) in first { #expect(bytes != second[name], "\(name) does not depend on the seed") }
    }

    /// Frozen: whoever changes the generator on purpose records the new value.
    @Test func theBytesAreTheSameOnEveryMachine() throws {
        let district = try DistrictFixture(people: 300, seed: 1)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for (_, bytes) in try contents(of: district).sorted(by: { $0.key < $1.key }) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        #expect(String(hash, radix: 16) == "5c458e1a2cab5db6")
    }
}

@Suite struct FolderTests {
    @Test func aFolderWithSomethingElseIsRefusedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        try folder.write("feeds/real.csv", "precious")
        let error = #expect(throws: DistrictError.self) {
            try DistrictGenerator(people: 10, seed: 1)
                .write(to: folder.path, mappings: DistrictFixture.mappings) { _ in }
        }
        #expect(error?.description.contains("new or empty") == true)
        #expect(FileManager.default.subpaths(atPath: folder.path)?.sorted() == ["feeds", "feeds/real.csv"])
    }

    @Test func aFileInPlaceOfTheFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("district", "a file")
        #expect(throws: DistrictError.self) {
            try DistrictGenerator(people: 10, seed: 1).write(to: file, mappings: DistrictFixture.mappings) {
                _ in
            }
        }
    }

    @Test func missingMappingsAreNamed() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: DistrictError.self) {
            try DistrictGenerator(people: 10, seed: 1)
                .write(to: "\(folder.path)/new", mappings: "\(folder.path)/nowhere") { _ in }
        }
        #expect(error?.description.contains("nowhere") == true)
    }

    @Test func anEarlierDistrictIsReplacedAndItsStoreKept() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/district"
        _ = try DistrictGenerator(people: 300, seed: 1).write(to: path, mappings: DistrictFixture.mappings) {
            _ in
        }
        try folder.write("district/store/isthmus.sqlite", "what the hub knows")
        let summary = try DistrictGenerator(people: 40, seed: 2)
            .write(to: path, mappings: DistrictFixture.mappings) { _ in }
        let people = try String(contentsOfFile: "\(path)/truth/person.csv", encoding: .utf8)
        #expect(summary.people == 40)
        #expect(people.split(separator: "\r\n").count == 41)
        #expect(FileManager.default.fileExists(atPath: "\(path)/store/isthmus.sqlite"))
    }

    @Test func theWorkspaceIsWhole() throws {
        let district = try DistrictFixture.shared.get()
        for name in ["isthmus.json5", "README.txt", "Mappings/README.md", "Mappings/models/person.json5"] {
            #expect(try !district.bytes(name).isEmpty)
        }
        for feed in district.summary.feeds {
            #expect(try !district.bytes("Mappings/feeds/\(feed.name).json5").isEmpty)
            #expect(try !district.bytes(feed.file).isEmpty)
        }
        #expect(try district.text("README.txt").contains("made up"))
    }

    @Test(arguments: [1, 2, 3, 17, 999, 1_000]) func anyNumberOfPeopleIsMetExactly(people: Int) throws {
        let district = try DistrictFixture(people: people, seed: 3)
        #expect(district.summary.people == people)
        #expect(try district.table("truth/person.csv").rows.count == people)
        #expect(try district.table("truth/house.csv").rows.count == district.summary.houses)
        #expect(try district.table("truth/legal-entity.csv").rows.count == district.summary.legalEntities)
    }

    @Test func progressIsToldEveryTenThousandPeople() throws {
        let folder = try TemporaryFolder()
        var told: [Int] = []
        _ = try DistrictGenerator(people: 10_500, seed: 1)
            .write(to: folder.path, mappings: DistrictFixture.mappings) { told.append($0) }
        #expect(told.map { $0 / 10_000 } == [1])
    }
}
