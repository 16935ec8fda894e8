import Foundation
import HubEngine
import HubModel
import Testing

@Suite struct ReasonGuideTests {
    /// Every reason that any code of the hub gives.
    static let codes: Set<String> = {
        var codes: Set<String> = []
        for folder in ["Sources", "Connectors"] {
            let root = LayeringTests.root.appendingPathComponent(folder)
            for case let file as URL in FileManager.default.enumerator(
                at: root, includingPropertiesForKeys: nil)
                ?? .init()
            where file.pathExtension == "swift" {
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
                for match in text.matches(of: /RejectReason\("([a-z-]+)"\)/) { codes.insert(String(match.1)) }
            }
        }
        return codes
    }()

    @Test func everyReasonIsExplainedInBothLanguages() {
        #expect(Self.codes.count >= 16)
        for code in Self.codes.sorted() {
            let guide = ReasonGuide.all.first { $0.code == code }
            #expect(guide != nil, "\(code)")
        }
        #expect(Set(ReasonGuide.all.map(\.code)).count == ReasonGuide.all.count)
        #expect(Set(ReasonGuide.all.map(\.chinese)).count == ReasonGuide.all.count)
    }

    @Test func everyReasonIsDocumentedAsItIsExplained() throws {
        let text = try String(
            contentsOf: LayeringTests.root.appendingPathComponent("docs/quarantine.md"), encoding: .utf8)
        for guide in ReasonGuide.all {
            let row = "| `\(guide.code)` | \(guide.meaning) | \(guide.remedy) | \(guide.chinese) |"
            let isThere = text.contains(row)
            #expect(isThere, "missing: \(row)")
        }
    }

    @Test func anUnknownReasonStillSaysSomething() {
        let guide = ReasonGuide.of("made-up")
        #expect(guide.code == "made-up" && !guide.remedy.isEmpty && guide.chinese.contains("made-up"))
    }
}
