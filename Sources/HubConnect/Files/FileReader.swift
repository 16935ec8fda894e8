import Foundation

/// Reads a regular file in pieces, and says in plain words why it cannot.
public struct FileReader {
    /// The file, as it is named in messages.
    public let path: String
    /// Bytes it had when it was opened.
    public let size: Int
    private let handle: FileHandle

    /// Opens a file.
    ///
    /// - Throws: `notFound` when there is none; `unreadable` for a folder, a pipe, a device, or a file this
    ///   account may not read.
    public init(path: String) throws(ConnectorError) {
        self.path = path
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
            throw ConnectorError(
                .notFound,
                "\(path) does not exist; deliver the file or correct `path` (relative paths start at the workspace)"
            )
        }
        switch attributes[.type] as? FileAttributeType {
        case .typeRegular: break
        case .typeDirectory:
            throw ConnectorError(.unreadable, "\(path) is a folder; `path` must name a file in it")
        case .typeSymbolicLink:
            throw ConnectorError(
                .notFound,
                "\(path) is a link to a file that does not exist; deliver the file or correct the link")
        default:
            throw ConnectorError(
                .unreadable, "\(path) is a pipe, socket or device; write its contents to a file and name that"
            )
        }
        size = attributes[.size] as? Int ?? 0
        do {
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: target))
        } catch {
            throw ConnectorError(
                .unreadable,
                "\(path) cannot be opened; let the account that runs isthmus read the file and its folder")
        }
    }

    /// The next bytes, at most `count`; none at the end of the file.
    public func read(_ count: Int) throws(ConnectorError) -> [UInt8] {
        do {
            return try Array(handle.read(upToCount: count) ?? Data())
        } catch {
            throw ConnectorError(
                .unreadable, "\(path) could not be read to its end; check the disk or the network share",
                isTransient: true)
        }
    }

    /// Goes on reading at byte number `offset`.
    public func move(to offset: Int) throws(ConnectorError) {
        do {
            try handle.seek(toOffset: UInt64(max(0, offset)))
        } catch {
            throw ConnectorError(
                .unreadable,
                "\(path) could not be read at byte \(offset); check the disk or the network share",
                isTransient: true)
        }
    }
}
