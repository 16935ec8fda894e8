import Foundation
import HubSynth
import TestSupport
import Testing

/// `isthmus guess` as people type it.
@Suite struct VerbTests {
    /// A workspace with a small synthetic district, and the files of its departments.
    static let district = Result {
        let folder = try TemporaryFolder()
        _ = try DistrictGenerator(people: 400, seed: 77)
            .write(to: folder.path, mappings: GuessFixture.mappings) { _ in }
        return folder
    }

    /// A workspace without feeds of its own.
    func workspace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("isthmus.json5", "{ name: \"guess\", area_code: \"0574\" }")
        try FileManager.default.createDirectory(
            atPath: folder.path + "/Mappings/feeds", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: GuessFixture.mappings + "/models", toPath: folder.path + "/Mappings/models")
        return folder
    }

    @Test func whatIsGuessedPassesTheCheckAndCanBePreviewed() throws {
        let town = try workspace()
        let files = try Self.district.get().path + "/feeds"
        let all = try isthmus("-C", town.path, "guess", "--all", files, "-o", town.path + "/Mappings/feeds")
        // The notes of the grid are one text of three things, which nobody can guess apart.
        #expect(all.code == 3, "\(all.errors)")
        let inputs = try FileManager.default.contentsOfDirectory(atPath: files).filter { $0.contains(".") }
        let written = try FileManager.default.contentsOfDirectory(atPath: town.path + "/Mappings/feeds")
        #expect(written.count == inputs.count - 1 && !written.contains("grid-notes.json5"))
        #expect(try isthmus("-C", town.path, "check", "--connect").code == 0)
        let preview = try isthmus("-C", town.path, "preview", "schools", "--mask", "--format", "csv")
        #expect(preview.code == 0 && preview.output.contains("student,name,"))
        let run = try isthmus("-C", town.path, "run", "--format", "json")
        #expect(run.code == 0, "\(run.errors)")
    }

    @Test func everyHeldOutFeedThatIsGuessedPassesTheCheck() throws {
        let town = try workspace()
        let all = try isthmus(
            "-C", town.path, "guess", "--all", GuessFixture.heldOut, "-o", town.path + "/Mappings/feeds")
        // The sensors have nothing that could be mapped.
        #expect(all.code == 3, "\(all.errors)")
        let written = try FileManager.default.contentsOfDirectory(atPath: town.path + "/Mappings/feeds")
        #expect(try written.count == HeldOutTests.feeds().count - 1)
        let check = try isthmus("-C", town.path, "check", "--connect")
        #expect(check.code == 0, "\(check.output)")
    }

    /// Files that are odd in one way each; whatever is written for them passes the check.
    @Test(arguments: [
        ("content", "姓名,性别\n", "王伟,男\n李娜,女\n王伟,男\n张敏,女\n李娜,女\n陈强,男\n"),
        ("repeated", "编号,姓名,姓名,姓名\n", "A1,张三,李四,王五\nA5,赵六,孙七,周八\nA9,吴一,郑二,冯三\n"),
        ("braces", "编号,小区,\"{房号}\",房号\n", "A1,阳光花园,1-2-301,301\nA4,翠湖苑,3-1-102,102\nA6,翠湖苑,3-1-103,103\n"),
        (
            "odd", "\"编\n号\",\"姓\"\"名\",🙂,\"手\t机\",c//d,*/ x\n",
            "A1,张三,1,13800000001,2,3\nA4,李四,1,13800000002,2,3\nA7,王五,1,13800000003,2,3\n"
        ),
        ("nameless", "编号,,姓名,,\n", "A1,,张三,x,\nA4,,李四,y,\nA7,,王五,z,\n"),
        ("row-numbers", "序号,姓名\n", "1,张三\n2,李四\n3,王五\n4,张三\n5,李四\n"),
    ])
    func oddFilesAreGuessedSoundly(name: String, header: String, body: String) throws {
        let town = try workspace()
        let input = try town.write("in/\(name).csv", header + body)
        let target = "\(town.path)/Mappings/feeds/\(name).json5"
        let guess = try isthmus("-C", town.path, "guess", input, "-o", target)
        #expect(guess.code == 0, "\(guess.errors)")
        let check = try isthmus("-C", town.path, "check", "--connect")
        #expect(check.code == 0, "\(check.output)")
        #expect(
            try String(contentsOfFile: target, encoding: .utf8).contains(
                name == "braces" ? "template: " : "name: "))
        let run = try isthmus("-C", town.path, "run")
        #expect(run.code == 0, "\(run.output)\(run.errors)")
    }

    @Test func nothingIsOverwrittenUnlessForced() throws {
        let town = try workspace()
        let file = try Self.district.get().path + "/feeds/rental.csv"
        let target = town.path + "/Mappings/feeds/rental.json5"
        #expect(try isthmus("-C", town.path, "guess", file, "-o", target).code == 0)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: target))
        let again = try isthmus("-C", town.path, "guess", file, "-o", target)
        #expect(again.code == 2 && again.errors.contains("--force"))
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
        #expect(try isthmus("-C", town.path, "guess", file, "-o", target, "--force").code == 0)
        #expect(try String(contentsOfFile: target, encoding: .utf8).contains("landlord"))
    }

    @Test func theFileGoesToTheOutputOrToAFile() throws {
        let town = try workspace()
        let file = try Self.district.get().path + "/feeds/tax.csv"
        let printed = try isthmus("-C", town.path, "guess", file)
        let target = town.path + "/Mappings/feeds/tax.json5"
        let written = try isthmus("-C", town.path, "guess", file, "--output", target)
        #expect(printed.code == 0 && written.code == 0 && written.output.isEmpty)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == printed.output)
    }

    @Test func findingsAreDataWhenAskedFor() throws {
        let town = try workspace()
        let file = try Self.district.get().path + "/feeds/health-records.csv"
        let result = try isthmus("-C", town.path, "guess", file, "--format", "json")
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        #expect(rows.count == 11)
        let sex = try #require(rows.first { $0["column"] as? String == "xb" })
        #expect(sex["attribute"] as? String == "sex" && sex["use"] as? String == "mapped")
        #expect(rows.first { $0["column"] as? String == "档案编号" }?["use"] as? String == "key")
        #expect(rows.first { $0["column"] as? String == "血型" }?["use"] as? String == "open")
    }

    @Test func badInputIsToldAndNothingIsWritten() throws {
        let town = try workspace()
        func guess(_ name: String, _ bytes: [UInt8]) throws -> ShellResult {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(town.path)/\(name)"))
            return try isthmus(
                "-C", town.path, "guess", "\(town.path)/\(name)", "-o",
                town.path + "/Mappings/feeds/bad.json5")
        }
        let empty = try guess("empty.csv", [])
        #expect(empty.code == 1 && empty.errors.contains("empty"))
        let binary = try guess("picture.csv", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37) })
        #expect(binary.code == 1 && binary.errors.contains("--connector"))
        let title = try guess("title.csv", Array("姓名,身份证号\n".utf8))
        #expect(title.code == 3 && title.errors.contains("No column was sure enough"))
        let hostile = try guess("hostile.xml", Array("<!DOCTYPE a [<!ENTITY b \"c\">]><a><b>1</b></a>".utf8))
        #expect(hostile.code == 1 && hostile.errors.contains("DOCTYPE"))
        let packed = try guess("packed.csv.gz", [0x1F, 0x8B, 0x08, 0x00, 0x00])
        #expect(packed.code == 1 && packed.errors.contains("unpack"))
        let missing = try isthmus("-C", town.path, "guess", "absent.csv")
        #expect(missing.code == 1 && missing.errors.contains("absent.csv"))
        let folder = try isthmus("-C", town.path, "guess", town.path)
        #expect(folder.code == 1 && folder.errors.contains("is a folder"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: town.path + "/Mappings/feeds").isEmpty)
    }

    @Test func wrongCommandLinesSayHow() throws {
        let town = try workspace()
        let file = try Self.district.get().path + "/feeds/tax.csv"
        let cases: [([String], String)] = [
            ([], "name a file"), (["--all", town.path + "/Mappings/feeds"], "no file to be guessed"),
            (["--all", town.path + "/absent"], "cannot be read"), (["--all", town.path, file], "no INPUT"),
            ([file, "--name", "Große Datei"], "--name"), ([file, "-o", town.path], "is a folder"),
            ([file, "-o", town.path + "/absent/a.json5"], "no folder"),
            ([file, "--sample", "0"], "at least 1"),
        ]
        for (words, said) in cases {
            let result = try shell(isthmusBinary, ["-C", town.path, "guess"] + words)
            #expect(result.code == 2 && result.errors.contains(said), "\(words): \(result.errors)")
        }
        let other = try isthmus("-C", town.path, "guess", file, "--connector", "cvs")
        #expect(other.code == 1 && other.errors.contains("did you mean `csv`?"))
        let table = try isthmus("-C", town.path, "guess", file, "--table", "people")
        #expect(table.code == 1 && table.errors.contains("the connector csv has no tables"))
    }

    @Test func tablesAreListedAndAPasswordNeverStandsInTheFile() async throws {
        let town = try workspace()
        let server = try await PostgreSQLServer.shared()
        let database = try server.makeDatabase(
            """
            CREATE TABLE resident (
              a1 text, a2 text, a3 text, a4 date, PRIMARY KEY (a1));
            COMMENT ON COLUMN resident.a2 IS '姓名';
            COMMENT ON COLUMN resident.a3 IS '身份证号';
            INSERT INTO resident SELECT 'R' || n * 3, '王' || chr(20000 + n), NULL, date '1990-01-01' + n
              FROM generate_series(1, 30) n;
            """)
        let connection = server.connection(to: database, password: server.readerPassword)
        let listed = try isthmus("-C", town.path, "guess", connection)
        #expect(listed.code == 0 && listed.output.contains("public.resident"), "\(listed.errors)")
        let guess = try isthmus("-C", town.path, "guess", connection, "--table", "public.resident")
        #expect(guess.code == 0, "\(guess.errors)")
        #expect(guess.output.contains("${ISTHMUS_SOURCE_PG}") && guess.output.contains("key: [\"a1\"]"))
        #expect(guess.output.contains("name: \"a2\""), "the comment in the database says what it is")
        #expect(
            !guess.output.contains(server.readerPassword) && !guess.errors.contains(server.readerPassword))
        let wrong = try isthmus("-C", town.path, "guess", connection, "--table", "public.nobody")
        #expect(wrong.code == 1 && !wrong.errors.contains(server.readerPassword))
        let known = try isthmus(
            "-C", town.path, "guess", connection, "--table", "resident",
            environment: ["ISTHMUS_DISTRICT_PG": connection])
        #expect(known.output.contains("${ISTHMUS_DISTRICT_PG}"))
    }
}
