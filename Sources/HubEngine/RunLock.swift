import Foundation
import HubPublish

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
            try DiskTrouble.makeFolders(folder)
        } catch {
            throw Unusable(
                description:
                    "cannot make the folder \(folder): \(DiskTrouble.text(of: error))")
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
                do {
                    try opened.truncate(atOffset: 0)
                    try opened.write(contentsOf: Data(note.utf8))
                } catch {
                    throw Unusable(description: "cannot write \(file): \(DiskTrouble.text(of: error))")
                }
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

    /// Runs `body` while nobody can take the lock over; false when somebody has, and then nothing was run.
    ///
    /// Who is stopped inside keeps its place until it is woken or killed: whoever wants it is told so.
    package func whileHeld(_ body: () throws -> Void) throws -> Bool {
        let gate = try Self.open(Self.gate(of: file))
        defer { try? gate.close() }
        while flock(gate.fileDescriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw Unusable(
                    description:
                        "cannot lock \(Self.gate(of: file)) (error \(errno)); the store must be on a "
                        + "local file system")
            }
        }
        guard isHeld else { return false }
        try body()
        return true
    }

    /// Held by who takes a lock over, and by who must not be driven out just now.
    private static func gate(of file: String) -> String { file + ".take-over" }

    /// Gives the lock back; the end of the process does so too.
    package func release() { try? handle.close() }

    deinit { release() }

    private static func open(_ file: String) throws -> FileHandle {
        let kind = (try? FileManager.default.attributesOfItem(atPath: file))?[.type] as? FileAttributeType
        guard kind == nil || kind == .typeRegular else {
            throw Unusable(
                description: "\(file) cannot be locked; it must be a file this account may write, or absent")
        }
        let opened = unsafe Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else {
            throw Unusable(description: "cannot open \(file) to lock it: \(DiskTrouble.text(of: errno))")
        }
        return FileHandle(fileDescriptor: opened, closeOnDealloc: true)
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
        let gate = try open(self.gate(of: file))
        defer { try? gate.close() }
        var isAlone = try isLocked(gate, self.gate(of: file))
        // Who has just got the lock may not have written so yet; who switches versions needs an instant only.
        for _ in 0..<5 {
            Thread.sleep(forTimeInterval: 0.2)
            if isAlone { break }
            isAlone = try isLocked(gate, self.gate(of: file))
        }
        guard LockHolder(note: self.note(in: file)) == holder else {
            throw Held(description: "another run is just taking this workspace over; try again")
        }
        guard isAlone else { throw Held(description: holder.refusalWhileSwitching) }
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

    /// What the second run says when the holder was stopped while it switched to a new version.
    var refusalWhileSwitching: String {
        guard let process, isStopped else { return refusal }
        return
            "the run that is changing this workspace (\(name)) is stopped in the middle of a switch of versions, which "
            + "nobody can finish for it; wake it with `kill -CONT \(process)` or end it with `kill -KILL \(process)`, "
            + "and run again"
    }

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
