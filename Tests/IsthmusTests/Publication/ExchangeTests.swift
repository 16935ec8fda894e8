import Foundation
import TestSupport
import Testing

/// Two hubs read each other's publications.
@Suite struct ExchangeTests {
    static let columns = """
        columns: ["entity_id", "name", "resident_id", { value: "birth_date", mask: true }, "phone", "lives_in.address",
          "mentions"]
        """

    @Test(arguments: ["csv", "ndjson", "xml", "xlsx", "sqlite"])
    func aPublicationIsAFeedOfAnotherHubInEveryFormat(format: String) async throws {
        let street = try PublicationWorkspace(PublicationWorkspace.three)
        try street.dataset("residents", "format: \"\(format)\", header: \"en\", \(Self.columns)")
        try street.dataset("ages", "statistics: { minimum: 1 }, columns: [\"sex\"]")
        #expect(try await street.workspace.run().status == .done)
        let district = try PublicationWorkspace([("张三", "19800101", "示范路1号")])
        try district.dataset("back", Self.columns)
        let manifest = street.path + "/published/current/manifest.json"
        let listed = try district.verb("guess", manifest, "--format", "csv")
        #expect(listed.output == "dataset,type,rows,columns\nresidents,person,3,7\n")
        let feed = district.path + "/Mappings/feeds/street.json5"
        let guessed = try district.verb("guess", manifest, "--table", "residents", "-o", feed)
        #expect(guessed.code == 0, "\(guessed.errors)")
        #expect(try district.verb("check", "--connect").code == 0)
        let night = try await district.workspace.run()
        #expect(night.status == .done, "\(night.problems)")
        #expect(try night.feed("street").read == 3 && night.feed("street").rejectedValues == 0)
        // One of the three is known here already, by number; all live somewhere.
        #expect(try district.workspace.sql("select count(*) from person") == ["3"])
        #expect(try district.workspace.sql("select count(*) from house") == ["2"])
    }

    @Test func idsGoBothWaysAndACorrectionComesBack() async throws {
        let street = try PublicationWorkspace(PublicationWorkspace.three)
        try street.dataset("residents", "header: \"en\", \(Self.columns)")
        try await street.workspace.run()
        let district = try PublicationWorkspace([("张三", "19800101", "示范路1号")])
        try district.dataset("registry", "header: \"en\", \(Self.columns)")
        #expect(
            try district.verb(
                "guess", street.path + "/published/current/manifest.json", "--table", "residents", "-o",
                district.path + "/Mappings/feeds/street.json5"
            ).code == 0)
        try await district.workspace.run()
        #expect(
            try street.verb(
                "guess", district.path + "/published/current/manifest.json", "--table", "registry", "-o",
                street.path + "/Mappings/feeds/district.json5"
            ).code == 0)
        #expect(try await street.workspace.run().status == .done)

        // Nobody is there twice, and each hub knows the ids of the other.
        let there = try street.workspace.sql("select entity_id from person order by 1")
        let here = try district.workspace.sql("select entity_id from person order by 1")
        #expect(there.count == 3 && here.count == 3)
        func crosswalk(_ hub: PublicationWorkspace, _ feed: String) throws -> [String: String] {
            let lines = try hub.verb("mentions", "--type", "person", "--format", "csv").output
            let pairs = lines.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
                .filter { $0[0] == feed }.map { ($0[1], $0[4]) }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
        let down = try crosswalk(district, "street")
        let up = try crosswalk(street, "district")
        #expect(Set(down.keys) == Set(there) && Set(up.keys) == Set(here))
        for (theirs, ours) in down { #expect(up[ours] == theirs) }

        // The district learns a telephone number; the street has it the night after.
        try district.workspace.addPeopleFeed(
            "corrections", settings: "{ path: \"corrections.csv\" }", attributes: "phone: \"phone\",")
        try district.workspace.folder.write(
            "corrections.csv",
            "no,name,id,birth,address,phone\n1,李四,\(residentNumber("19900202", 2)),1990-02-02,,13800000017\n")
        #expect(try await district.workspace.run().status == .done)
        #expect(try await street.workspace.run().status == .done)
        #expect(try street.workspace.sql("select phone from person where name = '李四'") == ["13800000017"])
        #expect(try street.workspace.sql("select entity_id from person order by 1") == there)
    }

    @Test func whatIsNoManifestOrHasNoIdsIsToldSo() async throws {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset("names", "columns: [\"name\"]")
        try await place.workspace.run()
        let manifest = place.path + "/published/current/manifest.json"
        let none = try place.verb("guess", manifest)
        #expect(none.code == 0 && none.errors.contains("no dataset of that publication has entity ids"))
        #expect(try place.verb("guess", manifest, "--table", "names").code == 2)
        try place.workspace.folder.write("manifest.json", "{}")
        let broken = try place.verb("guess", place.path + "/manifest.json")
        #expect(broken.code == 1 && broken.errors.contains("no manifest of a publication"))
    }
}
