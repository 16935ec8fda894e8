import Connectors
import HubConnect
import HubModel
import TestSupport
import Testing

/// Paths, values and places of the `xml` connector.
@Suite struct XMLConnectorTests {
    static let households = """
        <?xml version="1.0"?>
        <hh:households xmlns:hh="urn:district:household" xmlns="urn:other" issued="2024-05-01">
          <hh:household code="A1">
            <hh:number>001</hh:number>
            <hh:member id="7">
              <hh:name> 张三
              </hh:name><phone>1</phone><phone/><hh:phone>135</hh:phone><phone>2</phone>
              <hh:address kind="home">前<hh:road>中山路</hh:road>后</hh:address>
            </hh:member>
            <hh:member><hh:name/></hh:member>
          </hh:household>
          <hh:household code="B2">
            <hh:member id="9">独<hh:skip><hh:name>不是</hh:name></hh:skip></hh:member>
          </hh:household>
          <phone>outside</phone>
        </hh:households>
        """
    static let namespaces = ["h": "urn:district:household", "o": "urn:other"]
    static let member = "/h:households/h:household/h:member"

    @Test func columnsArePathsFromTheRecord() async throws {
        let columns = [
            "h:name", "@id", "h:address/h:road", "h:address", "h:address/@kind", ".", "o:phone", "phone",
            "../h:number", "../@code", "../../@issued", "h:address/h:none",
        ]
        let rows = try await rows(Self.households, Self.member, columns)
        #expect(
            rows == [
                ["张三", "7", "中山路", "前后", "home", "", "1;2", nil, "001", "A1", "2024-05-01", nil],
                ["", nil, nil, nil, nil, "", nil, nil, "001", "A1", "2024-05-01", nil],
                [nil, "9", nil, nil, nil, "独", nil, nil, nil, "B2", "2024-05-01", nil],
            ])
    }

    @Test func emptyPrefixBindsElementsWithoutPrefixButNoAttributes() async throws {
        let text = "<a xmlns='urn:x'><b c='1'><d>2</d></b></a>"
        let settings = ["": "urn:x"]
        #expect(try await rows(text, "/a/b", ["@c", "d"], namespaces: settings) == [["1", "2"]])
        await fails(.badSetting, naming: ["`a` in namespace `urn:x`", "not `a`"]) {
            try await rows(text, "/a/b", ["d"], namespaces: [:])
        }
    }

    @Test func resultDoesNotDependOnChunkSizes() async throws {
        let columns = ["h:name", "@id", "h:address", ".", "o:phone", "../h:number"]
        let whole = try await read(Self.households, Self.member, columns)
        for size in 1...64 {
            let pieces = try await read(Self.households, Self.member, columns, chunkSize: size)
            #expect(pieces.rows == whole.rows && pieces.positions == whole.positions, "chunks of \(size)")
        }
    }

    @Test func positionsNameTheStartTag() async throws {
        let reading = try await read("\u{FEFF}<a>\n <b\n/>\n\n <b>x</b></a>", "/a/b", ["."])
        #expect(
            reading.positions == [
                RecordPosition(ordinal: 1, line: 2, byteOffset: 8),
                RecordPosition(ordinal: 2, line: 5, byteOffset: 16),
            ])
    }

    @Test func discoveryNamesTheColumnsOfTheFirstRecord() async throws {
        #expect(
            try await columns(Self.households, Self.member) == [
                "@id", "h:name", "o:phone", "h:phone", "h:address", "h:address/@kind", "h:address/h:road",
            ])
        let reading = try await read("<a><b i='1'>x<c/></b><b><d/></b></a>", "/a/b", [])
        #expect(reading.columns == [".", "@i", "c"])
        #expect(reading.rows == [["x", "1", ""], ["", nil, nil]])
        await fails(.malformed, naming: ["urn:other", "`namespaces`"]) {
            _ = try await columns(Self.households, Self.member, namespaces: ["h": "urn:district:household"])
        }
    }

    @Test func columnsAreThoseAskedForOnceTheRootFits() async throws {
        #expect(try await columns("<a/>", "/a/b", asked: ["x", "@y"]) == ["x", "@y"])
        await fails(.badSetting, naming: ["root element is `z`", "`a`", "line 2"]) {
            _ = try await columns("<!-- -->\n<z/>", "/a/b", asked: ["x"])
        }
    }

    @Test func rootWithoutRecordsIsAnEmptyFeed() async throws {
        let reading = try await read("<a><c/></a>", "/a/b", ["x"])
        #expect(reading.rows.isEmpty && reading.batches == 1 && reading.columns == ["x"])
    }

    @Test func rootItselfMayBeTheRecord() async throws {
        #expect(try await rows("<a><x>1</x></a>", "/a", ["x"]) == [["1"]])
    }

    @Test func recordPathIsExact() async throws {
        let text = "<a><b>1</b><c><b>2</b><a><b>3</b></a></c><b>4<b>5</b></b></a>"
        #expect(try await rows(text, "/a/b", ["."]) == [["1"], ["4"]])
    }

    @Test func valueOfAnAncestorAfterItsRecordsIsAnError() async throws {
        let text = "<a>\n<h>\n<m>1</m><n>5</n></h></a>"
        await fails(.malformed, naming: ["`../n`", "line 3"]) { try await rows(text, "/a/h/m", ["../n"]) }
        #expect(try await rows(text, "/a/h/m", ["."]) == [["1"]])
    }

    @Test func repeatedElementsAreJoinedWithoutCopyingThemAgainAndAgain() async throws {
        let count = 60_000
        let text = "<a><b>\(String(repeating: "<c>x</c><d>y</d>", count: count))</b></a>"
        let clock = ContinuousClock()
        var result: [[String?]] = []
        let time = try await clock.measure { result = try await rows(text, "/a/b", ["c", "d"]) }
        #expect(result[0][0]?.utf8.count == 2 * count - 1)
        #expect(time < .seconds(20))
    }

    @Test(arguments: ["gb18030", "GBK", "gb2312"])
    func chineseEncodingIsDecodedAsDeclared(_ declared: String) async throws {
        // 李𠮷龥 in GB 18030: two bytes, four bytes, two bytes.
        let name: [UInt8] = [0xC0, 0xEE, 0x95, 0x34, 0xB2, 0x35, 0xFD, 0x9B]
        let bytes =
            Array("<?xml version='1.0' encoding='\(declared)'?>\n<a><b>".utf8) + name + Array("</b></a>".utf8)
        for size in 1...8 {
            let reading = try await read(bytes, "/a/b", ["."], chunkSize: size)
            #expect(reading.rows == [["李\u{20BB7}龥"]])
            #expect(reading.positions == [RecordPosition(ordinal: 1, line: 2)])
        }
    }

    @Test func utf16NeedsItsByteOrderMark() async throws {
        let text = "<?xml version='1.0' encoding='UTF-16'?><a><b>李𠮷</b></a>"
        let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(try await read([0xFF, 0xFE] + little, "/a/b", ["."]).rows == [["李𠮷"]])
        #expect(try await read([0xFE, 0xFF] + big, "/a/b", ["."]).rows == [["李𠮷"]])
        await fails(.encoding, naming: ["utf-16le"]) { _ = try await read(little, "/a/b", ["."]) }
        #expect(
            try await read(little, "/a/b", ["."], settings: ["encoding": "utf-16le"]).rows == [["李𠮷"]])
    }

    @Test(arguments: ["ISO-8859-1", "UTF-7", "IBM037", "Big5", "UTF-16", "shift_jis"])
    func otherDeclaredEncodingIsRefused(_ declared: String) async {
        let text = "<?xml version=\"1.0\" encoding=\"\(declared)\" standalone='yes'?><a/>"
        await fails(.encoding, naming: [declared]) { try await rows(text, "/a/b", ["."]) }
    }

    @Test func settingOverrulesTheDeclaration() async throws {
        let text = "<?xml version=\"1.0\" encoding=\"GBK\"?><a><b>李</b></a>"
        #expect(
            try await read(Array(text.utf8), "/a/b", ["."], settings: ["encoding": "utf-8"]).rows == [["李"]])
    }

    @Test func badBytesAreAnEncodingErrorWithALine() async {
        let bad = Array("<a>\n<b>".utf8) + [0xC0, 0xEE] + Array("</b></a>".utf8)
        await fails(.encoding, naming: ["line 2", "utf-8", "`encoding`"]) {
            _ = try await read(bad, "/a/b", ["."])
        }
        let attribute = Array("<a>\n<b c='".utf8) + [0xED, 0xA0, 0x80] + Array("'/></a>".utf8)
        await fails(.encoding, naming: ["line 2"]) { _ = try await read(attribute, "/a/b", ["."]) }
        let chinese = Array("<?xml version='1.0' encoding='gbk'?>\n\n<a>".utf8) + [0xFF] + Array("</a>".utf8)
        await fails(.encoding, naming: ["line 3", "gb18030"]) { _ = try await read(chinese, "/a/b", ["."]) }
    }

    @Test func longRecordIsARejectAndReadingGoesOn() async throws {
        let long = String(repeating: "字", count: 600)
        let reading = try await read(
            "<a><b><x>1</x></b><b><x>张</x><y>\(long)</y></b><b><x>3</x></b></a>", "/a/b", ["x", "y"],
            settings: ["max_record_bytes": "1024"])
        #expect(reading.rows == [["1", nil], ["3", nil]])
        #expect(reading.rejects.map(\.position.ordinal) == [2])
        #expect(reading.rejects.map(\.reason) == [.fieldTooLong])
        #expect(reading.rejects.map(\.raw) == ["x: 张\ny: \(String(repeating: "字", count: 340))\n"])
        #expect(reading.positions.map(\.ordinal) == [1, 3])
    }

    @Test func fieldOfAMillionCharactersIsReadOrRefusedByName() async throws {
        let million = String(repeating: "x", count: 1_000_000)
        #expect(try await rows("<a><b>\(million)</b></a>", "/a/b", ["."]) == [[million]])
        await fails(.forbiddenContent, naming: ["1048576 bytes of text"]) {
            try await rows("<a><b>\(million)\(million)</b></a>", "/a/b", ["."])
        }
    }

    @Test(arguments: [
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", ConnectorError.Code.forbiddenContent, "DOCTYPE"),
        ("<a><b></a>", .malformed, "end tag"), ("<a><b>1</b>", .malformed, "cut off"),
        ("", .malformed, "empty"),
        ("<a/><a/>", .malformed, "after the end"), ("<a><x:b/></a>", .malformed, "prefix"),
        ("<a b='1' b='2'/>", .malformed, "twice"),
    ])
    func brokenDocumentIsANamedError(
        _ text: String, _ code: ConnectorError.Code, _ word: String
    ) async {
        await fails(code, naming: [word, "source.xml"]) { try await rows(text, "/a/b", ["."]) }
    }

    @Test func settingsThatCannotBeUsedAreNamed() async {
        for (record, word) in [
            ("a/b", "start with `/`"), ("/", "``"), ("/a//b", "``"), ("/q:a", "`q`"), ("/a/@b", "`@b`"),
            ("/a/b[1]", "`b[1]`"),
        ] {
            await fails(.badSetting, naming: ["the setting `record`, `\(record)`", word]) {
                try await rows("<a/>", record, ["x"])
            }
        }
        for (column, word) in [
            ("q:x", "`q`"), ("../../x", "root"), ("..", "element"), ("/a/b", "without `/`"), ("x/", "``"),
            ("//x", "without `/`"),
            ("@", "``"), ("x/text()", "`text()`"), ("../b/c", "back to the records"), ("a:b:c", "`a:b:c`"),
        ] {
            await fails(.noSuchColumn, naming: ["the column `\(column)`", "`record`, `/a/b`", word]) {
                try await rows("<a/>", "/a/b", [column])
            }
        }
        for namespaces in [["h": "urn:h", "o": "urn:o", "": "urn:x"], [:]] {
            let has = namespaces.isEmpty ? "none" : "`h`, `o`"
            await fails(.noSuchColumn, naming: ["`q` is not in the setting `namespaces`, which has \(has)"]) {
                try await rows("<a/>", "/a/b", ["q:x"], namespaces: namespaces)
            }
        }
        await fails(.badSetting, naming: ["correct the setting `record`, `/a/b`"]) {
            try await rows("<z/>", "/a/b", ["x"])
        }
    }

    @Test func cancellationIsNoticed() async throws {
        let folder = try TemporaryFolder()
        try folder.write("source.xml", "<a>\(String(repeating: "<b>1</b>\n", count: 60_000))</a>")
        let connector = try connector(in: folder, "/a/b", ["."])
        let task = Task {
            var batches = 0
            try await connector.read { _ in
                batches += 1
                withUnsafeCurrentTask { $0?.cancel() }
            }
            return batches
        }
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    // MARK: -

    private struct Delivered {
        var columns: [String] = []
        var rows: [[String?]] = []
        var positions: [RecordPosition] = []
        var rejects: [Reject] = []
        var batches = 0
    }

    private func connector(
        in folder: TemporaryFolder, _ record: String, _ columns: [String],
        namespaces: [String: String] = namespaces, settings: [String: String] = [:], chunkSize: Int = 1 << 16
    ) throws -> XMLConnector {
        let texts = settings.merging(["path": "source.xml", "record": record]) { first, _ in first }
        return try XMLConnector(
            makeSettings(XMLConnector.self, texts, dictionaries: ["namespaces": namespaces]),
            ConnectorContext(folder: folder.path, columns: columns), chunkSize: chunkSize)
    }

    private func read(
        _ bytes: [UInt8], _ record: String, _ columns: [String], namespaces: [String: String] = namespaces,
        settings: [String: String] = [:], chunkSize: Int = 1 << 16
    ) async throws -> Delivered {
        let folder = try TemporaryFolder()
        try folder.write("source.xml", bytes)
        var reading = Delivered()
        try await connector(
            in: folder, record, columns, namespaces: namespaces, settings: settings, chunkSize: chunkSize
        ).read { batch in
            reading.columns = batch.columns
            reading.positions += batch.positions
            reading.rejects += batch.rejects
            reading.batches += 1
            for row in 0..<batch.table.rowCount {
                reading.rows.append(batch.columns.indices.map { batch.table.text(row, $0) })
            }
        }
        return reading
    }

    private func read(
        _ text: String, _ record: String, _ columns: [String], settings: [String: String] = [:],
        chunkSize: Int = 1 << 16
    ) async throws -> Delivered {
        try await read(Array(text.utf8), record, columns, settings: settings, chunkSize: chunkSize)
    }

    @discardableResult
    private func rows(
        _ text: String, _ record: String, _ columns: [String], namespaces: [String: String] = namespaces
    ) async throws -> [[String?]] {
        try await read(Array(text.utf8), record, columns, namespaces: namespaces).rows
    }

    private func columns(
        _ text: String, _ record: String, asked: [String] = [], namespaces: [String: String] = namespaces
    ) async throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write("source.xml", text)
        return try await connector(in: folder, record, asked, namespaces: namespaces).columns()
    }
}
