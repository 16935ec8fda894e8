import Foundation
import HubConnect
import HubModel
import HubXML
import TestSupport
import Testing

/// Which elements are records, and what their values are.
@Suite struct XMLRecordTests {
    // MARK: Nested repeats

    private static let households = """
        <?xml version="1.0"?>
        <h:households xmlns:h="urn:h" issued="2024-05-01">
          <h:household code="A1"><h:street>中山路</h:street>
            <h:member id="1"><h:name>张三</h:name></h:member>
            <h:member id="2"><h:name>李四</h:name></h:member></h:household>
          <h:household code="B2"><h:street>解放路</h:street></h:household>
          <h:household code="C3"/>
          <h:household code="D4"><h:member id="1"/><h:street/></h:household>
          <h:household code="E5"><h:visitor/><h:deep><h:member id="9"/></h:deep></h:household>
        </h:households>
        """
    private static let members = XMLProbe(
        record: "/h:households/h:household/h:member?",
        columns: ["../@code", "position()", "@id", "h:name", "../../@issued"], namespaces: ["h": "urn:h"])

    @Test func householdWithoutMembersIsARecordToo() async throws {
        let delivered = try await Self.members.read(Self.households)
        #expect(
            delivered.rows == [
                ["A1", "1", "1", "张三", "2024-05-01"], ["A1", "2", "2", "李四", "2024-05-01"],
                ["B2", "0", nil, nil, "2024-05-01"], ["C3", "0", nil, nil, "2024-05-01"],
                ["D4", "1", "1", nil, "2024-05-01"], ["E5", "0", nil, nil, "2024-05-01"],
            ])
        #expect(delivered.positions.map(\.ordinal) == Array(1...6))
        #expect(delivered.positions.map(\.line) == [4, 5, 6, 7, 8, 9])
        var plain = Self.members
        plain.record = "/h:households/h:household/h:member"
        #expect(try await plain.read(Self.households).rows.map { $0[0] } == ["A1", "A1", "D4"])
    }

    @Test func householdsWithoutMembersDoNotDependOnChunkSizes() async throws {
        let whole = try await Self.members.read(Self.households)
        for size in 1...64 {
            let pieces = try await Self.members.with(chunkSize: size).read(Self.households)
            #expect(pieces.rows == whole.rows && pieces.positions == whole.positions, "chunks of \(size)")
        }
    }

    @Test func severalLevelsMayBeWithout() async throws {
        let probe = XMLProbe(
            record: "/town/street?/house?", columns: ["../../@n", "../@n", "@n", "position()"])
        let text = """
            <town n="T"><street n="s1"><house n="1"/><house n="2"/></street><street n="s2"/>
            <street n="s3"><house n="3"/></street></town>
            """
        #expect(
            try await probe.rows(text) == [
                ["T", "s1", "1", "1"], ["T", "s1", "2", "2"], ["T", "s2", nil, "0"], ["T", "s3", "3", "1"],
            ])
        #expect(try await probe.rows("<town n='T'/>") == [["T", nil, nil, "0"]])
        #expect(try await probe.rows("<town n='T'><x/></town>") == [["T", nil, nil, "0"]])
    }

    @Test func valueThatComesAfterAHouseholdWithoutMembersIsTooLate() async throws {
        let probe = XMLProbe(record: "/a/h/m?", columns: ["../../n", "../@i"])
        await fails(.malformed, naming: ["`../../n`", "line 2"]) {
            _ = try await probe.read("<a>\n<h i='1'/><n>late</n></a>")
        }
        let own = XMLProbe(record: "/a/h/m?", columns: ["../n"])
        #expect(try await own.rows("<a><h><x/><n>1</n></h></a>") == [["1"]], "no record came before it")
    }

    @Test func longValueOfAHouseholdCostsItsOwnRecordsOnly() async throws {
        let probe = XMLProbe(
            record: "/a/h/m?", columns: ["../n", "."], settings: ["max_record_bytes": "1024"])
        let long = String(repeating: "x", count: 2000)
        let delivered = try await probe.read(
            "<a><h><n>\(long)</n></h><h><n>1</n><m>\(long)</m></h><h><n>2</n></h></a>")
        #expect(delivered.rows == [["2", nil]])
        #expect(delivered.rejects.map(\.position.ordinal) == [1, 2])
    }

    @Test func questionMarkStandsAtTheEndOnly() async {
        for record in ["/a?", "/a?/b", "/a/b?/c", "/a?/b?", "/a/?", "/a/b??", "/a/b?c"] {
            await fails(.badSetting, naming: ["`\(record)`"]) {
                _ = try await XMLProbe(record: record).read("<a/>")
            }
        }
        await fails(.noSuchColumn, naming: ["`b?`"]) { _ = try await XMLProbe(columns: ["b?"]).read("<a/>") }
    }

    @Test func columnsOfAFeedWithoutMappingAreThoseOfARealRecord() async throws {
        var probe = Self.members
        probe.columns = []
        let text =
            "<h:households xmlns:h='urn:h'><h:household/><h:household><h:member id='1'/></h:household></h:households>"
        let delivered = try await probe.read(text)
        #expect(delivered.columns == ["@id"] && delivered.rows == [[nil], ["1"]])
    }

    // MARK: Several record types

    @Test func feedsOverOneDocumentTakeARecordTypeEach() async throws {
        let text = """
            <report><head><unit>公安</unit></head>
            <people><person id="1"><n>张三</n></person><person id="2"><n>李四</n></person></people>
            <houses><house id="1"><road>中山路</road></house></houses>
            <people><person id="3"><n>王五</n></person></people></report>
            """
        let people = XMLProbe(record: "/report/people/person", columns: ["@id", "n"])
        let houses = XMLProbe(record: "/report/houses/house", columns: ["@id", "road"])
        let head = XMLProbe(record: "/report/head", columns: ["unit"])
        for size in [1, 7, 1 << 16] {
            #expect(
                try await people.with(chunkSize: size).rows(text) == [
                    ["1", "张三"], ["2", "李四"], ["3", "王五"],
                ])
            #expect(try await houses.with(chunkSize: size).rows(text) == [["1", "中山路"]])
            #expect(try await head.with(chunkSize: size).rows(text) == [["公安"]])
        }
    }

    @Test func elementsOfOneNameInDifferentNamespacesAreDifferent() async throws {
        let text = """
            <r xmlns="urn:a" xmlns:b="urn:b"><p i="1" b:i="2"><n>a</n><b:n>b</b:n><n xmlns="">none</n></p>
            <b:p><n>x</n></b:p><p xmlns="urn:b"><n>y</n></p></r>
            """
        let probe = XMLProbe(
            record: "/x:r/x:p", columns: ["x:n", "y:n", "n", "@i", "@y:i", "@x:i"],
            namespaces: ["x": "urn:a", "y": "urn:b"])
        #expect(try await probe.rows(text) == [["a", "b", "none", "1", "2", nil]])
    }

    // MARK: Values

    @Test(arguments: [
        ("张<!-- no -->三", "张三"), ("张<?pi no?>三", "张三"), ("a<i>inner</i>b", "ab"),
        ("<![CDATA[a<b>&amp;]]>c", "a<b>&amp;c"), ("a<![CDATA[]]>b", "ab"),
        ("<![CDATA[]]]]><![CDATA[>]]>", "]]>"),
        ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"), ("&#x5F20;&#19977;&#x20BB7;", "张三\u{20BB7}"),
        ("&amp;lt;", "&lt;"), (" \n\t x y \r\n", "x y"), ("&#32;x&#9;", "x"), ("a\r\nb\rc", "a\nb\nc"),
        ("a&#13;b", "a\rb"), ("", ""), ("<i/>", ""), ("\u{3000}x\u{A0}", "\u{3000}x\u{A0}"),
    ])
    func valueIsTheTextThatXMLSays(_ written: String, _ value: String) async throws {
        for size in [1, 3, 1 << 16] {
            let probe = XMLProbe(record: "/a", columns: ["v"]).with(chunkSize: size)
            #expect(try await probe.rows("<a><v>\(written)</v></a>") == [[value]], "chunks of \(size)")
        }
    }

    @Test func valueOfAnAttributeIsNormalisedAsXMLSays() async throws {
        let probe = XMLProbe(record: "/a", columns: ["@v"])
        #expect(try await probe.rows("<a v='a\nb\tc&#10;d &lt;&amp;&#x5F20;\"'/>") == [["a b c\nd <&张\""]])
    }

    @Test(arguments: [
        ("<v xsi:nil='true'/>", nil), ("<v xsi:nil='1'> </v>", nil), ("<v xsi:nil=' true '/>", nil),
        ("<v xsi:nil='false'/>", ""), ("<v xsi:nil='0'>x</v>", "x"), ("<v nil='true'/>", ""),
        ("<v xsi:nil='true'/><v>x</v>", "x"),
    ])
    func nilElementIsMissing(_ written: String, _ value: String?) async throws {
        let probe = XMLProbe(record: "/a/b", columns: ["v", "v/@k"])
        let schema = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
        #expect(try await probe.rows("<a \(schema)><b>\(written)</b></a>") == [[value, nil]])
        #expect(try await probe.rows("<a \(schema)><b><v xsi:nil='true' k='1'/></b></a>") == [[nil, "1"]])
    }

    // MARK: Files

    @Test func severalFilesAreRead() async throws {
        let files = [
            "d-2.xml": "<a><b>2</b></a>", "d-10.xml": "<a><b>10</b><b>11</b></a>", "d-1.xml": "<a/>",
            "e.xml": "<z/>",
        ].mapValues { Array($0.utf8) }
        let (all, reading) = try await XMLProbe().with(["take": "all"]).read(files, path: "d-*.xml")
        #expect(all.rows == [["10"], ["11"], ["2"]])
        #expect(all.positions.map(\.ordinal) == [1, 2, 3])
        #expect(all.batches.map(\.part.name) == ["d-10.xml", "d-2.xml"])
        #expect(reading.remarks.first?.contains("3 files") == true)
        let (newest, one) = try await XMLProbe().read(files, path: "d-*.xml")
        #expect(newest.rows == [["10"], ["11"]])
        #expect(one.remarks.contains { $0.contains("utf-8") })
        await fails(.malformed, naming: ["d-2.xml", "line 1"]) {
            let broken = files.merging(["d-2.xml": Array("<a><b></a>".utf8)]) { $1 }
            _ = try await XMLProbe().with(["take": "all"]).read(broken, path: "d-*.xml")
        }
    }

    @Test func packedFilesAreReadAsWhatTheyHold() async throws {
        let text =
            "<?xml version='1.0' encoding='utf-8'?><a>\(String(repeating: "<b>李</b>\n", count: 30_000))</a>"
        let folder = try TemporaryFolder()
        try folder.write("d.xml", text)
        try #require(shell("/usr/bin/gzip", ["d.xml"], folder: folder.path).code == 0)
        let packed = try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/d.xml.gz")))
        for size in [1 << 16, 777] {
            let delivered = try await XMLProbe().with(chunkSize: size).read(packed, name: "d.xml.gz")
            #expect(delivered.rows.count == 30_000 && delivered.rows.allSatisfy { $0 == ["李"] })
        }
        await fails(.malformed, naming: ["d.xml.gz"]) {
            _ = try await XMLProbe().read(Array(packed.dropLast(20)), name: "d.xml.gz")
        }
    }

    @Test(arguments: [
        ("<a/>", "auto", "read as utf-8, which XML is unless it declares otherwise"),
        ("<?xml version='1.0' encoding='GBK'?><a/>", "auto", "read as gb18030, as it declares"),
        ("<?xml version='1.0' encoding='UTF-8'?><a/>", "auto", "read as utf-8, as it declares"),
        ("<?xml version='1.0' encoding='GBK'?><a/>", "gb18030", nil),
        (
            "<?xml version='1.0' encoding='GBK'?><a/>", "utf-8",
            "read as utf-8 as `encoding` says, not as the GBK it declares"
        ),
        ("\u{FEFF}<a/>", "auto", "read as utf-8, which XML is unless it declares otherwise"),
    ])
    func reportTellsTheEncoding(_ text: String, _ encoding: String, _ remark: String?) async throws {
        let (_, reading) = try await XMLProbe().with(["encoding": encoding])
            .read(["x.xml": Array(text.utf8)], path: "x.xml")
        #expect(reading.remarks == (remark.map { [$0] } ?? []))
    }
}
