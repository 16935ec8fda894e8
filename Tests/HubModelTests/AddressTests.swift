import Foundation
import HubModel
import Testing

/// Addresses: elements, normal forms, and which of them count as equal.
struct AddressTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let one: String
        let other: String
        let same: Bool
        var testDescription: String { "\(one) \(same ? "=" : "≠") \(other)" }
    }

    private static let pairs: [Pair] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures")
        let text =
            (try? String(contentsOf: folder.appendingPathComponent("address-pairs.csv"), encoding: .utf8))
            ?? ""
        return text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",").map(String.init)
            return Pair(one: cells[0], other: cells[1], same: cells[2] == "1")
        }
    }()

    @Test func pairsAreThere() { #expect(Self.pairs.count >= 60) }

    @Test(arguments: pairs) func pairComparesRightly(_ pair: Pair) {
        let one = AddressType().normalised(pair.one)
        let other = AddressType().normalised(pair.other)
        #expect(one.verdict == .valid)
        #expect(other.verdict == .valid)
        #expect((AddressType().folded(one.text) == AddressType().folded(other.text)) == pair.same)
    }

    private func parse(_ text: String) -> AddressElements? {
        let bytes = Array(text.utf8)
        return AddressParser.parse(bytes.span)
    }

    @Test func everyElementIsFound() throws {
        let elements = try #require(parse("浙江省宁波市镇海区庄市街道光明社区中山路123号清泉花园3幢2单元3层301室"))
        let found = AddressElements.Kind.allCases.map { elements[$0] }
        #expect(
            found == [
                "浙江省", "宁波市", "镇海区", "庄市街道", "光明社区", "", "", "清泉花园", "中山路", "", "123号", "3幢", "2单元", "3层",
                "301室",
            ])
    }

    @Test func villagesAndGroupsAreFound() throws {
        let elements = try #require(parse("宁夏石嘴山市大武口区星海镇富民村村民委员会二队15号"))
        #expect(elements[.province] == "宁夏回族自治区")
        #expect(elements[.town] == "星海镇")
        #expect(elements[.village] == "富民村")
        #expect(elements[.group] == "2组")
        #expect(elements[.number] == "15号")
        #expect(elements.range(of: .room) == nil)
    }

    @Test(arguments: [
        ("镇海区庄市街道", "镇海区", "庄市街道"),
        ("宁波市镇海区骆驼街道", "镇海区", "骆驼街道"),
        ("浙江省嘉兴市桐乡市乌镇镇", "桐乡市", "乌镇镇"),
        ("江西省景德镇市珠山区竟成镇", "珠山区", "竟成镇"),
        ("上海市浦东新区花木街道办事处", "浦东新区", "花木街道"),
        ("大武口区人民路街道", "大武口区", "人民路街道"),
    ])
    func suffixCharactersInsideNamesAreNotSuffixes(_ text: String, _ county: String, _ town: String) throws {
        let elements = try #require(parse(text))
        #expect(elements[.county] == county)
        #expect(elements[.town] == town)
    }

    @Test(arguments: [
        ("五一路8号", "五一路8号"), ("107国道12号", "107国道12号"), ("1号桥路12号", "1号桥路12号"), ("老王超市", "老王超市"),
        ("SOHO3座1201", "SOHO3幢1201室"), ("中山路东段8号", "中山路东段8号"), ("解放道12号", "解放道12号"),
        ("人民公园南路3号", "人民公园南路3号"), ("中山路解放巷12号", "中山路解放巷12号"), ("中山路12号负一层", "中山路12号负1层"),
    ])
    func namesKeepTheirNumbersAndSuffixes(_ raw: String, _ normal: String) {
        #expect(AddressType().normalised(raw).text == normal)
    }

    @Test func whatIsNoAddressIsRefused() {
        for raw in ["12345", "0574-86280000", "13800001234", "abc", "!!!", "2024-01-02 10:00"] {
            #expect(AddressType().normalised(raw).verdict == .invalid(.wrongShape), "\(raw)")
        }
        let long = String(repeating: "中山路", count: 100)
        #expect(AddressType().normalised(long).verdict == .invalid(.tooLong))
    }

    @Test func maskEndsAtTheStreet() {
        #expect(AddressType().mask("镇海区庄市街道中山路123号") == "镇海区庄市街道***")
        #expect(AddressType().mask("中山路123号") == "***")
        #expect(AddressType().mask("***") != "***")
    }
}
