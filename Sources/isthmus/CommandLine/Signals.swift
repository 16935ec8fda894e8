import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM cancel the work at its next safe point, and a second time end it where it stands; the
/// exit code tells which signal it was. Work that came to its end all the same is done.
enum Signals {
    static func cancelling(
        waits: Bool, _ work: @escaping @Sendable () async throws -> ExitCode
    ) async throws -> ExitCode {
        // A closed pipe is an error of the write that meets it: a run must not die of its progress lines.
        signal(SIGPIPE, SIG_IGN)
        let task = Task { try await work() }
        let received = Mutex<ExitCode?>(nil)
        let sources = [(SIGINT, ExitCode.interrupted), (SIGTERM, ExitCode.terminated)].map { number, code in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isFirst = received.withLock { before in
                    defer { before = code }
                    return before == nil
                }
                guard waits && isFirst else { exit(code.rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        let result = await task.result
        if case .success(.done) = result { return .done }
        if let code = received.withLock({ $0 }) { return code }
        return try result.get()
    }
}
