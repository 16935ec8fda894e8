import HubModel

/// Finds JSON objects in decoded text: one a line, or the elements of one array.
///
/// ```
/// {"name": "张三"}⏎            [{"name": "张三"},⏎
/// {"name": ⏎                    {"name": "李四"}]
/// {"name": "李四"}⏎
/// ```
///
/// A line that is no object is a reject, since the next line is known all the same. Inside an array nothing behind
/// a fault is known, and the text as a whole is malformed.
package struct JSONRecordText {
    package enum Shape: String, Sendable, CaseIterable {
        case auto, lines, array
    }

    /// What the next look at the text found.
    package enum Step: Sendable, Equatable {
        case record
        case needsMore
        case end
    }

    /// Where the text begins that was not looked at yet.
    package var position = 0
    package private(set) var shape: Shape
    private let path: String
    private let encoding: TextEncoding
    private let maxRecordBytes: Int
    private var line = 1
    /// Characters before `position` on its line.
    private var column = 0
    /// Number of the last record.
    package private(set) var ordinal: Int
    private var place = Place.beforeArray
    /// Up to where no end of a line was found.
    private var searched = 0

    private enum Place { case beforeArray, firstElement, element, separator, behindArray }

    /// `ordinal` is the number of the last record before this text.
    package init(
        path: String, encoding: TextEncoding, shape: Shape, maxRecordBytes: Int, after ordinal: Int = 0
    ) {
        self.ordinal = ordinal
        self.path = path
        self.encoding = encoding
        self.shape = shape
        self.maxRecordBytes = maxRecordBytes
    }

    /// Whether records have offsets. Those of places within a line are known only where nothing was recoded.
    package var knowsOffsets: Bool { shape == .lines || encoding == .utf8 }

    /// How far the end of a record is looked for.
    package var searchBytes: Int { maxRecordBytes + 16 << 20 }

    /// Takes the next record into `rows`. With more text, the same place is looked at again.
    package mutating func next(
        _ text: DecodedText, isLast: Bool, _ scanner: inout JSONScanner, into rows: inout JSONRows
    ) throws(ConnectorError) -> Step {
        if shape == .auto {
            guard let first = text.bytes[position...].first(where: { !Self.isBlank($0) }) else {
                return isLast ? .end : .needsMore
            }
            shape = first == UInt8(ascii: "[") ? .array : .lines
        }
        return shape == .array
            ? try nextElement(text, isLast, &scanner, &rows) : try nextLine(text, isLast, &scanner, &rows)
    }

    /// To be called when the text before `position` has been cut away.
    package mutating func restart() {
        searched -= min(searched, position)
        position = 0
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

// MARK: - Lines

extension JSONRecordText {
    private mutating func nextLine(
        _ text: DecodedText, _ isLast: Bool, _ scanner: inout JSONScanner, _ rows: inout JSONRows
    ) throws(ConnectorError) -> Step {
        while position < text.bytes.count {
            var end = max(position, searched)
            let bytes = text.bytes.span
            while end < bytes.count, bytes[end] != 0x0A { end &+= 1 }
            searched = end
            guard end < bytes.count || isLast else {
                try refuseEndless(bytes.count - position)
                return .needsMore
            }
            let range = position..<end
            let hasBreak = end < bytes.count
            let start = RecordPosition(ordinal: ordinal + 1, line: line, byteOffset: position)
            var isBlank = true
            for index in range where !Self.isBlank(bytes[index]) {
                isBlank = false
                break
            }
            if !isBlank {
                ordinal += 1
                let flaw = try flaw(of: range, hasBreak, text, &scanner)
                if let (reason, detail) = flaw {
                    reject(reason, start, detail, range, text, &rows)
                } else {
                    rows.append(scanner, bytes, at: start)
                }
            }
            position = hasBreak ? end + 1 : end
            line += 1
            if !isBlank { return .record }
        }
        return isLast ? .end : .needsMore
    }

    /// Scans a line and says why it is no record.
    private func flaw(
        of range: Range<Int>, _ hasBreak: Bool, _ text: DecodedText, _ scanner: inout JSONScanner
    ) throws(ConnectorError) -> (RejectReason, String)? {
        if let early = flawOfText(range, text) { return early }
        let bytes = text.bytes.span
        var fault: JSONFault?
        do {
            try scanner.scan(bytes, in: range)
            scanner.skipBlanks(bytes)
            if scanner.index < range.upperBound {
                fault = JSONFault(problem: .expected("the end of the line"), place: scanner.index)
            }
        } catch {
            fault = error
        }
        if let fault, fault.problem == .cutOff, !hasBreak {
            throw ConnectorError(
                .malformed, "\(path) is cut off in its last line, \(line); have it delivered again")
        }
        return (fault ?? scanner.flaw).map { Self.described($0, at: place($0.place, in: text)) }
    }
}

// MARK: - One array

extension JSONRecordText {
    private mutating func nextElement(
        _ text: DecodedText, _ isLast: Bool, _ scanner: inout JSONScanner, _ rows: inout JSONRows
    ) throws(ConnectorError) -> Step {
        while true {
            advance(text, to: text.bytes[position...].firstIndex { !Self.isBlank($0) } ?? text.bytes.count)
            guard position < text.bytes.count else {
                guard isLast else { return .needsMore }
                guard place == .behindArray || place == .beforeArray else { throw cutOff() }
                return .end
            }
            let byte = text.bytes[position]
            switch place {
            case .beforeArray:
                guard byte == UInt8(ascii: "[") else { throw malformed("expected `[`", text, position) }
                place = .firstElement
            case .firstElement where byte == UInt8(ascii: "]"): place = .behindArray
            case .firstElement, .element:
                return try element(text, isLast, &scanner, &rows)
            case .separator:
                guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else {
                    throw malformed("expected `,` or `]`", text, position)
                }
                place = byte == UInt8(ascii: ",") ? .element : .behindArray
            case .behindArray:
                throw malformed("expected the end of the file behind the array", text, position)
            }
            advance(text, to: position + 1)
        }
    }

    private mutating func element(
        _ text: DecodedText, _ isLast: Bool, _ scanner: inout JSONScanner, _ rows: inout JSONRows
    ) throws(ConnectorError) -> Step {
        let bytes = text.bytes.span
        do {
            try scanner.scan(bytes, in: position..<bytes.count)
        } catch {
            guard error.problem == .cutOff else { throw malformed(error.text, text, error.place) }
            guard isLast else {
                try refuseEndless(bytes.count - position)
                return .needsMore
            }
            throw cutOff()
        }
        if scanner.index == bytes.count, !isLast { return .needsMore }
        let range = position..<scanner.index
        ordinal += 1
        let offset = knowsOffsets ? position : -1
        let start = RecordPosition(ordinal: ordinal, line: line, byteOffset: offset)
        let flaw =
            flawOfText(range, text)
            ?? scanner.flaw.map { Self.described($0, at: place($0.place, in: text)) }
        if let (reason, detail) = flaw {
            reject(reason, start, detail, range, text, &rows)
        } else {
            rows.append(scanner, bytes, at: start)
        }
        place = .separator
        advance(text, to: range.upperBound)
        return .record
    }

    /// Moves on, counting lines and characters.
    private mutating func advance(_ text: DecodedText, to end: Int) {
        let bytes = text.bytes.span
        while position < end {
            let byte = bytes[position]
            if byte == 0x0A {
                line += 1
                column = 0
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
            position &+= 1
        }
    }
}

// MARK: - What is wrong

extension JSONRecordText {
    private func flawOfText(_ range: Range<Int>, _ text: DecodedText) -> (RejectReason, String)? {
        if range.count > maxRecordBytes { return (.fieldTooLong, "longer than \(maxRecordBytes) bytes") }
        guard let fault = text.firstFault(in: range) else { return nil }
        return (.invalidEncoding, "not valid \(encoding.rawValue) at \(place(fault, in: text))")
    }

    private static func described(_ fault: JSONFault, at place: String) -> (RejectReason, String) {
        (fault.problem == .nulCharacter ? .nulByte : .badJSON, "\(fault.text) at \(place)")
    }

    /// Line and column, in characters, of a byte at or behind `position`.
    private func place(_ index: Int, in text: DecodedText) -> String {
        var line = line
        var column = column + 1
        for byte in text.bytes[position..<max(position, index)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return "line \(line), column \(column)"
    }

    private func reject(
        _ reason: RejectReason, _ start: RecordPosition, _ detail: String, _ range: Range<Int>,
        _ text: DecodedText, _ rows: inout JSONRows
    ) {
        var position = start
        if start.byteOffset >= 0 { position.byteOffset = text.sourceOffset(ofLineAt: start.byteOffset) }
        rows.rejects.append(
            Reject(reason, at: position, detail: detail, raw: text.bytes.quarantineText(range)))
    }

    private func malformed(_ problem: String, _ text: DecodedText, _ index: Int) -> ConnectorError {
        ConnectorError(
            .malformed,
            "\(path): \(problem) at \(place(index, in: text)); nothing can be read behind that: have the array "
                + "delivered anew, or as one object a line")
    }

    private func cutOff() -> ConnectorError {
        ConnectorError(
            .malformed,
            "\(path) is cut off: it ends at line \(line) inside the array; have it delivered again")
    }

    private func refuseEndless(_ length: Int) throws(ConnectorError) {
        guard length > searchBytes else { return }
        throw ConnectorError(
            .malformed,
            "\(path): the record that starts at line \(line) does not end within \(searchBytes) bytes; is this "
                + "one object a line? Correct `shape`, or raise `max_record_bytes`")
    }
}

extension DecodedText {
    /// The first place in `range` that could not be decoded. Complexity: O(log faults).
    func firstFault(in range: Range<Int>) -> Int? {
        var low = 0
        var high = faults.count
        while low < high {
            let middle = (low + high) / 2
            if faults[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < faults.count && faults[low] < range.upperBound ? faults[low] : nil
    }
}

extension [UInt8] {
    /// A record as text for the quarantine: at most 64 KiB, cut between characters.
    package func quarantineText(_ range: Range<Int>) -> String {
        var end = Swift.min(range.upperBound, range.lowerBound + 65536)
        if end < range.upperBound {
            while end > range.lowerBound, self[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return String(decoding: self[range.lowerBound..<end], as: UTF8.self)
    }
}
