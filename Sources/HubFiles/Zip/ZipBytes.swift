/// Little-endian numbers of a ZIP structure; 0 behind its end.
struct ZipBytes {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    func byte(_ place: Int) -> Int {
        place >= 0 && place < bytes.count ? Int(bytes[bytes.startIndex + place]) : 0
    }

    func short(_ place: Int) -> Int { byte(place) | byte(place + 1) << 8 }

    func word(_ place: Int) -> Int { short(place) | short(place + 2) << 16 }

    /// A 64-bit number; what no file can be as long as becomes the largest number.
    func long(_ place: Int) -> Int {
        let high = word(place + 4)
        return high >= 1 << 31 ? Int.max : high << 32 | word(place)
    }

    /// `length` bytes from `place`; fewer where they end.
    func slice(_ place: Int, _ length: Int) -> ArraySlice<UInt8> {
        bytes.dropFirst(max(0, place)).prefix(max(0, length))
    }
}
