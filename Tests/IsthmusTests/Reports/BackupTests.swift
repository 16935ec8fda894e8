import Foundation
import TestSupport
import Testing

/// `isthmus backup` and `isthmus restore`.
@Suite struct BackupTests {
    private let folder: TemporaryFolder
    private var place: String { folder.path + "/w" }
    private var backup: String { folder.path + "/backup" }

    init() throws {
        folder = try TemporaryFolder()
        #expect(try isthmus("init", folder.path + "/w").code == 0)
        #expect(try isthmus("-C", folder.path + "/w", "run", "--quiet").code == 0)
    }

    private func query(_ place: String) throws -> String {
        try isthmus("-C", place, "query", "person", "--format", "csv").output
    }

    private func there(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path + "/" + name)
    }

    private func rights(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func whatWasBackedUpWorksInAnotherPlace() throws {
        let judged = try isthmus(
            "-C", place, "override", try id(), "name", "张三丰", "--why", "a letter", "--by", "steward")
        #expect(judged.code == 0, "\(judged.errors)")
        #expect(try isthmus("-C", place, "run", "--quiet").code == 0)
        let made = try isthmus("-C", place, "backup", backup, "--quiet", "--format", "csv")
        #expect(made.code == 0, "\(made.errors)")
        let checked = try shell("/usr/bin/sha256sum", ["--quiet", "-c", "SHA256SUMS"], folder: backup)
        #expect(checked.code == 0, "\(checked.output)")
        let moved = folder.path + "/elsewhere/again"
        let restored = try isthmus("restore", backup, moved)
        #expect(restored.code == 0, "\(restored.errors)")
        #expect(try query(moved) == query(place))
        #expect(try query(moved).contains("张三丰"))
        #expect(try isthmus("-C", moved, "audit").code == 0)
        #expect(try isthmus("-C", moved, "check").code == 0)
        #expect(try rights(moved + "/store/isthmus.sqlite") == 0o600)
        // Numbers of versions and runs go on.
        try FileManager.default.copyItem(atPath: place + "/feeds", toPath: moved + "/feeds")
        let run = try isthmus("-C", moved, "run", "--quiet", "--format", "json")
        #expect(run.code == 0 && run.output.contains("\"run\" : 3"))
        #expect(run.output.contains("published/000003"), "\(run.output)")
        #expect(try isthmus("-C", moved, "audit").code == 0)
    }

    private func id() throws -> String {
        let found = try isthmus("-C", place, "query", "person", "name=张三", "--format", "csv").output
        return try #require(found.split(separator: "\n").last?.split(separator: ",").first.map(String.init))
    }

    /// With the files of publications departments read on what they read.
    @Test func publicationsComeAlongWhenAskedTo() throws {
        #expect(try isthmus("-C", place, "backup", backup, "--publications", "--quiet").code == 0)
        let moved = folder.path + "/moved"
        #expect(try isthmus("restore", backup, moved).code == 0)
        let file = "/published/current/resident-list.csv"
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: moved + file))
                == Data(contentsOf: URL(fileURLWithPath: place + file)))
        #expect(try isthmus("-C", moved, "versions", "--verify").code == 0)
        #expect(try isthmus("-C", moved, "publish").errors.contains("nothing differs"))
        #expect(try isthmus("-C", moved, "versions", "--deliveries").output.contains("000001"))
    }

    /// A mistake in a mapping file is no reason to go without a backup; it is restored as it was.
    @Test func aWorkspaceWithMistakesIsBackedUp() throws {
        try folder.write("w/Mappings/feeds/broken.json5", "{ titel: 1 }")
        #expect(try isthmus("-C", place, "run").code == 2)
        #expect(try isthmus("-C", place, "backup", backup, "--quiet").code == 0)
        #expect(try isthmus("restore", backup, folder.path + "/moved").code == 0)
        #expect(
            try isthmus("-C", folder.path + "/moved", "check").errors == isthmus("-C", place, "check").errors)
        try folder.write("w/isthmus.json5", "{ name: 'x', stor: 1 }")
        let result = try isthmus("-C", place, "backup", backup + "-2")
        #expect(result.code == 2 && result.errors.contains("isthmus check"))
    }

    /// What the workspace reads through a link belongs to it.
    @Test func linksAreFollowed() throws {
        let shared = folder.path + "/shared"
        try FileManager.default.moveItem(atPath: place + "/Mappings/models", toPath: shared)
        try FileManager.default.createSymbolicLink(
            atPath: place + "/Mappings/models", withDestinationPath: shared)
        #expect(try isthmus("-C", place, "backup", backup, "--quiet").code == 0)
        #expect(there("backup/mappings/models/person.json5"))
        #expect(try isthmus("restore", backup, folder.path + "/moved").code == 0)
        #expect(try isthmus("-C", folder.path + "/moved", "audit").code == 0)
        try FileManager.default.createSymbolicLink(
            atPath: place + "/Mappings/round", withDestinationPath: place + "/Mappings")
        let round = try isthmus("-C", place, "backup", backup + "-2", "--quiet")
        #expect(round.code == 1 && round.errors.contains("leads back"), "\(round.errors)")
        #expect(!there("backup-2") && !there("backup-2.partial"))
    }

    @Test func onlyTheOwnerReadsABackup() throws {
        #expect(try isthmus("-C", place, "backup", backup, "--quiet").code == 0)
        #expect(try rights(backup) == 0o700)
        for name in ["store.sqlite", "backup.json", "isthmus.json5", "SHA256SUMS", "deliveries.ndjson"] {
            #expect(try rights(backup + "/" + name) == 0o600, "\(name)")
        }
        #expect(!there("backup.partial"))
    }

    @Test func aFolderThatIsThereIsNotTouched() throws {
        try folder.write("backup/mine.txt", "mine")
        let result = try isthmus("-C", place, "backup", backup, "--quiet")
        #expect(result.code == 1 && result.errors.contains("is there already"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: backup) == ["mine.txt"])
    }

    @Test func nothingIsOverwrittenUnlessToldAndNothingIsEverDeleted() throws {
        #expect(try isthmus("-C", place, "backup", backup, "--publications", "--quiet").code == 0)
        try folder.write(
            "w/feeds/residents.csv", "no,name,id_number,phone,address\n7,钱七,,13800000007,示范路7号\n")
        #expect(try isthmus("-C", place, "run", "--quiet", "--accept").code == 0)
        let newer = try query(place)
        let refused = try isthmus("restore", backup, place)
        #expect(refused.code == 1 && refused.errors.contains("there is something already"))
        for name in ["isthmus.sqlite", "isthmus.json5", "Mappings", "published"] {
            #expect(refused.errors.contains(name), "\(name)")
        }
        #expect(try query(place) == newer)
        let forced = try isthmus("-C", place, "restore", backup, "--force")
        #expect(forced.code == 0, "\(forced.errors)")
        #expect(try query(place) != newer && query(place).contains("张三"))
        let aside = try FileManager.default.contentsOfDirectory(atPath: place + "/store")
        let old = try #require(
            aside.first {
                $0.hasPrefix("isthmus.sqlite.replaced-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
            })
        let name = try shell(
            "/usr/bin/sqlite3", [place + "/store/" + old, "SELECT name FROM person"])
        #expect(name.output == "钱七\n", "\(name.errors)")
        #expect(try isthmus("-C", place, "audit").code == 0)
    }

    /// Any file that is not the one that was saved ends the restore before anything is written.
    @Test(arguments: [
        "store.sqlite", "isthmus.json5", "backup.json", "deliveries.ndjson", "mappings/feeds/residents.json5",
        "publications/000001/manifest.json",
    ])
    func whatWasTouchedIsNotRestored(name: String) throws {
        #expect(try isthmus("-C", place, "backup", backup, "--quiet").code == 0)
        let file = backup + "/" + name
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        var result = try isthmus("restore", backup, folder.path + "/moved")
        #expect(
            result.code == 1 && result.errors.contains("is not the one that was saved"), "\(result.errors)")
        #expect(!there("moved"))
        try FileManager.default.removeItem(atPath: file)
        result = try isthmus("restore", backup, folder.path + "/moved")
        #expect(result.code == 1 && result.errors.contains("is missing"))
        #expect(!there("moved"))
    }

    /// Sums that match do not make another store the one that was saved, nor a path lead out of the folder.
    @Test func sumsThatWereForgedDoNotHelp() throws {
        #expect(try isthmus("-C", place, "backup", backup, "--quiet").code == 0)
        let sums = try String(contentsOfFile: backup + "/SHA256SUMS", encoding: .utf8)
        let digest = try #require(sums.split(separator: "\n").first?.prefix(64))
        for path in ["../w/isthmus.json5", "/etc/passwd", "mappings/../../x", "a//b"] {
            try folder.write("backup/SHA256SUMS", sums + "\(digest)  \(path)\n")
            let result = try isthmus("restore", backup, folder.path + "/moved")
            #expect(result.code == 1 && result.errors.contains("no backup"), "\(path): \(result.errors)")
        }
        _ = try shell(
            "/usr/bin/sqlite3", [backup + "/store.sqlite", "PRAGMA journal_mode=DELETE; DELETE FROM person"])
        let resealed = try shell(
            "/bin/bash",
            [
                "-c",
                "find . -type f ! -name SHA256SUMS | sed 's,^./,,' | sort | xargs sha256sum > SHA256SUMS",
            ],
            folder: backup)
        #expect(resealed.code == 0)
        let result = try isthmus("restore", backup, folder.path + "/moved")
        #expect(result.code == 1 && result.errors.contains("does not hold what"), "\(result.errors)")
        #expect(!there("moved"))
    }

    @Test func aBackupOfALaterSchemaIsRefused() throws {
        #expect(try isthmus("-C", place, "backup", backup, "--quiet").code == 0)
        let text = try String(contentsOfFile: backup + "/backup.json", encoding: .utf8)
        try folder.write("backup/backup.json", text.replacing(/"schema" : [0-9]+/, with: "\"schema\" : 999"))
        _ = try shell(
            "/bin/bash",
            [
                "-c",
                "find . -type f ! -name SHA256SUMS | sed 's,^./,,' | sort | xargs sha256sum > SHA256SUMS",
            ],
            folder: backup)
        let result = try isthmus("restore", backup, folder.path + "/moved")
        #expect(result.code == 1 && result.errors.contains("update Isthmus"), "\(result.errors)")
    }

    /// A run that goes on does not keep a backup waiting, but a restore it does.
    @Test func aRunThatGoesOnIsNotDisturbed() throws {
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = [place + "/store/isthmus.sqlite.lock", "sleep", "30"]
        try holder.run()
        defer { holder.terminate() }
        var code = try isthmus("-C", place, "retention").code
        for _ in 0..<50 where code == 0 {
            Thread.sleep(forTimeInterval: 0.05)
            code = try isthmus("-C", place, "retention").code
        }
        #expect(code == 4)
        #expect(try isthmus("-C", place, "backup", backup, "--quiet").code == 0)
        #expect(try isthmus("restore", backup, place, "--force").code == 4)
        #expect(try query(place).contains("张三"))
    }

    @Test func aWorkspaceWithoutAStoreSaysSo() throws {
        #expect(try isthmus("init", folder.path + "/empty").code == 0)
        #expect(try isthmus("-C", folder.path + "/empty", "backup", backup).code == 2)
        #expect(!there("backup"))
        let none = try isthmus("restore", folder.path + "/none", folder.path + "/moved")
        #expect(none.code == 1 && none.errors.contains("no backup"))
    }
}
