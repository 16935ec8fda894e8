/// The check characters of the national identifiers, on ASCII bytes.
///
/// ```
/// resident number      11010519491231002 → X     GB 11643-1999, ISO 7064 MOD 11-2
/// credit code          12100000400000624 → D     GB 32100-2015, weights 3ⁱ mod 31
/// organisation code    40000062 → 4              GB 11714-1997, mod 11
/// registration number  11010800000001 → 6        GS 15-2006, ISO 7064 MOD 11,10
/// ```
///
/// Each function takes exactly the characters before the check character, upper-case, and returns it as an
/// ASCII byte; for anything else it returns 0, which equals no character of a well-formed identifier.
public enum CheckDigits {
    /// The 18th character (`0`–`9`, `X`) of a resident number from its first 17 digits.
    public static func residentID(_ first17: Span<UInt8>) -> UInt8 {
        guard first17.count == 17 else { return 0 }
        // Horner's rule in base 2 gives Σ aᵢ·2^(17-i) mod 11 after the last doubling.
        var sum = 0
        for index in first17.indices {
            guard let digit = decimalValue(first17[index]) else { return 0 }
            sum = (sum &+ digit) &* 2
        }
        let check = (12 &- sum % 11) % 11
        return check == 10 ? UInt8(ascii: "X") : UInt8(ascii: "0") + UInt8(check)
    }

    /// The 18th character of a unified social credit code from its first 17, all of the 31-character alphabet.
    public static func creditCode(_ first17: Span<UInt8>) -> UInt8 {
        guard first17.count == 17 else { return 0 }
        var sum = 0
        var weight = 1
        for index in first17.indices {
            guard let value = creditValue(first17[index]) else { return 0 }
            sum &+= value &* weight
            weight = weight &* 3 % 31
        }
        return creditCharacter((31 &- sum % 31) % 31)
    }

    /// The 9th character (`0`–`9`, `X`) of an organisation code from its first 8 (digits and all letters).
    public static func organisationCode(_ first8: Span<UInt8>) -> UInt8 {
        guard first8.count == 8 else { return 0 }
        // 3 7 9 10 5 8 4 2 are the powers 2⁸ … 2¹ of two modulo 11.
        var sum = 0
        for index in first8.indices {
            guard let value = letterValue(first8[index]) else { return 0 }
            sum = (sum &+ value) &* 2
        }
        let check = (11 &- sum % 11) % 11
        return check == 10 ? UInt8(ascii: "X") : UInt8(ascii: "0") + UInt8(check)
    }

    /// The 15th digit of a business registration number from its first 14.
    public static func registrationNumber(_ first14: Span<UInt8>) -> UInt8 {
        guard first14.count == 14 else { return 0 }
        var product = 10
        for index in first14.indices {
            guard let digit = decimalValue(first14[index]) else { return 0 }
            let sum = (product &+ digit) % 10
            product = (sum == 0 ? 10 : sum) &* 2 % 11
        }
        return UInt8(ascii: "0") + UInt8((11 &- product) % 10)
    }

    @inline(__always)
    private static func decimalValue(_ byte: UInt8) -> Int? {
        byte >= 0x30 && byte <= 0x39 ? Int(byte &- 0x30) : nil
    }

    /// 0–9, A = 10 … Z = 35: GB 11714 uses every letter.
    @inline(__always)
    private static func letterValue(_ byte: UInt8) -> Int? {
        if let digit = decimalValue(byte) { return digit }
        return byte >= 0x41 && byte <= 0x5A ? Int(byte &- 0x41) &+ 10 : nil
    }

    /// 0–9, A = 10 … Y = 30 without I, O, S, V, Z: GB 32100 skips the letters that look like digits.
    @inline(__always)
    private static func creditValue(_ byte: UInt8) -> Int? {
        if let digit = decimalValue(byte) { return digit }
        switch byte {
        case 0x41...0x48: return Int(byte &- 0x41) &+ 10  // A–H
        case 0x4A...0x4E: return Int(byte &- 0x4A) &+ 18  // J–N
        case 0x50...0x52: return Int(byte &- 0x50) &+ 23  // P–R
        case 0x54, 0x55: return Int(byte &- 0x54) &+ 26  // T, U
        case 0x57...0x59: return Int(byte &- 0x57) &+ 28  // W–Y
        default: return nil
        }
    }

    private static func creditCharacter(_ value: Int) -> UInt8 {
        switch value {
        case 0...9: 0x30 + UInt8(value)
        case 10...17: 0x41 + UInt8(value - 10)
        case 18...22: 0x4A + UInt8(value - 18)
        case 23...25: 0x50 + UInt8(value - 23)
        case 26, 27: 0x54 + UInt8(value - 26)
        default: 0x57 + UInt8(value - 28)
        }
    }
}
