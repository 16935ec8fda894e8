import Foundation
import TestSupport
import Testing

/// A run is stopped before a call that changes files, another takes its place where it may, and the first one is woken:
/// one of the two writes, whatever the call was.
@Suite(.serialized) struct FencingSweepTests {
    @Test(arguments: StormWorkspace.Night.allCases)
    func stoppedAtAnyCallAndWokenItDoesNotDisturbItsSuccessor(_ night: StormWorkspace.Night) throws {
        let storm = try StormWorkspace(night)
        let library = try FaultLibrary.shared()
        // The calls around the switch always, of the others a sample.
        let switching = storm.calls.filter {
            $0.name == "rename" && $0.other.hasSuffix("/published/current")
        }
        let numbers = Set(Sweep.sample(4, of: storm.calls.count) + switching.map(\.number)).sorted()
        let hasLock = try #require(storm.calls.first { $0.name == "write" && $0.path.hasSuffix(".lock") })
            .number
        var (taken, refused) = (0, 0)
        for number in numbers {
            let place = try storm.copy()
            let call = storm.calls[number - 1]
            let first = try StoppedRun(
                place, environment: library.environment(under: place, .stop, at: number))
            guard first.awaitStop() else { continue }
            let second = try isthmus("-C", place, "run", "--quiet", "--take-over")
            first.wake()
            let end = first.wait()
            var damage = try storm.damage(in: place)
            let isFenced = end.output.contains("this workspace over")
            if second.code == 0 {
                taken += 1
                // Before it had the lock it held nothing that could be taken, and is simply the later one.
                if !isFenced, end.code != 0 || number > hasLock {
                    damage.append("the first ended with \(end.code): \(end.output)")
                }
            } else {
                // It may have driven the first one out, and then found it in the middle of a write.
                refused += 1
                if !second.errors.contains("kill -KILL") {
                    damage.append("the second said: \(second.errors)")
                }
                if end.code != 0, !isFenced {
                    damage.append("the first ended with \(end.code): \(end.output)")
                }
            }
            if call.other.hasSuffix("/published/current"), second.code == 0 {
                damage.append("somebody took over in the middle of the switch")
            }
            damage += try storm.damageAfterRerun(of: place)
            #expect(
                damage.isEmpty,
                "\(night) night, stopped at call \(number), \(call.name) \(call.path): \(damage)")
        }
        #expect(taken > 0 && refused > 0)
        Sweep.tell("\(night) night, stop: \(numbers.count) calls, \(taken) taken over, \(refused) refused")
    }
}

/// A run in a process of its own that stops itself.
private final class StoppedRun {
    private let process = Process()
    private let folder: TemporaryFolder

    init(_ place: String, environment: [String: String]) throws {
        folder = try TemporaryFolder()
        let output = try folder.write("output", "")
        process.executableURL = URL(fileURLWithPath: isthmusBinary)
        process.arguments = ["-C", place, "run", "--quiet"]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = process.standardOutput
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    /// False when it ended instead.
    func awaitStop() -> Bool {
        for _ in 0..<20_000 {
            let state = try? String(
                contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
            guard let state, process.isRunning else { return false }
            if state.split(separator: ")").last?.dropFirst().first == "T" { return true }
            Thread.sleep(forTimeInterval: 0.001)
        }
        return false
    }

    func wake() { kill(process.processIdentifier, SIGCONT) }

    func wait() -> (code: Int32, output: String) {
        process.waitUntilExit()
        let text = try? String(contentsOfFile: folder.path + "/output", encoding: .utf8)
        return (process.terminationStatus, text ?? "")
    }
}
