import Connectors
import Foundation
import HubConnect
import HubModel
import TestSupport
import Testing

/// Every file of `Fixtures/csv`, whole and in pieces: results must not depend on the size of the pieces.
///
/// What a file gives is in its `.expected`, which also holds settings (`totals` among them), the wanted columns and
/// words that an error must have. `ISTHMUS_RECORD=1 swift test` writes what was found, and fails.
@Suite struct CSVFixtureTests {
    struct Expected: Codable {
        struct ExpectedReject: Codable, Equatable {
            let reason: String
            let ordinal: Int
            let line: Int
            let detail: String
        }
        var settings: [String: String]?
        var totals: [String]?
        var wanted: [String]?
        var columns: [String]?
        var rows: [[String]]?
        var lines: [Int]?
        var offsets: [Int]?
        var rejects: [ExpectedReject]?
        var remarks: [String]?
        var error: String?
        var says: [String]?
    }

    static let pieces = Array(1...64) + [1 << 19]

    @Test func theFoldersAreNotEmpty() throws {
        #expect(try Self.names("pass").count >= 40)
        #expect(try Self.names("fail").count >= 25)
    }

    @Test(arguments: (try? names("pass")) ?? []) func isReadAsExpected(_ name: String) async throws {
        let expected = try Self.expected("pass/\(name)")
        if Self.isRecording { return try await Self.record("pass/\(name)", expected) }
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
            try #require(reading.remarks == expected.remarks, "in pieces of \(size)")
            #expect(reading.positions.map(\.ordinal) == Array(1..<(1 + reading.rows.count)))
            #expect(try await connector.columns() == expected.columns)
        }
    }

    @Test(arguments: (try? names("fail")) ?? []) func isRefusedAsExpected(_ name: String) async throws {
        let expected = try Self.expected("fail/\(name)")
        if Self.isRecording { return try await Self.record("fail/\(name)", expected) }
        for size in Self.pieces {
            guard let code = expected.error else {
                let connector = try Self.connector("fail/\(name)", expected, pieces: size)
                let reading = try await read(connector)
                try #require(reading.rows == expected.rows, "in pieces of \(size)")
                try #require(Self.rejects(reading) == expected.rejects, "in pieces of \(size)")
                try #require(reading.remarks == expected.remarks, "in pieces of \(size)")
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

    // MARK: Instruments

    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(fixtures())/csv/\(folder)")
            .filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
    }

    private static func rejects(_ reading: Delivered) -> [Expected.ExpectedReject] {
        reading.rejects.map {
            Expected.ExpectedReject(
                reason: $0.reason.code, ordinal: $0.position.ordinal, line: $0.position.line,
                detail: $0.detail)
        }
    }

    private static func expected(_ name: String) throws -> Expected {
        let url = URL(fileURLWithPath: "\(fixtures())/csv/\(name).expected")
        if isRecording, !FileManager.default.fileExists(atPath: url.path) { return Expected() }
        return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
    }

    private static func connector(
        _ name: String, _ expected: Expected, pieces: Int
    ) throws -> CSVConnector {
        var texts = expected.settings ?? [:]
        texts["path"] = "\(name).csv"
        let context = ConnectorContext(folder: "\(fixtures())/csv", columns: expected.wanted ?? [])
        let lists = expected.totals.map { ["totals": $0] } ?? [:]
        return try CSVConnector(
            makeSettings(CSVConnector.self, texts, lists: lists), context, chunkSize: pieces)
    }

    // MARK: Recording

    private static var isRecording: Bool { ProcessInfo.processInfo.environment["ISTHMUS_RECORD"] != nil }

    private static func record(_ name: String, _ expected: Expected) async throws {
        var found = expected
        do {
            let reading = try await read(connector(name, expected, pieces: 1 << 19))
            if name.hasPrefix("pass") { found.columns = reading.columns }
            if expected.lines != nil { found.lines = reading.positions.map(\.line) }
            if expected.offsets != nil { found.offsets = reading.positions.map(\.byteOffset) }
            found.rows = reading.rows.map { $0.map { $0 ?? "" } }
            found.rejects = reading.rejects.isEmpty ? nil : rejects(reading)
            found.remarks = reading.remarks
            (found.error, found.says) = (nil, nil)
        } catch let error as ConnectorError {
            found.error = error.code.description
            found.says = expected.says ?? [error.message]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let url = URL(fileURLWithPath: "\(fixtures())/csv/\(name).expected")
        try (encoder.encode(found) + Data("\n".utf8)).write(to: url)
        Issue.record("recorded \(name); look at the difference and run again")
    }
}
