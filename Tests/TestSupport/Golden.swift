import Foundation
import Testing

/// Compares `text` with a golden file. `ISTHMUS_RECORD=1 swift test` writes the file anew and fails once, so that
/// the difference is looked at before it is committed.
package func expectGolden(
    _ text: String, _ name: String, file: String = #filePath, location: SourceLocation = #_sourceLocation
) throws {
    let path = fixtures(file) + "/golden/" + name
    if ProcessInfo.processInfo.environment["ISTHMUS_RECORD"] != nil {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        Issue.record("recorded \(name); look at the difference and run again", sourceLocation: location)
        return
    }
    let expected = try String(contentsOfFile: path, encoding: .utf8)
    guard text != expected else { return }
    let lines = zip(text.split(separator: "\n"), expected.split(separator: "\n"))
    let first = lines.first { $0 != $1 }
    Issue.record(
        "\(name) differs; found `\(first?.0 ?? "another number of lines")`, expected `\(first?.1 ?? "")`",
        sourceLocation: location)
}
