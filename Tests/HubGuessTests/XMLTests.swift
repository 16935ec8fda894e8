import HubGuess
import TestSupport
import Testing

/// Which element is the record, and what is around it.
@Suite struct XMLTests {
    func document(_ body: String, root: String = "r") -> String {
        "<?xml version=\"1.0\"?>\n<\(root)>\(body)</\(root)>"
    }

    @Test func membersAreRecordsAndTheirHouseholdComesWithThem() async throws {
        let members = (0..<4).map {
            "<m no=\"\($0)\"><name>\(MeaningTests.name($0))</name><sex>男</sex><birth>1990-01-0\($0 + 1)</birth></m>"
        }
        let body = (0..<10).map {
            "<h id=\"\($0 * 5)\"><address>中山路\($0)号</address>\(members.joined())<late>x</late></h>"
        }
        let guess = try await GuessFixture.guess(document(body.joined()), as: "a.xml")
        #expect(guess.text.contains("record: \"/r/h/m\""))
        // What comes behind the members would come too late for them.
        #expect(guess.columns.map(\.id) == ["@no", "name", "sex", "birth", "../@id", "../address"])
        #expect(guess.rows == 40)
        #expect(guess.key == ["../@id", "@no"])
    }

    @Test func whatIsThinnerThanItsSurroundingsIsNoRecord() async throws {
        let body = (0..<10).map { index in
            "<c><code>\(index)</code><name>润泽\(MeaningTests.name(index))商贸有限公司</name><phone>1380000000\(index)</phone>"
                + "<remark k=\"1\">a</remark><remark k=\"2\">b</remark></c>"
        }
        let guess = try await GuessFixture.guess(document(body.joined()), as: "a.xml")
        #expect(guess.text.contains("record: \"/r/c\"") && guess.text.contains("/r/c/remark is repeated too"))
        #expect(guess.columns.map(\.id) == ["code", "name", "phone"])
    }

    @Test func namespacesGetPrefixesOfTheirOwn() async throws {
        let body = (0..<6).map {
            "<p:x a=\"\($0)\"><name xmlns=\"urn:other\">\(MeaningTests.name($0))</name></p:x>"
        }.joined()
        let text = "<r xmlns=\"urn:main\" xmlns:p=\"urn:people\">\(body)</r>"
        let guess = try await GuessFixture.guess(text, as: "a.xml")
        #expect(
            guess.rows == 6 && guess.text.contains("\"urn:people\"") && guess.text.contains("\"urn:other\""))
        #expect(guess.columns.map(\.id) == ["@a", "o:name"])
        #expect(guess.columns[1].mapped.map(\.attribute) == ["name"])
    }

    @Test func oneRecordIsARecord() async throws {
        let guess = try await GuessFixture.guess(document("<p><name>张三</name><sex>男</sex></p>"), as: "a.xml")
        #expect(guess.rows == 1 && guess.columns.count == 2)
    }

    @Test(arguments: [
        "", "<", "<a", "<a/>", "<a></b>", "<a><b></a>", "<a b=>", "<a b='", "<!---->", "<?xml?>",
        "<![CDATA[x]]>",
    ])
    func brokenDocumentsAreRefused(text: String) async throws {
        await #expect(throws: (any Error).self) { try await GuessFixture.guess(text, as: "a.xml") }
    }
}
