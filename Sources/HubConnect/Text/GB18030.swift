import Foundation

/// GB 18030 by one table, the WHATWG Encoding Standard's, whatever the machine's own converters think.
///
/// Converters differ: `A6D9` is U+FE10 here and in glibc, U+E78D in others; `FE51` is U+E816, a private-use
/// character that no font shows, or U+20087, what it stands for. The table is built once from Foundation's
/// converter and then pinned where converters are known to differ; a test holds its checksum.
///
/// Beyond WHATWG, private-use U+E815…E864, which GBK used for characters Unicode did not have yet, become the
/// real characters (䶮, 𠃌, …), so that a rare name is one name however a department spelt it.
enum GB18030 {
    /// Decodes `input`, appends to `text`, returns how many bytes were used: all but an unfinished sequence.
    static func decode(
        _ input: Span<UInt8>, offset: Int, isLast: Bool, into text: inout DecodedText
    ) -> Int {
        let table = GB18030Table.shared
        text.bytes.reserveCapacity(text.bytes.count + input.count * 3 / 2 + 16)
        var faults: [Int] = []
        var marks: [DecodedText.Mark] = []
        defer {
            text.faults += faults
            text.marks += marks
        }
        var index = 0
        while index < input.count {
            let block = min(index + blockSize, input.count)
            let base = text.bytes.count
            // A byte becomes three at the most; a sequence that starts in the block may end behind it.
            text.bytes.append(addingCapacity: 3 * (block - index) + 4) { output in
                index = decodeBlock(
                    input, from: index, to: block, isLast: isLast, table: table, base: base, offset: offset,
                    output: &output, faults: &faults, marks: &marks)
            }
            if index < block { return index }
        }
        return index
    }

    private static let blockSize = 1 << 14

    private static func decodeBlock(
        _ input: Span<UInt8>, from start: Int, to end: Int, isLast: Bool, table: GB18030Table, base: Int,
        offset: Int, output: inout OutputSpan<UInt8>, faults: inout [Int], marks: inout [DecodedText.Mark]
    ) -> Int {
        let pairs = table.pairs.span
        let count = input.count
        var index = start
        while index < end {
            let byte = input[index]
            if byte < 0x80 {
                output.append(byte)
                index &+= 1
                if byte == 0x0A || byte == 0x0D {
                    marks.append(.init(index: base + output.count, offset: offset + index))
                }
                continue
            }
            if byte == 0x80 {
                append(euro, to: &output)
                index &+= 1
                continue
            }
            guard index &+ 1 < count || isLast else { return index }
            let trail = index &+ 1 < count ? input[index &+ 1] : 0
            if byte != 0xFF, trail >= 0x40, trail != 0x7F, trail != 0xFF {
                let column = Int(trail) &- (trail > 0x7F ? 0x41 : 0x40)
                let packed = pairs[(Int(byte) &- 0x81) &* 190 &+ column]
                if packed != 0 {
                    append(packed, to: &output)
                    index &+= 2
                    continue
                }
            } else if byte != 0xFF, trail >= 0x30, trail <= 0x39 {
                guard index &+ 3 < count || isLast else { return index }
                if index &+ 3 < count,
                    let packed = table.quad(byte, trail, input[index &+ 2], input[index &+ 3])
                {
                    append(packed, to: &output)
                    index &+= 4
                    continue
                }
            }
            faults.append(base + output.count)
            append(replacement, to: &output)
            // A delimiter or quote behind a lone lead byte stays what it is, so that the record still ends.
            index &+= 1
        }
        return index
    }

    private static let euro = GB18030Table.pack(0x20AC)
    private static let replacement = GB18030Table.pack(0xFFFD)

    @inline(__always)
    private static func append(_ packed: UInt32, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(truncatingIfNeeded: packed))
        if packed < 0x100 { return }
        output.append(UInt8(truncatingIfNeeded: packed >> 8))
        if packed < 0x1_0000 { return }
        output.append(UInt8(truncatingIfNeeded: packed >> 16))
        if packed < 0x100_0000 { return }
        output.append(UInt8(truncatingIfNeeded: packed >> 24))
    }
}

/// The two-byte and the four-byte part of GB 18030, each character as packed UTF-8, first byte lowest.
struct GB18030Table: Sendable {
    static let shared = GB18030Table()

