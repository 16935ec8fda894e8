import Foundation

/// One event as it is written; members are called what OpenLineage calls them.
struct LineageEvent: Encodable {
    struct Run: Encodable {
        let runId: String
        let facets: [String: Facet]
    }

    struct Job: Encodable {
        let namespace: String
        let name: String
        let facets: [String: Facet]
    }

    struct Dataset: Encodable {
        let namespace: String
        let name: String
        let facets: [String: Facet]
        let inputFacets: [String: Facet]?
        let outputFacets: [String: Facet]?
    }

    /// A value inside a facet.
    indirect enum Value: Encodable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Value])
        case object([String: Value])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .flag(let flag): try container.encode(flag)
            case .list(let list): try container.encode(list)
            case .object(let members): try container.encode(members)
            }
        }
    }

    /// A named group of facts with the schema that says what they mean.
    struct Facet: Encodable {
        private let members: [String: Value]

        /// `schema` is version and name of a facet of the specification: `1-0-1/SchemaDatasetFacet`.
        init(_ schema: String, _ members: [String: Value]) {
            let name = schema.split(separator: "/").last.map(String.init) ?? ""
            self.members = members.merging([
                "_producer": .text(LineageEvent.maker),
                "_schemaURL": .text("https://openlineage.io/spec/facets/\(schema).json#/$defs/\(name)"),
            ]) { $1 }
        }

        /// One of our own.
        init(own name: String, _ members: [String: Value]) {
            self.members = members.merging([
                "_producer": .text(LineageEvent.maker), "_schemaURL": .text("urn:isthmus:facet:\(name)"),
            ]) { $1 }
        }

        func encode(to encoder: any Encoder) throws { try members.encode(to: encoder) }
    }

    /// Who writes the events.
    static let maker = "urn:isthmus:\(Release.version)"

    let eventType: String
    let eventTime: String
    let run: Run
    let job: Job
    let inputs: [Dataset]
    let outputs: [Dataset]
    var producer = LineageEvent.maker
    var schemaURL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
}

/// The file of events, one a line, oldest first.
struct LineageFile {
    let path: String

    func append(_ events: [LineageEvent]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = Data()
        for event in events { lines += try encoder.encode(event) + Data("\n".utf8) }
        let files = FileManager.default
        try files.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        if !files.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let end = try handle.seekToEnd()
        if end > 0 {
            // A line that was cut off stays alone.
            try handle.seek(toOffset: end - 1)
            if try handle.read(upToCount: 1) != Data("\n".utf8) { lines = Data("\n".utf8) + lines }
        }
        try handle.seekToEnd()
        try handle.write(contentsOf: lines)
    }

    /// Drops events before `date`; lines that cannot be read stay. Returns how many are due.
    func expire(before date: String, isDryRun: Bool) throws -> Int {
        guard let data = FileManager.default.contents(atPath: path) else { return 0 }
        struct Dated: Decodable { let eventTime: String }
        let decoder = JSONDecoder()
        var kept = Data()
        var due = 0
        for line in data.split(separator: UInt8(ascii: "\n")) {
            if let event = try? decoder.decode(Dated.self, from: line), event.eventTime < date {
                due += 1
            } else {
                kept += line + Data("\n".utf8)
            }
        }
        if due > 0, !isDryRun { try kept.write(to: URL(fileURLWithPath: path), options: .atomic) }
        return due
    }
}
