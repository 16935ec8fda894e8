import Connectors
import Foundation
import HubConnect
import HubModel
import TestSupport
import Testing

/// Every file of `Fixtures/csv`, whole and in pieces: results must not depend on the size of the pieces.
@Suite struct CSVFixtureTests {
    /// What a `.expected` file says.
    struct Expected: Decodable {
        struct ExpectedReject: Decodable {
            let reason: String
            let ordinal: Int
            let line: Int
            let detail: String
        }
        var settings: [String: String]?
        var columns: [String]?
        var rows: [[String]]?
        var lines: [Int]?
        var offsets: [Int]?
        var rejects: [ExpectedReject]?
        var error: String?
        var says: [String]?
    }

    static let pieces = Array(1...64) + [1 << 19]

    @Test func theFoldersAreNotEmpty() throws {
        #expect(try Self.names("pass").count >= 25)
        #expect(try Self.names("fail").count >= 25)
    }

    @Test(arguments: (try? names("pass")) ?? []) func isReadAsExpected(_ name: String) async throws {
        let expected = try Self.expected("pass/\(name)")
        for size in Self.pieces {
            let connector = try Self.connector("pass/\(name)", expected, pieces: size)
            let reading = try await read(connector)
            try #require(reading.columns == expected.columns, "in pieces of \(size)")
            try #require(reading.rows == expected.rows, "in pieces of \(size)")
            try #require(reading.rejects.isEmpty, "in pieces of \(size)")
            if let lines = expected.lines {
                try #require(reading.positions.map(\.line) == lines, "in pieces of \(size)")
            }
            if let offsets = expected.offsets {
                try #require(reading.positions.map(\.byteOffset) == offsets, "in pieces of \(size)")
            }
            #expect(try await connector.columns() == expected.columns)
        }
    }

    @Test(arguments: (try? names("fail")) ?? []) func isRefusedAsExpected(_ name: String) async throws {
        let expected = try Self.expected("fail/\(name)")
        for size in Self.pieces {
            guard let code = expected.error else {
                let connector = try Self.connector("fail/\(name)", expected, pieces: size)
                let reading = try await read(connector)
                try #require(reading.rows == expected.rows, "in pieces of \(size)")
                let found = reading.rejects.map {
                    "\($0.reason) record \($0.position.ordinal) line \($0.position.line): \($0.detail)"
                }
                let wanted = (expected.rejects ?? []).map {
                    "\($0.reason) record \($0.ordinal) line \($0.line): \($0.detail)"
                }
                try #require(found == wanted, "in pieces of \(size)")
                continue
            }
            let error = try await #require(throws: ConnectorError.self) {
                try await read(Self.connector("fail/\(name)", expected, pieces: size))
            }
            try #require(error.code.description == code, "in pieces of \(size)")
            for words in expected.says ?? [] {
                try #require(error.message.contains(words), "in pieces of \(size)")
            }
        }
    }

    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(fixtures())/csv/\(folder)")
            .filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
    }

    private static func expected(_ name: String) throws -> Expected {
        let url = URL(fileURLWithPath: "\(fixtures())/csv/\(name).expected")
        return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
    }

    private static func connector(
        _ name: String, _ expected: Expected, pieces: Int
    ) throws -> CSVConnector {
        var texts = expected.settings ?? [:]
        texts["path"] = "\(name).csv"
        let context = ConnectorContext(folder: "\(fixtures())/csv", columns: [])
        return try CSVConnector(makeSettings(CSVConnector.self, texts), context, chunkSize: pieces)
    }
}
