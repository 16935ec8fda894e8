import Foundation
import HubEngine
import HubModel
import TestSupport
import Testing

/// I15, I16, I18: texts, numbers and dates that have broken other programs.
@Suite struct HostileValueTests {
    typealias Night = HostileNight

    /// Of our own choice, in the classes that lists of such strings have.
    static let strings: [String] = [
        // words that programs take for something else
        "undefined", "null", "NULL", "nil", "None", "true", "FALSE", "NaN", "Infinity", "-Infinity", "0x1F",
        "1e9",
        "1/0", "con", "aux", "COM1", "hasOwnProperty", "__proto__", "constructor",
        // numbers
        "0", "-0", "+1", "1.", ".5", "1,000,000.00", "１２３", "٣٤٥", "99999999999999999999999999",
        // Unicode: combining, invisible, other directions, beyond the first plane, private, unassigned
        "e\u{301}", "\u{E9}", "\u{200B}零\u{200B}宽", "\u{202E}倒序", "\u{2066}孤\u{2069}立", "مرحبا", "שלום",
        "ไทย",
        "𠮷野家", "👨‍👩‍👧‍👦", "🇨🇳", "Z\u{36F}\u{36F}\u{36F}\u{36F}\u{36F}", "\u{FEFF}开头", "\u{E000}", "\u{FFFE}",
        "\u{10FFFF}",
        "ﬁ", "İ", "ß", "ǅ", "\u{1F}\u{7F}", "\u{85}\u{2028}\u{2029}", "\u{3000}空 格\u{A0}",
        // what other languages run
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "\"><b>", "&#60;",
        "]]>",
        "'; DROP TABLE person;--", "1 OR 1=1", "\" OR \"\"=\"", "$(touch /tmp/x)", "`id`", "; ls", "| cat",
        "%s%n%d",
        "{{7*7}}", "${7*7}", "#{7*7}", "../../etc/passwd", "file:///etc/passwd", "\\\\host\\share", "%00",
        "\\N", "\\.",
        // formulas
        "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "\t=1+1", "'=1+1",
        "=HYPERLINK(\"http://x\")",
    ]

    @Test func i15NaughtyTextsAreTakenOrRefusedButDamageNothing() async throws {
        #expect(Self.strings.count >= 60)
        let night = try await Night()
        let rows = Self.strings.enumerated().map { number, text in
            CSVField.line(["\(1000 + number)", text, text, text, text]) + "\n"
        }
        let feed = try await night.deliver(Night.good + rows.joined())
        #expect(feed.status == .read)
        #expect((feed.new, feed.rejected, feed.unchanged) == (Self.strings.count, 0, Night.count))
        // Still the same tables, and the same again tomorrow.
        #expect(
            try night.workspace.sql("select count(*) from record") == ["\(Night.count + Self.strings.count)"])
        let again = try await night.workspace.run { $0.isFull = true }
        #expect(try again.feed("people").changed == Night.count + Self.strings.count)
        // What is published can be read back as it stands in the store.
        let names = try night.workspace.sql("select count(*) from person where name is not null")
        let file = night.workspace.folder.path + "/published/current/list.csv"
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\r\n").count - 1
        #expect(lines >= Int(names[0]) ?? .max)
    }

    @Test func i16FormulasArePublishedAsTheTextsTheyAre() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good + "901,=cmd|' /C calc'!A0,,,\n")
        #expect(feed.new == 1)
        // A published CSV is read by programs: no value is changed. `docs/bad-input.md` says what to do with it.
        let stored = try night.workspace.sql("select name from person where name like '%calc%'")
        let file = night.workspace.folder.path + "/published/current/list.csv"
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains(stored[0]))
    }

    /// Column, text, reason of the refusal.
    static let values: [(String, String, String)] = [
        ("id", "3.30211E+17", "lost-precision"), ("id", "1e400", "wrong-shape"), ("id", "-0", "wrong-shape"),
        ("id", "11010519491231002Y", "wrong-shape"), ("id", "110105194912310021", "bad-check-digit"),
        ("id", "1101051949123100", "wrong-length"), ("birth", "2026-02-30", "no-such-date"),
        ("birth", "1990-13-01", "no-such-date"), ("birth", "1990-00-10", "no-such-date"),
        ("birth", "19900231", "no-such-date"), ("birth", "1e5", "wrong-shape"),
        ("birth", "1990-01-01T99:99:99 or so", "wrong-shape"),
    ]

    @Test(arguments: values) func i18ImpossibleValueIsRefusedAndTheRecordTaken(
        _ column: String, _ text: String, _ reason: String
    ) async throws {
        let night = try await Night()
        let row = ["901", "丁一", column == "id" ? text : "", column == "birth" ? text : "", "示范路901号"]
        let feed = try await night.deliver(Night.good + CSVField.line(row) + "\n")
        #expect((feed.new, feed.rejected, feed.rejectedValues) == (1, 0, 1))
        #expect(
            try night.workspace.sql("select reason, source_column from reject") == ["\(reason)|\(column)"])
    }

    @Test func i18NumbersStayTexts() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good + "901,丁一,１１０１０５１９４９１２３１００２ｘ,0001-01-01,\n")
        #expect(feed.new == 1)
        #expect(
            try night.workspace.sql("select resident_id, birth_date from person where name = '丁一'") == [
                "11010519491231002X|1949-12-31"
            ])
    }
}
