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
        for (number, sex) in zip(try table.column("sfzh"), try table.column("xb")) where isSoundNumber(number)
        {
            let isMale = (Array(number.utf8)[16] % 2) == 1
            #expect(sex == "" || sex == (isMale ? "1" : "0"))
        }
    }

    @Test func aThirdOfTheGridWorkersRowsHasNoNumber() throws {
        let numbers = try DistrictFixture.shared.get().table("feeds/grid-workers.csv").column("身份证号码")
        let share = Double(numbers.filter(\.isEmpty).count) / Double(numbers.count)
        #expect(abs(share - 1.0 / 3) < 0.06)
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
