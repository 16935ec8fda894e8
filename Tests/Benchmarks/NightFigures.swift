import Foundation
import HubEngine
import TestSupport

/// A whole night by the real binary in its own process, and the same night again.
struct NightFigures {
    let district: BenchmarkDistrict

    func measure() throws -> [Figure] {
        let first = try night()
        let second = try night()
        let records = first.feeds.reduce(0) { $0 + $1.read }
        let mentions = first.types.reduce(0) { $0 + $1.mentions }
        var figures = [
            Figure(
                name: "read + diff + map + stage, all feeds", count: records, unit: "records",
                seconds: first.feeds.reduce(0) { $0 + $1.seconds }),
            Figure(
                name: "stage alone", count: mentions, unit: "mentions",
                seconds: first.feeds.reduce(0) { $0 + $1.secondsStaging }),
        ]
        for type in first.types {
            figures.append(
                Figure(
                    name: "resolve \(type.name)", count: type.mentions, unit: "mentions",
                    seconds: type.seconds - type.secondsMerging))
            figures.append(
                Figure(
                    name: "merge \(type.name)", count: type.entities, unit: "entities",
                    seconds: type.secondsMerging))
        }
        figures.append(
            Figure(
                name: "publish", count: first.datasets.reduce(0) { $0 + $1.rows }, unit: "rows",
                seconds: first.secondsPublishing, bytes: first.datasets.reduce(0) { $0 + $1.bytes }))
        figures.append(
            Figure(
                name: "whole night, \(district.people) people", count: mentions, unit: "mentions",
                seconds: first.seconds, peakMiB: first.peakMemoryMiB))
        figures.append(
            Figure(
                name: "the same night again", count: records, unit: "records", seconds: second.seconds,
                peakMiB: second.peakMemoryMiB, neighbour: "first night", neighbourSeconds: first.seconds))
        return figures
    }

    private func night() throws -> RunReport {
        let result = try isthmus("-C", district.folder, "run", "--quiet", "--format", "json")
        guard result.code == 0 else {
            throw BenchmarkError("the night failed: \(result.errors)\(result.output)")
        }
        return try RunReport.decoded(result.output)
    }
}
