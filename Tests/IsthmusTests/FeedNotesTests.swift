import Foundation
import HubEngine
import TestSupport
import Testing

/// A mapping that reads the wrong place must not look like a good night.
@Suite struct FeedNotesTests {
    @Test func aColumnThatNoRecordHasIsTold() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(
            connector: "xml", settings: "{ path: \"people.xml\", record: \"/people/person\" }")
        try workspace.folder.write(
            "people.xml",
            "<people><person><no>1</no><name>张三</name><ID/><address>示范路1号</address></person></people>")
        let notes = try await workspace.run().feed("people").notes
        #expect(notes.count == 2, "\(notes)")
        #expect(notes.contains { $0.contains("`id`") } && notes.contains { $0.contains("`birth`") })
        let check = try isthmus("-C", workspace.folder.path, "check", "--connect")
        #expect(check.code == 0 && check.errors.contains("column `id` was in none of 1 records"))
    }

    @Test func aRecordPathThatMatchesNothingIsTold() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(
            connector: "xml", settings: "{ path: \"people.xml\", record: \"/people/persn\" }")
        try workspace.folder.write("people.xml", "<people><person><no>1</no></person></people>")
        #expect(try await workspace.run().feed("people").notes == ["it holds no records"])
        #expect(try isthmus("-C", workspace.folder.path, "preview", "people").errors.contains("no records"))
    }

    @Test func aKeyThatNamesEverybodyTheSameIsTold() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        let rows = (1...20).map { "7,人\($0),,,\n" }
        try workspace.folder.write("people.csv", TestWorkspace.header + rows.joined())
        let notes = try await workspace.run().feed("people").notes
        #expect(notes.contains { $0.contains("19 of 20 records were refused: duplicate-key 19") })
    }

    @Test func aBrokenKeyIsNotTakenForDepartures() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        let rows = (1...20).map { "\($0),人\($0),,,\n" }
        try workspace.folder.write("people.csv", TestWorkspace.header + rows.joined())
        try await workspace.run()
        try workspace.folder.write("people.csv", TestWorkspace.header + rows.map { _ in ",x,,,\n" }.joined())
        let feed = try await workspace.run().feed("people")
        #expect(feed.status == .held)
        #expect(feed.reason.contains("missing-key 20") && !feed.reason.contains("--accept"))
    }

    @Test func lookUpsFindWhatIsWrittenDifferently() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write(
            "people.csv", TestWorkspace.header + "1,張三,,,湖滨街道示范路1号3幢2单元301室\n2,李四,,,示范路2号\n")
        try await workspace.run()
        let place = workspace.folder.path
        for query in [["house", "address=示范路1号3-2-301"], ["person", "name=张三"]] {
            let found = try shell(isthmusBinary, ["-C", place, "query"] + query + ["--format", "csv"])
            #expect(found.code == 0 && found.output.split(separator: "\n").count == 2, "\(query)")
        }
        let cut = try isthmus("-C", place, "query", "person", "--limit", "1")
        #expect(cut.errors.contains("only the first 1 are shown"))
        #expect(try isthmus("-C", place, "query", "person", "name=王五").code == 1)
    }

    @Test func theServiceEndsWithTheCodeOfItsSignal() throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: isthmusBinary)
        process.arguments = ["-C", workspace.folder.path, "serve", "--port", "0"]
        let errors = try workspace.folder.write("serve.err", "")
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        for _ in 0..<200 {
            if try String(contentsOfFile: errors, encoding: .utf8).contains("listening") { break }
            Thread.sleep(forTimeInterval: 0.02)
        }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 143)
    }
}
