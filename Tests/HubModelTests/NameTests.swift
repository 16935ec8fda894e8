import HubModel
import Testing

/// Names of people and organisations.
struct NameTests {
    @Test(arguments: [
        ("张 三", "张三"), ("张三（户主）", "张三"), ("张三(户主)(已故)", "张三"), ("张三（户主", "张三"), ("王(龙天)", "王(龙天)"),
        ("古丽米热.买买提", "古丽米热·买买提"), ("古丽米热－买买提", "古丽米热·买买提"), ("古丽米热··买买提·", "古丽米热·买买提"),
        ("J. R. Smith", "J. R. Smith"), ("Jean-Paul", "Jean-Paul"), ("'李四", "李四"), ("\u{FEFF}李四", "李四"),
        ("王\u{E863}", "王䶮"), ("李四等3人", "李四"), ("Мария Иванова", "Мария Иванова"),
    ])
    func nameHasOneSpelling(_ raw: String, _ normal: String) {
        #expect(PersonName().normalised(raw).text == normal)
    }

    @Test func namesFoldScriptsDotsAndCase() {
        let pairs = [("陳劉葉", "陈刘叶"), ("古丽米热·买买提", "古丽米热买买提"), ("John Smith", "JOHNSMITH"), ("甯衞", "宁卫")]
        for (one, other) in pairs { #expect(PersonName().folded(one) == PersonName().folded(other)) }
        for (one, other) in [("萧", "肖"), ("傅", "付"), ("喆", "哲"), ("阎", "闫")] {
            #expect(PersonName().folded(one) != PersonName().folded(other))
        }
    }

    @Test func masksShowTheSurname() {
        let masks = [
            "张三": "张*", "张小明": "张**", "欧阳修文": "欧阳**", "欧阳": "欧*", "古丽米热·买买提": "古丽***", "John Smith": "J***",
            "张": "*", "族·***": "族***",
        ]
        for (name, mask) in masks { #expect(PersonName().mask(name) == mask) }
    }

    @Test func longNamesAreRefused() {
        #expect(PersonName().normalised(String(repeating: "张", count: 50)).verdict == .valid)
        #expect(PersonName().normalised(String(repeating: "张", count: 51)).verdict == .invalid(.tooLong))
        #expect(PersonName().normalised(String(repeating: " 张", count: 5000)).verdict == .invalid(.tooLong))
        #expect(
            OrganisationName().normalised(String(repeating: "甬", count: 201)).verdict == .invalid(.tooLong))
    }

    @Test func organisationsFoldRegionBracketsAndLiability() {
        let same = [
            ("浙江省宁波市甬江贸易有限责任公司", "宁波甬江贸易有限公司"), ("宁波市甬江贸易有限公司", "宁波甬江贸易有限公司"),
            ("甬江贸易(宁波)有限公司", "甬江贸易宁波有限公司"), ("甬江貿易有限公司", "甬江贸易有限公司"), ("acme ltd.", "ACME Ltd"),
        ]
        for (one, other) in same {
            #expect(OrganisationName().folded(one) == OrganisationName().folded(other), "\(one)")
        }
        let different = [
            ("宁波市镇海区教育局", "宁波市江北区教育局"), ("甬江股份有限公司", "甬江有限公司"), ("老王超市有限公司", "老王有限公司"),
            ("甬江贸易有限公司", "甬江贸易有限公司镇海分公司"),
        ]
        for (one, other) in different {
            #expect(OrganisationName().folded(one) != OrganisationName().folded(other))
        }
    }

    @Test func shopsKeepTheirCharacters() {
        #expect(OrganisationName().folded("惠民大超市镇海中心店") == "惠民大超市镇海中心店")
        #expect(OrganisationName().folded("()") == "()")
    }
}
