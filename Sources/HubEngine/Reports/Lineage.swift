import Foundation
import HubMapping
import HubModel
import HubStore

/// Events of runs as OpenLineage has them (<https://openlineage.io/spec/2-0-2/OpenLineage.json>): which feeds went into
/// which datasets, by which run, with what outcome. Names, counts and reasons; never a value of a record.
///
/// A run has one START and then one COMPLETE, FAIL or ABORT (interrupted). A run that was cut off gets its ABORT when
/// the next begins.
struct Lineage {
    private let workspace: Workspace
    /// Jobs and datasets of one hub share it.
    private var namespace: String { "isthmus:\(workspace.name)" }

    init(_ workspace: Workspace) { self.workspace = workspace }

    func start(_ report: RunReport) -> LineageEvent {
        let feeds = workspace.feeds.map { input($0, outcome: nil) }
        return event(
            "START", at: report.startedAt, run: report.run, startedAt: report.startedAt, job: report.job,
            inputs: ["resolve", "replay"].contains(report.job) ? [] : feeds, outputs: [])
    }

    func end(_ report: RunReport) -> LineageEvent {
        let kind =
            switch report.status {
            case .done, .doneWithFailures, .doneOverThreshold: "COMPLETE"
            case .interrupted: "ABORT"
            case .held, .failed, .running: "FAIL"
            }
        let outcomes = Dictionary(report.feeds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let inputs = workspace.feeds.filter { outcomes[$0.name] != nil }.map {
            input($0, outcome: outcomes[$0.name])
        }
        let version = report.publication.split(separator: "/").last.map(String.init) ?? ""
        let outputs = report.datasets.compactMap { published in
            workspace.datasets.first { $0.name == published.name }.map {
                output($0, published, version: version)
            }
        }
        return event(
            kind, at: report.finishedAt, run: report.run, startedAt: report.startedAt, job: report.job,
            error: kind == "COMPLETE" ? nil : report.problems.joined(separator: "; "), inputs: inputs,
            outputs: outputs)
    }

    /// The end of a run that could not tell it.
    func abort(_ run: RunRow, at time: String) -> LineageEvent {
        event(
            "ABORT", at: time, run: run.id, startedAt: run.startedAt, job: run.job,
            error: "the run was cut off",
            inputs: [], outputs: [])
    }

    private func event(
        _ kind: String, at time: String, run: Int64, startedAt: String, job: String, error: String? = nil,
        inputs: [LineageEvent.Dataset], outputs: [LineageEvent.Dataset]
    ) -> LineageEvent {
        var facets: [String: LineageEvent.Facet] = [
            "processing_engine": .init(
                "1-1-1/ProcessingEngineRunFacet",
                ["name": .text("Isthmus"), "version": .text(Release.version)])
        ]
        if let error {
            facets["errorMessage"] = .init(
                "1-0-1/ErrorMessageRunFacet",
                [
                    "message": .text(error.isEmpty ? "the run failed" : error),
                    "programmingLanguage": .text("Swift"),
                ])
        }
        return LineageEvent(
            eventType: kind, eventTime: time,
            run: .init(runId: runID(run, startedAt: startedAt), facets: facets),
            job: .init(
                namespace: namespace, name: job,
                facets: [
                    "jobType": .init(
                        "2-0-3/JobTypeJobFacet",
                        [
                            "processingType": .text("BATCH"), "integration": .text("ISTHMUS"),
                            "jobType": .text("JOB"),
                        ])
                ]), inputs: inputs, outputs: outputs)
    }

    private func input(_ feed: Feed, outcome: RunReport.Feed?) -> LineageEvent.Dataset {
        var facets: [String: LineageEvent.Facet] = [
            "documentation": .init("1-0-1/DocumentationDatasetFacet", ["description": .text(feed.title)]),
            "dataSource": .init("1-0-1/DatasourceDatasetFacet", ["name": .text(feed.system)]),
            "ownership": .init(
                "1-0-1/OwnershipDatasetFacet",
                ["owners": .list([.object(["name": .text(feed.department), "type": .text("OWNER")])])]),
            "schema": .init(
                "1-1-1/SchemaDatasetFacet",
                ["fields": .list(feed.columns.map { .object(["name": .text($0)]) })]),
        ]
        var read: [String: LineageEvent.Facet] = [:]
        if let outcome, outcome.status == .read {
            read["inputStatistics"] = .init(
                "1-0-0/InputStatisticsInputDatasetFacet", ["rowCount": .number(outcome.read)])
        } else if let outcome {
            // Why it did not go in.
            facets["isthmus_feed"] = .init(
                own: "IsthmusFeedFacet",
                ["status": .text(outcome.status.rawValue), "reason": .text(outcome.reason)])
        }
        return LineageEvent.Dataset(
            namespace: namespace, name: "feeds/\(feed.name)", facets: facets,
            inputFacets: read.isEmpty ? nil : read, outputFacets: nil)
    }

    private func output(
        _ dataset: DatasetDeclaration, _ published: RunReport.Dataset, version: String
    ) -> LineageEvent.Dataset {
        let columns = dataset.columns.map { LineageEvent.Value.object(["name": .text($0.name)]) }
        let assertions = published.gates.map { gate -> LineageEvent.Value in
            var members: [String: LineageEvent.Value] = [
                "assertion": .text(gate.gate), "success": .flag(gate.passed),
            ]
            if let column = gate.column { members["column"] = .text(column) }
            return .object(members)
        }
        var facets: [String: LineageEvent.Facet] = [
            "documentation": .init("1-0-1/DocumentationDatasetFacet", ["description": .text(dataset.title)]),
            "schema": .init("1-1-1/SchemaDatasetFacet", ["fields": .list(columns)]),
            "version": .init("1-0-1/DatasetVersionDatasetFacet", ["datasetVersion": .text(version)]),
            "symlinks": .init(
                "1-0-1/SymlinksDatasetFacet",
                [
                    "identifiers": .list([
                        .object([
                            "namespace": .text("file"), "name": .text(published.file), "type": .text("TABLE"),
                        ])
                    ])
                ]),
        ]
        if !assertions.isEmpty {
            facets["dataQualityAssertions"] = .init(
                "1-0-1/DataQualityAssertionsDatasetFacet", ["assertions": .list(assertions)])
        }
        return LineageEvent.Dataset(
            namespace: namespace, name: "datasets/\(dataset.name)", facets: facets, inputFacets: nil,
            outputFacets: [
                "outputStatistics": .init(
                    "1-0-2/OutputStatisticsOutputDatasetFacet",
                    ["rowCount": .number(published.rows), "size": .number(published.bytes)])
            ])
    }

    /// The same for all events of a run, and no other run's: a UUID of version 8 (RFC 9562 §5.8) of what names it.
    private func runID(_ run: Int64, startedAt: String) -> String {
        let name = "\(workspace.name)\u{1}\(workspace.store)\u{1}\(run)\u{1}\(startedAt)"
        let high = StableHash.of(name, seed: 7) & ~0xF000 | 0x8000
        let low = StableHash.of(name, seed: 11) & ~(3 << 62) | 1 << 63
        func digits(_ value: UInt64) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        let all = Array(digits(high) + digits(low))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(all[$0]) }.joined(separator: "-")
    }
}
