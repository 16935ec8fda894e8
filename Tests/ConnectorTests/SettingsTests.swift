import HubConnect
import HubModel
import Testing

/// The `settings` object of a feed against what a connector declares.
@Suite struct SettingsTests {
    static let declarations = [
        SettingDeclaration("path", .path, required: true, help: "the file"),
        SettingDeclaration("delimiter", .character, default: ",", help: "between fields"),
        SettingDeclaration("header", .boolean, default: "true", help: "names the columns"),
        SettingDeclaration("limit", .integer(1...100), default: "10", help: "how many"),
        SettingDeclaration("mode", .choice(["fast", "Safe"]), default: "fast", help: "how"),
        SettingDeclaration("password", .text, help: "a secret"),
        SettingDeclaration("namespaces", .dictionary, help: "prefixes"),
    ]

    @Test func defaultsFillWhatIsNotGiven() {
        let (settings, diagnostics) = check([("path", .string("a.csv"))])
        #expect(diagnostics.isEmpty)
        #expect(settings.text("path") == "a.csv")
        #expect(settings.byte("delimiter") == 0x2C)
        #expect(settings.flag("header"))
        #expect(settings.integer("limit") == 10)
        #expect(settings.text("mode") == "fast")
        #expect(settings.text("password") == nil)
        #expect(settings.dictionary("namespaces").isEmpty)
    }

    @Test func everyKindTakesItsValues() {
        let (settings, diagnostics) = check([
            ("path", .string("a.csv")), ("delimiter", .string("\\t")), ("header", .bool(false)),
            ("limit", .number("100")), ("mode", .string("SAFE")), ("password", .string("p")),
            ("namespaces", object([("h", Node(.string("urn:h"), at: here))]).value),
        ])
        #expect(diagnostics.isEmpty)
        #expect(settings.byte("delimiter") == 0x09)
        #expect(!settings.flag("header"))
        #expect(settings.integer("limit") == 100)
        #expect(settings.text("mode") == "Safe", "a word of a choice is spelt as declared")
        #expect(settings.dictionary("namespaces") == ["h": "urn:h"])
    }

    @Test(arguments: [
        ("path", Node.Value.string(""), "setting `path` must be a path"),
        ("path", .array([]), "setting `path` must be a path, found a list"),
        ("path", .null, "setting `path` must be a path, found null"),
        ("delimiter", .string(",,"), "setting `delimiter` must be one ASCII character"),
        ("delimiter", .string("，"), "setting `delimiter` must be one ASCII character"),
        ("delimiter", .string("é"), "setting `delimiter` must be one ASCII character"),
        ("delimiter", .string(""), "setting `delimiter` must be one ASCII character"),
        ("header", .string("yes"), "setting `header` must be true or false"),
        ("header", .number("1"), "setting `header` must be true or false"),
        ("limit", .number("0"), "setting `limit` must be a whole number from 1 to 100"),
        ("limit", .number("101"), "setting `limit` must be a whole number from 1 to 100"),
        ("limit", .number("1.5"), "setting `limit` must be a whole number from 1 to 100"),
        ("limit", .string("99999999999999999999"), "setting `limit` must be a whole number from 1 to 100"),
        ("mode", .string("slow"), "setting `mode` must be one of fast, Safe"),
        ("namespaces", .string("h"), "setting `namespaces` must be an object of texts, found a string"),
        ("namespaces", .array([]), "setting `namespaces` must be an object of texts, found a list"),
    ])
    func wrongValuesAreReported(_ name: String, _ value: Node.Value, _ message: String) {
        let given = name == "path" ? [(name, value)] : [("path", .string("a.csv")), (name, value)]
        let (_, diagnostics) = check(given)
        #expect(diagnostics.entries.map(\.message) == [message])
    }

    @Test func aDictionaryHoldsTextsOnly() {
        let bad = object([("h", Node(.number("1"), at: here))]).value
        let (settings, diagnostics) = check([("path", .string("a")), ("namespaces", bad)])
        #expect(diagnostics.entries.count == 1)
        #expect(settings.dictionary("namespaces").isEmpty)
    }

