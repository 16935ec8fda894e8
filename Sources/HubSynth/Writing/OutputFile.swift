import Foundation

/// A file written once, front to back, through a buffer.
final class OutputFile {
    enum Encoding { case utf8, gb18030 }

    private(set) var byteCount = 0
    private var buffer = Bytes()
    private var encoder: GB18030Encoder?
    private var encoded = Bytes()
    private let handle: FileHandle

    init(_ path: String, encoding: Encoding = .utf8) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw DistrictError("\(path) cannot be written; check the permissions of its folder")
        }
        self.handle = handle
        encoder = encoding == .gb18030 ? GB18030Encoder() : nil
        buffer.reserveCapacity(1 << 18)
    }

    func write(_ bytes: Bytes) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 18 { try flush() }
    }

    func write(text: String) throws { try write(Bytes(text: text)) }

    func close() throws {
        try flush()
        try handle.close()
    }

    private func flush() throws {
        if encoder == nil {
            try put(buffer)
        } else {
            encoded.removeAll(keepingCapacity: true)
            encoder?.encode(buffer, into: &encoded)
            try put(encoded)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ bytes: Bytes) throws {
        byteCount += bytes.count
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw DistrictError("the district cannot be written: \(error.localizedDescription)")
        }
    }
}
