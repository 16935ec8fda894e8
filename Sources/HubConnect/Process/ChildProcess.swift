import Foundation
import Synchronization

/// A program that is run for what it writes: in a process group of its own, with an environment of its own, read
/// no faster than it is consumed.
///
/// ```swift
/// let child = ChildProcess(grace: .seconds(30))
/// try child.start(program, arguments, environment: ["PATH": "/usr/bin:/bin"], folder: folder)
/// while case let bytes = await child.read(), !bytes.isEmpty { … }
/// let ending = await child.ending()
/// ```
///
/// The end of its output is not the end of it, and neither says that it has done its work: see `Ending`.
package final class ChildProcess: Sendable {
    /// Why it was stopped by us.
    package enum StopReason: Sendable, Equatable {
        case timedOut
        /// The reading was given up: cancelled, or failed.
        case abandoned
        /// It had ended, but something that it had started still held its output.
        case leftBehind
    }

    package struct Ending: Sendable {
        /// Exit code, or 128 and the signal's number.
        package let code: Int32
        /// Whether a signal ended it, or we sent it one: what it says of itself then is not believed.
        package let stopped: StopReason?
        package let isSignalled: Bool
    }

    private struct State {
        var bytes: [UInt8] = []
        var isAtEnd = false
        var errorsAreAtEnd = false
        var isPaused = false
        var reader: CheckedContinuation<Void, Never>?
        var ending: (code: Int32, isSignalled: Bool)?
        var waiter: CheckedContinuation<Void, Never>?
        var stopped: StopReason?
        var lastRead = ContinuousClock.now
    }

    /// Above this nothing more is read: the program waits.
    private static let most = 4 << 20

    private let process = Process()
    private let output = ChildProcess.privatePipe()
    private let errors = ChildProcess.privatePipe()
    private let grace: Duration
    private let patience: Duration
    private let state = Mutex(State())
    /// Signalled when bytes were taken while the program waited.
    private let room = DispatchSemaphore(value: 0)
    private let onError: @Sendable ([UInt8]) -> Void

    /// - Parameters:
    ///   - grace: between the friendly signal and the last one.
    ///   - patience: how long its output may stay open without a byte when it has ended.
    ///   - onError: takes what it writes to standard error, piece by piece, all of it before `ending` tells.
    package init(
        grace: Duration, patience: Duration = .seconds(10),
        onError: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) {
        self.grace = grace
        self.patience = patience
        self.onError = onError
    }

    package func start(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String
    ) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { [weak self] process in
            self?.ended(process.terminationStatus, isSignalled: process.terminationReason == .uncaughtSignal)
        }
        try process.run()
        // Threads that block, and no event sources: those lose events when numbers of files are used again.
        Thread.detachNewThread { self.readOutput() }
        Thread.detachNewThread { self.readErrors() }
        if FileManager.default.fileExists(atPath: "/proc/self/stat") { watchForThoseLeftBehind() }
    }

    /// A pipe that other programs do not inherit: one that outlives this one would hide the end of its output.
    private static func privatePipe() -> Pipe {
        let pipe = Pipe()
        _ = fcntl(pipe.fileHandleForReading.fileDescriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        return pipe
    }

    /// What it has written since; empty when it has written everything.
    package func read() async -> [UInt8] {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.bytes.isEmpty || state.isAtEnd { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        let (bytes, wasPaused) = state.withLock { state in
            defer {
                state.bytes = []
                state.isPaused = false
            }
            return (state.bytes, state.isPaused)
        }
        if wasPaused { room.signal() }
        return bytes
    }

    /// How it ended. To be asked for when `read` has come to the end.
    package func ending() async -> Ending {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.ending != nil { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        _ = await waits(atMost: patience) { $0.errorsAreAtEnd }
        return state.withLock { state in
            let (code, isSignalled) = state.ending ?? (-1, true)
            return Ending(
                code: isSignalled ? 128 + code : code, stopped: state.stopped, isSignalled: isSignalled)
        }
    }

    /// Ends it and everything in its group: a friendly signal, and after the grace one that nobody survives.
    package func stop(_ reason: StopReason) {
        let isFirst = state.withLock { state in
            if state.stopped != nil || (state.isAtEnd && state.ending != nil) { return false }
            state.stopped = reason
            return true
        }
        guard isFirst else { return }
        room.signal()
        signal(SIGTERM)
        Task.detached { [self] in
            if await !isOver(within: grace) { signal(SIGKILL) }
            // Something that left the group may still hold the output; nobody waits for that.
            if await isOver(within: .seconds(2)) { return }
            end()
            if state.withLock({ $0.ending == nil }) { ended(SIGKILL, isSignalled: true) }
        }
    }

    /// Stops it after so long, unless it is over by then.
    package func stop(after time: Duration) -> Task<Void, Never> {
        Task.detached { [weak self] in
            try? await Task.sleep(for: time)
            if !Task.isCancelled { self?.stop(.timedOut) }
        }
    }
}

// MARK: - What happens meanwhile

extension ChildProcess {
    private func readOutput() {
        while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            let (reader, isFull) = state.withLock { state in
                // What a program that was stopped still says is drained, so that it can end.
                if state.stopped == nil { state.bytes += data }
                state.lastRead = .now
                state.isPaused = state.bytes.count >= Self.most && state.stopped == nil
                defer { state.reader = nil }
                return (state.reader, state.isPaused)
            }
            reader?.resume()
            if isFull { room.wait() }
        }
        end()
    }

    private func readErrors() {
        while case let data = errors.fileHandleForReading.availableData, !data.isEmpty {
            onError(Array(data))
        }
        state.withLock { $0.errorsAreAtEnd = true }
    }

    /// Nothing more will be read.
    private func end() {
        let reader = state.withLock { state in
            state.isAtEnd = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    private func ended(_ code: Int32, isSignalled: Bool) {
        let waiter = state.withLock { state in
            state.ending = (code, isSignalled)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Foundation takes a program for running as long as anything that it started lives; the system knows better.
    private func watchForThoseLeftBehind() {
        let status = "/proc/\(process.processIdentifier)/stat"
        Task.detached { [weak self] in
            var gone: ContinuousClock.Instant?
            while true {
                try? await Task.sleep(for: .milliseconds(100))
                guard let self, !state.withLock({ $0.isAtEnd || $0.stopped != nil }) else { return }
                let text = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
                // pid (name) state …; a name may hold anything.
                guard text.isEmpty || text.split(separator: ")").last?.hasPrefix(" Z") == true else {
                    continue
                }
                let since = gone ?? .now
                gone = since
                let isSilent = state.withLock { state in
                    !state.isPaused && .now - max(since, state.lastRead) > self.patience
                }
                if isSilent { return stop(.leftBehind) }
            }
        }
    }

    /// Nothing in Foundation signals a group; a negative number does.
    private func signal(_ number: Int32) {
        let id = process.processIdentifier
        if id > 1 { kill(-id, number) }
    }

    private func isOver(within time: Duration) async -> Bool {
        await waits(atMost: time) { $0.isAtEnd && $0.ending != nil }
    }

    private func waits(atMost time: Duration, _ isSo: @Sendable (State) -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + time
        while !state.withLock({ isSo($0) }) {
            guard ContinuousClock.now < deadline else { return false }
            // Also in a task that is cancelled.
            await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
        return true
    }
}
