import Foundation
import HubEngine
import HubStore
import HubSynth
import TestSupport
import Testing

/// One run at a time, with real processes: at work, dead, stopped, and awake again.
@Suite(.serialized) struct RunLockTests {
    @Test func theSecondSaysWhoHoldsTheLockSinceWhen() throws {
        let district = try RunningDistrict()
        let holder = try district.start()
        #expect(try district.awaitStore())
        holder.stop()
        defer { holder.wake() }
        let second = try isthmus("-C", district.place, "run", "--quiet")
        #expect(second.code == 4)
        #expect(second.errors.contains("process \(holder.id) on "))
        #expect(second.errors.contains(", since 20"))
        // How to mend it, and nothing of the token.
        #expect(second.errors.contains("kill -CONT \(holder.id)"))
        #expect(second.errors.contains("--take-over"))
        #expect(!second.errors.contains("["))
    }

    @Test func oneAtWorkIsNeverDrivenOut() throws {
        let folder = try TemporaryFolder()
        let lock = try RunLock(store: folder.path + "/store")
        let error = #expect(throws: RunLock.Held.self) {
            try RunLock(store: folder.path + "/store", takesOver: true)
        }
        #expect(
            error?.description.contains("process \(ProcessInfo.processInfo.processIdentifier) on") == true)
        #expect(error?.description.contains("wait for it") == true)
        #expect(lock.isHeld)
        lock.release()
        let next = try RunLock(store: folder.path + "/store")
        #expect(next.isHeld && next.token != lock.token)
    }

    @Test func theLockOfADeadHolderIsFree() throws {
        let district = try RunningDistrict()
        let holder = try district.start()
        #expect(try district.awaitStore())
        holder.kill()
        let second = try isthmus("-C", district.place, "run", "--quiet")
        #expect(second.code == 0, "\(second.errors)")
        #expect(try district.statuses() == ["interrupted", "done"])
    }

    /// Stopped while it publishes, that is between transactions: another run takes its place, and when it wakes it
    /// writes neither to the store nor into the publications.
    @Test func aStoppedHolderThatWakesIsFencedOff() throws {
        let district = try RunningDistrict(people: 1500)
        let holder = try district.start()
        #expect(try district.await { try district.exists("published/.building") })
        holder.stop()
        let second = try isthmus("-C", district.place, "run", "--quiet", "--take-over")
        #expect(second.code == 0, "\(second.errors)")
        let published = try district.published()
        let before = try district.statuses()
        #expect(before == ["interrupted", "done"])
        holder.wake()
        let end = holder.wait()
        #expect(end.code == 1)
        #expect((end.output + end.errors).contains("another run took this workspace over"))
        #expect(try district.statuses() == before)
        #expect(try district.published() == published)
        let check = try shell("/usr/bin/sqlite3", [district.store, "pragma integrity_check"])
        #expect(check.output == "ok\n")
        // And everybody goes on as if nothing had been.
        #expect(try isthmus("-C", district.place, "run", "--quiet").code == 0)
    }

    /// Stopped at some moment of reading or matching: either its place can be taken, and then it is fenced off; or it is
    /// in the middle of a write, which is said, and then it goes on unharmed.
    @Test(arguments: [0, 100, 400])
    func whereverAHolderIsStoppedOneOfTheTwoWrites(milliseconds: Int) throws {
        let district = try RunningDistrict()
        let holder = try district.start()
        #expect(try district.awaitStore())
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
        holder.stop()
        let second = try isthmus("-C", district.place, "run", "--quiet", "--take-over")
        holder.wake()
        let first = holder.wait()
        if second.code == 0 {
            let wasDone = try district.statuses().first == "done"
            #expect(wasDone || first.code == 1, "\(first.errors)")
        } else {
            #expect(second.errors.contains("in the middle of a write"), "\(second.errors)")
            #expect(second.errors.contains("kill -KILL"))
            #expect(first.code == 0, "\(first.errors)")
        }
        #expect(try isthmus("-C", district.place, "run", "--quiet").code == 0)
        #expect(try district.statuses().last == "done")
        let check = try shell("/usr/bin/sqlite3", [district.store, "pragma integrity_check"])
        #expect(check.output == "ok\n")
    }

    /// Whatever a store is asked to write, it asks first.
    @Test func everyWriteOfAFencedStoreFails() throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        let (first, second) = (try workspace.openStore(), try workspace.openStore())
        try first.hold(token: "one") { true }
        let run = try first.openRun(job: "night", startedAt: "2026-01-01T00:00:00Z")
        try second.hold(token: "two") { true }
        let writes: [(String, () throws -> Void)] = [
            ("begin", { try first.begin() }),
            ("saveMemo", { try first.saveMemo("a", "b") }),
            ("openRun", { _ = try first.openRun(job: "night", startedAt: "2026-01-01T00:00:00Z") }),
            ("closeRun", { try first.closeRun(run, status: "done", finishedAt: "x", report: "{}") }),
            ("clearTouched", { try first.clearTouched() }),
            ("rebuildRelations", { try first.rebuildRelations() }),
            ("saveAssignments", { try first.saveAssignments([]) }),
            ("expireHistory", { _ = try first.expireHistory(before: "2027", isDryRun: false) }),
            ("confirmHold", { try first.confirmHold() }),
        ]
        for (name, write) in writes {
            let error = #expect(throws: StoreError.self, "\(name)") { try write() }
            #expect(error?.code == .fenced, "\(name)")
        }
        // The other one may, also in the middle of a transaction.
        try second.begin()
        try second.saveMemo("a", "b")
        try second.commit()
        #expect(try workspace.sql("select status from run") == ["running"])
    }

    @Test func whoLostTheLockBeforeHoldingTheStoreDoesNotHoldIt() throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        let store = try workspace.openStore()
        let error = #expect(throws: StoreError.self) { try store.hold(token: "one") { false } }
        #expect(error?.code == .fenced)
        #expect(try store.memo("run-lock") == nil)
    }
}

