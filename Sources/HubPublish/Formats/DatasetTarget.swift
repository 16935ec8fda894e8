import HubModel

/// Where the rows of one dataset go: a file in the folder that is being built.
protocol DatasetTarget: AnyObject {
    /// Column 0 of the table is the entity id and is not written.
    func write(_ rows: CellTable) throws
    /// Makes the file durable.
    func close() throws -> Manifest.File
}

/// A file that a format streams into.
final class FileTarget: DatasetTarget {
    private let name: String
    private let use: Manifest.File.Use
    private let sink: DurableFile
    private var format: any RowFormat
    private var buffer: [UInt8] = []

    init(_ format: any RowFormat, name: String, use: Manifest.File.Use, in folder: String) throws {
        self.name = name
        self.use = use
        self.format = format
        sink = try DurableFile(path: "\(folder)/\(name)")
        try self.format.begin(into: &buffer)
    }

    func write(_ rows: CellTable) throws {
        try format.write(rows, into: &buffer)
        if buffer.count >= 1 << 20 {
            try Task.checkCancellation()
            try sink.write(&buffer)
        }
    }

    func close() throws -> Manifest.File {
        try format.end(into: &buffer)
        try sink.write(&buffer)
        let sum = try sink.close()
        return Manifest.File(name: name, use: use, bytes: sink.byteCount, sha256: sum)
    }

    /// A small file made at once.
    static func write(
        _ text: String, name: String, use: Manifest.File.Use, in folder: String
    ) throws -> Manifest.File {
        let sink = try DurableFile(path: "\(folder)/\(name)")
        var bytes = Array(text.utf8)
        try sink.write(&bytes)
        let sum = try sink.close()
        return Manifest.File(name: name, use: use, bytes: sink.byteCount, sha256: sum)
    }
}
