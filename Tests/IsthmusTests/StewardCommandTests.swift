import Foundation
import TestSupport
import Testing

/// `explain`, `review`, `merge`, `split` and `override` as people type them.
@Suite struct StewardCommandTests {
    /// Two people of one name: born alike in one house, and born elsewhere; a doubtful pair; a father and his son.
    static let rows = [
        "1,欧阳明日,,1980-01-01,示范路1号", "2,欧阳明日,,1980-01-01,示范路1号", "3,欧阳明日,,,示范路1号",
        "4,李四光,,1971-01-01,示范路7号", "5,李四光,,2001-05-05,示范路7号", "6,王五六,,1981-01-01,示范路3号",
    ]
    let district: StewardWorkspace

    init() async throws { district = try await StewardWorkspace(Self.rows) }

    @Test func theWaterfallAddsUp() throws {
        struct Part: Decodable { let weight, total: Double }
        struct Pair: Decodable {
            let prior, total, probability: Double
            let parts: [Part]
            let isOneEntity: Bool
        }
        for (a, b) in [("1", "2"), ("1", "3"), ("4", "5"), ("1", "6")] {
            let json = try district.say(
                "explain", district.mention(a), district.mention(b), "--format", "json")
            #expect(json.code == 0, "\(json.errors)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let pair = try decoder.decode(Pair.self, from: Data(json.output.utf8))
            #expect(pair.parts.count > 3)
            var total = pair.prior
            for part in pair.parts {
                total += part.weight
                #expect(part.total == total)
            }
            #expect(pair.total == total)
            #expect(abs(pair.probability - 1 / (1 + pow(2, -total))) < 1e-12)
            #expect(pair.isOneEntity == (try district.person(a) == district.person(b)))
        }
    }

    @Test func pairsThatWereNeverComparedAreExplainedToo() throws {
        let result = try district.say("explain", district.mention("4"), district.mention("6"))
        #expect(result.output.contains("no blocking rule meets") && result.output.contains("two entities"))
        let near = try district.say("explain", district.mention("1"), district.mention("2"))
        #expect(near.output.contains("meet under") && near.output.contains("they are one entity"))
        _ = try district.say(
            "review", "decide", district.mention("4"), district.mention("6"), "same", "--why", "w")
        let judged = try district.say("explain", district.mention("4"), district.mention("6"))
        #expect(judged.output.contains("judgement 1 says that they are one"))
    }

    @Test func entitiesAreExplained() throws {
        let (a, b) = (try district.person("1"), try district.person("4"))
        let two = try district.say("explain", a, b)
        #expect(two.code == 0 && two.output.contains("as wholes") && two.output.contains("the weakest pair"))
        let one = try district.say("explain", a)
        #expect(one.output.contains("held together by") && one.output.contains("made"), "\(one.output)")
        #expect(try district.say("explain", district.mention("1")).output == one.output)
        #expect(try district.say("explain", a, a).output == one.output)
        #expect(try district.say("explain", a, district.mention("4")).code == 0)
        for words in [[a], [a, b], [district.mention("1"), b]] {
            let json = try shell(
                isthmusBinary, ["-C", district.place, "explain"] + words + ["--format", "json"])
            #expect(json.code == 0)
            _ = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        }
    }

    @Test func valuesAndKeysAreShownOnlyWhenAskedFor() async throws {
        let keyed = try await StewardWorkspace(
            ["KEY77,欧阳明日,,1980-01-01,示范路1号", "KEY78,欧阳明日,,,示范路1号", "KEY79,欧阳明日,,1980-01-02,示范路1号"])
        let a = try keyed.person("KEY77")
        let export = keyed.place + "/out.csv"
        let secrets = ["欧阳明日", "1980-01-0", "示范路1号", "KEY7"]
        for words in [
            ["explain", a], ["explain", "people/KEY77/resident", "people/KEY78/resident"],
            ["review", "list"], ["review", "next"], ["review", "log"], ["override", "list"],
            ["review", "decide", "people/KEY77/resident", "people/KEY78/resident", "same", "--why", "w"],
            ["review", "export", export], ["override", a, "name", "欧阳明月", "--why", "w"],
            ["override", a, "birth_date", "KEY7", "--why", "w"],
            ["explain", "people/KEY7/resident"], ["split", a, "people/KEY7/resident", "--why", "w"],
        ] {
            let result = try shell(isthmusBinary, ["-C", keyed.place] + words)
            for secret in secrets where !words.contains(where: { $0.contains(secret) && result.code == 99 }) {
                let tells = (result.output + result.errors).contains(secret)
                #expect(!tells, "\(words) tells \(secret)")
            }
        }
        let exported = try String(contentsOfFile: export, encoding: .utf8)
        #expect(!exported.contains("欧阳明日") && !exported.contains("1980-01-0"))
        let raw = try keyed.say("explain", "people/KEY77/resident", "people/KEY78/resident", "--raw").output
        #expect(raw.contains("欧阳明日") && raw.contains("KEY77"))
        #expect(try keyed.say("override", "list", "--raw").output.contains("欧阳明月"))
    }

