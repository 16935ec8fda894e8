/// The target of a request line, taken apart: `/runs/12?limit=5` is the path `/runs/12` and `limit` = `5`.
///
/// Everything two readers could understand differently is refused: a percent sign without two hexadecimal
/// digits, a hidden slash, backslash or control character, dot segments, text that is not UTF-8
/// (RFC 3986 §2.1, §3.3; RFC 9110 §17.1).
struct RequestTarget {
    let path: String
    let query: [(name: String, value: String)]

    init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.first == slash else {
            throw Refusal(400, "bad-target", "the target of a request must be a path that begins with /")
        }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != numberSign }) else {
            throw Refusal(400, "bad-target", "the target holds a character that must be percent-encoded")
        }
        let parts = bytes.split(separator: questionMark, maxSplits: 1, omittingEmptySubsequences: false)
        path = try Self.path(parts[0])
        query = try parts.count == 2 ? Self.query(parts[1]) : []
    }

    private static func path(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> String {
        var segments: [String] = []
        for raw in bytes.split(separator: slash, omittingEmptySubsequences: false) {
            let segment = try decoded(raw, isQuery: false)
            guard segment != ".", segment != ".." else {
                throw Refusal(400, "bad-path", "the path holds a segment `.` or `..`; name the place itself")
            }
            segments.append(segment)
        }
        return segments.joined(separator: "/")
    }

    private static func query(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> [(name: String, value: String)] {
        var items: [(name: String, value: String)] = []
        for item in bytes.split(separator: ampersand) {
            let sides = item.split(separator: equalsSign, maxSplits: 1, omittingEmptySubsequences: false)
            let value = try sides.count == 2 ? decoded(sides[1], isQuery: true) : ""
            items.append((try decoded(sides[0], isQuery: true), value))
        }
        return items
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, isQuery: Bool) throws(Refusal) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var byte = bytes[index]
            if byte == percent {
                guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
                    let low = digit(bytes[index + 2])
                else { throw Refusal(400, "bad-percent", "% must be followed by two hexadecimal digits") }
                byte = high << 4 | low
                index += 2
                guard isQuery || byte != slash else { throw hidden }
            } else if isQuery, byte == plus {
                byte = space
            }
            guard byte >= space, byte != delete, isQuery || byte != backslash else { throw hidden }
            result.append(byte)
            index += 1
        }
        guard let text = String(validating: result, as: UTF8.self) else {
            throw Refusal(400, "bad-encoding", "the target is not UTF-8 under its percent signs")
        }
        return text
    }

    private static var hidden: Refusal {
        Refusal(400, "bad-percent", "the target hides a control character, slash or backslash")
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

private let space: UInt8 = 0x20
private let numberSign: UInt8 = 0x23
private let percent: UInt8 = 0x25
private let ampersand: UInt8 = 0x26
private let plus: UInt8 = 0x2B
private let slash: UInt8 = 0x2F
private let equalsSign: UInt8 = 0x3D
private let questionMark: UInt8 = 0x3F
private let backslash: UInt8 = 0x5C
private let delete: UInt8 = 0x7F
