/// Turns bytes that come in pieces of any size into UTF-8.
///
/// What cannot be decoded never becomes a silent U+FFFD: its place is kept in `DecodedText.faults`. A sequence
/// cut off at the end of a piece waits for the next one. The result does not depend on where pieces end.
public struct TextDecoder: Sendable {
    /// The encoding decoded.
    public let encoding: TextEncoding
    private var pending: [UInt8] = []
    private var offset: Int

    /// Creates a decoder whose first byte is byte number `offset` of the source (behind a byte order mark).
    public init(_ encoding: TextEncoding, offset: Int = 0) {
        self.encoding = encoding
        self.offset = offset
    }

    /// Decodes `input`, the bytes that follow those given before, and appends to `text`.
    ///
    /// - Parameters:
    ///   - input: any number of bytes.
    ///   - isLast: nothing follows: an unfinished sequence is a fault.
    ///   - text: receives the text; its encoding must be the decoder's.
    public mutating func decode(_ input: ArraySlice<UInt8>, isLast: Bool, into text: inout DecodedText) {
        if encoding == .utf8 {
            decodeUTF8(input, isLast: isLast, into: &text)
            return
        }
        let joined = pending.isEmpty ? input : ArraySlice(pending + input)
        let used: Int
        if encoding == .gb18030 {
            used = GB18030.decode(joined.span, offset: offset, isLast: isLast, into: &text)
        } else {
            let big = encoding == .utf16BigEndian
            used = Self.decodeUTF16(
                joined.span, bigEndian: big, offset: offset, isLast: isLast, into: &text)
        }
        offset += used
        pending = Array(joined.dropFirst(used))
    }
}

// MARK: UTF-8

extension TextDecoder {
    private mutating func decodeUTF8(
        _ input: ArraySlice<UInt8>, isLast: Bool, into text: inout DecodedText
    ) {
        let start = text.bytes.count
        text.bytes.reserveCapacity(start + pending.count + input.count)
        text.bytes += pending
        text.bytes += input
        pending.removeAll(keepingCapacity: true)
        if !isLast {
            let cut = Self.unfinishedTail(text.bytes.span.extracting(droppingFirst: start))
            pending += text.bytes[(text.bytes.count - cut)...]
            text.bytes.removeLast(cut)
        }
        text.faults += Self.findFaults(text.bytes.span, from: start)
    }

    /// The first place that is not UTF-8; a sequence cut off at the end counts as whole.
    static func firstUTF8Fault(_ bytes: ArraySlice<UInt8>) -> Int? {
        let whole = bytes.dropLast(unfinishedTail(bytes.span))
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: whole.span)
            return nil
        } catch {
            return whole.startIndex + error.byteOffsets.lowerBound
        }
    }

    /// How many bytes at the end begin a sequence that needs more.
    private static func unfinishedTail(_ bytes: Span<UInt8>) -> Int {
        for length in 1...3 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            if byte & 0xC0 == 0x80 { continue }
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return needed > length && byte < 0xF5 ? length : 0
        }
        return 0
    }

    private static func findFaults(_ bytes: Span<UInt8>, from start: Int) -> [Int] {
        var faults: [Int] = []
        var index = start
        while index < bytes.count {
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: bytes.extracting(droppingFirst: index))
                break
            } catch {
                faults.append(index + error.byteOffsets.lowerBound)
                index += max(error.byteOffsets.upperBound, error.byteOffsets.lowerBound + 1)
            }
        }
        return faults
    }
}

// MARK: UTF-16

extension TextDecoder {
    /// Returns how many bytes were used up: all, or all but an unfinished character.
    private static func decodeUTF16(
        _ input: Span<UInt8>, bigEndian: Bool, offset: Int, isLast: Bool, into text: inout DecodedText
    ) -> Int {
        func unit(_ index: Int) -> UInt32 {
            let (high, low) = bigEndian ? (index, index + 1) : (index + 1, index)
            return UInt32(input[high]) << 8 | UInt32(input[low])
        }
        var index = 0
        while index + 2 <= input.count {
            var scalar = unit(index)
            var length = 2
            if scalar & 0xF800 == 0xD800 {
                if scalar < 0xDC00, index + 4 > input.count, !isLast { return index }
                let low = index + 4 <= input.count ? unit(index + 2) : 0
                if scalar < 0xDC00, low & 0xFC00 == 0xDC00 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                    length = 4
                } else {
                    scalar = 0xFFFD
                    text.faults.append(text.bytes.count)
                }
            }
            text.append(scalar)
            index += length
            if scalar == 0x0A || scalar == 0x0D { text.mark(offset: offset + index) }
        }
        guard isLast, index < input.count else { return index }
        text.faults.append(text.bytes.count)
        text.append(0xFFFD)
        return input.count
    }
}

extension DecodedText {
    /// Appends one scalar value.
    mutating func append(_ scalar: UInt32) {
        switch scalar {
        case 0..<0x80: bytes.append(UInt8(scalar))
        case 0x80..<0x800: bytes += [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)]
        case 0x800..<0x10000:
            bytes.append(UInt8(0xE0 | scalar >> 12))
            bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | scalar & 0x3F))
        default:
            bytes.append(UInt8(0xF0 | scalar >> 18))
            bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | scalar & 0x3F))
        }
    }

    /// Remembers that the line starting at the end of the text starts at `offset` of the source.
    mutating func mark(offset: Int) {
        marks.append(Mark(index: bytes.count, offset: offset))
    }
}
