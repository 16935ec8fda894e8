import Testing

/// A CSV feed as its mapping file reads it.
struct CSVFeed: Sendable, CustomTestStringConvertible {
    let name: String
    var gb18030 = false
    var delimiter: Character = ","
    let key: String
    /// Each role with the columns of which one at least must say something.
    let roles: [(role: String, columns: [String])]

    var testDescription: String { name }

    static let all = [
        CSVFeed(name: "health-records", key: "档案编号", roles: [("patient", ["xm"])]),
        CSVFeed(
            name: "housing-register", gb18030: true, key: "登记编号",
            roles: [("house", ["房屋编码"]), ("owner", ["权利人"])]),
        CSVFeed(
            name: "tax", delimiter: "|", key: "djxh",
            roles: [("taxpayer", ["nsrmc"]), ("representative", ["fddbrxm"])]),
        CSVFeed(
            name: "schools", key: "学籍号",
            roles: [("student", ["学生姓名"]), ("guardian", ["监护人姓名"]), ("school", ["学校名称"]), ("home", ["家庭住址"])]),
        CSVFeed(
            name: "medical-insurance", key: "参保号",
            roles: [("insured", ["姓名"]), ("employer", ["单位名称"]), ("payer", ["缴费人姓名"]), ("home", ["居住地址"])]),
        CSVFeed(
            name: "social-aid", gb18030: true, key: "救助证号",
            roles: [("recipient", ["姓名"]), ("head", ["户主姓名"]), ("home", ["家庭住址"])]),
        CSVFeed(
            name: "parking-permits", delimiter: ";", key: "permit_no",
            roles: [("holder", ["holder_name"]), ("home", ["address"])]),
        CSVFeed(name: "grid-notes", key: "序号", roles: [("resident", ["记录内容"]), ("home", ["记录内容"])]),
        CSVFeed(name: "grid-workers", key: "采集编号", roles: [("resident", ["姓名"]), ("home", ["小区", "房号"])]),
        CSVFeed(
            name: "rental", gb18030: true, key: "备案号",
            roles: [("landlord", ["出租人"]), ("tenant", ["承租人"]), ("house", ["房屋地址"])]),
    ]
}

@Suite struct TruthTests {
    /// `key → role → true entity` of one feed.
    private func truth(of feed: String) throws -> [String: [String: String]] {
        let mentions = try DistrictFixture.shared.get().table("truth/mentions.csv")
        #expect(mentions.header == ["feed", "record_key", "role", "entity_type", "true_entity_id"])
        var truth: [String: [String: String]] = [:]
        for row in mentions.rows where row[0] == feed {
            #expect(truth[row[1]]?[row[2]] == nil, "\(feed): a role of a record is mentioned twice")
            truth[row[1], default: [:]][row[2]] = row[4]
        }
        return truth
    }

    @Test(arguments: CSVFeed.all) func everySoundRowHasItsMentionsAndNoOtherIsInTheTruth(feed: CSVFeed) throws
    {
        let district = try DistrictFixture.shared.get()
        let declared = try district.feed(feed.name)
        let table = try district.table(declared.file, gb18030: feed.gb18030, delimiter: feed.delimiter)
        var expected: [String: Set<String>] = [:]
        var rejects = 0
        for row in table.rows {
            guard row.count == table.header.count else {
                rejects += 1
                continue
            }
            let cell = Dictionary(uniqueKeysWithValues: zip(table.header, row))
            let key = cell[feed.key] ?? ""
            if expected[key] != nil {
                rejects += 1
                continue
            }
            let roles = feed.roles.filter { role in role.columns.contains { cell[$0]?.isEmpty == false } }
            expected[key] = Set(roles.map(\.role))
        }
        #expect(try truth(of: feed.name).mapValues { Set($0.keys) } == expected)
        #expect(declared.records == table.rows.count)
        #expect(declared.expectedRejects == rejects)
        #expect(declared.mentions == expected.values.reduce(0) { $0 + $1.count })
    }

    @Test func everyMentionNamesAnEntityOfItsType() throws {
        let district = try DistrictFixture.shared.get()
        var known: [String: Set<String>] = [:]
        for type in ["person", "house", "legal-entity"] {
            known[type] = Set(try district.table("truth/\(type).csv").column("entity_id"))
        }
        let rows = try district.table("truth/mentions.csv").rows
        #expect(rows.allSatisfy { known[$0[3]]?.contains($0[4]) == true })
        #expect(rows.count == district.summary.mentions)
    }

    @Test func theMembersOfAHouseholdMentionOneHead() throws {
        let truth = try truth(of: "police-household")
        var heads: [Substring: Set<String>] = [:]
        for (key, roles) in truth {
            let household = key.split(separator: "|")[0]
            if let head = roles["head"] { heads[household, default: []].insert(head) }
        }
        #expect(heads.count > DistrictFixture.people / 4)
        #expect(heads.values.allSatisfy { $0.count == 1 })
        for (household, head) in heads { #expect(truth["\(household)|1"]?["resident"] == head.first) }
    }

    /// Names and numbers of the true golden records stand in the feeds as they are, most of the time.
    @Test func mentionsSayWhatIsTrue() throws {
        let district = try DistrictFixture.shared.get()
        let people = try district.table("truth/person.csv")
        let names = Dictionary(
            uniqueKeysWithValues: zip(try people.column("entity_id"), try people.column("name")))
        let truth = try truth(of: "health-records")
        let table = try district.table("feeds/health-records.csv")
        var same = 0
        var all = 0
        for (key, name) in zip(try table.column("档案编号"), try table.column("xm")) {
            guard let entity = truth[key]?["patient"] else { continue }
            all += 1
            same += names[entity] == name ? 1 : 0
        }
        #expect(same > all * 92 / 100)
        #expect(same < all, "careless clerks leave their mark")
    }

    @Test func coverageIsAsIntended() throws {
        let district = try DistrictFixture.shared.get()
        let people = Double(district.summary.people)
        func share(_ feed: String) throws -> Double { try Double(district.feed(feed).records) / people }
        #expect(try abs(share("police-household") - 0.92) < 0.03)
        #expect(try abs(share("health-records") - 0.80) < 0.04)
        #expect(try abs(share("social-insurance") - 0.36) < 0.03)
        #expect(try abs(share("grid-workers") - 0.51) < 0.03)
        let mentions = Double(district.summary.mentions)
        #expect(abs(mentions / people - 11.35) < 0.4, "300,000 people make about 3,400,000 mentions")
        let records = district.summary.feeds.reduce(0) { $0 + $1.records }
        #expect(abs(Double(records) / people - 5) < 0.3, "300,000 people make about 1,500,000 records")
    }
}
