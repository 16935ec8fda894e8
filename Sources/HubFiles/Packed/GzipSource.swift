import HubArchive
import HubConnect

/// The contents of what gzip packed: one member or several one after another, which stand for one text.
struct GzipSource: ByteSource {
    let path: String
    private var packed: any ByteSource
    private let inflater: Inflater
    private let limits: UnpackLimits
    private var input: [UInt8] = []
    private var next = 0
    private var taken = 0
    private var given = 0
    private var isDone = false

    /// - Parameter packed: stands at the first byte of the gzip header.
    init(_ packed: any ByteSource, limits: UnpackLimits) throws(ConnectorError) {
        path = packed.path
        self.packed = packed
        self.limits = limits
        inflater = try unpacking(packed.path) { () throws(ArchiveError) in try Inflater(.gzip) }
    }

    /// Whether bytes begin like a gzip member.
    static func isGzip(_ head: [UInt8]) -> Bool { head.starts(with: [0x1F, 0x8B]) }

    mutating func read(_ count: Int) throws(ConnectorError) -> [UInt8] {
        while !isDone {
            if inflater.isAtEnd, try !startsAnotherMember() { break }
            if next == input.count, try !readInput() {
                throw damaged(path, ArchiveError(.truncated))
            }
            var index = next
            let bytes = try unpacking(path) { [inflater, input] () throws(ArchiveError) in
                try inflater.unpack(input, from: &index, atMost: count)
            }
            next = index
            given += bytes.count
            try limits.check(unpacked: given, packed: taken, path: path)
            if !bytes.isEmpty { return bytes }
        }
        isDone = true
        return []
    }

    /// Behind a member: another one, zeros as tapes are filled up with, or the end.
    private mutating func startsAnotherMember() throws(ConnectorError) -> Bool {
        while true {
            while next < input.count, input[next] == 0 { next += 1 }
            if next < input.count { break }
            if try !readInput() { return false }
        }
        guard input[next] == 0x1F else {
            throw ConnectorError(
                .malformed,
                "\(path) holds bytes behind its packed contents that gzip did not write; deliver the file again"
            )
        }
        inflater.restart()
        return true
    }

    private mutating func readInput() throws(ConnectorError) -> Bool {
        input = try packed.read(1 << 16)
        next = 0
        taken += input.count
        return !input.isEmpty
    }
}

/// Runs a step of unpacking and says in plain words what went wrong with `path`.
func unpacking<Result>(
    _ path: String, _ step: () throws(ArchiveError) -> Result
) throws(ConnectorError) -> Result {
    do {
        return try step()
    } catch {
        throw damaged(path, error)
    }
}

/// What to do about damaged packed bytes: have them sent again.
func damaged(_ path: String, _ error: ArchiveError) -> ConnectorError {
    if error.code == .outOfMemory {
        return ConnectorError(.unreadable, "\(path): \(error)", isTransient: true)
    }
    return ConnectorError(
        .malformed, "\(path) cannot be unpacked: \(error); deliver the file again, and check its size")
}