/// A synthetic district whose first night runs in a process of its own.
private final class RunningDistrict {
    let folder: TemporaryFolder
    let place: String
    var store: String { place + "/store/isthmus.sqlite" }

    init(people: Int = 400) throws {
        folder = try TemporaryFolder()
        place = folder.path + "/d"
        _ = try DistrictGenerator(people: people, seed: 11).write(
            to: place, mappings: LayeringTests.root.appendingPathComponent("Mappings").path
        ) { _ in }
    }

    func start() throws -> Holder { try Holder(place, output: folder.path + "/output") }

    func await(_ isReady: () throws -> Bool) throws -> Bool {
        for _ in 0..<30_000 {
            if try isReady() { return true }
            Thread.sleep(forTimeInterval: 0.001)
        }
        return false
    }

    func exists(_ path: String) throws -> Bool { FileManager.default.fileExists(atPath: "\(place)/\(path)") }

    /// Whether the run was written down that the holder has begun.
    func awaitStore() throws -> Bool {
        try self.await {
            let file = "file:\(store)?mode=ro"
            guard FileManager.default.fileExists(atPath: store) else { return false }
            return try shell("/usr/bin/sqlite3", [file, "select count(*) from run"]).output == "1\n"
        }
    }

    func statuses() throws -> [String] {
        try shell("/usr/bin/sqlite3", [store, "select status from run order by run_id"]).output
            .split(separator: "\n").map(String.init)
    }

    func published() throws -> [String] {
        let folder = place + "/published"
        let current = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/current")
        let sums = try String(contentsOfFile: "\(folder)/\(current)/SHA256SUMS", encoding: .utf8)
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() + [current, sums]
    }
}

/// A run in a process of its own.
private final class Holder {
    private let process = Process()
    private let output: String
    var id: Int32 { process.processIdentifier }

    init(_ place: String, output: String) throws {
        self.output = output
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        process.executableURL = URL(fileURLWithPath: isthmusBinary)
        process.arguments = ["-C", place, "run", "--quiet"]
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = process.standardOutput
        try process.run()
    }

    deinit {
        if process.isRunning {
            kill()
            process.waitUntilExit()
        }
    }

    func stop() {
        Foundation.kill(id, SIGSTOP)
        // A signal to another process takes its time.
        for _ in 0..<1000 {
            let state = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
            if state.contains(") T ") || state.contains(") Z ") || state.isEmpty { return }
            Thread.sleep(forTimeInterval: 0.001)
        }
    }

    func wake() { Foundation.kill(id, SIGCONT) }

    func kill() { Foundation.kill(id, SIGKILL) }

    func wait() -> (code: Int32, output: String, errors: String) {
        process.waitUntilExit()
        return (process.terminationStatus, (try? String(contentsOfFile: output, encoding: .utf8)) ?? "", "")
    }
}
