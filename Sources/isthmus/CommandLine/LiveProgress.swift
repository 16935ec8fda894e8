import Foundation
import HubEngine
import Synchronization

/// One live line on a terminal; one line every ten seconds without one.
final class LiveProgress: RunObserver {
    private struct State {
        var shownAt = ContinuousClock.now
        var subject = ""
        var startedAt = ContinuousClock.now
        var isLineOpen = false
    }

    private let state = Mutex(State())
    private let isInteractive = Terminal.isErrorInteractive
    private let isQuiet: Bool

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ stage: Stage) {
        guard !isQuiet else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            let subject = "\(stage.name) \(stage.subject)"
            if subject != state.subject {
                state.subject = subject
                state.startedAt = now
            }
            let pause: Duration = isInteractive ? .milliseconds(200) : .seconds(10)
            guard now - state.shownAt >= pause else { return }
            state.shownAt = now
            let line = Self.line(subject, stage.count, elapsed: (now - state.startedAt).seconds)
            Terminal.errorWithoutNewline(isInteractive ? "\r\u{1B}[K\(line)" : "\(line)\n")
            state.isLineOpen = isInteractive
        }
    }

    func finish() {
        state.withLock { state in
            if state.isLineOpen { Terminal.errorWithoutNewline("\r\u{1B}[K") }
            state.isLineOpen = false
        }
    }

    private static func line(_ subject: String, _ count: Int?, elapsed: Double) -> String {
        guard let count else { return subject }
        let rate = elapsed > 0.5 ? ", \(Int(Double(count) / elapsed).formatted()) a second" : ""
        return "\(subject): \(count.formatted())\(rate)"
    }
}
