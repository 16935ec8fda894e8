import HubMapping
import HubModel
import Testing

struct MapperBindingTests {
    private let workspace: Workspace

    init() throws { workspace = try #require(try SmallWorkspace().load().workspace) }

    private func mapper(_ columns: [String]) throws -> Mapper {
        try Mapper(feed: workspace.feeds[0], models: workspace.models, columns: columns)
    }

    private func mistakes(_ columns: [String]) -> [String] {
        do {
            _ = try Mapper(feed: workspace.feeds[0], models: workspace.models, columns: columns)
            return []
        } catch {
            return error.sorted.map(\.description)
        }
    }

    @Test func columnsTheSourceLacksAreNamedAtTheirLine() {
        #expect(mistakes(["编号", "姓名", "证件", "地址", "关系", "别的"]) == [])
        #expect(
            mistakes(["编号", "姓 名", "证件", "关系"]) == [
                "Mappings/feeds/police.json5:4:73: column `姓名` is not in the feed; "
                    + "did you mean `姓 名`? it has: 编号, 姓 名, 证件, 关系",
                "Mappings/feeds/police.json5:5:51: column `地址` is not in the feed; it has: 编号, 姓 名, 证件, 关系",
            ])
        #expect(mistakes([]).count == 5)
        #expect(mistakes([]).allSatisfy { $0.hasSuffix("it has no columns") })
    }

