import Foundation
import TestSupport
import Testing

@Suite struct CommandLineTests {
    @Test func helpListsEveryVerbAndEachExplainsItself() throws {
        let overview = try isthmus("help")
        #expect(overview.code == 0)
        let verbs = overview.output.split(separator: "\n").filter { $0.hasPrefix("  ") }
            .map { String($0.split(separator: " ")[0]) }
        #expect(verbs.count >= 12)
        for verb in verbs {
            let help = try isthmus("help", verb)
            #expect(help.code == 0 && help.output.contains("Usage: isthmus [-C DIR] \(verb)"))
            #expect(try isthmus(verb, "--help").output == help.output)
        }
    }

    @Test(arguments: [
        (["rnu"], "did you mean `run`?"), (["run", "--ful"], "did you mean --full?"),
        (["run", "--feed"], "needs a value"), (["preview"], "Usage:"),
        (["run", "--format", "xml"], "--format"),
        (["query", "person", "--limit", "0"], "at least 1"), (["-C"], "-C needs a folder"),
        (["synth", "d", "--people", "9223372036854775807"], "from 1 to"), (["init", ""], "empty"),
        (["init", "isthmus.json5"], "is a file"),
    ])
    func aWrongCommandLineExitsWithTwoAndSaysHow(words: [String], said: String) throws {
        let folder = try TemporaryFolder()
        let binary = isthmusBinary
        _ = try shell(binary, ["init", folder.path + "/w"])
        let result = try shell(binary, words, folder: folder.path + "/w")
        #expect(result.code == 2)
        #expect(result.errors.contains(said), "\(result.errors)")
    }

    @Test func withoutAWorkspaceEveryVerbSaysHowToGetOne() throws {
        let folder = try TemporaryFolder()
        let result = try isthmus("run", folder: folder.path)
        #expect(result.code == 2 && result.errors.contains("isthmus init"))
    }

    @Test func aNewWorkspaceWorksAtOnce() throws {
        let folder = try TemporaryFolder()
        let place = folder.path + "/new"
        #expect(try isthmus("init", place).code == 0)
        #expect(try isthmus("-C", place, "check", "--connect").code == 0)
        let preview = try isthmus("-C", place, "preview", "residents", "--format", "csv")
        #expect(preview.code == 0 && preview.output.contains("resident,name,"))
        #expect(try isthmus("-C", place, "query", "person").errors.contains("isthmus run"))
        let run = try isthmus("-C", place, "run", "--format", "json")
        #expect(run.code == 0 && run.output.contains("\"status\" : \"done\""))
        let found = try isthmus("-C", place, "query", "person", "phone=+86 138 0000 0002", "--format", "csv")
        #expect(found.code == 0)
        let id = try #require(found.output.split(separator: "\n").last?.split(separator: ",").first)
        let trace = try isthmus("-C", place, "trace", String(id), "name", "--format", "csv")
        #expect(trace.output.contains(",golden,residents,2,resident,3,1,"))
        let whole = try isthmus("-C", place, "trace", String(id), "--format", "csv")
        // A record key may well be a resident number.
        let masked = try isthmus("-C", place, "trace", String(id), "name", "--mask", "--format", "csv")
        #expect(masked.output.contains(",golden,residents,***,resident,3,1,"))
        let isRelationShown = whole.output.contains("\nlives_in,H")
        #expect(isRelationShown, "\(whole.output)")
        let mentions = try isthmus("-C", place, "mentions", "--type", "person", "--format", "csv")
        #expect(mentions.output.split(separator: "\n").count == 4)
        #expect(try isthmus("-C", place, "runs", "1").output.contains("residents"))
        #expect(try isthmus("-C", place, "publish").errors.contains("nothing differs"))
        #expect(try isthmus("-C", place, "quarantine", "list", "--format", "json").output == "[]\n")
        #expect(try isthmus("init", place).code == 2)
        let published = try String(
            contentsOfFile: place + "/published/current/resident-list.csv", encoding: .utf8)
        #expect(published.split(whereSeparator: \.isNewline).count == 4)
        #expect(!published.contains("19800101"), "resident numbers are masked")
    }

