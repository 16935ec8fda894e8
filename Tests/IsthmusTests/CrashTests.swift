import Foundation
import HubSynth
import TestSupport
import Testing

/// Killed at any moment, the next run ends with the bytes of an undisturbed one.
@Suite struct CrashTests {
    @Test func killedAtManyMomentsTheRerunPublishesTheSameBytes() async throws {
        let folder = try TemporaryFolder()
        let mappings = LayeringTests.root.appendingPathComponent("Mappings").path
        let calm = folder.path + "/calm"
        _ = try DistrictGenerator(people: 400, seed: 3).write(to: calm, mappings: mappings) { _ in }
        let stormy = folder.path + "/stormy"
        _ = try shell("/bin/cp", ["-r", calm, stormy])

        let clock = ContinuousClock()
        let start = clock.now
        #expect(try isthmus("-C", calm, "run", "--quiet").code == 0)
        let spent = clock.now - start
        let milliseconds = Int(spent / .milliseconds(1))

        // Sixteen kills spread over the length of a run; state is carried on from kill to kill.
        var kills = 0
        for step in 0..<16 where try run(stormy, killedAfter: milliseconds * step / 14) { kills += 1 }
        #expect(kills >= 4, "the kills came too late to test anything")
        #expect(try isthmus("-C", stormy, "run", "--quiet").code == 0)

        let files = try FileManager.default.contentsOfDirectory(atPath: calm + "/published/current")
            .filter { !["manifest.json"].contains($0) }
        #expect(files.count >= 5)
        for file in files {
            let expected = try Data(contentsOf: URL(fileURLWithPath: calm + "/published/current/" + file))
            let found = try Data(contentsOf: URL(fileURLWithPath: stormy + "/published/current/" + file))
            #expect(found == expected, "\(file)")
        }
        let check = try shell(
            "/usr/bin/sqlite3", [stormy + "/store/isthmus.sqlite", "pragma integrity_check"])
        #expect(check.output == "ok\n")
        let states = try shell(
            "/usr/bin/sqlite3",
            [stormy + "/store/isthmus.sqlite", "select distinct status from run order by 1"])
        #expect(!states.output.contains("running"))
    }

    /// Whether the run was still at work when it was killed.
    private func run(_ folder: String, killedAfter milliseconds: Int) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: isthmusBinary)
        process.arguments = ["-C", folder, "run", "--quiet"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
        let isAtWork = process.isRunning
        if isAtWork { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return isAtWork
    }

    @Test func aTerminatedRunStopsAtASafePointAndSaysSo() throws {
        let folder = try TemporaryFolder()
        let mappings = LayeringTests.root.appendingPathComponent("Mappings").path
        let place = folder.path + "/d"
        _ = try DistrictGenerator(people: 3000, seed: 3).write(to: place, mappings: mappings) { _ in }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: isthmusBinary)
        process.arguments = ["-C", place, "run", "--quiet"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let store = place + "/store/isthmus.sqlite"
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: store) {
            Thread.sleep(forTimeInterval: 0.01)
        }
        Thread.sleep(forTimeInterval: 0.2)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 143)
        let status = try shell("/usr/bin/sqlite3", [store, "select status from run"])
        #expect(status.output == "interrupted\n")
        #expect(try isthmus("-C", place, "run", "--quiet").code == 0)
    }
}
