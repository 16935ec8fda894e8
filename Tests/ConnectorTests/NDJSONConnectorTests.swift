import Connectors
import Foundation
import HubConnect
import HubModel
import TestSupport
import Testing

@Suite struct NDJSONConnectorTests {
    private func connector(
        _ bytes: [UInt8], _ columns: [String] = [], _ settings: [String: String] = [:],
        chunkSize: Int = 1 << 19
    ) throws -> (NDJSONConnector, TemporaryFolder) {
        let folder = try TemporaryFolder()
        try folder.write("f.json", bytes)
        let all = settings.merging(["path": "f.json"]) { first, _ in first }
        return (
            try NDJSONConnector(
                makeSettings(NDJSONConnector.self, all),
                ConnectorContext(folder: folder.path, columns: columns),
                chunkSize: chunkSize), folder
        )
    }

    private func delivered(
        _ text: String, _ columns: [String] = [], _ settings: [String: String] = [:], chunkSize: Int = 1 << 19
    ) async throws -> Delivered {
        try await delivered(Array(text.utf8), columns, settings, chunkSize: chunkSize)
    }

    private func delivered(
        _ bytes: [UInt8], _ columns: [String] = [], _ settings: [String: String] = [:],
        chunkSize: Int = 1 << 19
    ) async throws -> Delivered {
        let (connector, folder) = try connector(bytes, columns, settings, chunkSize: chunkSize)
        let result = try await read(connector)
        withExtendedLifetime(folder) {}
        return result
    }

    @Test func linesAndArraysHoldTheSameRecords() async throws {
        let objects = (1...30).map { "{\"id\": \($0), \"name\": \"姓名\\n\($0)\"}" }
        for text in [
            objects.joined(separator: "\n"), objects.joined(separator: "\r\n") + "\r\n",
            "\n\n" + objects.joined(separator: "\n \n") + "\n\n", "[" + objects.joined(separator: ",") + "]",
            " [\n " + objects.joined(separator: " ,\n") + "\n]\n ",
        ] {
            let found = try await delivered(text)
            #expect(found.columns == ["id", "name"])
            #expect(found.rows == (1...30).map { ["\($0)", "姓名\n\($0)"] })
            #expect(found.rejects.isEmpty)
        }
    }

    @Test func placesAreThoseOfTheFile() async throws {
        let lines = try await delivered("\u{FEFF}{\"a\":1}\n\n{\"a\":\"é\"}\n{\"a\":2}", ["a"])
        #expect(lines.positions.map(\.line) == [1, 3, 4])
        #expect(lines.positions.map(\.byteOffset) == [3, 12, 23])
        let array = try await delivered("[{\"a\":1},\n  {\"a\":2}, {\"a\":\n3}\n,{\"a\":4}]", ["a"])
        #expect(array.positions.map(\.line) == [1, 2, 2, 4])
        #expect(array.positions.map(\.byteOffset) == [1, 12, 21, 31])
        #expect(array.positions.map(\.ordinal) == [1, 2, 3, 4])
    }

    @Test func theSizeOfPiecesDoesNotMatter() async throws {
        let lines = "{\"a\":\"é\\u5b81\",\"b\":[1,2]}\nx\n\n{\"a\":\"\\ud800\"}\n{\"b\":[-1.5]}"
        let array = "[ {\"a\":\"é\\u5b81\",\"b\":[1,2]}, 7 ,{\"a\":\"\\ud800\"},\n{\"b\":[-1.5]} ]\n"
        for text in [lines, array] {
            let whole = try await delivered(text, ["a", "b[*]"])
            #expect(whole.rows == [["é宁", "1;2"], [nil, "-1.5"]])
            #expect(whole.rejects.map(\.reason) == [.badJSON, .badJSON])
            for size in 1...text.utf8.count {
                let pieces = try await delivered(text, ["a", "b[*]"], chunkSize: size)
                #expect(pieces.rows == whole.rows)
                #expect(pieces.positions == whole.positions)
                #expect(pieces.rejects.map(\.position) == whole.rejects.map(\.position))
                #expect(pieces.rejects.map(\.detail) == whole.rejects.map(\.detail))
                #expect(pieces.rejects.map(\.raw) == whole.rejects.map(\.raw))
            }
        }
    }

