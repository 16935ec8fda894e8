import Foundation
import HubEngine
import TestSupport

/// The figures that have something to reach, each beside a peer that does the same work on the same input.
struct TargetFigures {
    /// Records of the made-up feed.
    let records: Int
    /// Size of the large file, to show that memory does not grow with it.
    let largeMegabytes: Int
    /// Connection string of a server, `nil` when there is none.
    let server = ProcessInfo.processInfo.environment["ISTHMUS_DISTRICT_PG"]
    private let peers = InstalledPeers()

    func measure() throws -> [Comparison] {
        let big = try BigWorkspace(records: records)
        defer { big.remove() }
        say("writing \(records) records")
        try big.writeCSV()
        return try csv(big) + xml(big) + postgresql(big) + memory(big) + check()
    }

    private func say(_ text: String) { FileHandle.standardError.write(Data("Benchmarks: \(text)\n".utf8)) }

    // MARK: CSV

    private func csv(_ big: BigWorkspace) throws -> [Comparison] {
        say("reading CSV")
        let unit = "records/CPU s"
        let utf8 = try peers.duckDB("\(big.folder)/people-utf8.csv", encoding: "utf-8")
        let gb18030 = try peers.duckDB("\(big.folder)/people-gb18030.csv", encoding: "gb18030")
        let twin =
            gb18030 == nil && utf8 != nil ? "it reads the UTF-8 twin: it cannot read GB 18030 here" : ""
        var figures: [Comparison] = []
        for (encoding, peer, note) in [("UTF-8", utf8, ""), ("GB18030", gb18030 ?? utf8, twin)] {
            let feed = "csv-\(encoding.lowercased().filter { $0 != "-" })"
            let read = try best { try ChildTask.run(.read, folder: big.folder, feed: feed) }
            figures.append(
                Comparison(
                    name: "csv \(encoding), 12 columns, one core: read", figure: read.perCPUSecond,
                    unit: unit,
                    peer: "DuckDB read_csv, all text", peerFigure: peer?.perCPUSecond, note: note))
            let map = try best { try ChildTask.run(.map, folder: big.folder, feed: feed) }
            figures.append(
                Comparison(
                    name: "csv \(encoding), 12 columns, one core: read + map + validate",
                    figure: map.perCPUSecond, unit: unit, target: encoding == "GB18030" ? 200_000 : nil,
                    peer: "DuckDB read_csv, all text", peerFigure: peer?.perCPUSecond,
                    note: "the peer only reads"))
        }
        return figures
    }

    // MARK: XML

    private func xml(_ big: BigWorkspace) throws -> [Comparison] {
        say("reading XML")
        try big.writeXML()
        let file = "\(big.folder)/people.xml"
        let ours = try best { try ChildTask.run(.read, folder: big.folder, feed: "xml") }
        var peer: Taken?
        if ChildTask.find("xmllint") != nil {
            peer = try best { try Program.measure(["xmllint", "--stream", "--noout", file], count: records) }
        }
        try FileManager.default.removeItem(atPath: file)
        return [
            Comparison(
                name: "xml UTF-8, 12 elements a record: read", figure: ours.perCPUSecond,
                unit: "records/CPU s",
                target: peer.map { $0.perCPUSecond / 2 }, peer: "xmllint --stream",
                peerFigure: peer?.perCPUSecond)
        ]
    }

    // MARK: PostgreSQL

    private func postgresql(_ big: BigWorkspace) throws -> [Comparison] {
        guard let server else {
            say("no PostgreSQL server: its figures are left out")
            return []
        }
        say("reading PostgreSQL")
        let few = min(records, 200_000)
        try big.loadPostgreSQL(server, few: few)
        let ours = try best {
            try ChildTask.run(.read, folder: big.folder, feed: "postgresql", onOneCore: false)
        }
        let copy = "\\copy people to '\(big.folder)/copied'"
        let psql = try best { try Program.measure(["psql", "-d", server, "-qc", copy], count: records) }
        try FileManager.default.removeItem(atPath: "\(big.folder)/copied")
        let tap = try peers.tap("few_people", server: server, count: few, folder: big.folder)
        return [
            Comparison(
                name: "postgresql, \(records) rows of 12 columns: read", figure: ours.perSecond,
                unit: "rows/s", target: psql.perSecond / 2, peer: "psql \\copy to a file",
                peerFigure: psql.perSecond),
            Comparison(
                name: "postgresql: read", figure: ours.perSecond, unit: "rows/s",
                peer: "Singer tap-postgres, full table", peerFigure: tap?.perSecond,
                note: "the tap reads \(few) rows"),
        ]
    }

    // MARK: Memory

    private func memory(_ big: BigWorkspace) throws -> [Comparison] {
        let small = try ChildTask.run(.map, folder: big.folder, feed: "csv-gb18030")
        var figures = [
            peak("reading and mapping \(records) records of CSV", small.peakMiB, target: 200),
            try dryRun(big, "csv-gb18030", records),
        ]
        guard largeMegabytes > 0 else { return figures }
        say("writing and reading \(largeMegabytes) MB")
        let count = try big.writeLargeCSV(megabytes: largeMegabytes)
        let large = try ChildTask.run(.map, folder: big.folder, feed: "csv-large")
        figures.append(
            peak("reading and mapping \(count) records, \(largeMegabytes) MB", large.peakMiB, target: 200))
        figures.append(try dryRun(big, "csv-large", count))
        return figures
    }

    private func dryRun(_ big: BigWorkspace, _ feed: String, _ count: Int) throws -> Comparison {
        let result = try isthmus(
            "-C", big.folder, "run", "--dry-run", "--feed", feed, "--quiet", "--format", "json")
        guard result.code == 0 else { throw BenchmarkError("the dry run failed: \(result.errors)") }
        let report = try RunReport.decoded(result.output)
        let bytes = report.peakMemoryMiB * 1_048_576 / max(count, 1)
        var figure = peak("run --dry-run, \(count) records", report.peakMemoryMiB, target: nil)
        figure.note = "with keys and hashes of all records: \(bytes) bytes a record"
        return figure
    }

    private func peak(_ name: String, _ mebibytes: Int, target: Double?) -> Comparison {
        Comparison(
            name: "memory: \(name)", figure: Double(mebibytes), unit: "MiB at most", target: target,
            isLessBetter: true)
    }

    // MARK: Check

    private func check() throws -> [Comparison] {
        let count = 93
        let district = try BenchmarkDistrict(people: 500)
        defer { district.remove() }
        let folder = "\(district.folder)/Mappings/feeds"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".json5") }.sorted()
        for number in files.count..<count {
            try FileManager.default.copyItem(
                atPath: "\(folder)/\(files[number % files.count])", toPath: "\(folder)/copy-\(number).json5")
        }
        var best = Double.infinity
        for _ in 0..<3 {
            let clock = ContinuousClock().now
            let result = try isthmus("-C", district.folder, "check")
            guard result.code == 0 else { throw BenchmarkError("check failed: \(result.errors)") }
            let spent = ContinuousClock().now - clock
            best = min(
                best, Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
        }
        return [
            Comparison(
                name: "check of \(count) feeds", figure: best, unit: "s", target: 1, isLessBetter: true)
        ]
    }

    /// The quickest of three, so that a neighbour's noise counts less.
    private func best(_ work: () throws -> Taken) throws -> Taken {
        var best = try work()
        for _ in 0..<2 {
            let next = try work()
            if next.seconds < best.seconds { best = next }
        }
        return best
    }
}
