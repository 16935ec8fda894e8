import Foundation
import Testing

/// The house has floors: a target may import only what its arrow allows. SwiftPM does not hold this, since a
/// target can import whatever its dependencies declare; so the import lines are read.
@Suite struct LayeringTests {
    /// Allowed imports of hub modules, by target. System modules are checked apart.
    static let arrows: [String: Set<String>] = [
        "HubModel": [],
        "HubConnect": ["HubModel"],
        "HubMapping": ["HubModel"],
        "HubMatching": ["HubModel"],
        "HubSynth": ["HubModel"],
        "HubSQLite": ["CSQLite"],
        "HubPostgres": ["CLibPQ"],
        "HubXML": ["CLibXML2"],
        "HubHTTP": ["CMicroHTTPD"],
        "HubCrypto": ["CCrypto"],
        "HubStore": ["HubModel", "HubSQLite"],
        "HubPublish": [
            "HubModel", "HubStore", "HubCrypto", "HubConnect", "HubArchive", "HubSQLite", "HubPostgres",
        ],
        "HubWeb": ["HubModel", "HubStore", "HubHTTP"],
        "HubArchive": ["CZlib"],
        "HubFiles": ["HubConnect", "HubArchive"],
        "HubGuess": ["HubModel", "HubMapping", "HubConnect"],
        "Connectors": ["HubModel", "HubConnect", "HubFiles", "HubXML", "HubPostgres", "HubSQLite"],
        "HubEngine": [
            "HubModel", "HubMapping", "HubMatching", "HubStore", "HubPublish", "HubConnect", "HubSQLite",
        ],
        "isthmus": [
            "HubModel", "HubConnect", "HubMapping", "HubMatching", "HubStore", "HubPublish", "HubEngine",
            "HubWeb", "HubGuess", "HubHTTP", "HubSynth", "Connectors",
        ],
    ]

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Folder of each Swift target.
    static func folders() throws -> [(target: String, folder: URL)] {
        let sources = root.appendingPathComponent("Sources")
        let targets = try FileManager.default.contentsOfDirectory(atPath: sources.path)
            .filter { !isSystemLibrary($0, in: sources) }
        return targets.map { ($0, sources.appendingPathComponent($0)) }
            + [("Connectors", root.appendingPathComponent("Connectors"))]
    }

    private static func isSystemLibrary(_ target: String, in sources: URL) -> Bool {
        FileManager.default.fileExists(
            atPath: sources.appendingPathComponent("\(target)/module.modulemap").path)
    }

    static func swiftFiles(in folder: URL) -> [URL] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    }

    static func imports(of file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let keyword = words.firstIndex(of: "import"),
                words[..<keyword].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) })
            else { return nil }
            // `import struct Module.Name` names a kind first.
            let name = words[(keyword + 1)...].first { !kinds.contains($0) }
            return name.flatMap { $0.split(separator: ".").first.map(String.init) }
        }
    }

    private static let modifiers: Set = ["public", "package", "internal", "private", "fileprivate"]
    private static let kinds: Set = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]

    @Test func everyTargetHasItsArrows() throws {
        let targets = Set(try Self.folders().map(\.target))
        #expect(targets.subtracting(Self.arrows.keys).isEmpty, "a target without arrows")
        #expect(targets.count >= 14)
    }

    @Test func importsFollowTheArrows() throws {
        let hub = Set(Self.arrows.keys).union([
            "CSQLite", "CLibPQ", "CLibXML2", "CMicroHTTPD", "CCrypto", "CZlib",
        ])
        var seen = 0
        for (target, folder) in try Self.folders() {
            for file in Self.swiftFiles(in: folder) {
                for module in try Self.imports(of: file) where hub.contains(module) {
                    seen += 1
                    #expect(
                        Self.arrows[target]?.contains(module) == true,
                        "\(target)/\(file.lastPathComponent) imports \(module)")
                }
            }
        }
        #expect(seen > 50, "the test reads import lines")
    }

    @Test func theModelDoesNoInputOrOutput() throws {
        let forbidden = ["FileManager", "FileHandle", "URLSession", "Process(", "Data(contentsOf"]
        for file in Self.swiftFiles(in: Self.root.appendingPathComponent("Sources/HubModel")) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in forbidden { #expect(!text.contains(word), "\(file.lastPathComponent): \(word)") }
        }
    }

    @Test func noFileIsLongerThanSixHundredLines() throws {
        let folders = try Self.folders().map(\.folder) + [Self.root.appendingPathComponent("Tests")]
        var lengths: [Int] = []
        for file in folders.flatMap(Self.swiftFiles) {
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false
            ).count
            #expect(lines <= 601, "\(file.lastPathComponent) has \(lines) lines")
            lengths.append(lines)
        }
        #expect(lengths.count > 50)
    }

    @Test func onlyWrappersImportC() throws {
        let wrappers: Set = ["HubSQLite", "HubPostgres", "HubXML", "HubHTTP", "HubCrypto", "HubArchive"]
        for (target, folder) in try Self.folders() where !wrappers.contains(target) {
            for file in Self.swiftFiles(in: folder) {
                let modules = try Self.imports(of: file)
                #expect(
                    !modules.contains {
                        $0.hasPrefix("CS") || $0.hasPrefix("CLib") || ["CCrypto", "CZlib"].contains($0)
                    })
            }
        }
    }
}
