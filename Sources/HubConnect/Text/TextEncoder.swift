/// Turns UTF-8 into the encoding of a department: the inverse of `TextDecoder`, which takes back what this writes.
public struct TextEncoder: Sendable {
    /// The encoding written.
    public let encoding: TextEncoding

    /// Creates an encoder.
    public init(_ encoding: TextEncoding) { self.encoding = encoding }

    /// Appends `text` to `output`. Every encoding has every character.
    public func encode(_ text: String, into output: inout [UInt8]) {
        switch encoding {
        case .utf8: output += text.utf8
        case .gb18030: for scalar in text.unicodeScalars { GB18030.encode(scalar.value, into: &output) }
        case .utf16LittleEndian:
            for unit in text.utf16 { output += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
        case .utf16BigEndian:
            for unit in text.utf16 { output += [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)] }
        }
    }
}

extension GB18030 {
    /// Appends the code of a character, the shorter one where it has two.
    static func encode(_ scalar: UInt32, into output: inout [UInt8]) {
        if scalar < 0x80 {
            output.append(UInt8(scalar))
            return
        }
        let code = codes[GB18030Table.real(scalar)] ?? beyondTheTable(scalar)
        if code > 0xFFFF {
            output.append(UInt8(truncatingIfNeeded: code >> 24))
            output.append(UInt8(truncatingIfNeeded: code >> 16))
        }
        output.append(UInt8(truncatingIfNeeded: code >> 8))
        output.append(UInt8(truncatingIfNeeded: code))
    }

    /// By packed UTF-8: the code, first byte highest.
    private static let codes: [UInt32: UInt32] = {
        var codes: [UInt32: UInt32] = [:]
        let table = GB18030Table.shared
        for number in UInt32(0)..<39420 {
            let code = quad(number)
            let bytes = (
                UInt8(code >> 24), UInt8(code >> 16 & 0xFF), UInt8(code >> 8 & 0xFF), UInt8(code & 0xFF)
            )
            if let packed = table.quad(bytes.0, bytes.1, bytes.2, bytes.3) { codes[packed] = code }
        }
        for (index, packed) in table.pairs.enumerated() where packed != 0 {
            let column = UInt32(index % 190)
            codes[packed] = (UInt32(index / 190) + 0x81) << 8 | (column + (column > 0x3E ? 0x41 : 0x40))
        }
        return codes
    }()

    /// Characters outside the Basic Multilingual Plane follow each other. The few private-use characters in it that
    /// have no code any more are written as what took their place.
    private static func beyondTheTable(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0xE5E5: 0xA3A0
        case 0xE78D...0xE793: 0xA6D9 + scalar - 0xE78D
        case 0xE794, 0xE795: 0xA6EC + scalar - 0xE794
        case 0xE796: 0xA6F3
        case 0..<0x10000: quad(39_417)
        default: quad(scalar - 0x10000 + 189_000)
        }
    }

    private static func quad(_ number: UInt32) -> UInt32 {
        let first = 0x81 + number / 12600
        let second = 0x30 + number / 1260 % 10
        return first << 24 | second << 16 | (0x81 + number / 10 % 126) << 8 | (0x30 + number % 10)
    }
}
