import HubArchive

/// Packs bytes as gzip, deflate and ZIP, and does it wrongly on purpose: the program itself only unpacks.
enum Packing {
    // MARK: Deflate

    /// One block of fixed Huffman codes (RFC 1951, 3.2.6), each byte a literal.
    static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var bits = Bits()
        bits.add(0b011, 3)
        for byte in bytes { bits.addLiteral(Int(byte)) }
        bits.addLiteral(256)
        return bits.finished
    }

    /// `count` times the letter `x`, at about a thousand to one: matches of 258 bytes at a distance of 1.
    static func bomb(_ count: Int) -> [UInt8] {
        var bits = Bits()
        bits.add(0b011, 3)
        bits.addLiteral(0x78)
        let matches = (count - 1) / 258
        for _ in 0..<matches {
            bits.addCode(0b1100_0101, 8)
            bits.addCode(0, 5)
        }
        for _ in 0..<(count - 1 - matches * 258) { bits.addLiteral(0x78) }
        bits.addLiteral(256)
        return bits.finished
    }

    private struct Bits {
        private var bytes: [UInt8] = []
        private var count = 0

        /// Lowest bit first, as numbers are written.
        mutating func add(_ value: Int, _ width: Int) {
            for bit in 0..<width {
                if count % 8 == 0 { bytes.append(0) }
                bytes[count / 8] |= UInt8(value >> bit & 1) << UInt8(count % 8)
                count += 1
            }
        }

        /// Highest bit first, as Huffman codes are written.
        mutating func addCode(_ code: Int, _ width: Int) {
            for bit in (0..<width).reversed() { add(code >> bit & 1, 1) }
        }

        mutating func addLiteral(_ value: Int) {
            switch value {
            case ..<144: addCode(0x30 + value, 8)
            case ..<256: addCode(0x190 + value - 144, 9)
            default: addCode(value - 256, 7)
            }
        }

        var finished: [UInt8] { bytes }
    }

    // MARK: gzip

    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        gzip(packed: deflate(bytes), checksum: CRC32.of(bytes), size: bytes.count)
    }

    static func gzip(packed: [UInt8], checksum: UInt32, size: Int) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + packed + number(Int(checksum), 4) + number(size, 4)
    }

    // MARK: ZIP

    struct Member {
        var name: [UInt8]
        var contents: [UInt8]
        var method = 8
        var flags = 0x800
        var packed: [UInt8]?
        var checksum: UInt32?
        var size: Int?
        var date = 0x58A1
        var extra: [UInt8] = []
        /// Points at another place than its own header.
        var offset: Int?

        init(_ name: String, _ contents: String) { self.init(Array(name.utf8), Array(contents.utf8)) }
        init(_ name: [UInt8], _ contents: [UInt8]) {
            self.name = name
            self.contents = contents
        }
    }

    static func zip(_ members: [Member], large: Bool = false, prefix: [UInt8] = [], comment: String = "")
        -> [UInt8]
    {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for member in members {
            let packed = member.packed ?? (member.method == 8 ? deflate(member.contents) : member.contents)
            let checksum = number(Int(member.checksum ?? CRC32.of(member.contents)), 4)
            let size = member.size ?? member.contents.count
            let offset = member.offset ?? bytes.count
            let start =
                number(20, 2) + number(member.flags, 2) + number(member.method, 2) + number(0, 2)
                + number(member.date, 2) + checksum
            let sizes =
                large
                ? number(0xFFFF_FFFF, 4) + number(0xFFFF_FFFF, 4) : number(packed.count, 4) + number(size, 4)
            let extra =
                (large
                    ? number(1, 2) + number(24, 2) + number(size, 8) + number(packed.count, 8)
                        + number(offset, 8) : [])
                + member.extra
            bytes +=
                number(0x0403_4B50, 4) + start + number(packed.count, 4) + number(size, 4)
                + number(member.name.count, 2) + number(3, 2) + member.name + [1, 2, 3] + packed
            directory +=
                number(0x0201_4B50, 4) + number(20, 2) + start + sizes + number(member.name.count, 2)
                + number(extra.count, 2) + number(0, 2) + number(0, 8)
                + number(large ? 0xFFFF_FFFF : offset, 4)
                + member.name + extra
        }
        let offset = bytes.count
        bytes += directory
        if large {
            let end = bytes.count
            bytes +=
                number(0x0606_4B50, 4) + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8)
                + number(members.count, 8) + number(members.count, 8) + number(directory.count, 8)
                + number(offset, 8)
            bytes += number(0x0706_4B50, 4) + number(0, 4) + number(end, 8) + number(1, 4)
        }
        let count = large ? 0xFFFF : members.count
        bytes +=
            number(0x0605_4B50, 4) + number(0, 4) + number(count, 2) + number(count, 2)
            + number(large ? 0xFFFF_FFFF : directory.count, 4) + number(large ? 0xFFFF_FFFF : offset, 4)
            + number(comment.utf8.count, 2) + Array(comment.utf8)
        return prefix + bytes
    }

    private static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
