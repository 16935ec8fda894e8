import Foundation
import HubEngine
import HubStore
import TestSupport
import Testing

/// Events of runs, as OpenLineage 2-0-2 has them.
@Suite struct LineageTests {
    private let workspace: TestWorkspace

    init() throws {
        workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write(
            "people.csv", TestWorkspace.header + "1,张三,\(residentNumber()),1980-01-01,示范路1号\n")
        try workspace.folder.write(
            "Mappings/datasets/people.json5",
            """
            { title: "People", type: "person", format: "csv", header: "en", purpose: "p", recipients: ["r"],
              columns: ["entity_id", "name"] }
            """)
    }

    private func events() throws -> [[String: Any]] {
        let file = workspace.folder.path + "/reports/lineage.ndjson"
        return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func kinds() throws -> [String] { try events().compactMap { $0["eventType"] as? String } }

    private func run(of event: [String: Any]) -> String {
        (event["run"] as? [String: Any])?["runId"] as? String ?? ""
    }

    private func message(of event: [String: Any]) -> String? {
        let facets = (event["run"] as? [String: Any])?["facets"] as? [String: [String: Any]]
        return facets?["errorMessage"]?["message"] as? String
    }

    @Test func aGoodRunStartsAndCompletes() async throws {
        let report = try await workspace.run()
        let events = try events()
        #expect(try kinds() == ["START", "COMPLETE"])
        #expect(run(of: events[0]) == run(of: events[1]))
        #expect(UUID(uuidString: run(of: events[0])) != nil)
        #expect(events[1]["eventTime"] as? String == report.finishedAt)
        let inputs = try #require(events[1]["inputs"] as? [[String: Any]])
        #expect(inputs.map { $0["name"] as? String } == ["feeds/people"])
        let read = (inputs[0]["inputFacets"] as? [String: [String: Any]])?["inputStatistics"]
        #expect(read?["rowCount"] as? Int == 1)
        let outputs = try #require(events[1]["outputs"] as? [[String: Any]])
        #expect(outputs.map { $0["name"] as? String } == ["datasets/people"])
        let written = (outputs[0]["outputFacets"] as? [String: [String: Any]])?["outputStatistics"]
        #expect(written?["rowCount"] as? Int == 1 && written?["size"] as? Int == report.datasets[0].bytes)
        let version = (outputs[0]["facets"] as? [String: [String: Any]])?["version"]
        #expect(version?["datasetVersion"] as? String == "000001")
    }

    /// What the schema of the specification requires, of every event and facet.
    @Test func everyEventHasWhatTheSpecificationAsksFor() async throws {
        _ = try await workspace.run()
        try workspace.folder.write("people.csv", "not,these,columns\n1,2,3\n")
        _ = try await workspace.run()
        for event in try events() {
            for key in ["eventType", "eventTime", "run", "job", "producer", "schemaURL", "inputs", "outputs"]
            {
                #expect(event[key] != nil, "\(key)")
            }
            let job = try #require(event["job"] as? [String: Any])
            #expect(job["namespace"] as? String == "isthmus:test" && job["name"] as? String == "nightly")
            let datasets = [event["inputs"], event["outputs"]].flatMap { $0 as? [[String: Any]] ?? [] }
            for dataset in datasets { #expect(dataset["namespace"] != nil && dataset["name"] != nil) }
            let holders = [event["run"] as? [String: Any] ?? [:], job] + datasets
            let facets = holders.flatMap { holder in
                ["facets", "inputFacets", "outputFacets"].flatMap {
                    (holder[$0] as? [String: [String: Any]] ?? [:]).values
                }
            }
            #expect(facets.count >= 2)
            for facet in facets {
                #expect(
                    facet["_producer"] is String && (facet["_schemaURL"] as? String)?.contains(":") == true)
            }
        }
    }

    @Test func aFailedRunSaysWhy() async throws {
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/people.csv")
        let report = try await workspace.run()
        #expect(report.status == .failed)
        #expect(try kinds() == ["START", "FAIL"])
        #expect(message(of: try events()[1]) == report.problems.joined(separator: "; "))
    }

    /// A run that was killed cannot tell; the next one does.
    @Test func aRunThatWasCutOffIsAbortedByTheNext() async throws {
        _ = try await workspace.run()
        let store = try workspace.openStore()
        _ = try store.openRun(job: "nightly", startedAt: "2026-01-02T00:00:00Z")
        _ = try await workspace.run()
        #expect(try kinds() == ["START", "COMPLETE", "ABORT", "START", "COMPLETE"])
        let events = try events()
        #expect(message(of: events[2]) == "the run was cut off")
        #expect(Set(events.map(run)).count == 3)
        #expect(run(of: events[3]) == run(of: events[4]) && run(of: events[2]) != run(of: events[3]))
    }

    @Test func runsOfOtherWorkspacesHaveOtherIds() async throws {
        let other = try LineageTests()
        _ = try await workspace.run()
        _ = try await other.workspace.run()
        #expect(try run(of: events()[0]) != run(of: other.events()[0]))
    }

    /// A line that a power cut left half written stays alone.
    @Test func aHalfLineDoesNotSpoilTheNext() async throws {
        try workspace.folder.write("reports/lineage.ndjson", "{\"eventType\":\"STA")
        _ = try await workspace.run()
        let file = workspace.folder.path + "/reports/lineage.ndjson"
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3 && lines[1].hasPrefix("{\"eventTime\"") && lines[2].hasSuffix("}"))
    }

    @Test func aDryRunIsNoEvent() async throws {
        _ = try await workspace.run { $0.isDryRun = true }
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/reports/lineage.ndjson"))
    }
}
