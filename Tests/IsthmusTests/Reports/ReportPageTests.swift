import Foundation
import HubEngine
import TestSupport
import Testing

/// The page of a run, looked at as a file and by a real browser.
@Suite struct ReportPageTests {
    private let workspace: TestWorkspace

    init() throws {
        workspace = try TestWorkspace()
        try workspace.folder.write(
            "isthmus.json5", "{ name: \"<b>&\\\"'district\", quarantine: { keep_days: 30 } }")
        try workspace.addPeopleFeed(settings: "{ path: \"people.csv\" }")
        try workspace.addPeopleFeed("absent", settings: "{ path: \"absent.csv\" }")
        try workspace.folder.write(
            "Mappings/datasets/people.json5",
            """
            { title: "People", type: "person", format: "csv", header: "en", purpose: "p", recipients: ["r"],
              columns: ["entity_id", "name"] }
            """)
    }

    private func people(_ rows: Int, broken: Int = 0) throws {
        let good = (1...rows).map { "\($0),张三\($0),\(residentNumber("19800101", $0)),1980-01-01,示范路\($0)号\n" }
        let bad = (0..<broken).map { _ in "only,three,cells\n" }
        try workspace.folder.write("people.csv", TestWorkspace.header + good.joined() + bad.joined())
    }

    private func page(_ report: RunReport) throws -> String {
        try String(contentsOfFile: report.page, encoding: .utf8)
    }

    private func count(_ text: String, in page: String) -> Int {
        page.components(separatedBy: text).count - 1
    }

    @Test func everyRunLeavesAPageAndTheLatestIsFound() async throws {
        try people(5)
        let first = try await workspace.run()
        try people(7)
        let second = try await workspace.run()
        #expect(first.page.hasSuffix("/reports/000001.html") && second.page.hasSuffix("/reports/000002.html"))
        let latest = workspace.folder.path + "/reports/latest.html"
        #expect(try String(contentsOfFile: latest, encoding: .utf8) == page(second))
        // Two nights stand side by side.
        let trend = "house over 2 nights"
        #expect(try page(second).contains(trend))
        #expect(try !page(first).contains(trend))
        #expect(try page(first).contains("There is no night before this one"))
    }

    @Test func aDryRunLeavesNothing() async throws {
        try people(5)
        let report = try await workspace.run { $0.isDryRun = true }
        #expect(report.page.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/reports"))
    }

    /// No script, no address, nothing from elsewhere; and no value of a record.
    @Test func thePageNeedsNothingButItself() async throws {
        try people(5, broken: 3)
        let page = try page(try await workspace.run())
        for word in [
            "<script", "http://", "https://", "src=", "href=", "url(", "@import", "onload", "javascript:",
        ] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("default-src 'none'"))
        for value in ["张三", residentNumber("19800101", 1), "示范路", "only,three"] {
            #expect(!page.contains(value), "\(value)")
        }
    }

    @Test func everyPictureTellsWhatItShows() async throws {
        try people(5, broken: 3)
        _ = try await workspace.run()
        try people(6, broken: 2)
        let page = try page(try await workspace.run())
        let pictures = count("<svg role=\"img\"", in: page)
        #expect(pictures >= 4)
        #expect(count("<svg", in: page) == pictures + count("<svg aria-hidden=\"true\"", in: page))
        // Every id is named once, and every one that is named is there.
        let ids = page.matches(of: /id="([a-z0-9-]+)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        let named = page.matches(of: /aria-labelledby="([^"]+)"/).flatMap { $0.1.split(separator: " ") }
        #expect(named.count == 2 * pictures)
        for name in named { #expect(ids.contains(String(name)), "\(name)") }
        #expect(count("<caption>", in: page) == count("<table>", in: page))
    }

    @Test func whatWentWrongStandsOnThePage() async throws {
        try people(5, broken: 3)
        let page = try page(try await workspace.run())
        #expect(page.contains("absent failed: "))
        #expect(page.contains("wrong-field-count"))
        #expect(page.contains("done, but not every feed could be read"))
        #expect(page.contains("reconciliation") && page.contains("✓ passed"))
    }

    /// What feeds and departments are called is text, whatever they are called.
    @Test func namesAreEscaped() async throws {
        try people(5)
        let report = try await workspace.run()
        let page = try page(report)
        #expect(!page.contains("<b>&\"") && page.contains("&lt;b&gt;&amp;&quot;&#39;district"))
        let document = try Chromium.document(of: report.page)
        #expect(document.contains("<h1>Run 1 of &lt;b&gt;&amp;\"'district</h1>"))
    }

    @Test func aBrowserShowsIt() async throws {
        try people(40, broken: 3)
        _ = try await workspace.run()
        try people(35, broken: 2)
        let report = try await workspace.run()
        let (page, document) = (try page(report), try Chromium.document(of: report.page))
        #expect(document.contains("</html>"))
        // The parser found nothing to mend: as many elements as were written.
        for tag in ["<svg", "<rect", "<table", "<tr>", "<th ", "<section>", "<title", "<li>", "<figure>"] {
            #expect(count(tag, in: document) == count(tag, in: page), "\(tag)")
        }
        let picture = workspace.folder.path + "/page"
        try Chromium.paint(report.page, to: picture + ".png", width: 1100, height: 1400)
        try Chromium.paint(report.page, to: picture + "-dark.png", width: 1100, height: 1400, isDark: true)
        try Chromium.print(report.page, to: picture + ".pdf")
        let light = try Data(contentsOf: URL(fileURLWithPath: picture + ".png"))
        let dark = try Data(contentsOf: URL(fileURLWithPath: picture + "-dark.png"))
        #expect(light.starts(with: [0x89, 0x50, 0x4E, 0x47]) && light.count > 30_000)
        #expect(dark.count > 30_000 && dark != light)
        let paper = try Data(contentsOf: URL(fileURLWithPath: picture + ".pdf"))
        #expect(paper.starts(with: Data("%PDF".utf8)) && paper.count > 10_000)
    }

    /// The page can be made anew from the store, by the same words.
    @Test func thePageOfARunCanBeMadeAnew() async throws {
        try people(5, broken: 1)
        let report = try await workspace.run()
        let before = try page(report)
        try FileManager.default.removeItem(atPath: report.page)
        let result = try isthmus("-C", workspace.folder.path, "runs", "1", "--page")
        #expect(result.code == 0 && result.output == report.page + "\n", "\(result.errors)")
        #expect(try page(report) == before)
        #expect(try isthmus("-C", workspace.folder.path, "runs", "--page").code == 2)
    }

    /// A page that cannot be written costs no night.
    @Test func aFolderThatIsAFileIsToldAndTheNightGoesOn() async throws {
        try people(5)
        try workspace.folder.write("reports", "in the way")
        let report = try await workspace.run()
        #expect(report.status == .doneWithFailures && report.page.isEmpty)
        #expect(report.problems.contains { $0.contains("the page of the run could not be written") })
        #expect(report.datasets.count == 1)
    }
}
