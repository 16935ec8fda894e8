import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM cancel the work at its next safe point; the exit code tells which signal it was.
enum Signals {
    static func cancelling(_ work: @escaping @Sendable () async throws -> ExitCode) async throws -> ExitCode {
        let task = Task { try await work() }
        let received = Mutex<ExitCode?>(nil)
        let sources = [(SIGINT, ExitCode.interrupted), (SIGTERM, ExitCode.terminated)].map { number, code in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                received.withLock { $0 = code }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        let result = await task.result
        if case .failure(let error) = result, error is CancellationError, let code = received.withLock({ $0 })
        {
            return code
        }
        return try result.get()
    }
}
