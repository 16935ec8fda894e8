import Foundation
import TestSupport
import Testing

/// What would be lost if the power failed, told from the order of calls: whatever was written and not synchronised.
@Suite struct DurabilityTests {
    /// Readers are led to a version only when it, what it was made from and the way to it are on the disk.
    @Test(arguments: StormWorkspace.Night.allCases)
    func everythingIsOnTheDiskBeforeReadersAreLedToIt(_ night: StormWorkspace.Night) throws {
        let storm = try StormWorkspace(night)
        var disk = UnsavedDisk()
        var atSwitch: [String]?
        for call in storm.calls {
            if call.name == "rename", call.other.hasSuffix("/published/current") {
                // The link itself is made durable by the same synchronisation as its renaming.
                atSwitch = disk.unsaved.filter {
                    $0 != call.path && !$0.contains("/reports") && !Self.isMemory($0)
                }
            }
            disk.make(call)
        }
        #expect(try #require(atSwitch, "there was no switch") == [])
        // At the end nothing is left to chance but what can be written anew.
        #expect(disk.unsaved.filter { !$0.contains("/reports") && !Self.isMemory($0) } == [])
    }

    /// The index of the log is made anew whenever it is missing; of the lock only that it is held counts.
    private static func isMemory(_ path: String) -> Bool {
        path.hasSuffix("-shm") || path.hasSuffix(".lock") || path.hasSuffix(".take-over")
    }

    /// A commit of the store is on the disk before anything else is done: full synchronisation of the write-ahead log.
    @Test func theStoreIsInWriteAheadModeAndEveryCommitIsSynchronised() throws {
        let storm = try StormWorkspace(.first)
        let place = try storm.copy()
        #expect(try isthmus("-C", place, "run", "--quiet").code == 0)
        let mode = try shell("/usr/bin/sqlite3", [place + "/store/isthmus.sqlite", "pragma journal_mode"])
        #expect(mode.output == "wal\n")
        let log = storm.calls.filter { $0.path.hasSuffix("isthmus.sqlite-wal") }
        // A run of three feeds commits at least: schema, opening, each feed, resolution, closing.
        #expect(log.count { $0.name == "fdatasync" } >= 7)
        // Whoever turns to another file after the log has synchronised it first.
        for (call, next) in zip(storm.calls, storm.calls.dropFirst())
        where call.path.hasSuffix("-wal") && call.name.hasPrefix("pwrite") && !next.path.hasSuffix("-wal") {
            #expect(next.path.hasSuffix("-shm"), "call \(next.number), \(next.name) \(next.path)")
        }
    }

    /// The model finds a file that was not synchronised, and a folder that was not.
    @Test(arguments: ["fsync", "rename-folder"])
    func aMissingSynchronisationIsFound(_ lacking: String) throws {
        func call(_ name: String, _ path: String, _ other: String = "") -> FaultLibrary.Call {
            .init(number: 0, name: name, path: path, other: other)
        }
        var disk = UnsavedDisk()
        disk.make(call("create", "/p/.building/a"))
        disk.make(call("write", "/p/.building/a"))
        if lacking != "fsync" { disk.make(call("fsync", "/p/.building/a")) }
        disk.make(call("fsync", "/p/.building"))
        disk.make(call("rename", "/p/.building", "/p/1"))
        if lacking != "rename-folder" { disk.make(call("fsync", "/p")) }
        #expect(disk.unsaved == [lacking == "fsync" ? "/p/1/a" : "/p/1"])
    }
}

/// Which contents of files and which entries of folders are not on the disk yet.
struct UnsavedDisk {
    private var contents: Set<String> = []
    private var entries: Set<String> = []

    var unsaved: [String] { contents.union(entries).sorted() }

    mutating func make(_ call: FaultLibrary.Call) {
        switch call.name {
        case "create", "link", "symlink", "mkdir": entries.insert(call.path)
        case "write", "pwrite", "pwrite64", "ftruncate", "ftruncate64": contents.insert(call.path)
        case "fsync", "fdatasync":
            contents.remove(call.path)
            // Of a folder: its entries; the entry of a file is saved with its folder alone.
            entries = entries.filter { Self.folder(of: $0) != call.path }
        case "rename", "renameat", "renameat2":
            contents = Set(contents.map { Self.moved($0, call) })
            entries = Set(entries.map { Self.moved($0, call) }).union([call.other])
        case "unlink", "unlinkat", "rmdir":
            let isGone = { (path: String) in path == call.path || path.hasPrefix(call.path + "/") }
            contents = contents.filter { !isGone($0) }
            entries = entries.filter { !isGone($0) }
        default: break
        }
    }

    private static func folder(of path: String) -> String { (path as NSString).deletingLastPathComponent }

    private static func moved(_ path: String, _ call: FaultLibrary.Call) -> String {
        path == call.path || path.hasPrefix(call.path + "/")
            ? call.other + path.dropFirst(call.path.count) : path
    }
}
