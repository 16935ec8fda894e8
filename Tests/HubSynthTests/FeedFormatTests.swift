import Foundation
import FoundationXML
import Testing

@Suite struct FeedFormatTests {
    /// Counts elements; the parser stops at the first thing that is not well-formed.
    private final class Counter: NSObject, XMLParserDelegate {
        var elements: [String: Int] = [:]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements["{\(namespaceURI ?? "")}\(name)", default: 0] += 1
        }
    }

    private func parsed(_ text: String) -> [String: Int]? {
        let counter = Counter()
        let parser = XMLParser(data: Data(text.utf8))
        parser.shouldProcessNamespaces = true
        parser.delegate = counter
        return parser.parse() ? counter.elements : nil
    }

    @Test func theHouseholdsAreWellFormedAndDeclaredAndEncodedGB18030() throws {
        let district = try DistrictFixture.shared.get()
        let feed = try district.feed("police-household")
        let text = try district.text(feed.file, gb18030: true)
        #expect(text.hasPrefix(#"<?xml version="1.0" encoding="GB18030"?>"#))
        #expect(String(bytes: try district.bytes(feed.file), encoding: .utf8) == nil)
        let utf8 = text.replacingOccurrences(of: "GB18030", with: "UTF-8")
        let elements = try #require(parsed(utf8))
        #expect(elements["{urn:isthmus:example:police-household}member"] == feed.records)
    }

    @Test func theCompaniesAreWellFormedInTwoNamespaces() throws {
        let district = try DistrictFixture.shared.get()
        let feed = try district.feed("company-register")
        let elements = try #require(parsed(try district.text(feed.file)))
        #expect(elements["{urn:isthmus:example:company-register}entity"] == feed.records)
        #expect(elements["{urn:isthmus:example:party}representative"] == feed.records)
    }

    @Test(arguments: ["housing-register", "rental"]) func chineseSpreadsheetsAreGB18030(name: String) throws {
        let district = try DistrictFixture.shared.get()
        let file = try district.feed(name).file
        #expect(String(bytes: try district.bytes(file), encoding: .utf8) == nil)
        #expect(try district.text(file, gb18030: true).contains("社区"))
    }

    @Test func theHealthRecordsStartWithAByteOrderMark() throws {
        let bytes = try DistrictFixture.shared.get().bytes("feeds/health-records.csv")
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    }

    @Test(arguments: [("social-insurance", 11), ("water-meters", 8)])
    func theDatabaseFeedsAreWholeAndCanBeLoadedTwice(name: String, columns: Int) throws {
        let district = try DistrictFixture.shared.get()
        let feed = try district.feed(name)
        let lines = try district.text(feed.file).split(separator: "\n", omittingEmptySubsequences: false)
        let copy = try #require(lines.firstIndex { $0.hasPrefix("COPY ") })
        let end = try #require(lines.firstIndex(of: "\\."))
        let header = lines[..<copy].joined(separator: "\n")
        #expect(header.contains("DROP TABLE IF EXISTS") && header.contains("CREATE SCHEMA IF NOT EXISTS"))
        #expect(header.contains("BEGIN;") && lines[(end + 1)...].contains("COMMIT;"))
        #expect(lines[copy].split(separator: ",").count == columns)
        let rows = lines[(copy + 1)..<end].map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        #expect(rows.allSatisfy { $0.count == columns })
        #expect(Set(rows.map { $0[0] }).count == rows.count, "primary keys are unique")
        let selected = name == "water-meters" ? rows.filter { $0[7] == "\\N" } : rows
        #expect(selected.count == feed.records)
        if name == "water-meters" { #expect(selected.count < rows.count, "closed accounts stay behind") }
    }
}
