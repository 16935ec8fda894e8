import HubModel
import Testing

struct ConfigNearestNameTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("titel", "title", 1),
        ("kitten", "sitting", 3), ("abcd", "badc", 2), ("姓名", "名姓", 1), ("张三", "张三丰", 1),
    ])
    func distancesCountEditsAndSwaps(_ a: String, _ b: String, _ distance: Int) {
        #expect(editDistance(Array(a), Array(b)) == distance)
        #expect(editDistance(Array(b), Array(a)) == distance)
    }

    @Test func theNearestNameIsFoundAndFarOnesAreNot() {
        let names = ["title", "type", "multiple", "姓名", "出生日期"]
        #expect(nearestName(to: "titel", among: names) == "title")
        #expect(nearestName(to: "Type", among: names) == "type")
        #expect(nearestName(to: "姓 名", among: names) == "姓名")
        #expect(nearestName(to: "survivorship", among: names) == nil)
        #expect(nearestName(to: "x", among: [String]()) == nil)
    }
}
