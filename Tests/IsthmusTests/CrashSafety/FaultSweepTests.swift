import Foundation
import TestSupport
import Testing

/// Whatever happens to a night, readers see a whole version, and the next run ends where an undisturbed one would have.
/// `docs/crash-safety.md` tells what is promised and how to make the full sweep.
@Suite(.serialized) struct FaultSweepTests {
    @Test(arguments: StormWorkspace.Night.allCases)
    func killedAtRandomMomentsTheRerunPublishesTheSameBytes(_ night: StormWorkspace.Night) throws {
        let storm = try StormWorkspace(night)
        var random = FixedRandom(state: night == .first ? 11 : 12)
        let count = Sweep.kills ?? 13
        var hits = 0
        for _ in 0..<count {
            let place = try storm.copy()
            let moment = Int.random(in: 0...storm.milliseconds * 1000, using: &random)
            if try run(place, killedAfterMicroseconds: moment) { hits += 1 }
            let damage = try storm.damage(in: place) + storm.damageAfterRerun(of: place)
            #expect(damage.isEmpty, "\(night) night, killed after \(moment) µs: \(damage)")
        }
        #expect(hits * 2 > count, "most kills came too late to test anything")
        Sweep.tell("\(night) night: \(count) kills, \(hits) of them while the run was at work")
    }

    @Test(arguments: StormWorkspace.Night.allCases, FaultLibrary.Deed.faults)
    func atEveryCallAFaultLeavesAWholeStateAndIsSaid(
        _ night: StormWorkspace.Night, _ deed: FaultLibrary.Deed
    ) throws {
        let storm = try StormWorkspace(night)
        let library = try FaultLibrary.shared()
        let sample = Sweep.sample(8, of: storm.calls.count)
        var (calm, failed) = (0, 0)
        for number in sample {
            let place = try storm.copy()
            let call = storm.calls[number - 1]
            let run = try shell(
                "/usr/bin/timeout", ["-s", "KILL", "60", isthmusBinary, "-C", place, "run", "--quiet"],
                environment: library.environment(under: place, deed, at: number))
            var damage = try storm.damage(in: place)
            if deed == .kill {
                if run.code != 137 { calm += 1 }
            } else if run.code == 0 {
                calm += 1
                // Success is only said of a night that is whole.
                if try StormWorkspace.published(in: place) != storm.after { damage.append("said to be done") }
            } else {
                failed += 1
                if run.code != 1 { damage.append("ended with \(run.code)") }
                if !Self.tells(run) { damage.append("said only: \(run.output)\(run.errors)") }
            }
            Sweep.tell(
                "\(night) \(deed) \(number) \(call.name) \(call.path.split(separator: "/").last ?? ""): \(run.code) \(Self.story(run))"
            )
            damage += try storm.damageAfterRerun(of: place)
            #expect(
                damage.isEmpty,
                "\(night) night, \(deed) at call \(number), \(call.name) \(call.path): \(damage)")
        }
        Sweep.tell(
            "\(night) night, \(deed): \(sample.count) of \(storm.calls.count) calls, \(failed) runs failed, \(calm) went on"
        )
    }

    /// Whether a failed run says what happened, and where.
    private static func tells(_ run: ShellResult) -> Bool {
        let text = run.output + run.errors
        let isMendable = ["make room", "check the disk"].contains { text.contains($0) }
        // Which of the files, and never the name of an error alone.
        let isPlaced = ["store/", "published/", "reports/", "/store", "/published"].contains {
            text.contains($0)
        }
        return isMendable && isPlaced && !text.contains("ErrorDomain")
    }

    private static func story(_ run: ShellResult) -> String {
        let lines = (run.output + run.errors).split(separator: "\n").filter {
            $0.contains("disk") || $0.contains("cannot") || $0.contains("rror") || $0.contains("could not")
        }
        return lines.joined(separator: " | ")
    }

    /// Whether the run was still at work when it was killed.
    private func run(_ folder: String, killedAfterMicroseconds microseconds: Int) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: isthmusBinary)
        process.arguments = ["-C", folder, "run", "--quiet"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: Double(microseconds) / 1_000_000)
        let isAtWork = process.isRunning
        if isAtWork { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return isAtWork
    }
}
