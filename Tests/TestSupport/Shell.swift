import Foundation

/// What a command printed and how it ended.
package struct ShellResult: Sendable {
    package let code: Int32
    package let output: String
    package let errors: String
}

/// Runs a program with arguments and waits for it.
package func shell(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
) throws -> ShellResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    // Files rather than pipes: a full pipe would stop the program.
    let place = try TemporaryFolder()
    let output = try place.write("out", "")
    let errors = try place.write("err", "")
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return ShellResult(
        code: process.terminationReason == .exit
            ? process.terminationStatus : 128 + process.terminationStatus,
        output: try String(contentsOfFile: output, encoding: .utf8),
        errors: try String(contentsOfFile: errors, encoding: .utf8))
}

/// The binary under test: SwiftPM puts it beside the test bundle.
package var isthmusBinary: String {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    var folder = URL(fileURLWithPath: runner).deletingLastPathComponent()
    while folder.path != "/" {
        let candidate = folder.appendingPathComponent("isthmus").path
        if FileManager.default.isExecutableFile(atPath: candidate), !folder.path.hasSuffix("/bin") {
            var isFolder = ObjCBool(false)
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue
            {
                return candidate
            }
        }
        folder.deleteLastPathComponent()
    }
    for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
        return URL(fileURLWithPath: argument).deletingLastPathComponent().appendingPathComponent("isthmus")
            .path
    }
    return URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        .appendingPathComponent(".build/debug/isthmus").path
}

/// Runs `isthmus` with arguments.
package func isthmus(
    _ arguments: String..., environment: [String: String] = [:], folder: String? = nil
) throws -> ShellResult {
    try shell(isthmusBinary, arguments, environment: environment, folder: folder)
}
