import HubModel

extension RejectReason {
    /// A record came before its stream was described.
    package static let noSchema = RejectReason("no-schema")
}

/// Reads what a Singer tap writes, line by line, and makes records of one of its streams.
///
/// ```
/// {"type": "SCHEMA", "stream": "person", "schema": {"properties": {"id": …, "name": …}}, "key_properties": ["id"]}
/// {"type": "RECORD", "stream": "person", "record": {"id": 12345678901234567890.5, "name": "\u5f20\u4e09"}}
/// {"type": "STATE", "value": {"bookmarks": …}}
/// {"type": "ACTIVATE_VERSION", "stream": "person", "version": 7}
/// ```
///
/// Knows nothing of processes: bytes go in, batches come out. Authority: the Singer specification 0.3.0.
package struct SingerMessages {
    /// The columns; `nil` until the stream was described.
    package private(set) var columns: [String]?
    /// The value of the last STATE.
    package private(set) var state: String?
    /// What is to be told of the other messages.
    package private(set) var tally: SingerTally

    private let stream: String
    private let wanted: [String]
    private let maxLineBytes: Int
    /// Columns that every record must have a value in.
    private var keys: [Int] = []
    private var scanner = JSONScanner(Self.envelope)
    private var decoder = TextDecoder(.utf8)
    private var text = DecodedText(.utf8)
    private var rows = JSONRows(width: 0)
    /// Rejects of a time when there were no columns.
    private var early: [Reject] = []
    /// Where the line begins that was not looked at yet.
    private var position = 0
    private var searched = 0
    private var line = 0
    private var ordinal = 0

    /// Members of a message beside those of its record. They follow the columns.
    private static let envelope = ["type", "stream", "value", "schema", "key_properties", "record"].map {
        JSONPath([.name($0)])
    }
    private enum Member: Int { case type, stream, value, schema, keys, record }

    /// - Parameters:
    ///   - stream: the one whose records are wanted.
    ///   - wanted: columns; those that are no properties of the stream may be paths into them.
    ///   - maxLineBytes: a longer line ends the reading.
    package init(stream: String, wanted: [String], maxLineBytes: Int = 64 << 20) {
        self.stream = stream
        self.wanted = wanted
        self.maxLineBytes = maxLineBytes
        tally = SingerTally(stream: stream)
    }

    /// Takes what the tap has written since; `isLast` when it has closed its output.
    package mutating func append(_ bytes: [UInt8], isLast: Bool) throws(ConnectorError) {
        decoder.decode(bytes[...], isLast: isLast, into: &text)
        guard text.bytes.count - position <= maxLineBytes else {
            throw ConnectorError(
                .malformed,
                "line \(line + 1) of the tap's output is longer than \(maxLineBytes) bytes; leave out the column that "
                    + "makes it so in `catalog`")
        }
    }

    /// The next records, once there are enough of them; with `isLast` also the last few.
    package mutating func nextBatch(isLast: Bool) throws(ConnectorError) -> RecordBatch? {
        while true {
            let hasLine = try takeLines()
            guard hasLine || isLast else { return nil }
            if !hasLine, position < text.bytes.count {
                throw ConnectorError(
                    .malformed,
                    "the tap's output is cut off: line \(line + 1) has no end; run the feed again",
                    isTransient: true)
            }
            let arena = position > 0 ? text.cut(at: position) : []
            searched -= min(searched, position)
            position = 0
            if let columns, rows.count > 0 {
                defer { rows = JSONRows(width: columns.count) }
                return rows.batch(columns, arena: arena)
            }
            if !hasLine { return nil }
        }
    }

    /// Takes lines until there are enough for a batch; false when there are no more lines.
    private mutating func takeLines() throws(ConnectorError) -> Bool {
        while rows.count < 8192, rows.rejects.count < 64, position < 1 << 20 {
            guard let end = endOfLine() else { return false }
            try take(position..<end)
            position = end + 1
        }
        return true
    }

    private mutating func endOfLine() -> Int? {
        var end = max(position, searched)
        let count = text.bytes.count
        while end < count, text.bytes[end] != 0x0A { end &+= 1 }
        searched = end
        return end < count ? end : nil
    }
}

// MARK: - One line

extension SingerMessages {
    private mutating func take(_ range: Range<Int>) throws(ConnectorError) {
        line += 1
        if range.isEmpty || (range.count == 1 && text.bytes[range.lowerBound] == 0x0D) { return }
        if let fault = fault(in: range) { return try stray(range, fault.text) }
        switch (member(.type)?.uppercased(), scanner.flaw?.problem) {
        case (nil, _): try stray(range, "no message: it has no `type`")
        case ("RECORD", _): try record(range)
        case ("SCHEMA", nil): try schema()
        case ("STATE", nil): state = member(.value)
        case ("ACTIVATE_VERSION", nil): if member(.stream) == stream { tally.activate() }
        case ("BATCH", _):
            throw ConnectorError(
                .malformed,
                "the tap writes its records to files (BATCH, line \(line)), which is not supported; take `batch_config` out "
                    + "of its configuration")
        case ("SCHEMA", let flaw?), ("STATE", let flaw?), ("ACTIVATE_VERSION", let flaw?):
            throw ConnectorError(
                .malformed,
                "line \(line) of the tap's output: \(JSONFault(problem: flaw, place: 0).text)")
        case (let type?, _): tally.ignore(type: type)
        }
    }

