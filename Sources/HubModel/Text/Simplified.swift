/// Traditional and variant characters folded to simplified ones, character by character.
///
/// For comparison keys only: the folding loses differences (葉 and 叶, 於 and 于 fall together), so what is
/// kept and shown stays as it was written. Characters that are names in their own right although they sound
/// or look alike (萧 and 肖, 傅 and 付, 喆 and 哲) are left apart.
package enum Simplified {
    /// The simplified form of a character; the character itself when it has none.
    @inline(__always)
    package static func of(_ scalar: UInt32) -> UInt32 {
        guard scalar >= first, scalar <= last else { return scalar }
        let folded = table[Int(scalar &- first)]
        return folded == 0 ? scalar : UInt32(folded)
    }

    private static let first: UInt32 = 0x3400
    private static let last: UInt32 = 0xFAFF

    /// Indexed by `scalar - first`; 0 where a character stays as it is.
    private static let table: [UInt16] = {
        var table = [UInt16](repeating: 0, count: Int(last - first) + 1)
        var traditional: UInt32?
        for scalar in pairs.unicodeScalars where scalar != "\n" {
            if let from = traditional {
                table[Int(from - first)] = UInt16(truncatingIfNeeded: scalar.value)
                traditional = nil
            } else {
                traditional = scalar.value
            }
        }
        return table
    }()
}
