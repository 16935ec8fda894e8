import Foundation
import HubMapping
import HubModel
import TestSupport
import Testing

struct BrokenWorkspaceTests {
    /// Everything `check` says to a thoroughly broken workspace. `ISTHMUS_RECORD=1` writes the file anew, and fails.
    @Test func everyMistakeOfEveryFileIsToldAtOnce() throws {
        let folder = fixtures() + "/broken"
        let (workspace, diagnostics) = Workspace.load(folder: folder)
        let found = diagnostics.sorted.map { "\($0)\n" }.joined()
        let golden = URL(fileURLWithPath: folder + "/expected.txt")
        if ProcessInfo.processInfo.environment["ISTHMUS_RECORD"] != nil {
            try Data(found.utf8).write(to: golden)
            Issue.record("recorded \(golden.lastPathComponent)")
        }
        #expect(workspace == nil)
        #expect(found == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
        #expect(
            diagnostics.entries.allSatisfy {
                !$0.message.contains("/tmp") && !$0.description.contains(folder)
            })
    }
}