    @Test func checkReportsAllMistakesAtOnceWithTheirLines() throws {
        let folder = try TemporaryFolder()
        let place = folder.path + "/new"
        _ = try isthmus("init", place)
        try folder.write("new/Mappings/feeds/second.json5", "{\n  conector: \"csv\",\n}\n")
        let feed = try String(contentsOfFile: place + "/Mappings/feeds/residents.json5", encoding: .utf8)
        try folder.write(
            "new/Mappings/feeds/residents.json5",
            feed.replacing("path:", with: "pth:").replacing("\"person\"", with: "\"persn\""))
        let result = try isthmus("-C", place, "check", "--format", "csv")
        #expect(result.code == 2)
        #expect(result.output.contains("second.json5,2,3,"))
        #expect(result.output.contains("residents.json5"))
        #expect(result.output.contains("person"))
        #expect(result.output.split(separator: "\n").count >= 4)
    }

    // MARK: Where the output goes

    /// Runs a line of shell with `$ISTHMUS` and `$PLACE`, a workspace that has been run.
    func line(_ command: String, place: String) throws -> ShellResult {
        try shell(
            "/bin/bash", ["-o", "pipefail", "-c", command],
            environment: ["ISTHMUS": isthmusBinary, "PLACE": place])
    }

    @Test func outputThatCouldNotBeWrittenIsAFailure() throws {
        let folder = try TemporaryFolder()
        let place = folder.path + "/new"
        _ = try isthmus("init", place)
        _ = try isthmus("-C", place, "run")
        for target in [">/dev/full", ">&-"] {
            let result = try line("$ISTHMUS -C $PLACE mentions \(target)", place: place)
            #expect(result.code == 1, "\(target)")
            #expect(result.errors.contains("could not be written"))
        }
    }

    @Test func aReaderThatHasEnoughEndsTheOutput() throws {
        let folder = try TemporaryFolder()
        let rows = (1...20_000).map { "row \($0) as long as a row of a feed often is\n" }
        let place = folder.path + "/new"
        _ = try isthmus("init", place)
        try folder.write("new/feeds/residents.csv", "no,name,id_number,phone,address\n" + rows.joined())
        _ = try isthmus("-C", place, "run")
        let result = try line(
            "$ISTHMUS -C $PLACE quarantine list --limit 20000 --raw --format csv | head -n 1", place: place)
        #expect(result.code == 141)
        #expect(result.errors.isEmpty && result.output.hasPrefix("id,feed,"))
    }

    @Test func closedDescriptorsAreNotGivenToFilesOfTheHub() throws {
        let folder = try TemporaryFolder()
        let place = folder.path + "/new"
        _ = try isthmus("init", place)
        _ = try line("$ISTHMUS -C $PLACE run <&- >&- 2>&-", place: place)
        let lock = try String(contentsOfFile: place + "/store/isthmus.sqlite.lock", encoding: .utf8)
        #expect(lock.hasPrefix("process ") && lock.split(separator: "\n").count == 1)
        let check = try line("cd $PLACE/published/current && sha256sum --quiet -c SHA256SUMS", place: place)
        #expect(check.code == 0)
    }

    @Test func controlCharactersOfAFeedAreShownAndNotObeyed() throws {
        let folder = try TemporaryFolder()
        let place = folder.path + "/new"
        _ = try isthmus("init", place)
        try folder.write(
            "new/feeds/residents.csv",
            "no,name,\u{1B}[2Jid_number,phone,address\n1,\u{1B}]0;张三\u{7},,\u{202E}1,示范路1号\n")
        for words in [["check", "--connect"], ["run"], ["quarantine", "list", "--raw"]] {
            let result = try shell(isthmusBinary, ["-C", place] + words)
            let isObeyed = (result.output + result.errors).unicodeScalars.contains {
                ($0.value < 0x20 && $0 != "\n") || $0 == "\u{202E}"
            }
            #expect(!isObeyed, "\(words)")
        }
    }

    @Test func helpAndVersionMayFollowTheFolder() throws {
        #expect(try isthmus("-C", "/", "help").code == 0)
        #expect(try isthmus("-C", "/", "--version").output.hasPrefix("isthmus "))
    }

    @Test func aSecondRunIsToldWhoHoldsTheWorkspace() throws {
        let folder = try TemporaryFolder()
        let place = folder.path + "/new"
        _ = try isthmus("init", place)
        _ = try isthmus("-C", place, "run")
        let lock = place + "/store/isthmus.sqlite.lock"
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = [lock, "sleep", "20"]
        try holder.run()
        defer { holder.terminate() }
        var result = try isthmus("-C", place, "run")
        for _ in 0..<50 where result.code == 0 {
            Thread.sleep(forTimeInterval: 0.05)
            result = try isthmus("-C", place, "run")
        }
        #expect(result.code == 4)
        #expect(result.errors.contains("process "))
    }
}
