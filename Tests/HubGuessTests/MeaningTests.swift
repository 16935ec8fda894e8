import Foundation
import HubGuess
import TestSupport
import Testing

/// What columns mean, by names, by values and by each other.
@Suite struct MeaningTests {
    /// Resident numbers with right check digits, born and sexed as said.
    static func residents(_ count: Int, seed: Int = 0) -> [(id: String, sex: Int, birth: String)] {
        (0..<count).map { index in
            let number = index &* 37 &+ seed &* 101
            let (year, month, day) = (1950 + number % 60, 1 + number % 12, 1 + number % 28)
            let serial = 100 + number % 900
            func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            let digits = "990101\(year)\(two(month))\(two(day))\(serial)"
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
            let sum = zip(digits.utf8, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
            return (
                digits + String(Array("10X98765432")[sum % 11]), serial % 2 == 1 ? 1 : 2,
                "\(year)-\(two(month))-\(two(day))"
            )
        }
    }

    static let surnames = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗")
    static func name(_ index: Int) -> String {
        "\(surnames[index % 20])\(Array("伟芳娜敏静秀英丽强磊")[index % 10])\(Array("华国军明红")[index / 10 % 5])"
    }

    static func csv(_ header: String, _ row: (Int) -> String, count: Int = 60) -> String {
        header + "\n" + (0..<count).map { row($0) + "\n" }.joined()
    }

    func attribute(_ column: String, _ guess: Guess) -> String {
        guess.columns.first { $0.id == column }?.mapped.map { "\($0.role).\($0.attribute)" }.joined(
            separator: " ") ?? "?"
    }

    @Test func localCodesAreReadOffTheResidentNumbers() async throws {
        let people = Self.residents(60)
        let guess = try await GuessFixture.guess(
            Self.csv("bh,xm,sfzh,xb") {
                "B\($0 * 3),\(Self.name($0)),\(people[$0].id),\(people[$0].sex == 1 ? "b" : "a")"
            })
        #expect(guess.text.contains("sex: { column: \"xb\", codes: { \"a\": \"2\", \"b\": \"1\" } }"))
    }

    @Test func aBirthDateBelongsToWhoseNumberSaysIt() async throws {
        let (children, parents) = (Self.residents(60), Self.residents(60, seed: 7))
        let guess = try await GuessFixture.guess(
            Self.csv("学号,学生姓名,学生身份证号,家长姓名,家长身份证号,出生日期") {
                "S\($0 * 7),\(Self.name($0)),\(children[$0].id),\(Self.name($0 + 9)),\(parents[$0].id),\(parents[$0].birth)"
            })
        #expect(attribute("出生日期", guess) == "guardian.birth_date")
        #expect(guess.relations.contains { $0.kind == "guardian_of" && $0.isSure && $0.from == "guardian" })
    }

    @Test func aColumnThatContradictsTheNumbersIsLeftOpen() async throws {
        let people = Self.residents(60)
        let guess = try await GuessFixture.guess(
            Self.csv("编号,姓名,身份证号,出生日期") {
                "B\($0 * 3),\(Self.name($0)),\(people[$0].id),20\(10 + $0 % 9)-0\(1 + $0 % 9)-11"
            })
        #expect(attribute("出生日期", guess).isEmpty)
        #expect(guess.text.contains("contradicts"))
    }

    @Test func whoHandledTheRecordIsNotWhomItIsAbout() async throws {
        let guess = try await GuessFixture.guess(
            Self.csv("编号,姓名,经办人,录入员") {
                "B\($0 * 3),\(Self.name($0)),\(Self.name($0 % 3)),\(Self.name($0 % 2))"
            })
        #expect(attribute("姓名", guess) == "person.name")
        #expect(attribute("经办人", guess).isEmpty && attribute("录入员", guess).isEmpty)
    }

    @Test func namesWithoutValuesToMatchAreLeftOpen() async throws {
        let guess = try await GuessFixture.guess(
            Self.csv("编号,姓名,身份证号,手机") { "B\($0 * 3),\(Self.name($0)),\($0 * 13),见备注" })
        #expect(attribute("身份证号", guess).isEmpty && attribute("手机", guess).isEmpty)
        #expect(guess.text.contains("perhaps person.resident_id"))
    }

    @Test func whatIsRegisteredThereNeedNotLiveThere() async throws {
        let guess = try await GuessFixture.guess(
            Self.csv("编号,姓名,户籍地址,现住址") {
                "B\($0 * 3),\(Self.name($0)),石桥镇李家村\($0)号,中山路\($0 + 1)号3幢\($0 % 9 + 1)01室"
            })
        #expect(attribute("现住址", guess) == "house.address")
        #expect(attribute("户籍地址", guess).isEmpty && guess.text.contains("registered there"))
        #expect(guess.relations.map(\.kind) == ["lives_in"])
    }

    @Test func atMostOneRelationIsTakenAndTheOthersAreComments() async throws {
        let guess = try await GuessFixture.guess(
            Self.csv("编号,姓名,地址") { "B\($0 * 3),\(Self.name($0)),中山路\($0 + 1)号3幢\($0 % 9 + 1)01室" })
        #expect(!guess.relations.isEmpty && guess.relations.allSatisfy { !$0.isSure })
        #expect(guess.text.contains("// { kind: \"owns\""))
    }

    @Test func aModelOfOnesOwnIsAsGoodAsAny() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: GuessFixture.mappings + "/models", toPath: folder.path + "/models")
        try folder.write("w/isthmus.json5", "{ name: \"own\" }")
        try folder.write(
            "w/Mappings/models/grid.json5",
            """
            { title: "网格", id_prefix: "G",
              attributes: { code: { title: "网格编码", type: "grid-code", distinct: true },
                            label: { title: "片区称呼", type: "text" } },
              blocking: [["code"]],
              comparisons: { code: [{ is: "equal", m: 0.99, u: 0.0001 }, { is: "else", m: 0.01, u: 0.9999 }] } }
            """)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/w/Mappings/feeds", withIntermediateDirectories: true)
        let input = folder.path + "/w/wg.csv"
        try Data(Self.csv("wgbm,片区称呼,备注", { "99010100100\($0 % 9 + 1)\($0 + 100),第\($0)片,无" }).utf8)
            .write(to: URL(fileURLWithPath: input))
        let result = try isthmus("-C", folder.path + "/w", "guess", input)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("code: \"wgbm\"") && result.output.contains("label: \"片区称呼\""))
    }

    @Test func aRecordThatCameTwiceIsNoReasonAgainstAKey() async throws {
        let text = Self.csv("编号,姓名") { "B\($0 == 30 ? 29 : $0),\(Self.name($0 == 30 ? 29 : $0))" }
        let guess = try await GuessFixture.guess(text)
        #expect(guess.key == ["编号"])
    }

    @Test func keysMayTakeTwoColumnsOrNone() async throws {
        let two = try await GuessFixture.guess(
            Self.csv("户号,成员序号,姓名") { "H\($0 / 4),\($0 % 4 + 1),\(Self.name($0 % 7))" })
        #expect(two.key == ["户号", "成员序号"])
        let none = try await GuessFixture.guess(
            Self.csv("姓名,性别") { "\(Self.name($0 % 7)),\($0 % 2 == 0 ? "男" : "女")" })
        #expect(none.key.isEmpty && none.text.contains("key: \"content\""))
    }
}
