import Foundation

/// Runs one input; a broken law ends the process as a crash would, so that the fuzzer keeps the input.
package func judge(_ check: () throws -> Void) -> Int32 {
    do {
        try check()
    } catch {
        fatalError("\(error)")
    }
    return 0
}

/// The same for laws of things that are awaited.
package func judge(_ check: @escaping @Sendable () async throws -> Void) -> Int32 {
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        do {
            try await check()
        } catch {
            fatalError("\(error)")
        }
        done.signal()
    }
    done.wait()
    return 0
}
