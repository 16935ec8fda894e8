import HubEngine
import TestSupport
import Testing

/// I20 to I28: documents that are hostile or broken. Records were read before the fault was met, and none may stay.
@Suite struct HostileDocumentTests {
    typealias Night = HostileNight

    /// Case, document, what the message says.
    static let documents: [(String, String, String)] = [
        ("I20 external entity", doctype("<!ENTITY x SYSTEM 'file:///etc/passwd'>", "&x;"), "DOCTYPE"),
        ("I20 external DTD", "<!DOCTYPE people SYSTEM '/etc/passwd'>" + whole(), "DOCTYPE"),
        (
            "I21 bomb", doctype("<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>", "&b;"),
            "DOCTYPE"
        ),
        ("I22 parameter entities", doctype(parameters, ""), "DOCTYPE"),
        ("I23 thousands of attributes", whole("<person \(attributes)/>"), "attributes"),
        ("I24 text without end", whole("<person><name>\(long)</name></person>"), "1048576 bytes of text"),
        ("I24 comment without end", whole("<!--\(long)-->"), "comment"),
        ("I25 depth", whole(String(repeating: "<x>", count: 300) + "密语"), "64 deep"),
        ("I26 cut off", String(whole().dropLast(30)), "cut off"),
        ("I26 a second root", whole() + "<people/>", "after the end"),
        ("I26 a wrong end tag", whole("<person><name>密语</nome></person>"), "does not match"),
        (
            "I27 an encoding of old machines", "<?xml version='1.0' encoding='IBM037'?>" + whole(),
            "not accepted"
        ),
        ("I27 UTF-7", "<?xml version='1.0' encoding='UTF-7'?>" + whole(), "not accepted"),
        ("I28 an undeclared prefix", whole("<x:person><name>密语</name></x:person>"), "prefix `x`"),
        ("I28 an attribute twice", whole("<person a='1' a='密语'/>"), "given twice"),
        ("I01 NUL", whole("<person><name>密\0语</name></person>"), "not allow"),
    ]

    static let attributes = (0..<1000).map { "a\($0)='密语'" }.joined(separator: " ")
    static let long = String(repeating: "密语", count: 500_000)
    static let parameters =
        "<!ENTITY % p0 'x'>"
        + (1...8).map { "<!ENTITY % p\($0) '&#37;p\($0 - 1);&#37;p\($0 - 1);'>" }
        .joined() + "%p8;"

    static func whole(_ extra: String = "") -> String {
        "<people>\n\(Night.elements)\(Night.secretElement)\(extra)</people>"
    }

    static func doctype(_ declarations: String, _ name: String) -> String {
        "<!DOCTYPE people [\(declarations)]>" + whole("<person><no>901</no><name>\(name)</name></person>")
    }

    @Test(arguments: documents) func i20To28HostileDocumentIsRefusedAsAWhole(
        _ name: String, _ document: String, _ says: String
    ) async throws {
        let night = try await Night("people.xml")
        try expectRefused(try await night.deliver(document), night, says: says)
    }

    @Test func i26BadByteBehindGoodRecordsRefusesAllOfThem() async throws {
        let night = try await Night("people.xml")
        let bytes = Array(Self.whole().utf8)
        let feed = try await night.deliver(bytes.dropLast(20) + [0xFF] + bytes.suffix(20))
        try expectRefused(feed, night, says: "not valid utf-8")
    }

    @Test func i27DeclarationThatLiesIsRefused() async throws {
        let night = try await Night("people.xml")
        let feed = try await night.deliver("<?xml version='1.0' encoding='GBK'?>" + Self.whole())
        try expectRefused(feed, night, says: "gb18030", "set `encoding`")
    }

    @Test func i28InclusionsAreElementsAndNothingMore() async throws {
        let night = try await Night("people.xml")
        let include =
            "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd' parse='text'/>"
        let feed = try await night.deliver(
            "<people>\(Night.elements)<person><no>901</no><name>丁一\(include)</name><id/><birth/><address/></person></people>"
        )
        #expect((feed.status, feed.new) == (.read, 1))
        #expect(try night.workspace.sql("select name from person where name like '丁%'") == ["丁一"])
    }
}
