/// The visible characters of an address, cleaned: half width, capitals, separators and notes gone.
///
/// ```
/// 中山路１２３号 （隔壁） ３－２，３０１   →   中山路123号3-2-301
/// ```
///
/// A separator between two numbers becomes `-`; elsewhere it says nothing. A bracket stays, without its
/// brackets, when it says where (`(南区)`, `(中山路12号)`), and goes when it only remarks (`(隔壁)`, `(自建)`).
struct AddressLine {
    /// Characters in an address.
    static let longest = 200

    /// A character as written in the upper half, simplified for comparing with suffixes in the lower.
    private var cells: [UInt64] = []

    /// How many characters there are.
    @inline(__always)
    var count: Int { cells.count }

    /// The simplified character at an index, 0 beyond the ends.
    @inline(__always)
    func key(_ index: Int) -> UInt32 {
        index >= 0 && index < cells.count ? UInt32(truncatingIfNeeded: cells[index]) : 0
    }

    /// The character at an index as written.
    @inline(__always)
    func scalar(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: cells[index] &>> 32) }

    /// Whether there are Chinese characters, or at least `3-301`: a lone number, a telephone number are none.
    var isAddress: Bool {
        var dashes = 0
        for index in 0..<count {
            if Scalars.isHan(key(index)) { return !saysNothing }
            if key(index) == 0x2D { dashes += 1 }
        }
        return dashes > 0 && count <= 12
    }

    /// Whether the line is a placeholder.
    var saysNothing: Bool {
        guard count <= 8 else { return false }
        var text: [UInt8] = []
        for index in 0..<count { Scalars.append(scalar(index), to: &text) }
        return Placeholders.contain(text.span)
    }

    /// Reads raw text; false when it has too many characters.
    mutating func load(_ raw: Span<UInt8>) -> Bool {
        cells.reserveCapacity(min(raw.count / 2 &+ 8, Self.longest))
        var isSeparated = false
        var isAttached = false  // 之 was met between numbers
        var open = -1
        var index = 0
        while index < raw.count {
            var scalar = PrivateUse.resolved(Scalars.halfWidth(Scalars.next(raw, &index)))
            if Scalars.isInvisible(scalar) { continue }
            if isSeparator(scalar) {
                isSeparated = true
                continue
            }
            scalar = NameText.roundBracket(Scalars.upper(scalar))
            if scalar == 0x28 {
                if open < 0 { open = count }
                isSeparated = true
                continue
            }
            if scalar == 0x29 {
                closeBracket(&open)
                isSeparated = true
                continue
            }
            let key = Simplified.of(scalar)
            if key == 0x4E4B, !isAttached, isNumeral(self.key(count &- 1)) {  // 之
                isAttached = true
                continue
            }
            if isAttached || isSeparated, isNumeral(key), isNumeral(self.key(count &- 1)) {
                guard push(0x2D, 0x2D) else { return false }
            } else if isAttached {
                guard push(0x4E4B, 0x4E4B) else { return false }
            }
            isAttached = false
            isSeparated = false
            guard push(scalar, key) else { return false }
        }
        closeBracket(&open)
        cutRemarks()
        return true
    }

    private mutating func push(_ scalar: UInt32, _ key: UInt32) -> Bool {
        guard count < Self.longest else { return false }
        cells.append(UInt64(scalar) &<< 32 | UInt64(key))
        return true
    }

    @inline(__always)
    private func isSeparator(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x3B, 0x5C, 0x5F, 0x7C, 0x27, 0x22, 0x2A, 0x3001, 0x3002, 0xB7: true
        default: Scalars.isSpace(scalar)
        }
    }

    /// Digits and letters of ASCII, Chinese digits.
    @inline(__always)
    private func isNumeral(_ scalar: UInt32) -> Bool {
        Scalars.isDigit(scalar) || Scalars.isLatin(scalar) || ChineseNumerals.isNumeral(scalar)
    }

    /// Keeps or drops what was read since the bracket opened.
    private mutating func closeBracket(_ open: inout Int) {
        defer { open = -1 }
        guard open >= 0, open < count else { return }
        for index in open..<count where Scalars.isDigit(key(index)) { return }
        switch Unicode.Scalar(key(count &- 1)) {
        case "区", "期", "路", "号", "苑", "园", "村", "弄", "巷", "街", "幢", "栋", "室", "楼", "城", "庭", "道": return
        default: cells.removeLast(count &- open)
        }
    }

    /// Cuts 隔壁, 对面 and their like from the end.
    private mutating func cutRemarks() {
        while count > 2 {
            switch (Unicode.Scalar(key(count &- 2)), Unicode.Scalar(key(count &- 1))) {
            case ("隔", "壁"), ("对", "面"), ("旁", "边"), ("附", "近"), ("后", "面"), ("前", "面"): cells.removeLast(2)
            default: return
            }
        }
    }
}
