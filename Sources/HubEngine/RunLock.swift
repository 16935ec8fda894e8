import Foundation

/// Lets one run at a time change a workspace. The system frees the lock when its holder dies, however it dies.
///
/// A holder that was stopped (SIGSTOP, a suspended terminal, a frozen machine) keeps the lock. Its place can be taken:
/// the lock file is replaced by another one, and what the stopped one still writes when it wakes is refused, since the
/// store then knows another token (`SQLiteStore.hold`).
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
    private let file: String
    /// What stands in the lock file; no two holders ever write the same.
    private let note: String
    /// Names this holder among all that ever were.
    package let token: String

    /// Takes the lock of the store at `path` or throws `Held`, saying who holds it since when. With `takesOver` the place
    /// of a holder that is stopped is taken; one that is at work is never driven out.
    package init(store path: String, takesOver: Bool = false) throws {
        file = path + ".lock"
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Unusable(description: "cannot make the folder \(folder); something stands in its place")
        }
        let token = UUID().uuidString
        let process = ProcessInfo.processInfo
        let note =
            "process \(process.processIdentifier) on \(process.hostName), since \(timestamp()) [\(token.prefix(8))]"
        (self.token, self.note) = (token, note)
        // Somebody may replace the file between our opening and locking it; then ours is no longer the one.
        for _ in 0..<8 {
            let opened = try Self.open(file)
            if try Self.isLocked(opened, file) {
                try opened.truncate(atOffset: 0)
                try opened.write(contentsOf: Data(note.utf8))
                if Self.note(in: file) == note {
                    handle = opened
                    return
                }
            } else {
                let holder = LockHolder(note: Self.note(in: file))
                guard takesOver else { throw Held(description: holder.refusal) }
                handle = try Self.takeOver(file, from: holder, note: note)
                return
            }
            try? opened.close()
        }
        throw Held(description: "other runs are just taking this workspace over; try again")
    }

    /// Whether the lock is still ours, and was not taken over.
    package var isHeld: Bool { Self.note(in: file) == note }

    /// Gives the lock back; the end of the process does so too.
    package func release() { try? handle.close() }

    deinit { release() }

    private static func open(_ file: String) throws -> FileHandle {
        let exists = FileManager.default.fileExists(atPath: file)
        guard exists || FileManager.default.createFile(atPath: file, contents: nil),
            try FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
                == .typeRegular,
            let handle = FileHandle(forUpdatingAtPath: file)
        else {
            throw Unusable(
                description: "\(file) cannot be locked; it must be a file this account may write, or absent")
        }
        return handle
    }

    private static func isLocked(_ handle: FileHandle, _ file: String) throws -> Bool {
        let isFree = flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0
        guard isFree || errno == EWOULDBLOCK else {
            throw Unusable(
                description: "cannot lock \(file) (error \(errno)); the store must be on a local file system")
        }
        return isFree
    }

    private static func note(in file: String) -> String? {
        try? String(contentsOfFile: file, encoding: .utf8)
    }

    /// Puts a lock file of ours in the place of that of a stopped holder. One does so at a time.
    private static func takeOver(_ file: String, from holder: LockHolder, note: String) throws -> FileHandle {
        let gate = try open(file + ".take-over")
        defer { try? gate.close() }
        // Who has just got the lock may not have written so yet.
        let isAlone = try isLocked(gate, file + ".take-over")
        Thread.sleep(forTimeInterval: 0.2)
        guard isAlone, LockHolder(note: self.note(in: file)) == holder else {
            throw Held(description: "another run is just taking this workspace over; try again")
        }
        guard holder.isOutOfSight || holder.isStopped else { throw Held(description: holder.refusal) }
        let fresh = file + ".new"
        try Data(note.utf8).write(to: URL(fileURLWithPath: fresh))
        let handle = try open(fresh)
        guard try isLocked(handle, fresh), unsafe rename(fresh, file) == 0 else {
            throw Unusable(description: "cannot put another file in the place of \(file); check its folder")
        }
        return handle
    }
}

/// Who stands in a lock file, and what that process is doing now.
struct LockHolder: Equatable {
    /// As shown: `process 17 on hub, since 2026-05-01T00:30:00Z`.
    let name: String
    let process: Int?

    init(note: String?) {
        let text = note ?? ""
        let name = text.split(separator: "[").first.map(String.init) ?? ""
        self.name = name.isEmpty ? "unknown" : name.trimmingCharacters(in: .whitespaces)
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," })
        process = words.count > 1 && words[0] == "process" ? Int(words[1]) : nil
    }

    /// State of the process as the system tells it: `R`, `S`, `D`, `T` (stopped), …; `nil` when it is not to be seen
    /// from here, as in another container.
    private var state: Character? {
        guard let process,
            let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The name of the program stands in brackets and may hold anything.
            let end = line.lastIndex(of: ")")
        else { return nil }
        return line[end...].dropFirst(2).first
    }

    var isStopped: Bool { state == "T" || state == "t" }
    var isOutOfSight: Bool { process != nil && state == nil }

    /// What the second run says.
    var refusal: String {
        let way =
            if let process, isStopped {
                "it is stopped: `kill -CONT \(process)` lets it go on, `isthmus run --take-over` takes its place"
            } else {
                "wait for it, or stop it"
            }
        return "another run is changing this workspace (\(name)); \(way)"
    }
}
