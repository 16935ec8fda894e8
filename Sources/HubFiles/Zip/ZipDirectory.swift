import HubConnect

/// Reads the directory at the end of a ZIP archive, ZIP64 included (APPNOTE 6.3.10, sections 4.3.12 to 4.3.16).
struct ZipDirectory {
    private(set) var members: [ZipMember] = []
    private let path: String

    /// Where the directory lies, as the record at the end of the archive says.
    private struct Place {
        var offset: Int
        var size: Int
        /// Where the record that says so starts: the directory ends at or before it.
        var end: Int
    }

    /// A directory of 1000 members is 64 KB; names and extra fields may make it longer, but not by any length.
    private static let maxBytes = 16 << 20

    init(path: String, limits: UnpackLimits) throws(ConnectorError) {
        self.path = path
        let file = try FileReader(path: path)
        let place = try find(in: file)
        guard place.size <= Self.maxBytes else { throw tooMany(limits) }
        // In front of the archive may stand a program that unpacks it; offsets then count from behind that.
        let shift = place.end - place.size - place.offset
        guard shift >= 0 else { throw broken("its directory lies outside the file") }
        try file.move(to: place.end - place.size)
        let bytes = ZipBytes(try file.readAll(place.size)[...])
        guard bytes.count == place.size else { throw broken("its directory is cut off") }
        try readMembers(bytes, shift: shift, limits: limits)
        try checkOverlap(end: place.end - place.size)
    }

    // MARK: The record at the end

    private func find(in file: FileReader) throws(ConnectorError) -> Place {
        let tailSize = min(file.size, 22 + 0xFFFF + 20)
        let tailStart = file.size - tailSize
        try file.move(to: tailStart)
        let tail = try file.readAll(tailSize)
        // The last one whose comment ends with the file; a comment may hold the signature, too.
        var start = tail.count - 22
        while start >= 0 {
            let record = ZipBytes(tail[start...])
            if record.word(0) == 0x0605_4B50, start + 22 + record.short(20) == tail.count {
                return try place(record, at: tailStart + start, tail: ZipBytes(tail[..<start]), file: file)
            }
            start -= 1
        }
        throw broken("the directory at its end is missing, so it is probably cut off")
    }

    private func place(
        _ record: ZipBytes, at start: Int, tail: ZipBytes, file: FileReader
    ) throws(ConnectorError) -> Place {
        let place = Place(offset: record.word(16), size: record.word(12), end: start)
        let isLarge = record.short(10) == 0xFFFF || place.offset == 0xFFFF_FFFF || place.size == 0xFFFF_FFFF
        guard isLarge else {
            guard record.short(4) == 0, record.short(6) == 0 else {
                throw broken("it is one volume of several; join them")
            }
            return place
        }
        let locator = ZipBytes(tail.slice(tail.count - 20, 20))
        guard locator.word(0) == 0x0706_4B50 else { return place }
        let offset = locator.long(8)
        guard offset >= 0, offset < start - 20 else { throw broken("its directory lies outside the file") }
        try file.move(to: offset)
        let large = ZipBytes(try file.readAll(56)[...])
        guard large.word(0) == 0x0606_4B50 else { throw broken("its ZIP64 directory is missing") }
        let (size, directory) = (large.long(40), large.long(48))
        guard size <= offset, directory <= offset else { throw broken("its directory lies outside the file") }
        return Place(offset: directory, size: size, end: offset)
    }

    // MARK: Entries

    private mutating func readMembers(
        _ bytes: ZipBytes, shift: Int, limits: UnpackLimits
    ) throws(ConnectorError) {
        var start = 0
        while start < bytes.count {
            let entry = ZipBytes(bytes.slice(start, bytes.count))
            // A signature over the directory may follow the entries.
            if entry.word(0) == 0x0505_4B50 { return }
            guard entry.word(0) == 0x0201_4B50, entry.count >= 46 else {
                throw broken("its directory is damaged")
            }
            guard members.count < limits.members else { throw tooMany(limits) }
            let length = 46 + entry.short(28) + entry.short(30) + entry.short(32)
            guard length <= entry.count else { throw broken("its directory is damaged") }
            members.append(try member(entry, shift: shift))
            start += length
        }
    }

    private func member(_ entry: ZipBytes, shift: Int) throws(ConnectorError) -> ZipMember {
        let flags = entry.short(8)
        let nameLength = entry.short(28)
        let extra = ZipBytes(entry.slice(46 + nameLength, entry.short(30)))
        var numbers = [entry.word(24), entry.word(20), entry.word(42)]
        // ZIP64 holds those of the three numbers that did not fit, in this order.
        let large = Self.extraField(0x0001, of: extra)
        var place = 0
        for index in numbers.indices where numbers[index] == 0xFFFF_FFFF && place + 8 <= large.count {
            numbers[index] = large.long(place)
            place += 8
        }
        let (size, packedSize, headerOffset) = (numbers[0], numbers[1], numbers[2])
        let (offset, overflows) = headerOffset.addingReportingOverflow(shift)
        guard !overflows else { throw broken("its directory is damaged") }
        return ZipMember(
            name: ZipName.decode(
                entry.slice(46, nameLength), isUTF8: flags & 0x800 != 0,
                unicodePath: Self.extraField(0x7075, of: extra)),
            size: size, packedSize: packedSize, modified: Self.time(entry.short(14), entry.short(12)),
            isEncrypted: flags & 0x2041 != 0, method: entry.short(10), checksum: UInt32(entry.word(16)),
            headerOffset: offset, limit: 0)
    }

    private static func extraField(_ id: Int, of extra: ZipBytes) -> ZipBytes {
        var start = 0
        while start + 4 <= extra.count {
            let length = extra.short(start + 2)
            if extra.short(start) == id { return ZipBytes(extra.slice(start + 4, length)) }
            start += 4 + length
        }
        return ZipBytes([])
    }

    /// MS-DOS date and time as one number that sorts.
    private static func time(_ date: Int, _ time: Int) -> Int {
        if date == 0 { return 0 }
        let day = (1980 + date >> 9) * 10000 + (date >> 5 & 15) * 100 + (date & 31)
        return day * 1_000_000 + (time >> 11) * 10000 + (time >> 5 & 63) * 100 + (time & 31) * 2
    }

    /// Members that share bytes make an archive of megabytes unpack to terabytes without a striking ratio.
    private mutating func checkOverlap(end: Int) throws(ConnectorError) {
        let order = members.indices.sorted { members[$0].headerOffset < members[$1].headerOffset }
        for (rank, index) in order.enumerated() {
            let next = rank + 1 < order.count ? members[order[rank + 1]].headerOffset : end
            members[index].limit = next
            let room = next - members[index].headerOffset - 30
            guard members[index].packedSize <= room else {
                throw ConnectorError(
                    .forbiddenContent,
                    "\(path) is no archive in order: its members overlap or lie outside; pack the files again"
                )
            }
        }
    }

    // MARK: Errors

    private func broken(_ what: String) -> ConnectorError {
        ConnectorError(.malformed, "\(path) cannot be unpacked: \(what); deliver the file again")
    }

    private func tooMany(_ limits: UnpackLimits) -> ConnectorError {
        ConnectorError(
            .forbiddenContent,
            "\(path) holds more than \(limits.members) members; unpack it by hand and name the file in it")
    }
}

extension FileReader {
    /// `count` bytes; fewer only where the file ends.
    func readAll(_ count: Int) throws(ConnectorError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try read(count - bytes.count)
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }
}
