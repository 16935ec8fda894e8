import Connectors
import Foundation
import HubConnect
import HubModel
import Testing

/// The contract of `Connector`, line by line, for every connector.
@Suite struct ConnectorContractTests {
    /// The example of the README is held to it like all others.
    static let available = connectorCases.filter(\.isAvailable) + [FixedWidthCase()]

    @Test func everyConnectorHasACase() {
        #expect(connectorCases.map { $0.type.name } == ConnectorRegistry.names)
    }

    // MARK: What arrives

    @Test(arguments: available.map(Described.init)) func deliversABatchOfNoRowsForAnEmptySource(
        _ described: Described
    ) async throws {
        let source = try await described.item.source(columns: ["id", "name"], rows: [])
        let reading = try await read(source.connector)
        #expect(reading.batches.count == 1)
        #expect(reading.columns == ["id", "name"])
        #expect(reading.rows.isEmpty)
        #expect(try await source.connector.columns() == ["id", "name"])
    }

    @Test(arguments: available.map(Described.init)) func keepsOrderAndNumbersRecordsFromOne(
        _ described: Described
    ) async throws {
        let rows = (1...50).map { ["\($0 * 7 % 50)", "value \($0)"] }
        let source = try await described.item.source(columns: ["id", "name"], rows: rows)
        let reading = try await read(source.connector)
        #expect(reading.rows == rows)
        #expect(reading.positions.map(\.ordinal) == Array(1...50))
    }

    @Test(arguments: available.map(Described.init)) func carriesEveryNastyValueUnchanged(
        _ described: Described
    ) async throws {
        let values = nastyValues.filter(described.item.holds(value:))
        try #require(values.count >= 20)
        let rows = values.enumerated().map { ["\($0.offset)", $0.element, "end"] }
        let source = try await described.item.source(columns: ["id", "value", "last"], rows: rows)
        let reading = try await read(source.connector)
        #expect(reading.rows == rows)
        #expect(reading.rejects.isEmpty)
    }

    @Test(arguments: available.map(Described.init)) func carriesNastyColumnNamesUnchanged(
        _ described: Described
    ) async throws {
        let names = nastyNames.filter(described.item.holds(columnName:))
        try #require(names.count >= 3)
        let rows = [names.indices.map { "value \($0)" }]
        let source = try await described.item.source(columns: names, rows: rows)
        let reading = try await read(source.connector)
        #expect(reading.columns == names)
        #expect(reading.rows == rows)
    }

    @Test(arguments: available.map(Described.init)) func tellsMissingFromEmptyIfTheFormatDoes(
        _ described: Described
    ) async throws {
        let given: [[String?]] = [["1", ""], ["2", described.item.holdsMissing ? nil : ""], ["3", "x"]]
        let source = try await described.item.source(columns: ["id", "value"], rows: given)
        #expect(try await read(source.connector).rows == given)
    }

    @Test(arguments: available.map(Described.init)) func deliversManyRowsInSeveralBatchesOfBoundedSize(
        _ described: Described
    ) async throws {
        let rows = (1...20_000).map { ["\($0)", "宁波市镇海区第\($0)号"] }
        let source = try await described.item.source(columns: ["id", "address"], rows: rows)
        let reading = try await read(source.connector)
        #expect(reading.batches.count >= 2)
        #expect(reading.batches.allSatisfy { $0.positions.count + $0.rejects.count <= 8192 })
        #expect(reading.batches.allSatisfy { $0.columns == ["id", "address"] })
        #expect(reading.rows == rows)
        #expect(reading.positions.map(\.ordinal) == Array(1...20_000))
    }

    @Test(arguments: available.map(Described.init)) func readsTheSameTwice(_ described: Described)
        async throws
    {
        let rows = (1...100).map { ["\($0)", "姓名\($0)"] }
        let source = try await described.item.source(columns: ["id", "name"], rows: rows)
        let first = try await read(source.connector)
        let second = try await read(source.connector)
        #expect(first.rows == second.rows)
        #expect(first.positions == second.positions)
    }

    @Test(arguments: available.map(Described.init)) func everyBatchIsWellFormed(
        _ described: Described
    ) async throws {
        let rows = nastyValues.filter(described.item.holds(value:)).map { [$0, "x"] }
        let source = try await described.item.source(columns: ["value", "x"], rows: rows)
        for batch in try await read(source.connector).batches {
            #expect(batch.table.width == batch.columns.count)
            #expect(batch.table.rowCount == batch.positions.count)
            for cell in batch.table.cells where !cell.isMissing {
                try #require(cell.range.upperBound <= batch.table.arena.count)
                #expect(String(validating: batch.table.arena[cell.range], as: UTF8.self) != nil)
            }
        }
    }

    // MARK: What is broken

