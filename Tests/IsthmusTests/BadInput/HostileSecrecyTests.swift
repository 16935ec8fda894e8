import HubEngine
import TestSupport
import Testing

/// Whatever a delivery holds, none of it is on a terminal or in a log.
@Suite struct HostileSecrecyTests {
    typealias Night = HostileNight

    static let deliveries: [(String, String)] = [
        ("refused records", Night.good + "901,欧阳密语\n902,密\"语,,,\n900,密\0语,,,\n" + Night.secretRecord),
        (
            "refused values",
            Night.good + "901,欧阳密语,\(residentNumber("19850505", 77).dropLast())0,1985-05-50,密道\n"
        ),
        ("an open quote", Night.good + "901,\"欧阳密语,,1985-05-05,密道\n"),
        ("no header", Night.secretRecord + Night.rows),
        ("a key twice", Night.good + Night.secretRecord + Night.secretRecord),
    ]

    @Test(arguments: deliveries) func noValueIsPrintedByAnyVerbThatReports(_ name: String, _ text: String)
        async throws
    {
        let night = try await Night()
        try night.workspace.folder.write("people.csv", text)
        let folder = night.workspace.folder.path
        let verbs: [[String]] = [
            ["check", "--connect"], ["run", "--dry-run"], ["run"], ["run", "--full"], ["runs"],
            ["runs", "--format", "json"], ["quarantine", "list"], ["quarantine", "list", "--count"],
        ]
        for verb in verbs {
            let result = try shell(isthmusBinary, ["-C", folder] + verb)
            for secret in Night.secrets {
                #expect(!result.output.contains(secret), "\(verb) prints a value")
                #expect(!result.errors.contains(secret), "\(verb) logs a value")
            }
        }
    }
}
