import Foundation
import HubConnect
import HubSynth
import TestSupport
import Testing

/// `isthmus quarantine` as people type it.
@Suite struct QuarantineCommandTests {
    static let rows = [
        "1;张三丰;;1980-02-30;示范路1号;s1", ";王五六;;1981-01-01;示范路3号;s3", "5;short",
        "7;李四光;12345;1971-01-01;示范路7号;s7", "9;周九九;;1970-01-01;示范路9号;s9",
    ]

    /// A workspace after one night.
    let district: QuarantineWorkspace
    let place: String

    init() async throws {
        district = try QuarantineWorkspace()
        try district.deliver(Self.rows)
        try await district.night()
        place = district.workspace.folder.path
    }

    @Test func valuesAreShownOnlyWhenAskedFor() async throws {
        let values = ["张三丰", "王五六", "1980-02-30", "12345", "short", "示范路"]
        for words in [
            ["list"], ["list", "--format", "json"], ["list", "--format", "csv"], ["count"], ["show", "1"],
            ["show", "2"],
            ["show", "3"], ["show", "4", "--format", "json"],
        ] {
            let result = try shell(isthmusBinary, ["-C", place, "quarantine"] + words)
            #expect(result.code == 0 && !result.output.isEmpty)
            for value in values {
                let tells = (result.output + result.errors).contains(value)
                #expect(!tells, "\(words) tells \(value)")
            }
        }
        let list = try isthmus("-C", place, "quarantine", "list", "--raw", "--format", "csv").output
        for value in ["1980-02-30", "王五六", "12345", "5;short"] { #expect(list.contains(value), "\(value)") }
        let id = try #require(
            list.split(separator: "\n").first { $0.contains("no-such-date") }?.split(separator: ",").first)
        let masked = try isthmus("-C", place, "quarantine", "show", String(id)).output
        #expect(masked.contains("张**") && masked.contains("the calendar does not have the day"))
        #expect(masked.contains("公安分局") && masked.contains("resident.birth_date"))
        let raw = try isthmus("-C", place, "quarantine", "show", String(id), "--raw").output
        #expect(raw.contains("张三丰") && raw.contains("1980-02-30") && !raw.contains("s1"))
    }