    @Test func otherEncodingsAreRead() async throws {
        let text = "{\"姓名\": \"张三\"}\r\n{\"姓名\": \"李四\"}\r\n"
        let gb = try #require(text.data(using: String.Encoding(rawValue: 0x8000_0632)))
        var utf16: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { utf16 += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        for bytes in [Array(gb), utf16] {
            let found = try await delivered(bytes)
            #expect(found.columns == ["姓名"])
            #expect(found.rows == [["张三"], ["李四"]])
            #expect(found.positions[1].line == 2)
            #expect(found.positions[1].byteOffset > 10)
        }
        let array = try await delivered(Array("[".utf8) + Array(gb.prefix { $0 != 0x0D }) + Array("]".utf8))
        #expect(array.rows == [["张三"]])
        #expect(array.positions.map(\.byteOffset) == [-1])
    }

    @Test func aFlawIsTheRecordsOwn() async throws {
        let long = "{\"a\":\"" + String(repeating: "x", count: 1100) + "\"}"
        let cases: [(String, RejectReason, String)] = [
            ("{\"a\":1,\"a\":2}", .badJSON, "a name that the object has already at line 2, column 8"),
            ("{\"a\":\"宁\\udc00\"}", .badJSON, "half of a surrogate pair at line 2, column 8"),
            ("{\"a\":\"\\u0000\"}", .nulByte, "a NUL character at line 2, column 7"),
            ("[1]", .badJSON, "expected an object, found an array at line 2, column 1"),
            ("null", .badJSON, "expected an object, found null at line 2, column 1"),
            (long, .fieldTooLong, "longer than 1024 bytes"),
        ]
        for (broken, reason, detail) in cases {
            let lines = try await delivered(
                "{\"a\":1}\n\(broken)\n{\"a\":2}\n", ["a"], ["max_record_bytes": "1024"])
            let array = try await delivered(
                "[{\"a\":1},\n\(broken),\n{\"a\":2}\n]", ["a"], ["max_record_bytes": "1024"])
            for found in [lines, array] {
                #expect(found.rows == [["1"], ["2"]])
                #expect(found.positions.map(\.ordinal) == [1, 3])
                let reject = try #require(found.rejects.first)
                #expect(reject.reason == reason)
                #expect(reject.detail == detail)
                #expect(reject.raw == broken)
            }
        }
    }

    @Test func aBrokenLineIsARejectAndABrokenArrayTheEndOfIt() async throws {
        for broken in ["{\"a\":1", "{\"a\" 1}", "{\"a\":1}}", "{'a':1}", "{\"a\":1} {\"a\":2}", "SECRET"] {
            let found = try await delivered("{\"a\":1}\n\(broken)\n{\"a\":2}\n", ["a"])
            #expect(found.rows == [["1"], ["2"]])
            #expect(found.rejects.map(\.reason) == [.badJSON])
            await fails(.malformed, naming: ["f.json", " at line "]) {
                _ = try await delivered("[{\"a\":1},\n\(broken)\n,{\"a\":2}]", ["a"])
            }
        }
    }

    @Test func bytesThatTheEncodingDoesNotHaveAreARejectWithTheirPlace() async throws {
        let bytes = Array("{\"a\":\"x\"}\n{\"a\":\"宁".utf8) + [0xFF] + Array("\"}\n{\"a\":\"y\"}\n".utf8)
        let found = try await delivered(bytes, ["a"], ["encoding": "utf-8"])
        #expect(found.rows == [["x"], ["y"]])
        #expect(found.rejects.map(\.reason) == [.invalidEncoding])
        #expect(found.rejects.first?.detail == "not valid utf-8 at line 2, column 8")
    }

    @Test func aFileThatIsCutOffIsRefused() async throws {
        for text in [
            "{\"a\":1}\n{\"a\":", "{\"a\":1}\n{\"a\":1", "[{\"a\":1}", "[{\"a\":1},", "[{\"a\":1},{\"a\"",
            "[",
        ] {
            await fails(.malformed, naming: ["f.json", "cut off", "delivered again"]) {
                _ = try await delivered(text, ["a"])
            }
        }
    }

    @Test func aLastLineWithoutBreakIsARecord() async throws {
        #expect(try await delivered("{\"a\":1}\n{\"a\":2}", ["a"]).rows == [["1"], ["2"]])
    }

    @Test func nothingAndAnEmptyArrayAreNoRecords() async throws {
        for text in ["", "\n", "[]", " [ \n ] \n", "\u{FEFF}"] {
            let found = try await delivered(text, ["a"])
            #expect(found.batches.count == 1)
            #expect(found.rows.isEmpty && found.rejects.isEmpty)
        }
        await fails(.malformed, naming: ["expected the end", "line 2"]) {
            _ = try await delivered("[]\n[]", ["a"])
        }
    }

    @Test func theShapeCanBeDeclared() async throws {
        let found = try await delivered("[1]\n{\"a\":1}\n", ["a"], ["shape": "lines"])
        #expect(found.rows == [["1"]])
        #expect(found.rejects.count == 1)
        await fails(.malformed, naming: ["expected `[`"]) {
            _ = try await delivered("{\"a\":1}\n", ["a"], ["shape": "array"])
        }
    }

    @Test func aColumnThatNoRecordHasIsRemarked() async throws {
        let (connector, folder) = try connector(Array("{\"a\":1}\n{\"b\":null}\n".utf8), ["a", "b", "c.d"])
        let reading = try await connector.read { _ in }
        #expect(reading.isComplete)
        #expect(
            reading.remarks == [
                "read as utf-8, found by content", "no record has a value at `b`",
                "no record has a value at `c.d`",
            ])
        withExtendedLifetime(folder) {}
    }

