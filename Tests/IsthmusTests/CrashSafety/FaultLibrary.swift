import Foundation
import TestSupport

/// The library of `Fixtures/faults/faults.c`, built once, which is loaded before a run and makes one of its calls go wrong.
struct FaultLibrary {
    /// What happens at a call.
    enum Deed: String, CaseIterable, Sendable {
        /// The process dies before the call.
        case kill
        /// The disk answers with an error, once.
        case eio
        /// The disk is full from this call on.
        case enospc
        /// Half of a write is made, once: what a caller must make up for.
        case short
        /// The process is stopped before the call, until somebody wakes it.
        case stop

        /// Those after which the run goes on or ends by itself.
        static let faults: [Deed] = [.kill, .eio, .enospc, .short]
    }

    /// One call that changes files, as it was written down.
    struct Call: Sendable {
        let number: Int
        let name: String
        let path: String
        let other: String
    }

    /// Absolute path of the built library.
    let path: String
    private let folder: TemporaryFolder

    static func shared() throws -> FaultLibrary { try built.get() }

    private static let built = Result { try FaultLibrary() }

    private init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/faults.so"
        let source =
            fixtures(#filePath).replacing("CrashSafety/Fixtures", with: "Fixtures") + "/faults/faults.c"
        let result = try shell(
            "/usr/bin/env", ["cc", "-O1", "-fPIC", "-shared", source, "-o", path, "-ldl"])
        guard result.code == 0 else { throw FaultLibraryError(description: result.errors) }
    }

    /// Variables for a run whose calls under `folder` are written down in `log` and, from `call` on, go wrong.
    func environment(
        under folder: String, _ deed: Deed = .kill, at call: Int? = nil, log: String? = nil
    ) -> [String: String] {
        var variables = ["LD_PRELOAD": path, "FAULTS_UNDER": folder, "FAULTS_DO": deed.rawValue]
        if let call { variables["FAULTS_AT"] = "\(call)" }
        if call != nil, deed == .enospc { variables["FAULTS_UNTIL"] = "end" }
        if let log { variables["FAULTS_LOG"] = log }
        return variables
    }

    /// What a log tells.
    static func calls(in log: String) throws -> [Call] {
        try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let number = Int(parts[0]) else { return nil }
            return Call(number: number, name: parts[1], path: parts[2], other: parts[3])
        }.sorted { $0.number < $1.number }
    }
}

struct FaultLibraryError: Error, CustomStringConvertible {
    let description: String
}
