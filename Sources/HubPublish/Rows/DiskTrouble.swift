import Foundation

/// What to say when a disk does not do what it is told: what it is, and how to mend it.
package enum DiskTrouble {
    /// An error of the system by its number.
    static func failure(_ number: Int32) -> any Error {
        NSError(domain: NSPOSIXErrorDomain, code: Int(number))
    }

    package static func text(of number: Int32) -> String {
        switch number {
        case ENOSPC, EDQUOT: "the disk is full; make room and run again"
        case EIO: "the disk failed (input/output error); check the disk and run again"
        case EACCES, EPERM: "that is not allowed; let this account write there and run again"
        case EROFS: "the file system is read-only; mount it for writing and run again"
        case ENOENT: "the folder is gone; look who removes files there, and run again"
        case EEXIST: "something stands in its place; move it away and run again"
        default: "error \(number) of the system; mend that and run again"
        }
    }

    /// The number of the system's error is looked for behind what Foundation makes of it.
    package static func text(of error: any Error) -> String {
        var known: NSError? = error as NSError
        while let here = known {
            if here.domain == NSPOSIXErrorDomain { return text(of: Int32(truncatingIfNeeded: here.code)) }
            if here.domain == NSCocoaErrorDomain, here.code == CocoaError.fileWriteOutOfSpace.rawValue {
                return text(of: ENOSPC)
            }
            known = here.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        return (error as NSError).localizedDescription
    }

    /// Makes a folder and those on the way to it, where they are not there yet.
    package static func makeFolders(_ path: String) throws {
        if isFolder(path) { return }
        guard unsafe mkdir(path, 0o777) != 0 else { return }
        switch errno {
        case ENOENT where !path.isEmpty:
            try makeFolders((path as NSString).deletingLastPathComponent)
            guard unsafe mkdir(path, 0o777) == 0 || isFolder(path) else { throw failure(errno) }
        // Somebody else was quicker.
        case EEXIST where isFolder(path): return
        case let number: throw failure(number)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = ObjCBool(false)
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// Makes durable which files a folder has.
    static func synchronize(folder: String) throws {
        let file = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure(errno) }
        defer { _ = close(file) }
        guard fsync(file) == 0 else { throw failure(errno) }
    }
}
