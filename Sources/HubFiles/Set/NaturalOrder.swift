/// Order of names in which `9` comes before `10` and `人口2024年9月` before `人口2024年10月`.
package enum NaturalOrder {
    /// Whether `a` comes before `b`. Numbers are compared by value, all else byte by byte; names that differ only
    /// in leading zeros are in the order of their bytes, so that every two different names have an order.
    package static func precedes(_ a: String, _ b: String) -> Bool {
        let (first, second) = (Array(a.utf8), Array(b.utf8))
        var i = 0
        var j = 0
        while i < first.count, j < second.count {
            if isDigit(first[i]), isDigit(second[j]) {
                let (x, y) = (number(first, &i), number(second, &j))
                if x.count != y.count { return x.count < y.count }
                if x != y { return x.lexicographicallyPrecedes(y) }
                continue
            }
            if first[i] != second[j] { return first[i] < second[j] }
            i += 1
            j += 1
        }
        let (left, right) = (first.count - i, second.count - j)
        return left != right ? left < right : first.lexicographicallyPrecedes(second)
    }

    /// The digits from `index` on without leading zeros.
    private static func number(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
        let start = index
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        return bytes[start..<index].drop { $0 == 0x30 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
