import Foundation

/// Lets one run at a time change a workspace. The system frees the lock when its holder dies, however it dies.
package final class RunLock {
    /// Somebody else holds the lock.
    package struct Held: Error, CustomStringConvertible {
        package let description: String
    }

    /// The lock file cannot be used at all.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    private let handle: FileHandle

    /// Takes the lock of the store at `path` or throws `Held`, saying who holds it since when.
    package init(store path: String) throws {
        let file = path + ".lock"
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Unusable(description: "cannot make the folder \(folder); something stands in its place")
        }
        let exists = FileManager.default.fileExists(atPath: file)
        guard exists || FileManager.default.createFile(atPath: file, contents: nil),
            try FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
                == .typeRegular,
            let handle = FileHandle(forUpdatingAtPath: file)
        else {
            throw Unusable(
                description: "\(file) cannot be locked; it must be a file this account may write, or absent")
        }
        let isFree = flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0
        guard isFree || errno == EWOULDBLOCK else {
            throw RunLock.Unusable(
                description: "cannot lock \(file) (error \(errno)); the store must be on a local file system")
        }
        guard isFree else {
            let holder = try? String(contentsOfFile: file, encoding: .utf8)
            throw Held(
                description: "another run is changing this workspace (\(holder ?? "unknown")); "
                    + "wait for it, or stop it")
        }
        self.handle = handle
        try handle.truncate(atOffset: 0)
        let pid = ProcessInfo.processInfo.processIdentifier
        try handle.write(contentsOf: Data("process \(pid), since \(timestamp())".utf8))
    }

    /// Gives the lock back; the end of the process does so too.
    package func release() { try? handle.close() }

    deinit { release() }
}