    /// Scans a line.
    private mutating func fault(in range: Range<Int>) -> JSONFault? {
        let text = text
        do {
            try scanner.scan(text.bytes.span, in: range)
            scanner.skipBlanks(text.bytes.span)
            if scanner.index == range.upperBound { return nil }
            return JSONFault(problem: .expected("the end of the line"), place: scanner.index)
        } catch {
            return error
        }
    }

    private func member(_ member: Member) -> String? {
        scanner.text(of: member.rawValue + (columns?.count ?? 0), in: text.bytes.span)
    }

    private mutating func record(_ range: Range<Int>) throws(ConnectorError) {
        guard let name = member(.stream), name == stream else {
            return tally.ignore(recordOf: member(.stream) ?? "")
        }
        tally.record()
        ordinal += 1
        let place = RecordPosition(ordinal: ordinal, line: line)
        guard let columns else {
            return try reject(.noSchema, "no SCHEMA of its stream came before it", range)
        }
        let record = Member.record.rawValue + columns.count
        let isObject =
            scanner.values.first { $0.column == record }
            .map { text.bytes[$0.range.lowerBound] == UInt8(ascii: "{") } ?? false
        if let fault = text.firstFault(in: range) {
            try reject(.invalidEncoding, "not valid UTF-8 at byte \(fault - range.lowerBound + 1)", range)
        } else if let flaw = scanner.flaw {
            try reject(flaw.problem == .nulCharacter ? .nulByte : .badJSON, flaw.text, range)
        } else if !isObject {
            try reject(.badJSON, "`record` is no object", range)
        } else if let key = keys.first(where: { !scanner.hasValue(in: $0) }) {
            try reject(
                .missingKey,
                "no value for `\(columns[key])`, which its SCHEMA names as key; a byte order mark may stand before the name",
                range)
        } else {
            let text = text
            rows.append(scanner, text.bytes.span, at: place)
        }
    }

    private mutating func reject(
        _ reason: RejectReason, _ detail: String, _ range: Range<Int>
    ) throws(ConnectorError) {
        let reject = Reject(
            reason, at: RecordPosition(ordinal: ordinal, line: line),
            detail: "\(detail) (line \(line) of the tap's output)", raw: text.bytes.quarantineText(range))
        guard columns == nil else { return rows.rejects.append(reject) }
        // There are no columns to deliver it under yet.
        early.append(reject)
        guard early.count < 1000 else { throw noSchema() }
    }

    /// A line that is no message may have been meant as a record.
    private mutating func stray(_ range: Range<Int>, _ problem: String) throws(ConnectorError) {
        tally.stray()
        ordinal += 1
        try reject(.badJSON, problem, range)
    }

    private mutating func schema() throws(ConnectorError) {
        guard member(.stream) == stream else { return tally.describe(member(.stream) ?? "") }
        let properties = node(.schema)?["properties"]?.members?.map(\.name) ?? []
        if let columns {
            tally.add(columns: properties.filter { !columns.contains($0) })
            return
        }
        guard !properties.isEmpty else {
            throw ConnectorError(
                .badHeader, "the SCHEMA of `\(stream)` (line \(line) of the tap's output) names no properties"
            )
        }
        var columns = properties
        var paths = properties.map { JSONPath([.name("record"), .name($0)]) }
        for column in wanted where !columns.contains(column) {
            guard let path = try? JSONPath(parsing: column), case .name(let first) = path.steps[0],
                properties.contains(first), path.steps.count > 1
            else { continue }
            columns.append(column)
            paths.append(JSONPath([.name("record")] + path.steps))
        }
        let named = node(.keys)?.elements?.compactMap(\.string) ?? []
        for key in named where !columns.contains(key) {
            columns.append(key)
            paths.append(JSONPath([.name("record"), .name(key)]))
        }
        keys = named.compactMap { columns.firstIndex(of: $0) }
        self.columns = columns
        scanner = JSONScanner(paths + Self.envelope)
        rows = JSONRows(width: columns.count)
        rows.rejects = early
        early = []
    }

    private func node(_ member: Member) -> Node? {
        var ignored = Diagnostics()
        return self.member(member).flatMap { JSON5Parser.read(Array($0.utf8), file: "", &ignored) }
    }

    /// To be thrown when the tap has ended without a word of the stream.
    package func noSchema() -> ConnectorError {
        let others =
            tally.others.isEmpty
            ? "of no stream at all"
            : "of \(tally.others.prefix(20).map { "`\($0)`" }.joined(separator: ", "))"
        return ConnectorError(
            .notFound,
            "the tap sent no SCHEMA of the stream `\(stream)`, but \(others); correct `stream`, or select the stream in "
                + "`catalog`")
    }
}
