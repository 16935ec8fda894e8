import HubMapping
import HubModel
import Testing

@Suite struct MappingFilesTests {
    @Test func theWorkspaceOfADistrictHasNoMistake() throws {
        let district = try DistrictFixture.shared.get()
        let loaded = Workspace.load(folder: district.folder.path)
        #expect(loaded.diagnostics.sorted.map(\.description) == [])
        let workspace = try #require(loaded.workspace)
        #expect(workspace.models.map(\.name) == ["house", "legal-entity", "person"])
        #expect(workspace.feeds.map(\.name) == district.summary.feeds.map(\.name))
        #expect(workspace.datasets.count == 5)
        #expect(workspace.feeds.allSatisfy { !$0.legalBasis.isEmpty }, "every feed names its legal basis")
        #expect(workspace.datasets.allSatisfy { !$0.purpose.isEmpty && !$0.recipients.isEmpty })
    }

    @Test func theFeedsThatNeedADatabaseMayBeMissing() throws {
        let workspace = try #require(
            Workspace.load(folder: DistrictFixture.shared.get().folder.path).workspace)
        let databases = workspace.feeds.filter { $0.connector.value == "postgresql" }
        #expect(databases.map(\.name) == ["social-insurance", "water-meters"])
        #expect(databases.allSatisfy { !$0.isRequired })
    }

    /// Every attribute of a true golden record is a valid value of its semantic type, in its normal form.
    @Test(arguments: ["person", "house", "legal-entity"]) func theTruthIsInNormalForm(type: String) throws {
        let district = try DistrictFixture.shared.get()
        let workspace = try #require(Workspace.load(folder: district.folder.path).workspace)
        let model = try #require(workspace.models.first { $0.name == type })
        let table = try district.table("truth/\(type).csv")
        // What is caught of refused values is no truth.
        for attribute in model.attributes where attribute.catches == nil {
            for value in try Set(table.column(attribute.name)) where !value.isEmpty {
                let (verdict, text) = attribute.type.normalised(value)
                #expect(verdict == .valid && text == value, "\(attribute.name)")
                if verdict != .valid || text != value { break }
            }
        }
    }

    /// However a department writes an address, from the road downward it is the true one.
    @Test func addressesFoldToTheTrueOne() throws {
        let district = try DistrictFixture.shared.get()
        let workspace = try #require(Workspace.load(folder: district.folder.path).workspace)
        let house = try #require(workspace.models.first { $0.name == "house" })
        let type = try #require(house.attributes.first { $0.name == "address" }).type
        let people = try district.table("truth/person.csv")
        let homes = Dictionary(
            uniqueKeysWithValues: zip(try people.column("entity_id"), try people.column("lives_in")))
        let houses = try district.table("truth/house.csv")
        let addresses = Dictionary(
            uniqueKeysWithValues: zip(try houses.column("entity_id"), try houses.column("address")))
        let health = try district.table("feeds/health-records.csv")
        var equal = 0
        var all = 0
        for (key, raw) in zip(try health.column("档案编号"), try health.column("现住址")) {
            let person = "P" + key.dropFirst(2)
            let truth = try #require(homes[person].flatMap { addresses[$0] })
            all += 1
            equal +=
                type.folded(type.normalised(raw).text) == type.folded(type.normalised(truth).text) ? 1 : 0
        }
        #expect(equal > all * 97 / 100, "\(equal) of \(all)")
    }
}