    @Test func theListIsOrderedAndLosesWhatWasDecided() throws {
        func list() throws -> [[Substring]] {
            try district.say("review", "list", "--format", "csv", "--limit", "100").output
                .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        }
        let first = try list()
        #expect(!first.isEmpty)
        let worth = first.compactMap { Double($0[4]) }
        #expect(worth == worth.sorted(by: >))
        let next = try district.say("review", "next")
        #expect(next.errors.contains("pair \(first[0][0]):") && next.output.contains("prior"))
        let decided = try district.say("review", "decide", String(first[0][0]), "unsure", "--why", "w")
        #expect(decided.code == 0, "\(decided.errors)")
        #expect(try list().map { $0[0] } == first.dropFirst().map { $0[0] })
        // The run makes the list anew; what was left open is not asked again.
        _ = try district.say("run", "--quiet")
        #expect(try list().count == first.count - 1)
        let stale = try district.say("review", "decide", String(first[0][0]), "same", "--why", "w")
        #expect(stale.code == 2 && stale.errors.contains("any more"))
    }

    @Test func aFileOfDecisionsGoesOutAndComesBack() throws {
        let path = district.place + "/review.csv"
        #expect(try district.say("review", "export", path).code == 0)
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        #expect(try district.say("review", "export", path).code == 2, "nothing is overwritten")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\r\n")
        #expect(lines.count > 1 && lines[1].hasSuffix(",,"))
        func apply(_ change: (Int, String) -> String, _ more: String...) throws -> ShellResult {
            let changed = lines.enumerated().map { $0 == 0 ? String($1) : change($0, String($1)) }
            let file = try district.workspace.folder.write(
                "back.csv", changed.map { $0 + "\r\n" }.joined())
            return try shell(isthmusBinary, ["-C", district.place, "review", "apply", file] + more)
        }
        let open = try apply { _, line in line }
        #expect(open.code == 0 && open.errors.contains("0 judgements recorded, 0 said before"))
        let wrong = try apply { number, line in
            String(line.dropLast(2)) + (number == 1 ? ",maybe,w" : ",same,w")
        }
        #expect(wrong.code == 1 && wrong.errors.contains("line 2: `verdict` must be"))
        #expect(try district.workspace.sql("select count(*) from judgement") == ["0"], "all or nothing")
        let reasonless = try apply { _, line in String(line.dropLast(2)) + ",不同," }
        #expect(reasonless.code == 1 && reasonless.errors.contains("`why` is empty"))
        let right = try apply({ _, line in String(line.dropLast(2)) + ",不同," }, "--why", "看过")
        #expect(right.code == 0, "\(right.errors)")
        let count = try district.workspace.sql("select count(*) from judgement")
        #expect(count == ["\(lines.count - 1)"])
        let again = try apply({ _, line in String(line.dropLast(2)) + ",different," }, "--why", "看过")
        #expect(again.code == 0 && again.errors.contains("\(lines.count - 1) said before"))
        #expect(try district.workspace.sql("select count(*) from judgement") == count)
    }

    @Test func everyListPrintsInEveryFormat() throws {
        _ = try district.say(
            "review", "decide", district.mention("4"), district.mention("6"), "different", "--why", "w")
        _ = try district.say("override", try district.person("6"), "name", "王五七", "--why", "w")
        for words in [["review", "list"], ["review", "log"], ["override", "list"]] {
            let json = try shell(isthmusBinary, ["-C", district.place] + words + ["--format", "json"])
            let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
            let csv = try shell(isthmusBinary, ["-C", district.place] + words + ["--format", "csv"])
            #expect(rows?.isEmpty == false, "\(words)")
            #expect(csv.output.split(separator: "\n").count == (rows?.count ?? 0) + 1)
            #expect(try shell(isthmusBinary, ["-C", district.place] + words).code == 0)
        }
        let next = try district.say("review", "next", "--format", "json")
        _ = try JSONSerialization.jsonObject(with: Data(next.output.utf8), options: .fragmentsAllowed)
    }

