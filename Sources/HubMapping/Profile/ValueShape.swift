import HubModel

/// The shape of a value: runs of one kind of character, long runs with their length.
///
/// ```
/// 330203199001011234   9×18        张三      汉×2
/// 2024-01-05           9-9-9       有限公司   汉×4+      runs of 汉 above 3 are one shape
/// ```
package enum ValueShape {
    /// Runs that a shape tells; what comes behind them is left out.
    private static let runLimit = 24
    private static let digit: UInt64 = 0x100
    private static let latin: UInt64 = 0x101
    private static let wide: UInt64 = 0x102

    /// The shape of a text.
    package static func of(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return of(bytes.span)
    }

    /// The shape of a value.
    static func of(_ value: Span<UInt8>) -> String {
        var text = ""
        forEachRun(of: value) { kind, length in
            switch kind {
            case digit: text += length == 0 ? "9" : "9×\(length)"
            case latin: text += "A"
            case wide: text += length > 3 ? "汉×4+" : "汉×\(length)"
            default: text.unicodeScalars.append(UnicodeScalar(UInt8(truncatingIfNeeded: kind)))
            }
        }
        return text
    }

    /// Two values of one shape have one signature; made for every value, so no text is.
    static func signature(of value: Span<UInt8>) -> UInt64 {
        var signature: UInt64 = 1
        forEachRun(of: value) { kind, length in
            signature = (signature ^ (kind << 32 | length)) &* 0x9E37_79B9_7F4A_7C15
            signature ^= signature >> 29
        }
        return signature
    }

    /// The kind and length of each run, as far as the length is told.
    @inline(__always)
    private static func forEachRun(of value: Span<UInt8>, _ tell: (_ kind: UInt64, _ length: UInt64) -> Void)
    {
        var (kind, length) = (UInt64.max, UInt64(0))
        var runs = 0
        for index in 0..<value.count {
            let byte = value[index]
            if byte & 0xC0 == 0x80 { continue }
            let next = kindOf(byte)
            if next == kind, next >= digit {
                length += 1
                continue
            }
            if runs > 0 { tell(kind, told(kind, length)) }
            if runs == runLimit { return }
            runs += 1
            (kind, length) = (next, 1)
        }
        if runs > 0 { tell(kind, told(kind, length)) }
    }

    @inline(__always)
    private static func kindOf(_ byte: UInt8) -> UInt64 {
        switch byte {
        case 0x30...0x39: digit
        case 0x41...0x5A, 0x61...0x7A: latin
        case 0x80...: wide
        default: UInt64(byte)
        }
    }

    @inline(__always)
    private static func told(_ kind: UInt64, _ length: UInt64) -> UInt64 {
        switch kind {
        case digit: length > 5 ? length : 0
        case wide: min(length, 4)
        default: 0
        }
    }
}
