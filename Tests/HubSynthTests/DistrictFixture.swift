import Foundation
import HubSynth
import TestSupport

/// A district of 8,000 people, written once for all tests that only read it.
final class DistrictFixture: Sendable {
    static let people = 8_000
    static let shared = Result { try DistrictFixture(people: people, seed: 20_260_101) }

    let folder: TemporaryFolder
    let summary: DistrictSummary

    init(people: Int, seed: UInt64) throws {
        folder = try TemporaryFolder()
        summary = try DistrictGenerator(people: people, seed: seed)
            .write(to: folder.path, mappings: Self.mappings) { _ in }
    }

    /// The mapping files of this repository.
    static let mappings = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Mappings").path

    func feed(_ name: String) throws -> DistrictSummary.Feed {
        guard let feed = summary.feeds.first(where: { $0.name == name }) else { throw Missing(what: name) }
        return feed
    }

    func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(path)")))
    }

    /// The text of a file, strictly decoded.
    func text(_ path: String, gb18030: Bool = false) throws -> String {
        let encoding = gb18030 ? String.Encoding(rawValue: 0x8000_0632) : .utf8
        guard let text = try String(data: Data(bytes(path)), encoding: encoding) else {
            throw Missing(what: path)
        }
        return text
    }

    /// The records of a CSV file behind its header, with the header's names.
    func table(_ path: String, gb18030: Bool = false, delimiter: Character = ",") throws -> Table {
        var rows = parseCSV(try text(path, gb18030: gb18030), delimiter: delimiter)
        return Table(header: rows.removeFirst(), rows: rows)
    }

    struct Table {
        let header: [String]
        let rows: [[String]]

        /// One column of all rows that are whole.
        func column(_ name: String) throws -> [String] {
            guard let index = header.firstIndex(of: name) else { throw Missing(what: name) }
            return rows.filter { $0.count == header.count }.map { $0[index] }
        }
    }

    struct Missing: Error { let what: String }
}

/// RFC 4180, for files known to be sound; a leading byte order mark is dropped.
func parseCSV(_ text: String, delimiter: Character) -> [[String]] {
    let scalars = Array(text.unicodeScalars.drop { $0 == "\u{FEFF}" })
    var rows: [[String]] = []
    var row: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var index = 0
    while index < scalars.count {
        let scalar = scalars[index]
        index += 1
        if isQuoted {
            if scalar != "\"" {
                field.append(scalar)
            } else if index < scalars.count, scalars[index] == "\"" {
                field.append(scalar)
                index += 1
            } else {
                isQuoted = false
            }
        } else if scalar == "\"" {
            isQuoted = true
        } else if Character(scalar) == delimiter || scalar == "\n" {
            row.append(String(field))
            field = String.UnicodeScalarView()
            if scalar == "\n" {
                rows.append(row)
                row = []
            }
        } else if scalar != "\r" {
            field.append(scalar)
        }
    }
    return rows
}