    @Test func everyActionPrintsDataInEveryFormat() async throws {
        for words in [
            ["list"], ["show", "1"], ["count"], ["expire", "--older-than", "3", "--dry-run"], ["replay"],
        ] {
            let json = try shell(isthmusBinary, ["-C", place, "quarantine"] + words + ["--format", "json"])
            let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
            let csv = try shell(isthmusBinary, ["-C", place, "quarantine"] + words + ["--format", "csv"])
            #expect(
                rows?.isEmpty == false && csv.output.split(separator: "\n").count == (rows?.count ?? 0) + 1)
            let table = try shell(isthmusBinary, ["-C", place, "quarantine"] + words)
            #expect(json.code == 0 && csv.code == 0 && table.code == 0 && !table.output.isEmpty)
        }
        let count = try isthmus(
            "-C", place, "quarantine", "count", "--reason", "no-such-date", "--format", "csv")
        #expect(count.output.hasSuffix("police,公安分局,value,no-such-date,出生日期,1,0.2000\n"))
        let old = try isthmus("-C", place, "quarantine", "list", "--count", "--format", "csv")
        #expect(old.output == (try isthmus("-C", place, "quarantine", "count", "--format", "csv").output))
    }

    @Test(arguments: [
        (["lst"], "did you mean `list`?"), (["show"], "say which"), (["show", "x"], "must be a number"),
        (["show", "999"], "there is no reject 999"), (["list", "1"], "takes no operand"),
        (["list", "--reason", "no-such-dat"], "did you mean `no-such-date`?"),
        (["list", "--reason", "zzzzzzzzz"], "there are: wrong-field-count"),
        (["list", "--feed", "polic"], "did you mean `police`?"), (["list", "--column", "出生日"], "出生日期"),
        (["list", "--since", "77"], "there is no such run"),
        (["list", "--since", "yesterday"], "2026-01-31"),
        (["list", "--from", "x"], "takes no --from"), (["export"], "--feed F"),
        (["replay", "--from", "x.csv"], "--feed F"), (["expire"], "keep_days"),
        (["expire", "--older-than", "-1"], "from 0 to"), (["count", "--limit", "3"], "takes no --limit"),
        (["replay", "--feed", "police", "--reason", "no-such-date", "--from", "x"], "does not go with"),
    ])
    func aWrongLineExitsWithTwoAndSaysHow(words: [String], said: String) async throws {
        let result = try shell(isthmusBinary, ["-C", place, "quarantine"] + words)
        #expect(result.code == 2 && result.output.isEmpty)
        #expect(result.errors.contains(said), "\(result.errors)")
    }

    @Test func aMendedFileThatIsNoneIsNamed() async throws {
        let before = try district.workspace.sql("select * from quarantine")
        let folder = district.workspace.folder
        for (name, text) in [
            ("none.csv", nil), ("empty.csv", ""), ("other.csv", "a,b\n1,2\n"), ("nul.csv", "\0\0\0"),
        ] {
            let file = folder.path + "/" + name
            if let text { try folder.write(name, text) }
            let result = try isthmus("-C", place, "quarantine", "replay", "--feed", "police", "--from", file)
            #expect(result.code == 1, "\(name)")
            #expect(result.errors.contains(name), "\(result.errors)")
            #expect(try district.workspace.sql("select * from quarantine") == before)
        }
        // What follows works as if nothing had been.
        #expect(try isthmus("-C", place, "run", "--quiet").code == 0)
    }

    @Test func anExportIsPrivateWholeAndReplacesNothing() async throws {
        let file = place + "/back.csv"
        let result = try isthmus("-C", place, "quarantine", "export", "--feed", "police", "-o", file)
        #expect(result.code == 0 && result.output.isEmpty && result.errors.contains("4 records in gb18030"))
        let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        #expect(bytes == (try await district.export()))
        let text = QuarantineWorkspace.text(bytes)
        #expect(text.hasPrefix("\"编号\";\"姓名\";\"证件号码\";\"出生日期\";\"住址\";\"拒收原因\";"))
        #expect(text.contains("\"出生日期：日期不存在\";\"出生日期\";\"请核对日期\";\"\";\"2\";\"\";\"c"))
        #expect(text.contains(";\"字段数与表头不一致\";") && text.contains(";\"5;short\";\"r"))
        #expect(text.split(separator: "\r\n").count == 5)
        let again = try isthmus("-C", place, "quarantine", "export", "--feed", "police", "-o", file)
        #expect(again.code == 2 && again.errors.contains("is there already"))
        #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: file))) == bytes)
        let nowhere = try isthmus(
            "-C", place, "quarantine", "export", "--feed", "police", "-o", place + "/no/x.csv")
        #expect(nowhere.code == 2 && nowhere.errors.contains("cannot be written"))
        let some = try isthmus(
            "-C", place, "quarantine", "export", "--feed", "police", "--reason", "missing-key", "-o",
            place + "/some.csv")
        #expect(some.errors.contains("1 record in"))
        let left = try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".part") }
        #expect(left.isEmpty)
    }

    @Test func aFeedWithoutFilesGetsUTF8ForSpreadsheets() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(
            connector: "xml",
            settings: "{ path: \"people.xml\", record: \"/people/person\" }")
        try workspace.folder.write(
            "people.xml",
            "<people><person><no>1</no><name>张三</name><birth>1980-02-30</birth></person></people>")
        let report = try await workspace.run()
        #expect(report.status == .done, "\(report.problems) \(report.feeds)")
        let result = try isthmus(
            "-C", workspace.folder.path, "quarantine", "export", "--feed", "people", "-o",
            workspace.folder.path + "/x.csv")
        #expect(result.errors.contains("1 record in utf-8"), "\(result.errors)")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: workspace.folder.path + "/x.csv")))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(bytes.starts(with: Array("\u{FEFF}\"no\",\"name\"".utf8)))
        let mended = try workspace.folder.write("y.csv", text.replacing("1980-02-30", with: "1980-02-28"))
        let place = workspace.folder.path
        let replay = try isthmus(
            "-C", place, "quarantine", "replay", "--feed", "people", "--from", mended, "--format", "csv")
        #expect(replay.output.hasSuffix("people,1,1,0,0,0,0\n"), "\(replay.output) \(replay.errors)")
        #expect(try workspace.sql("select birth_date from person") == ["1980-02-28"])
    }

    @Test func withoutAStoreOrRejectsThereIsAPlainAnswer() async throws {
        let district = try QuarantineWorkspace(Self.rows[4])
        let place = district.workspace.folder.path
        for words in [
            ["list"], ["count"], ["show", "1"], ["export", "--feed", "police"], ["replay"],
            ["expire", "--older-than", "1"],
        ] {
            let result = try shell(isthmusBinary, ["-C", place, "quarantine"] + words)
            #expect(
                result.code == 2 && result.errors.contains("there is no store yet"),
                "\(words) \(result.errors)")
        }
        let isMade = FileManager.default.fileExists(atPath: place + "/store/isthmus.sqlite")
        #expect(!isMade)
        try await district.night()
        for words in [["list"], ["count"], ["replay"]] {
            let result = try shell(
                isthmusBinary, ["-C", place, "quarantine"] + words + ["--format", "json"])
            #expect(result.code == 0 && result.output == "[]\n", "\(words)")
        }
        let export = try isthmus(
            "-C", place, "quarantine", "export", "--feed", "police", "-o", place + "/none.csv")
        #expect(export.code == 0 && export.errors.contains("0 records"))
    }

    @Test func whileARunHoldsTheWorkspaceNothingIsReplayed() async throws {
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = [place + "/store/isthmus.sqlite.lock", "sleep", "20"]
        try holder.run()
        defer { holder.terminate() }
        var result = try isthmus("-C", place, "quarantine", "replay")
        for _ in 0..<50 where result.code == 0 {
            try await Task.sleep(for: .milliseconds(50))
            result = try isthmus("-C", place, "quarantine", "replay")
        }
        #expect(result.code == 4)
        #expect(try isthmus("-C", place, "quarantine", "expire", "--older-than", "1").code == 4)
        #expect(try isthmus("-C", place, "quarantine", "list").code == 0)
    }

    @Test func aReportTellsWhereToLook() async throws {
        #expect(try isthmus("-C", place, "run").output.contains("isthmus quarantine count"))
        _ = try isthmus("-C", place, "quarantine", "replay")
        let runs = try isthmus("-C", place, "runs", "--format", "csv").output
        #expect(runs.contains(",replay,done,"))
    }

    /// Killed at many moments, a replay that is run again ends with what an undisturbed one makes.
    @Test func aReplayThatWasKilledIsCarriedOn() async throws {
        let district = try QuarantineWorkspace()
        try district.deliver(
            (1...3000).map { "\($0);张\($0);;1980-02-30;示范路\($0)号;s" }
                + (1...500).map { ";王\($0);;1980-02-30;;s" })
        try await district.night()
        var number = 3000
        let mended =
            QuarantineWorkspace.text(try await district.export())
            .split(separator: "\r\n").map { line in
                guard line.hasPrefix("\"\";") else { return String(line) }
                number += 1
                return "\"\(number)\"" + line.dropFirst(2)
            }.joined(separator: "\r\n").replacing("1980-02-30", with: "1980-02-28") + "\r\n"
        let calm = district.workspace.folder.path
        try district.workspace.folder.write("mended.csv", mended)
        let stormy = try TemporaryFolder()
        _ = try shell("/bin/cp", ["-r", calm, stormy.path + "/w"])
        let clock = ContinuousClock()
        let start = clock.now
        let words = ["quarantine", "replay", "--feed", "police", "--quiet", "--from"]
        #expect(try shell(isthmusBinary, ["-C", calm] + words + [calm + "/mended.csv"]).code == 0)
        let milliseconds = Int((clock.now - start) / .milliseconds(1))
        var kills = 0
        for step in 0..<10 {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: isthmusBinary)
            process.arguments = ["-C", stormy.path + "/w"] + words + [calm + "/mended.csv"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            try await Task.sleep(for: .milliseconds(milliseconds * step / 10))
            if process.isRunning {
                kills += 1
                kill(process.processIdentifier, SIGKILL)
            }
            process.waitUntilExit()
        }
        #expect(kills >= 3)
        #expect(
            try shell(isthmusBinary, ["-C", stormy.path + "/w"] + words + [calm + "/mended.csv"]).code == 0)
        func state(_ place: String) throws -> String {
            try shell(
                "/usr/bin/sqlite3",
                [
                    place + "/store/isthmus.sqlite",
                    """
                    select record_key, content_high, missing_since from record order by 1;
                    select entity_id, name, birth_date from person order by 1; select records, digest from feed;
                    select origin, cells from mend order by 1; select count(*) from reject; select count(*) from rejected_copy;
                    select count(*) from run where status = 'running'
                    """,
                ]
            ).output
        }
        let undisturbed = try state(calm)
        #expect(undisturbed.contains("3500") && undisturbed.hasSuffix("\n0\n0\n0\n"))
        #expect(try state(stormy.path + "/w") == undisturbed)
    }
}
