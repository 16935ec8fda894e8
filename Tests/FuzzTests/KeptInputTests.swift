import Foundation
import FuzzOracles
import Testing

/// Every input that fuzzers start from, and every one that once broke a law, keeps all laws.
@Suite struct KeptInputTests {
    static let home = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fuzz")

    /// The inputs of one fuzzer, by name.
    static func inputs(_ fuzzer: String) throws -> [(name: String, bytes: [UInt8])] {
        var inputs: [(name: String, bytes: [UInt8])] = []
        for kind in ["Seeds", "Found"] {
            let folder = home.appendingPathComponent("\(kind)/\(fuzzer)")
            // Where nothing was found there is no folder.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            for name in names.sorted() {
                let file = folder.appendingPathComponent(name)
                inputs.append(("\(kind)/\(fuzzer)/\(name)", try Array(Data(contentsOf: file))))
            }
        }
        return inputs
    }

    /// Tells which input broke which law.
    private func replay(_ fuzzer: String, _ check: ([UInt8]) async throws -> Void) async throws {
        let inputs = try Self.inputs(fuzzer)
        #expect(inputs.count >= 5)
        for (name, bytes) in inputs {
            do {
                try await check(bytes)
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    @Test func delimitedTextKeepsItsLaws() async throws {
        let oracle = try CSVOracle()
        try await replay("csv") { try await oracle.check($0) }
    }

    @Test func documentsKeepTheirLaws() async throws {
        let oracle = try XMLOracle()
        try await replay("xml") { try await oracle.check($0) }
    }

    @Test func mappingFilesAndRecordsKeepTheirLaws() async throws {
        let oracle = try MappingOracle()
        try await replay("mapping") { try oracle.check($0) }
    }

    @Test func encodingsKeepTheirLaws() async throws {
        let oracle = TextOracle()
        try await replay("text") { try oracle.check($0) }
    }

    @Test func recordsOfJSONKeepTheirLaws() async throws {
        let oracle = try JSONRecordsOracle()
        try await replay("json") { try await oracle.check($0) }
    }

    @Test func archivesKeepTheirLaws() async throws {
        let oracle = try ArchiveOracle()
        try await replay("zip") { try await oracle.check($0) }
    }

    /// Seeds and finds are small and of our own making.
    @Test func keptInputsAreSmall() throws {
        for fuzzer in ["csv", "json", "mapping", "text", "xml", "zip"] {
            for (name, bytes) in try Self.inputs(fuzzer) { #expect(bytes.count <= 4096, "\(name)") }
        }
    }
}