    /// 126 lead bytes × 190 trail bytes; 0 where there is nothing.
    let pairs: [UInt32]
    /// The 39,420 four-byte codes of the Basic Multilingual Plane.
    private let quads: [UInt32]

    /// A four-byte code.
    func quad(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> UInt32? {
        guard (0x81...0xFE).contains(third), (0x30...0x39).contains(fourth) else { return nil }
        let half = (Int(first) - 0x81) * 10 + Int(second) - 0x30
        let number = half * 1260 + (Int(third) - 0x81) * 10 + Int(fourth) - 0x30
        if number < quads.count { return quads[number] == 0 ? nil : quads[number] }
        let scalar = number - 189_000 + 0x10000
        return number >= 189_000 && scalar <= 0x10FFFF ? Self.pack(UInt32(scalar)) : nil
    }

    private init() {
        var codes: [[UInt8]] = []
        for lead in UInt8(0x81)...0xFE {
            for trail in UInt8(0x40)...0xFE where trail != 0x7F { codes.append([lead, trail]) }
        }
        var pairs = Self.convert(codes)
        for (code, scalar) in Self.pins {
            let trail = code & 0xFF
            pairs[(code >> 8 - 0x81) * 190 + trail - (trail > 0x7F ? 0x41 : 0x40)] = scalar
        }
        var quads = Self.convert(
            (0..<39420).map { (number: Int) -> [UInt8] in
                let first = UInt8(0x81 + number / 12600)
                let second = UInt8(0x30 + number / 1260 % 10)
                let third = UInt8(0x81 + number / 10 % 126)
                return [first, second, third, UInt8(0x30 + number % 10)]
            })
        quads[7457] = 0xE7C7
        self.pairs = pairs.map(Self.real)
        self.quads = quads.map(Self.real)
    }

    /// Foundation's opinion of each code; 0 where it has none.
    private static func convert(_ codes: [[UInt8]]) -> [UInt32] {
        let encoding = String.Encoding(rawValue: 0x8000_0632)
        let joined = String(data: Data(codes.joined(separator: [0x0A])), encoding: encoding) ?? ""
        let parts = joined.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        if parts.count == codes.count, parts.allSatisfy({ $0.count == 1 }) {
            return parts.map { $0.first?.value ?? 0 }
        }
        return codes.map { code in
            let scalars = String(data: Data(code), encoding: encoding)?.unicodeScalars
            guard let scalars, scalars.count == 1, let only = scalars.first, only != "\u{FFFD}" else {
                return 0
            }
            return only.value
        }
    }

    /// Where converters differ: vertical forms, two letters, the ideographic space.
    private static let pins: [(code: Int, scalar: UInt32)] = [
        (0xA3A0, 0x3000), (0xA6D9, 0xFE10), (0xA6DA, 0xFE12), (0xA6DB, 0xFE11), (0xA6DC, 0xFE13),
        (0xA6DD, 0xFE14), (0xA6DE, 0xFE15), (0xA6DF, 0xFE16), (0xA6EC, 0xFE17), (0xA6ED, 0xFE18),
        (0xA6F3, 0xFE19), (0xA8BC, 0x1E3F),
    ]

    /// What U+E815…E864 stand for, in order.
    private static let privateUse = Array(
        """
        ⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱\
        䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻
        """.unicodeScalars.map(\.value))

    /// A character as packed UTF-8, a private-use one as what it stands for.
    static func real(_ scalar: UInt32) -> UInt32 {
        let place = Int(scalar) - 0xE815
        return pack(privateUse.indices.contains(place) ? privateUse[place] : scalar)
    }

    /// UTF-8 of a scalar value in one word, first byte lowest.
    static func pack(_ scalar: UInt32) -> UInt32 {
        let last: UInt32 = 0x80 | scalar & 0x3F
        let third: UInt32 = 0x80 | scalar >> 6 & 0x3F
        let second: UInt32 = 0x80 | scalar >> 12 & 0x3F
        switch scalar {
        case 0..<0x80: return scalar
        case 0x80..<0x800: return 0xC0 | scalar >> 6 | last << 8
        case 0x800..<0x10000: return 0xE0 | scalar >> 12 | third << 8 | last << 16
        default: return 0xF0 | scalar >> 18 | second << 8 | third << 16 | last << 24
        }
    }
}