    @Test func severalFilesAreOneReadingNewestFirst() async throws {
        let folder = try TemporaryFolder()
        try folder.write("r-1.json", "{\"id\": 1}\n{\"id\": 2}\n")
        try folder.write("r-2.json", "[{\"id\": 2, \"x\": \"new\"},7]")
        let connector = try NDJSONConnector(
            makeSettings(NDJSONConnector.self, ["path": "r-*.json", "take": "all"]),
            ConnectorContext(folder: folder.path, columns: ["id", "x"]))
        let found = try await read(connector)
        #expect(found.rows == [["2", "new"], ["1", nil], ["2", nil]])
        #expect(found.positions.map(\.ordinal) == [1, 3, 4])
        #expect(found.positions.map(\.line) == [1, 1, 2])
        #expect(found.batches.map(\.part.name) == ["r-2.json", "r-1.json"])
        #expect(found.rejects.count == 1)
    }

    @Test func aColumnThatIsNoPathIsRefusedBeforeReading() async throws {
        await fails(.noSuchColumn, naming: ["`a[`"]) { _ = try connector([], ["a["]) }
    }

    @Test func aRecordWithoutEndStopsTheReading() async throws {
        let bytes = Array("{\"a\":\"".utf8) + [UInt8](repeating: 0x78, count: 18 << 20)
        await fails(.malformed, naming: ["line 1", "max_record_bytes"]) {
            _ = try await delivered(bytes, ["a"], ["max_record_bytes": "1024"])
        }
    }

    @Test func objectsWithoutMembersHaveNoColumns() async throws {
        await fails(.badHeader, naming: ["f.json"]) { _ = try await delivered("{}\n{}\n") }
    }
}
