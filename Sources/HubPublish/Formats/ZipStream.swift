import HubArchive

/// A ZIP archive written from front to back: sizes stand behind each entry (APPNOTE 4.4.4, bit 3). Entries have no time,
/// so that equal contents are equal bytes.
struct ZipStream {
    private struct Entry {
        let name: [UInt8]
        let start: Int
        var crc: UInt32 = 0
        var packed = 0
        var size = 0
    }

    private var entries: [Entry] = []
    private var position = 0
    private var deflater: Deflater?
    private var crc = CRC32()

    mutating func begin(_ name: String, into output: inout [UInt8]) throws {
        let entry = Entry(name: Array(name.utf8), start: position)
        var header: [UInt8] = []
        Self.append(0x0403_4B50, 4, to: &header)
        Self.append(20, 2, to: &header)
        Self.appendForm(to: &header)
        for _ in 0..<3 { Self.append(0, 4, to: &header) }
        Self.append(entry.name.count, 2, to: &header)
        Self.append(0, 2, to: &header)
        header += entry.name
        output += header
        position += header.count
        entries.append(entry)
        deflater = try Deflater()
        crc = CRC32()
    }

    mutating func write(_ bytes: [UInt8], into output: inout [UInt8]) throws {
        crc.update(bytes.span)
        entries[entries.count - 1].size += bytes.count
        let before = output.count
        try deflater?.pack(bytes.span, into: &output)
        entries[entries.count - 1].packed += output.count - before
    }

    mutating func endEntry(into output: inout [UInt8]) throws {
        let last = entries.count - 1
        let before = output.count
        try deflater?.finish(into: &output)
        deflater = nil
        entries[last].packed += output.count - before
        entries[last].crc = crc.value
        position += entries[last].packed
        guard entries[last].size <= UInt32.max, position <= UInt32.max else {
            throw PublishError(
                "the workbook would be larger than 4 GiB; publish this dataset as csv or sqlite")
        }
        var trailer: [UInt8] = []
        Self.append(0x0807_4B50, 4, to: &trailer)
        Self.appendSizes(entries[last], to: &trailer)
        output += trailer
        position += trailer.count
    }

    /// The directory at the end.
    mutating func finish(into output: inout [UInt8]) {
        var directory: [UInt8] = []
        for entry in entries {
            Self.append(0x0201_4B50, 4, to: &directory)
            Self.append(20, 2, to: &directory)
            Self.append(20, 2, to: &directory)
            Self.appendForm(to: &directory)
            Self.appendSizes(entry, to: &directory)
            Self.append(entry.name.count, 2, to: &directory)
            Self.append(0, 4, to: &directory)
            Self.append(0, 4, to: &directory)
            Self.append(0, 4, to: &directory)
            Self.append(entry.start, 4, to: &directory)
            directory += entry.name
        }
        let size = directory.count
        Self.append(0x0605_4B50, 4, to: &directory)
        Self.append(0, 4, to: &directory)
        Self.append(entries.count, 2, to: &directory)
        Self.append(entries.count, 2, to: &directory)
        Self.append(size, 4, to: &directory)
        Self.append(position, 4, to: &directory)
        Self.append(0, 2, to: &directory)
        output += directory
    }

    /// Flags (sizes behind, names in UTF-8), deflate, and the first day that the format knows.
    private static func appendForm(to bytes: inout [UInt8]) {
        append(0x0808, 2, to: &bytes)
        append(8, 2, to: &bytes)
        append(0, 2, to: &bytes)
        append(0x0021, 2, to: &bytes)
    }

    private static func appendSizes(_ entry: Entry, to bytes: inout [UInt8]) {
        append(Int(entry.crc), 4, to: &bytes)
        append(entry.packed, 4, to: &bytes)
        append(entry.size, 4, to: &bytes)
    }

    private static func append(_ value: Int, _ count: Int, to bytes: inout [UInt8]) {
        for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (shift * 8))) }
    }
}
