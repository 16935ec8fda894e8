/// `range` without blanks at its ends: ASCII white space and control characters, U+00A0, U+3000 (the full-width
/// space of Chinese input methods), U+FEFF.
package func trimmedRange(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end {
        let first = bytes[start]
        if first <= 0x20 {
            start += 1
        } else if first == 0xC2, end - start >= 2, bytes[start + 1] == 0xA0 {
            start += 2
        } else if end - start >= 3, isWideBlank(first, bytes[start + 1], bytes[start + 2]) {
            start += 3
        } else {
            break
        }
    }
    while start < end {
        let last = bytes[end - 1]
        if last <= 0x20 {
            end -= 1
        } else if last < 0x80 {
            break
        } else if end - start >= 2, bytes[end - 2] == 0xC2, last == 0xA0 {
            end -= 2
        } else if end - start >= 3, isWideBlank(bytes[end - 3], bytes[end - 2], last) {
            end -= 3
        } else {
            break
        }
    }
    return start..<end
}

@inline(__always)
private func isWideBlank(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    first == 0xE3 && second == 0x80 && third == 0x80 || first == 0xEF && second == 0xBB && third == 0xBF
}
