import Connectors
import Foundation
import HubConnect
import HubModel
import TestSupport
import Testing

/// A tap may do anything at all; the hub must not believe it more than it proves.
@Suite struct SingerConnectorTests {
    private let schema = FakeTap.schema(["id", "name"], keys: ["id"])
    private let one = FakeTap.record("\"id\": 1, \"name\": \"张三\"")
    private let two = FakeTap.record(#""id": 2, "name": "\u674e\u56db \ud842\udfb7""#)

    private func run(
        _ tap: FakeTap, _ settings: [String: String] = [:], from checkpoint: String? = nil
    ) async throws -> (Delivered, Reading) {
        var delivered = Delivered()
        let reading = try await tap.connector(settings).read(from: checkpoint) {
            delivered.batches.append($0)
        }
        return (delivered, reading)
    }

    // MARK: What arrives

    @Test func recordsBecomeRows() async throws {
        let (found, _) = try await run(try FakeTap([schema, one, two]))
        #expect(found.columns == ["id", "name"])
        #expect(found.rows == [["1", "张三"], ["2", "李四 𠮷"]])
        #expect(found.positions.map(\.line) == [2, 3])
        #expect(found.positions.map(\.byteOffset) == [-1, -1])
    }

    @Test func numbersKeepAllTheirDigits() async throws {
        let record = FakeTap.record("\"id\": 12345678901234567890.123456789, \"name\": 1.50")
        let (found, _) = try await run(try FakeTap([schema, record]))
        #expect(found.rows == [["12345678901234567890.123456789", "1.50"]])
    }

    @Test func aColumnMayLeadIntoAProperty() async throws {
        let record = FakeTap.record(#""id": 1, "home": {"city": "宁波"}, "a.b": [1, 2]"#)
        let tap = try FakeTap([FakeTap.schema(["id", "home", "a.b"]), record])
        let connector = try tap.connector(columns: ["home.city", "id", #""a.b"[1]"#, "no.such"])
        let found = try await read(connector)
        #expect(found.columns == ["id", "home", "a.b", "home.city", #""a.b"[1]"#])
        #expect(found.rows == [["1", #"{"city": "宁波"}"#, "[1, 2]", "宁波", "2"]])
        #expect(try await connector.columns() == found.columns)
    }

    @Test func aSlowTapIsWaitedFor() async throws {
        let tap = try FakeTap(
            [schema],
            ending:
                "sleep 0.3; printf '%s' '\(one.prefix(40))'; sleep 0.3; printf '%s\\n' '\(one.dropFirst(40))'"
        )
        #expect(try await run(tap).0.rows == [["1", "张三"]])
    }

    @Test func aLongLineIsRead() async throws {
        let long = String(repeating: "长", count: 2_000_000)
        let tap = try FakeTap([schema, FakeTap.record("\"id\": 1, \"name\": \"\(long)\""), one])
        let (found, _) = try await run(tap)
        #expect(found.rows.map { $0[1]?.utf8.count } == [6_000_000, 6])
    }

    @Test func aLineWithoutEndIsRefused() throws {
        var messages = SingerMessages(stream: "person", wanted: [], maxLineBytes: 1000)
        try messages.append(Array((schema + "\n").utf8), isLast: false)
        let early = try messages.nextBatch(isLast: false)
        #expect(early?.columns == nil)
        try messages.append([UInt8](repeating: 0x20, count: 1000), isLast: false)
        let error = try #require(throws: ConnectorError.self) { try messages.append([0x20], isLast: false) }
        #expect(error.message.contains("line 2") && error.message.contains("1000 bytes"))
    }

    @Test func theSizeOfPiecesDoesNotMatter() throws {
        let text = [schema, one, "stray", two, FakeTap.state("{}")].map { $0 + "\n" }.joined()
        for size in [1, 2, 3, 7, 50, 1000] {
            var messages = SingerMessages(stream: "person", wanted: [])
            var found = Delivered()
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                try messages.append(Array(bytes[start..<min(start + size, bytes.count)]), isLast: false)
                if let batch = try messages.nextBatch(isLast: false) { found.batches.append(batch) }
            }
            try messages.append([], isLast: true)
            while let batch = try messages.nextBatch(isLast: true) { found.batches.append(batch) }
            #expect(found.rows == [["1", "张三"], ["2", "李四 𠮷"]])
            #expect(found.rejects.map(\.position.line) == [3])
            #expect(messages.state == "{}")
        }
    }

    @Test func standardErrorOfAnyLengthIsDrained() async throws {
        let tap = try FakeTap(
            [schema, one],
            start: "head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; yes SECRET | head -n 50000 >&2")
        #expect(try await run(tap).0.rows.count == 1)
    }

    @Test func otherStreamsAndMessagesAreCounted() async throws {
        let tap = try FakeTap([
            FakeTap.schema(["x"], of: "house"), FakeTap.record("\"x\": 1", of: "house"), schema, one,
            FakeTap.record("\"x\": 2", of: "house"), "{\"type\": \"LOG\"}", "{\"type\": \"LOG\"}", "",
            FakeTap.activate(1, of: "house"),
        ])
        let (found, reading) = try await run(tap)
        #expect(found.rows == [["1", "张三"]])
        #expect(reading.remarks.contains("ignored 2 records of the stream `house`"))
        #expect(reading.remarks.contains("ignored 2 messages of the unknown type `LOG`"))
        #expect(!reading.isComplete)
    }

    @Test func typesOfMessagesAreReadInAnyCase() async throws {
        let lower = [schema, one, FakeTap.activate(1)].map {
            $0.replacing("SCHEMA", with: "schema").replacing("RECORD", with: "Record")
                .replacing("ACTIVATE_VERSION", with: "activate_version")
        }
        let (found, reading) = try await run(try FakeTap(lower))
        #expect(found.rows.count == 1)
        #expect(reading.isComplete)
    }

    @Test func columnsOfALaterSchemaAreRemarked() async throws {
        let tap = try FakeTap([
            schema, one, FakeTap.schema(["id", "name", "born"]), FakeTap.record("\"id\": 2, \"born\": \"x\""),
        ])
        let (found, reading) = try await run(tap)
        #expect(found.rows == [["1", "张三"], ["2", nil]])
        #expect(reading.remarks.contains { $0.contains("`born`") })
    }

    // MARK: What is rejected

    @Test func aRecordBeforeItsSchemaIsRejected() async throws {
        let (found, _) = try await run(try FakeTap([one, schema, two]))
        #expect(found.rows == [["2", "李四 𠮷"]])
        #expect(found.positions.map(\.ordinal) == [2])
        #expect(found.rejects.map(\.reason.code) == ["no-schema"])
        #expect(found.rejects.map(\.position.ordinal) == [1])
    }

    @Test func aRecordThatLacksItsKeyIsRejected() async throws {
        let marked = FakeTap.record("\"\u{FEFF}id\": 1, \"name\": \"SECRET\"")
        let (found, _) = try await run(try FakeTap([schema, marked, one]))
        #expect(found.rows == [["1", "张三"]])
        #expect(found.rejects.map(\.reason) == [.missingKey])
        #expect(found.rejects.first?.detail.contains("`id`") == true)
        #expect(found.rejects.first?.detail.contains("SECRET") == false)
    }

    @Test func aLineThatIsNoMessageIsRejectedAndNothingIsTakenAsComplete() async throws {
        for stray in [
            "Starting sync...", "{\"type\": \"RECORD\", \"stream\": \"person\", \"rec", "[]", "{}", "1 2",
        ] {
            let (found, reading) = try await run(try FakeTap([schema, one, stray, two, FakeTap.activate(1)]))
            #expect(found.rows.count == 2)
            #expect(found.rejects.map(\.reason) == [.badJSON])
            #expect(found.rejects.first?.detail.contains("line 3") == true)
            #expect(!reading.isComplete, "\(stray)")
        }
    }

    @Test func aRecordThatIsNoObjectIsRejected() async throws {
        for record in ["null", "[1]", "\"x\"", "7"] {
            let line = "{\"type\": \"RECORD\", \"stream\": \"person\", \"record\": \(record)}"
            let (found, _) = try await run(try FakeTap([schema, line, one]))
            #expect(found.rows.count == 1)
            #expect(found.rejects.map(\.reason) == [.badJSON], "\(record)")
        }
    }

    // MARK: What is complete

    /// Messages, what the tap says on standard error, the setting, the state, and whether all is there then.
    private static let proofs:
        [(lines: [String], errors: String, by: String, state: String?, isComplete: Bool)] = {
            let record = FakeTap.record("\"id\": 1")
            let (start, active) = (FakeTap.schema(["id"]), FakeTap.activate(7))
            func count(_ value: Int, _ tag: String) -> String {
                "INFO METRIC: {\"type\": \"counter\", \"metric\": \"record_count\", \"value\": \(value), \"tags\": {\(tag)}}"
            }
            let (mine, house) = ("\"endpoint\": \"person\"", "\"stream\": \"house\"")
            return [
                ([start, record], "", "auto", nil, false),
                ([start, record], "", "exit", nil, true),
                ([start, record, active], "", "auto", nil, true),
                ([start, record, active], "", "auto", "{}", true),
                ([start, active, record, active], "", "auto", nil, true),
                ([start, active, record], "", "auto", nil, false),
                ([start, record, active, record], "", "auto", nil, false),
                ([start, record, FakeTap.activate(7, of: "house")], "", "auto", nil, false),
                ([start, active], "", "auto", nil, false),
                ([start, record, active], "", "record_count", nil, false),
                ([start, record, record], count(2, mine), "auto", nil, true),
                ([start, record, record], count(2, mine), "auto", "{}", false),
                ([start, record, record], count(2, mine), "record_count", "{}", true),
                ([start, record, record], count(2, mine), "activate_version", nil, false),
                ([start, record, record], count(1, mine) + "\n" + count(1, mine), "auto", nil, true),
                ([start, record, record], count(3, mine), "auto", nil, false),
                ([start, record, record], count(2, mine) + "\n" + count(9, house), "auto", nil, true),
                ([start, record, record], count(2, ""), "auto", nil, true),
                (
                    [start, record, active],
                    "METRIC: {\"metric\": \"sync_duration\", \"value\": 1, \"tags\": {\"status\": \"failed\"}}",
                    "auto",
                    nil, false
                ),
            ]
        }()

    @Test(arguments: proofs.indices) func onlyAProofMakesAReadingComplete(_ index: Int) async throws {
        let proof = Self.proofs[index]
        let tap = try FakeTap(proof.lines, start: "cat errors >&2")
        try tap.folder.write("errors", proof.errors + "\n")
        let (_, reading) = try await run(tap, ["complete_by": proof.by], from: proof.state)
        #expect(reading.isComplete == proof.isComplete)
        #expect(reading.remarks.contains { $0.contains("not known to be complete") } == !proof.isComplete)
    }

    // MARK: State

    @Test func theLastStateIsTheCheckpoint() async throws {
        let value = #"{"bookmarks":{"person":{"at":12345678901234567890.10}}}"#
        let tap = try FakeTap([schema, FakeTap.state("{\"a\":1}"), one, FakeTap.state(value), two])
        #expect(try await run(tap).1.checkpoint == value)
    }

    @Test func theCheckpointIsGivenToTheTapAsItWas() async throws {
        let tap = try FakeTap(
            [schema, one],
            start: """
                while [ $# -gt 0 ]; do [ "$1" = --state ] && cp "$2" seen-state; shift; done
                stat -c %a seen-state > seen-mode
                """)
        let (_, reading) = try await run(tap, from: #"{"x": "张三"}"#)
        #expect(
            try String(contentsOfFile: "\(tap.folder.path)/seen-state", encoding: .utf8) == #"{"x": "张三"}"#)
        #expect(reading.checkpoint == #"{"x": "张三"}"#, "a tap without STATE goes on from the same")
        #expect(try await run(try FakeTap([schema, one])).1.checkpoint == nil)
    }

    // MARK: How a tap is run

    @Test func theTapGetsPrivateCopiesAndACleanEnvironment() async throws {
        let tap = try FakeTap(
            [schema, one],
            start: """
                echo "$@" > seen; env > seen-env; stat -c '%a %n' "$2" "$(dirname "$2")" >> seen
                cmp "$2" my-config.json || exit 9; cmp "$4" my-catalog.json || exit 9
                echo changed > "$2"
                """)
        try tap.folder.write("my-config.json", "{\"password\": \"SECRET\"}")
        try tap.folder.write("my-catalog.json", "{}")
        let connector = try tap.connector(
            ["config": "my-config.json", "catalog": "my-catalog.json"], environment: ["TZ": "Asia/Shanghai"])
        #expect(try await read(connector).rows.count == 1)
        let seen = try String(contentsOfFile: "\(tap.folder.path)/seen", encoding: .utf8).split(
            separator: "\n")
        #expect(seen[0].hasPrefix("--config /"))
        #expect(seen[1].hasPrefix("600 ") && seen[2].hasPrefix("700 "))
        let folder = try #require(seen[2].split(separator: " ").last)
        #expect(!FileManager.default.fileExists(atPath: String(folder)))
        let names = try String(contentsOfFile: "\(tap.folder.path)/seen-env", encoding: .utf8).split(
            separator: "\n"
        )
        .map { String($0.prefix { $0 != "=" }) }
        #expect(
            Set(names).subtracting(["PATH", "HOME", "LANG", "TZ", "PWD", "OLDPWD", "SHLVL", "_"]).isEmpty,
            "\(names)")
        #expect(names.contains("TZ"))
        #expect(
            try String(contentsOfFile: "\(tap.folder.path)/my-config.json", encoding: .utf8).contains(
                "SECRET"))
    }

    @Test func aCommandIsDividedWithoutAShell() async throws {
        let tap = try FakeTap([schema], start: "printf '%s|' \"$@\" > seen")
        for command in [#"/bin/sh tap.sh "a b" '$HOME' x"y"z ''"#, #"  /bin/sh  tap.sh 'a b' $HOME xyz "" "#]
        {
            _ = try await read(tap.connector(["command": command]))
            #expect(
                try String(contentsOfFile: "\(tap.folder.path)/seen", encoding: .utf8) == "a b|$HOME|xyz||")
        }
        #expect(throws: ConnectorError.self) { try tap.connector(["command": "sh 'x"]) }
    }

    @Test func whatTheTapSaysCanBeKept() async throws {
        let tap = try FakeTap([schema], start: "echo hello >&2")
        _ = try await read(tap.connector(["log": "tap.log"]))
        #expect(try String(contentsOfFile: "\(tap.folder.path)/tap.log", encoding: .utf8) == "hello\n")
    }

    // MARK: How a tap fails

    @Test func anExitCodeFailsTheReadingAndNamesTheException() async throws {
        let tap = try FakeTap(
            [schema, one],
            ending: "echo 'psycopg2.OperationalError: password SECRET' >&2; echo 'SECRET: x' >&2; exit 1")
        let error = try await #require(throws: ConnectorError.self) { try await run(tap) }
        #expect(error.message.contains("code 1") && error.message.contains("(psycopg2.OperationalError)"))
        #expect(!error.message.contains("SECRET"))
    }

    @Test func aTapThatASignalEndedHasFailed() async throws {
        let tap = try FakeTap([schema, one], ending: "kill -9 $$")
        await fails(.queryFailed, naming: ["signal 9"]) { _ = try await run(tap) }
    }

    @Test func aLineThatIsCutOffFailsTheReading() async throws {
        let tap = try FakeTap([schema, one], ending: "printf '%s' '{\"type\": \"STATE\", \"value\": {}}'")
        await fails(.malformed, naming: ["cut off", "line 3"]) { _ = try await run(tap) }
    }

    @Test func aTapThatSaysNothingOfTheStreamFailsTheReading() async throws {
        for lines in [[], [FakeTap.schema(["x"], of: "house")], [one]] {
            let tap = try FakeTap(lines)
            await fails(.notFound, naming: ["`person`", "SCHEMA", "catalog"]) { _ = try await run(tap) }
            await fails(.notFound, naming: ["`person`"]) { _ = try await tap.connector().columns() }
        }
    }

    @Test func filesOfRecordsAreNotSupported() async throws {
        let tap = try FakeTap([schema, "{\"type\": \"BATCH\", \"stream\": \"person\", \"manifest\": []}"])
        await fails(.malformed, naming: ["BATCH", "`batch_config`"]) { _ = try await run(tap) }
    }

    @Test func aTapThatTakesTooLongHasFailedWhateverItSays() async throws {
        // It ends well on the friendly signal, as some taps do.
        let tap = try FakeTap(
            [schema, one, FakeTap.activate(1)], ending: "trap 'exit 0' TERM; sleep 3600 & wait")
        await fails(.timedOut, naming: ["1 s", "`timeout`"]) { _ = try await run(tap, ["timeout": "1"]) }
    }

    @Test func aTapThatIgnoresTheFriendlySignalIsEndedAllTheSame() async throws {
        let tap = try FakeTap([schema], ending: "trap '' TERM; echo $$ > pid; while :; do sleep 0.1; done")
        let start = ContinuousClock.now
        await fails(.timedOut, naming: ["`timeout`"]) {
            _ = try await tap.connector(["timeout": "1"], grace: .milliseconds(300)).read { _ in }
        }
        #expect(ContinuousClock.now - start < .seconds(1800))
        let pid = try String(contentsOfFile: "\(tap.folder.path)/pid", encoding: .utf8).split(
            separator: "\n")[0]
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(pid)/cwd"))
    }

    @Test func aTapThatIsCancelledEndsAtOnce() async throws {
        let tap = try FakeTap([schema, one], ending: "sleep 3600")
        let connector = try tap.connector()
        let start = ContinuousClock.now
        let task = Task { try await read(connector) }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(1800))
    }

    @Test func aGrandchildThatHoldsTheOutputFailsTheReading() async throws {
        let tap = try FakeTap([schema, one], ending: "sleep 3600 & exit 0")
        let start = ContinuousClock.now
        await fails(.queryFailed, naming: ["kept its output open"]) {
            _ = try await read(tap.connector(patience: .milliseconds(500)))
        }
        #expect(ContinuousClock.now - start < .seconds(1800))
    }

    @Test func aGrandchildThatFledTheGroupIsNotWaitedFor() async throws {
        let tap = try FakeTap([schema, one], ending: "setsid sleep 3600 & echo $! > pid; exit 0")
        await fails(.queryFailed, naming: ["kept its output open"]) {
            _ = try await read(tap.connector(grace: .milliseconds(300), patience: .milliseconds(500)))
        }
        let pid = try String(contentsOfFile: "\(tap.folder.path)/pid", encoding: .utf8)
        #expect(try shell("/bin/kill", [String(pid.dropLast())]).code == 0)
    }

    @Test func aMissingConfigurationIsNamed() async throws {
        let tap = try FakeTap([schema])
        await fails(.notFound, naming: ["absent.json", "`config`"]) {
            _ = try await run(tap, ["config": "absent.json"])
        }
    }
}
