import HubModel
import Testing

/// What makes real feeds hard is in the district too.
@Suite struct HazardTests {
    private func isSoundNumber(_ number: String) -> Bool {
        let bytes = Array(number.utf8)
        return bytes.count == 18 && CheckDigits.residentID(Array(bytes.dropLast()).span) == bytes.last
    }

    @Test func numbersAreDamagedInEveryKnownWay() throws {
        let numbers = try DistrictFixture.shared.get().table("feeds/health-records.csv").column("sfzh")
        #expect(numbers.contains { $0.count == 15 && $0.allSatisfy(\.isNumber) }, "15 digits")
        #expect(numbers.contains { $0.hasSuffix("x") }, "lower case")
        #expect(numbers.contains { $0.hasPrefix("'") }, "apostrophe")
        #expect(numbers.contains { $0.hasSuffix("E+17") }, "lost precision")
        #expect(numbers.contains { $0.hasSuffix(" ") }, "stray spaces")
        #expect(
            numbers.contains("111111111111111111") || numbers.contains("000000000000000000"), "placeholders")
        #expect(numbers.contains(""), "missing")
        let digits = numbers.filter {
            $0.count == 18 && $0.hasPrefix("99") && $0.allSatisfy { !$0.isLowercase }
        }
        let wrong = digits.filter { !isSoundNumber($0) && !$0.contains("Ｘ") }.count
        #expect(wrong > 0 && wrong < digits.count / 100, "few fail the check digit")
    }

    @Test func namesAreTypedCarelessly() throws {
        let district = try DistrictFixture.shared.get()
        let names = try district.table("feeds/health-records.csv").column("xm")
        #expect(names.contains { $0.hasSuffix(" ") })
        #expect(names.contains { $0.hasPrefix("\u{3000}") })
        #expect(names.contains { $0.count == 3 && Array($0)[1] == " " })
        #expect(names.contains { name in "張陳劉楊趙黃吳孫".contains { name.hasPrefix(String($0)) } })
        for dot in ["·", "・", "•"] { #expect(names.contains { $0.contains(dot) }, "\(dot)") }
        let people = try district.table("truth/person.csv").column("name")
        let dotted = people.filter { $0.contains("·") }.count
        #expect(dotted > people.count / 60 && dotted < people.count / 20, "about three in a hundred")
    }

    @Test func someNamesNeedFourBytesInGB18030() throws {
        let text = try DistrictFixture.shared.get().text("feeds/police-household.xml", gb18030: true)
        #expect(text.contains("㛃") || text.contains("𬱖"))
    }

    @Test func addressesAreWrittenInManyWays() throws {
        let addresses = try DistrictFixture.shared.get().table("feeds/health-records.csv").column("现住址")
        for mark in ["幢", "栋", "号楼", "#", "弄", "村", "號", "１", "一单元"] {
            #expect(addresses.contains { $0.contains(mark) }, "\(mark)")
        }
        #expect(addresses.contains { $0.hasPrefix("云海省") } && addresses.contains { !$0.contains("街道") })
        let doors = try DistrictFixture.shared.get().table("feeds/grid-workers.csv").column("房号")
        #expect(doors.contains { $0.split(separator: "-").count == 3 }, "3-2-301")
    }

    @Test func notesHoldLineBreaksInsideQuotes() throws {
        let district = try DistrictFixture.shared.get()
        #expect(try district.table("feeds/schools.csv").column("备注").contains { $0.contains("\n") })
        #expect(try district.table("feeds/grid-workers.csv").column("走访备注").contains { $0.contains("\"") })
    }

    @Test func everyTelephoneStyleOccurs() throws {
        let phones = try DistrictFixture.shared.get().table("feeds/health-records.csv").column("联系电话")
        for start in ["+86 16", "016", "１６"] { #expect(phones.contains { $0.hasPrefix(start) }, "\(start)") }
        #expect(phones.contains { $0.split(separator: "-").count == 3 })
        #expect(phones.contains("") && phones.contains("无"))
    }

    @Test func oneColumnHoldsCreditCodesAndOldRegistrationNumbers() throws {
        let table = try DistrictFixture.shared.get().table("feeds/tax.csv", delimiter: "|")
        let lengths = Set(try table.column("nsrsbh").map(\.count))
        #expect(lengths.isSuperset(of: [15, 18]) && lengths.isSubset(of: [0, 15, 18]))
    }

    @Test func oneFeedHasItsOwnCodeForSex() throws {
        let district = try DistrictFixture.shared.get()
        let table = try district.table("feeds/health-records.csv")
        let hazards = try district.table("truth/hazards.csv")
        let borrowed = Set(
            hazards.rows.filter { $0[0] == "health-records" && $0[4] == "relatives-number" }.map { $0[1] })
        #expect(!borrowed.isEmpty)
        let rows = zip(try table.column("sfzh"), zip(try table.column("xb"), try table.column("档案编号")))
        for (number, (sex, key)) in rows where isSoundNumber(number) && !borrowed.contains(key) {
            let isMale = (Array(number.utf8)[16] % 2) == 1
            #expect(sex == "" || sex == (isMale ? "1" : "0"))
        }
    }

    @Test func aThirdOfTheGridWorkersRowsHasNoNumber() throws {
        let numbers = try DistrictFixture.shared.get().table("feeds/grid-workers.csv").column("身份证号码")
        let share = Double(numbers.filter(\.isEmpty).count) / Double(numbers.count)
        #expect(abs(share - 1.0 / 3) < 0.06)
    }

    @Test func everyHazardIsNotedBesideTheTruthAndCounted() throws {
        let district = try DistrictFixture.shared.get()
        let table = try district.table("truth/hazards.csv")
        #expect(
            table.header == ["feed", "record_key", "role", "entity_type", "hazard", "other_entity_id"])
        var counts: [String: Int] = [:]
        for row in table.rows { counts[row[4], default: 0] += 1 }
        for hazard in district.summary.hazards {
            #expect(counts[hazard.name, default: 0] == hazard.mentions, "\(hazard.name)")
            #expect(hazard.mentions > 0, "\(hazard.name) does not occur among 8,000 people")
        }
        #expect(district.summary.hazards.count == 35)
        let mentions = Set(
            try district.table("truth/mentions.csv").rows.map { $0[0...3].joined(separator: ",") })
        #expect(table.rows.allSatisfy { mentions.contains($0[0...3].joined(separator: ",")) })
    }

    /// A borrowed number is somebody else's, and the truth is the person whose record it is.
    @Test func aBorrowedNumberIsThatOfTheOtherEntity() throws {
        let district = try DistrictFixture.shared.get()
        let people = try district.table("truth/person.csv")
        let numbers = Dictionary(
            uniqueKeysWithValues: zip(try people.column("entity_id"), try people.column("resident_id")))
        let health = try district.table("feeds/health-records.csv")
        let written = Dictionary(
            zip(try health.column("档案编号"), try health.column("sfzh")), uniquingKeysWith: { $1 })
        let borrowed = try district.table("truth/hazards.csv").rows.filter {
            $0[0] == "health-records" && $0[4] == "relatives-number"
        }
        #expect(!borrowed.isEmpty)
        for row in borrowed {
            #expect(written[row[1]] == numbers[row[5]])
            #expect(row[5] != "P" + row[1].dropFirst(2))
        }
    }

    @Test func branchesBearTheNameOfTheirCompanyAndStandElsewhere() throws {
        let district = try DistrictFixture.shared.get()
        let entities = try district.table("truth/legal-entity.csv")
        let ids = try entities.column("entity_id")
        let names = Dictionary(uniqueKeysWithValues: zip(ids, try entities.column("name")))
        let places = Dictionary(uniqueKeysWithValues: zip(ids, try entities.column("located_in")))
        let rows = try district.table("truth/hazards.csv").rows
        let truth = try district.table("truth/mentions.csv").rows
        let entity = Dictionary(
            truth.filter { $0[3] == "legal-entity" }.map { ($0[0...2].joined(separator: ","), $0[4]) },
            uniquingKeysWith: { $1 })
        let branches = rows.filter { $0[4] == "branch" }
        #expect(!branches.isEmpty)
        for row in branches {
            let id = try #require(entity[row[0...2].joined(separator: ",")])
            let parent = try #require(names[row[5]])
            #expect(names[id]?.hasPrefix(parent) == true && names[id] != parent)
            #expect(places[id] != places[row[5]])
        }
        let shops = rows.filter { $0[4] == "same-owner" }
        let leaders = Dictionary(
            uniqueKeysWithValues: zip(ids, try entities.column("legal_representative")))
        for row in shops {
            let id = try #require(entity[row[0...2].joined(separator: ",")])
            #expect(leaders[id] == leaders[row[5]] && names[id] != names[row[5]])
        }
    }

    @Test func notesHoldNamePlaceAndTelephoneInOneText() throws {
        let notes = try DistrictFixture.shared.get().table("feeds/grid-notes.csv").column("记录内容")
        let parts = Set(notes.map { $0.split(separator: "/", omittingEmptySubsequences: false).count })
        #expect(parts == [2, 3])
    }

    @Test func oneSystemKnowsNoChineseNames() throws {
        let names = try DistrictFixture.shared.get().table("feeds/parking-permits.csv", delimiter: ";")
            .column("holder_name")
        #expect(names.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isUppercase || $0 == " ") } })
        #expect(names.contains { $0.hasPrefix("ZHANG ") })
    }

    @Test func twinsAndNamesakesOccur() throws {
        let people = try DistrictFixture.shared.get().table("truth/person.csv")
        let homes = try people.column("lives_in")
        let births = try people.column("birth_date")
        let names = try people.column("name")
        let twins = Dictionary(grouping: homes.indices) { "\(homes[$0]) \(births[$0])" }.values.filter {
            $0.count > 1
        }
        #expect(!twins.isEmpty)
        let namesakes = Dictionary(grouping: homes.indices) { "\(homes[$0]) \(names[$0])" }.values.filter {
            $0.count > 1
        }
        #expect(!namesakes.isEmpty && namesakes.count < 40, "fathers and sons of one name, rarely")
    }
}