    @Test(arguments: [
        (["explain", "PXXXXXXXXXXXX"], 2, "there is no entity"),
        (["explain", "people/1"], 2, "feed/record_key/role"),
        (["explain", "/1/"], 2, "feed/record_key/role"),
        (["explain", "peple/1/resident"], 2, "did you mean `people`"),
        (["explain", "people/1/owner"], 2, "it has: resident, home"),
        (["explain", "people/999/resident"], 2, "no record with this key"),
        (["explain", "people/1/resident", "people/1/resident"], 2, "same mention"),
        (["explain", "people/1/resident", "people/1/home"], 2, "never one entity"),
        (["explain"], 2, "Usage"), (["review", "lst"], 2, "did you mean `list`"),
        (["review", "list", "x"], 2, "takes nothing more"),
        (["review", "list", "--why", "w"], 2, "takes no --why"),
        (["review", "list", "--type", "persn"], 2, "did you mean `person`"),
        (["review", "list", "--limit", "0"], 2, "--limit"),
        (["review", "decide", "1"], 2, "a pair and a verdict"),
        (["review", "decide", "1", "maybe"], 2, "same, different or unsure"),
        (["review", "decide", "1", "same"], 2, "--why"),
        (["review", "decide", "77", "same", "--why", "w"], 2, "any more"),
        (["review", "decide", "x", "same", "--why", "w"], 2, "by its number"),
        (
            ["review", "decide", "people/1/resident", "people/1/resident", "same", "--why", "w"], 2,
            "same mention"
        ),
        (["review", "undo", "x", "--why", "w"], 2, "must be a number"),
        (["review", "undo", "4", "--why", "w"], 2, "there is no judgement 4"),
        (["review", "undo", "4"], 2, "--why"), (["review", "apply", "/nonexistent.csv"], 1, "nonexistent"),
        (["review", "export", "/nonexistent/x.csv"], 2, "cannot be written"),
        (["merge", "P1", "P2"], 2, "--why"), (["merge", "P1", "P2", "--why", " "], 2, "--why"),
        (["merge", "P1", "P2", "--why", "w"], 2, "there is no entity"),
        (["merge", "P1", "--why", "w"], 2, "Usage"),
        (["merge", "P1", "P2", "--why", "a\nb"], 2, "one line"),
        (["split", "people/1/resident", "people/1/resident", "--why", "w"], 2, "id of the entity"),
        (["override", "P1", "name", "x"], 2, "--why"), (["override", "list", "x"], 2, "override ENTITY"),
        (["override", "P1", "name", "x", "--why", "w"], 2, "there is no entity"),
        (["override", "undo", "z", "--why", "w"], 2, "must be a number"),
        (["override", "undo", "3", "--why", "w"], 2, "there is no override 3"),
    ])
    func nonsenseIsAnsweredAndChangesNothing(words: [String], code: Int32, said: String) throws {
        let result = try shell(isthmusBinary, ["-C", district.place] + words)
        #expect(result.code == code, "\(result.errors)")
        #expect(result.errors.contains(said) && result.output.isEmpty, "\(result.errors)")
        #expect(
            try district.workspace.sql(
                "select count(*) from judgement union all select count(*) from value_override") == ["0", "0"])
    }

    @Test func anOverrideMustFitItsAttribute() throws {
        let id = try district.person("6")
        for (attribute, value, said) in [
            ("nam", "x", "did you mean `name`"), ("birth_date", "1980-02-30", "no-such-date"),
            ("name", "无", "needs a value"),
        ] {
            let result = try district.say("override", id, attribute, value, "--why", "w")
            #expect(result.code == 2 && result.errors.contains(said), "\(result.errors)")
            #expect(!result.errors.contains("1980"))
        }
    }

    @Test func withoutAStoreOrWhileARunHoldsItThereIsAPlainAnswer() async throws {
        let empty = try TestWorkspace()
        try empty.addPeopleFeed()
        for words in [
            ["review", "list"], ["explain", "P1"], ["merge", "P1", "P2", "--why", "w"], ["override", "list"],
        ] {
            let result = try shell(isthmusBinary, ["-C", empty.folder.path] + words)
            #expect(result.code == 2 && result.errors.contains("there is no store yet"), "\(words)")
        }
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = [district.place + "/store/isthmus.sqlite.lock", "sleep", "20"]
        try holder.run()
        defer { holder.terminate() }
        let words = ["review", "decide", "people/4/resident", "people/5/resident", "unsure", "--why", "w"]
        var result = try shell(isthmusBinary, ["-C", district.place] + words)
        for _ in 0..<50 where result.code != 4 {
            try await Task.sleep(for: .milliseconds(50))
            result = try shell(isthmusBinary, ["-C", district.place] + words)
        }
        #expect(result.code == 4)
        #expect(try district.say("review", "list").code == 0, "reading needs no lock")
    }
}
