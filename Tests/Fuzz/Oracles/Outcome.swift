import HubConnect
import HubModel

/// All that a reading said, byte for byte: two readings of one source must have one outcome.
///
/// Texts are bytes here, because two `String`s that differ in their bytes may be equal.
struct Outcome: Equatable {
    struct Refused: Equatable {
        let reason: String
        let position: RecordPosition
        let detail: String
        let raw: [UInt8]
    }

    var columns: [[UInt8]] = []
    var rows: [[[UInt8]?]] = []
    var positions: [RecordPosition] = []
    var rejects: [Refused] = []
    /// `code: message` when the source could not be read; what was delivered before then is forgotten.
    var failure: String?

    static func of(_ connector: any Connector) async throws -> Outcome {
        var outcome = Outcome()
        do {
            try await connector.read { batch in try outcome.add(batch) }
        } catch let error as ConnectorError {
            outcome = Outcome()
            outcome.failure = "\(error.code): \(error.message)"
        }
        return outcome
    }

    private mutating func add(_ batch: RecordBatch) throws {
        columns = batch.columns.map { Array($0.utf8) }
        try demand(batch.table.rowCount == batch.positions.count, "every row has a position")
        try demand(batch.table.width == columns.count, "every column has a cell")
        for row in 0..<batch.table.rowCount {
            rows.append(
                (0..<batch.table.width).map { column in
                    let cell = batch.table.cell(row, column)
                    return cell.isMissing ? nil : Array(batch.table.arena[cell.range])
                })
        }
        positions += batch.positions
        rejects += batch.rejects.map {
            Refused(reason: $0.reason.code, position: $0.position, detail: $0.detail, raw: Array($0.raw.utf8))
        }
    }

    /// What holds for the reading of any source of `size` bytes: every record is a row or a reject, ordinals rise by
    /// one, places rise and lie inside the source, cells are UTF-8.
    func demandAccount(size: Int, holdsNUL: Bool = false) throws {
        let all = (positions + rejects.map(\.position)).sorted { $0.ordinal < $1.ordinal }
        try demandEqual(all.map(\.ordinal), Array(1..<all.count + 1), "ordinals rise by one from 1")
        for places in [positions, rejects.map(\.position)] {
            for (one, next) in zip(places, places.dropFirst()) {
                try demand(one.ordinal < next.ordinal, "rows and rejects keep source order")
            }
        }
        for (one, next) in zip(all, all.dropFirst()) {
            try demand(one.line <= next.line, "lines rise: \(one) \(next)")
            try demand(one.byteOffset <= next.byteOffset, "offsets rise: \(one) \(next)")
        }
        for position in all {
            try demand(position.line >= 1, "lines start at 1: \(position)")
            // -1 is what a source says that does not know.
            try demand(
                (-1..<max(size, 1)).contains(position.byteOffset), "an offset in the file: \(position)")
        }
        for cell in rows.joined() {
            guard let cell else { continue }
            try demand(String(validating: cell, as: UTF8.self) != nil, "cells are UTF-8")
            try demand(holdsNUL || !cell.contains(0), "no cell holds NUL")
        }
        for reject in rejects { try demand(reject.raw.count <= 65536, "the raw text of a reject has an end") }
    }
}

/// The settings of a connector from texts, as a feed file would give them.
func settings(
    of type: any Connector.Type, _ texts: [String: String], dictionaries: [String: [String: String]] = [:],
    lists: [String: [String]] = [:]
) throws -> Settings {
    let here = SourceLocation(file: "fuzz.json5", line: 1, column: 1)
    func object(_ texts: [String: String]) -> Node {
        Node(
            .object(
                texts.sorted { $0.key < $1.key }.map {
                    Node.Member(name: $0.key, location: here, value: Node(.string($0.value), at: here))
                }), at: here)
    }
    var members = object(texts).members ?? []
    for (name, entries) in dictionaries {
        members.append(Node.Member(name: name, location: here, value: object(entries)))
    }
    for (name, texts) in lists where !texts.isEmpty {
        let list = Node(.array(texts.map { Node(.string($0), at: here) }), at: here)
        members.append(Node.Member(name: name, location: here, value: list))
    }
    var diagnostics = Diagnostics()
    let settings = Settings(
        Node(.object(members), at: here), declared: type.settings, environment: [:], owner: here,
        diagnostics: &diagnostics)
    try demand(diagnostics.isEmpty, "settings are sound: \(diagnostics.entries)")
    return settings
}