    @Test func everyMistakeIsReportedAtOnce() {
        let (_, diagnostics) = check([
            ("pth", .string("a")), ("limit", .number("0")), ("wholly_unknown", .null), ("header", .null),
        ])
        #expect(
            diagnostics.entries.map(\.message) == [
                "unknown setting `pth`", "setting `limit` must be a whole number from 1 to 100",
                "unknown setting `wholly_unknown`", "setting `header` must be true or false, found null",
                "setting `path` is missing",
            ])
        #expect(diagnostics.entries.first?.hint == "did you mean `path`?")
        #expect(
            diagnostics.entries.dropFirst(2).first?.hint.hasPrefix("known settings: path, delimiter") == true)
        #expect(diagnostics.entries.last?.hint == "the file")
    }

    @Test func aFeedWithoutSettingsLacksWhatIsRequired() {
        var diagnostics = Diagnostics()
        let owner = SourceLocation(file: "feed.json5", line: 7, column: 3)
        _ = Settings(
            nil, declared: Self.declarations, environment: [:], owner: owner, diagnostics: &diagnostics)
        #expect(diagnostics.entries.map(\.location) == [owner])
    }

    @Test func settingsThatAreNoObjectAreReported() {
        var diagnostics = Diagnostics()
        _ = Settings(
            Node(.string("a.csv"), at: here), declared: Self.declarations, environment: [:], owner: here,
            diagnostics: &diagnostics)
        #expect(diagnostics.entries.map(\.message) == ["`settings` must be an object, found a string"])
    }

    @Test func aSettingGivenTwiceIsReported() {
        let (_, diagnostics) = check([("path", .string("a.csv")), ("path", .string("b.csv"))])
        #expect(diagnostics.entries.map(\.message) == ["setting `path` is given twice"])
    }

    // MARK: Variables

    @Test func variablesAreReplaced() {
        let environment = ["HOME": "/home/x", "NAME": "${HOME}", "N": "42"]
        for (given, wanted) in [
            ("${HOME}/a.csv", "/home/x/a.csv"), ("a", "a"), ("${NAME}", "${HOME}"), ("$HOME", "$HOME"),
            ("${HOME", "${HOME"), ("a${HOME}b${N}c", "a/home/xb42c"), ("100%", "100%"), ("{HOME}", "{HOME}"),
        ] {
            let (settings, diagnostics) = check([("path", .string(given))], environment: environment)
            #expect(diagnostics.isEmpty)
            #expect(settings.text("path") == wanted)
            #expect(settings.unsetVariables.isEmpty)
        }
        #expect(
            check([("path", .string("a")), ("limit", .string("${N}"))], environment: environment)
                .settings.integer("limit") == 42)
    }

    @Test func variablesInDictionariesAreReplacedToo() {
        let entries = object([("h", Node(.string("urn:${N}"), at: here))]).value
        let (settings, _) = check(
            [("path", .string("a")), ("namespaces", entries)], environment: ["N": "42"])
        #expect(settings.dictionary("namespaces") == ["h": "urn:42"])
    }

    @Test func unsetVariablesAreKeptForWhoeverRunsTheFeed() {
        let (settings, diagnostics) = check(
            [("path", .string("${A}/${B}")), ("password", .string("${PASSWORD}"))],
            environment: ["B": "", "C": "c"])
        #expect(settings.unsetVariables == ["A", "B", "PASSWORD"])
        #expect(diagnostics.isEmpty, "`check` runs without the secrets of the night")
    }

    @Test func anUnsetVariableExcusesItsOwnSettingOnly() {
        let (_, diagnostics) = check([
            ("path", .string("${A}")), ("limit", .string("${B}")), ("header", .string("maybe")),
        ])
        #expect(diagnostics.entries.map(\.message) == ["setting `header` must be true or false"])
    }

    @Test func messagesDoNotRepeatValues() {
        let (_, diagnostics) = check(
            [("path", .string("a")), ("limit", .string("${SECRET}"))], environment: ["SECRET": "hunter2"])
        #expect(diagnostics.entries.count == 1)
        #expect(!diagnostics.entries.contains { $0.description.contains("hunter2") })
    }

    private func check(
        _ members: [(String, Node.Value)], environment: [String: String] = [:]
    ) -> (settings: Settings, diagnostics: Diagnostics) {
        var diagnostics = Diagnostics()
        let node = object(members.map { ($0.0, Node($0.1, at: here)) })
        let settings = Settings(
            node, declared: Self.declarations, environment: environment, owner: here,
            diagnostics: &diagnostics)
        return (settings, diagnostics)
    }
}