    @Test(arguments: [
        (",", ","), ("\t", "\\t"), (";", ";"), ("|", "|"), (", ;\t\t|", "\\t"),
    ])
    func aHeaderThatWasNotTakenApartIsOneMistake(_ mark: String, _ spelling: String) {
        let header = ["编号", "姓名", "证件"].joined(separator: mark)
        #expect(
            mistakes([header]) == [
                "Mappings/feeds/police.json5:2:81: the feed has one column, and its name looks like several: "
                    + "set `delimiter`; it may be \"\(spelling)\""
            ])
        // Neither one honest column nor several with odd names point at the delimiter.
        #expect(mistakes(["编号"]).count == 4)
        #expect(mistakes([header, "编号"]).count == 4)
    }

    @Test(arguments: [
        ("settings: { path: 'x' }", "2:85"), ("settings: { path: 'x', delimiter: ',' }", "2:109"),
    ])
    func aWrongDelimiterIsToldWhereItIsSet(_ settings: String, _ place: String) throws {
        var files = SmallWorkspace()
        files["Mappings/feeds/police.json5"] = files["Mappings/feeds/police.json5"]?
            .replacing("connector: 'csv'", with: "connector: 'csv', \(settings)")
        let loaded = try #require(try files.load().workspace)
        let mistake = #expect(throws: Diagnostics.self) {
            _ = try Mapper(feed: loaded.feeds[0], models: loaded.models, columns: ["编号\t姓名"])
        }
        #expect(mistake?.entries.count == 1)
        #expect(
            mistake?.entries.first?.description.hasPrefix("Mappings/feeds/police.json5:\(place): ") == true)
    }

    @Test func oneColumnWithAnOddNameMayBeMeant() throws {
        var files = SmallWorkspace()
        files["Mappings/feeds/police.json5"] = """
            {
              title: '公安', source: { department: '公安局' }, connector: 'csv', key: ['a,b'],
              mentions: { home: { type: 'house', attributes: { address: 'a,b' } } },
            }
            """
        let loaded = try #require(try files.load().workspace)
        let mapper = try Mapper(feed: loaded.feeds[0], models: loaded.models, columns: ["a,b"])
        #expect(mapper.map(table([["路1号"]]), rows: [0]).mentions.map(\.record) == [[0]])
    }

    @Test func columnsTheSourceHasTwiceAreRefused() {
        #expect(
            mistakes(["编号", "姓名", "证件", "地址", "关系", "姓名", "别的", "别的"]) == [
                "Mappings/feeds/police.json5:4:73: column `姓名` is twice in the feed, "
                    + "so it is not clear which is meant; have one renamed at the source"
            ])
    }

    @Test func keysAreTrimmedCellsAndBlankOnesAreMissing() throws {
        let mapper = try mapper(["编号", "姓名", "证件", "地址", "关系"])
        let rows = table([
            ["7", "a", nil, "", "c"], [" 7　", "a", nil, "", "c"], ["", "a", nil, nil, nil],
            [nil, "a", nil, nil, nil],
            [" \t", "a", nil, nil, nil], ["-", "a", nil, nil, nil],
        ])
        var key: [UInt8] = [1, 2, 3]
        var keys: [String?] = []
        var hashes: [RecordHash?] = []
        for row in 0..<rows.rowCount {
            let found = mapper.keyAndHash(of: rows, row: row, key: &key)
            keys.append(found.map { _ in String(decoding: key, as: UTF8.self) })
            hashes.append(found?.keyHash)
        }
        #expect(keys == ["7", "7", nil, nil, nil, "-"])
        #expect(hashes[0] == hashes[1] && hashes[0] != hashes[5])
    }

    @Test func differentCellsNeverMakeOneKey() throws {
        var files = SmallWorkspace()
        files["Mappings/feeds/police.json5"] = files["Mappings/feeds/police.json5"]?
            .replacing("key: ['编号']", with: "key: ['编号', '证件']")
        let workspace = try #require(try files.load().workspace)
        let mapper = try Mapper(
            feed: workspace.feeds[0], models: workspace.models, columns: ["编号", "证件", "姓名", "地址", "关系"])
        let cells = ["a", "b", "|", "\\", "a|", "|b", "\\|", "a|b", "\\\\"]
        let pairs = cells.flatMap { first in cells.map { [first, $0, nil, nil, nil] } }
        let rows = table(pairs)
        var key: [UInt8] = []
        var keys: Set<[UInt8]> = []
        for row in pairs.indices where mapper.keyAndHash(of: rows, row: row, key: &key) != nil {
            keys.insert(key)
        }
        #expect(keys.count == pairs.count)
        #expect(keys.contains(Array("a|b".utf8)) && keys.contains(Array("a\\|b|b".utf8)))
    }

    @Test func theContentHashSeesEveryNamedCellAndNoOther() throws {
        let mapper = try mapper(["编号", "姓名", "证件", "地址", "关系", "别的"])
        let rows: [[String?]] = [
            ["1", "a", "b", "c", "d", "e"], ["1", "a", "b", "c", "d", "other"],
            ["2", "a", "b", "c", "d", "e"],
            ["1", "x", "b", "c", "d", "e"], ["1", "a", "b", "c", "x", "e"], ["1", "a", nil, "c", "d", "e"],
            ["1", "a", "", "c", "d", "e"], ["1", "ab", "", "c", "d", "e"], ["1", "a", " b", "c", "d", "e"],
            ["1", "a", "bc", "", "d", "e"],
        ]
        var key: [UInt8] = []
        let hashes = rows.indices.compactMap {
            mapper.keyAndHash(of: table(rows), row: $0, key: &key)?.content
        }
        #expect(hashes.count == rows.count)
        #expect(hashes[0] == hashes[1])
        #expect(Set(hashes).count == rows.count - 1)
    }

    @Test func aChangedMappingChangesContentHashesButNoKeyHash() throws {
        var files = SmallWorkspace()
        files["Mappings/feeds/police.json5"] = files["Mappings/feeds/police.json5"]?
            .replacing("requires: ['name'], ", with: "")
        let changed = try #require(try files.load().workspace)
        let columns = ["编号", "姓名", "证件", "地址", "关系"]
        let rows = table([["1", "a", "b", "c", "d"]])
        var key: [UInt8] = []
        let before = try mapper(columns).keyAndHash(of: rows, row: 0, key: &key)
        let after = try Mapper(feed: changed.feeds[0], models: changed.models, columns: columns)
            .keyAndHash(of: rows, row: 0, key: &key)
        #expect(before?.keyHash == after?.keyHash)
        #expect(before?.content != after?.content)
    }

    @Test func severalTasksMayUseOneMapper() async throws {
        let mapper = try mapper(["编号", "姓名", "证件", "地址", "关系"])
        let rows = table((0..<500).map { ["\($0)", "name \($0 % 7)", nil, "road \($0 % 3)", "x"] })
        let all = (0..<500).map { Int32($0) }
        let expected = mapper.map(rows, rows: all)
        let results = await withTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<8 { group.addTask { mapper.map(rows, rows: all).mentions.map(\.values.arena) } }
            var results: [[[UInt8]]] = []
            for await result in group { results.append(result) }
            return results
        }
        #expect(results.count == 8)
        #expect(results.allSatisfy { $0 == expected.mentions.map(\.values.arena) })
    }
}
