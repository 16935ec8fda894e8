import Foundation
import HubEngine
import HubMapping

/// Each connector alone, against the bare reading of the same bytes by others.
struct ConnectorFigures {
    let district: BenchmarkDistrict

    func measure() async throws -> [Figure] {
        var figures: [Figure] = []
        for feed in district.workspace.feeds {
            guard district.server != nil || feed.connector.value != "postgresql" else { continue }
            let connector = try district.source(feed).connect(in: district.folder)
            var rows = 0
            let seconds = try await bestOfThree {
                rows = 0
                try await connector.read { rows += $0.table.rowCount }
            }
            var figure = Figure(
                name: "read \(feed.connector.value) \(feed.name)", count: rows, unit: "records",
                seconds: seconds)
            if let file = district.file(of: feed) {
                figure.bytes = try Data(contentsOf: URL(fileURLWithPath: file)).count
            }
            (figure.neighbour, figure.neighbourSeconds) = try await neighbour(of: feed)
            figures.append(figure)
        }
        return figures
    }

    private func neighbour(of feed: Feed) async throws -> (String, Double) {
        switch (feed.connector.value, district.file(of: feed), district.server) {
        case ("xml", let file?, _):
            return (
                "xmllint --stream",
                try await bestOfThree {
                    try district.run("xmllint", ["--stream", "--noout", file])
                }
            )
        case (_, let file?, _):
            return ("reading the bytes", try await bestOfThree { try readBytes(of: file) })
        case (_, nil, let server?):
            let table = feed.settings?["table"]?.string
            let query = feed.settings?["query"]?.string ?? "SELECT * FROM \(table ?? "")"
            let copy = "\\copy (\(query)) to '/dev/null'"
            return (
                "psql \\copy",
                try await bestOfThree { try district.run("psql", ["-d", server, "-qc", copy]) }
            )
        default:
            return ("", 0)
        }
    }

    private func readBytes(of file: String) throws {
        guard let handle = FileHandle(forReadingAtPath: file) else { return }
        while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {}
    }
}