    @Test(arguments: available.map(Described.init)) func aBrokenRecordIsARejectAndReadingGoesOn(
        _ described: Described
    ) async throws {
        let secret = "SECRET-4711"
        guard let source = try await described.item.sourceWithBrokenRecord(secret: secret) else {
            #expect(described.item.type.name == "postgresql", "only databases cannot hold broken records")
            return
        }
        let reading = try await read(source.connector)
        #expect(reading.rows == [["a"], ["b"]])
        #expect(reading.positions.map(\.ordinal) == [1, 3])
        let reject = try #require(reading.rejects.first)
        #expect(reading.rejects.count == 1)
        #expect(reject.position.ordinal == 2)
        #expect(!reject.detail.isEmpty)
        #expect(!reject.detail.contains(secret))
        #expect(reject.raw.contains(secret))
    }

    @Test(arguments: available.map(Described.init)) func aBrokenSourceThrowsWithoutSayingWhatItHolds(
        _ described: Described
    ) async throws {
        let source = try await described.item.brokenSource(secret: "SECRET-4711")
        let error = try await #require(throws: ConnectorError.self) { try await read(source.connector) }
        #expect(!error.message.isEmpty)
        #expect(!error.message.contains("SECRET-4711"))
    }

    @Test(arguments: available.map(Described.init)) func aMissingSourceIsNamed(_ described: Described)
        async throws
    {
        let (source, name) = try await described.item.missingSource()
        let reading = try await #require(throws: ConnectorError.self) { try await read(source.connector) }
        #expect(reading.message.contains(name))
        let looking = try await #require(throws: ConnectorError.self) { try await source.connector.columns() }
        #expect(looking.message.contains(name))
    }

    // MARK: How reading ends

    @Test(arguments: available.map(Described.init)) func anErrorOfTheReceiverStopsTheReadingAndArrives(
        _ described: Described
    ) async throws {
        let rows = (1...20_000).map { ["\($0)"] }
        let source = try await described.item.source(columns: ["id"], rows: rows)
        var deliveries = 0
        await #expect(throws: StopReading.self) {
            try await source.connector.read { _ in
                deliveries += 1
                throw StopReading()
            }
        }
        #expect(deliveries == 1)
    }

    @Test(arguments: available.map(Described.init)) func cancellationIsNoticedBetweenBatches(
        _ described: Described
    ) async throws {
        let rows = (1...40_000).map { ["\($0)"] }
        let source = try await described.item.source(columns: ["id"], rows: rows)
        let task = Task {
            var deliveries = 0
            do {
                try await source.connector.read { _ in
                    deliveries += 1
                    withUnsafeCurrentTask { $0?.cancel() }
                }
                return (deliveries, false)
            } catch {
                return (deliveries, error is CancellationError)
            }
        }
        let (deliveries, isCancelled) = await task.value
        #expect(deliveries == 1)
        #expect(isCancelled)
    }

    // MARK: Settings and documentation

    @Test(arguments: ConnectorRegistry.names) func aMisspeltSettingIsADiagnosticWithTheNearestName(
        _ name: String
    ) throws {
        let type = try #require(ConnectorRegistry.named(name))
        let known = try #require(type.settings.first { $0.name.count >= 4 })
        var misspelt = known.name
        misspelt.removeLast()
        misspelt.append("q")
        var diagnostics = Diagnostics()
        _ = Settings(
            object([(misspelt, Node(.string("x"), at: here))]), declared: type.settings, environment: [:],
            owner: here, diagnostics: &diagnostics)
        let entry = try #require(diagnostics.entries.first { $0.message.contains("`\(misspelt)`") })
        #expect(entry.hint == "did you mean `\(known.name)`?")
    }

    @Test func registryFolderAndReadmeAgree() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Connectors")
        let files: [String] = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix("Connector.swift") }.sorted()
        #expect(files == ConnectorRegistry.all.map { "\($0).swift" }.sorted())
        let readme = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
        for type in ConnectorRegistry.all {
            let section = readme.components(separatedBy: "\n## ").first { $0.hasPrefix("\(type.name)\n") }
            let text = try #require(section, "README.md has no heading `## \(type.name)`")
            for setting in type.settings {
                #expect(text.contains("`\(setting.name)`"), "`\(setting.name)` is not described")
            }
        }
    }

    /// Whoever copies it gets what is compiled and tested here.
    @Test func theExampleOfTheReadmeIsTheOneThatIsTested() throws {
        let file = URL(fileURLWithPath: #filePath)
        let root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(
            contentsOf: root.appendingPathComponent("Connectors/README.md"), encoding: .utf8)
        let example = try String(
            contentsOf: file.deletingLastPathComponent().appendingPathComponent("FixedWidthConnector.swift"),
            encoding: .utf8)
        let lines = example.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count < 100)
        #expect(readme.contains(lines.map { $0.isEmpty ? "" : "   \($0)" }.joined(separator: "\n")))
    }

    @Test(arguments: ConnectorRegistry.names) func namesAndSummariesAreFitForPrinting(_ name: String) throws {
        let type = try #require(ConnectorRegistry.named(name))
        #expect((10...100).contains(type.summary.count))
        #expect(Set(type.settings.map(\.name)).count == type.settings.count)
        for setting in type.settings { #expect(!setting.help.isEmpty, "`\(setting.name)` has no help") }
        #expect(ConnectorRegistry.named("no-such-connector") == nil)
    }
}
