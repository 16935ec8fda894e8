import Foundation
import HubEngine
import HubSynth

/// `isthmus synth DIR`: a synthetic district.
struct SynthVerb: Verb {
    static let name = "synth"
    static let summary = "write a synthetic district: feeds, mappings and the truth behind them"
    static let operands = "DIR"
    static let operandCount = 1...1
    static let options = [
        OptionDeclaration(name: "people", value: "N", help: "number of people (default 20000)"),
        OptionDeclaration(name: "seed", value: "S", help: "same seed, same bytes (default 1)"),
        OptionDeclaration(
            name: "night", value: "N", help: "turn DIR into its N-th night: 1 % changed, 1 % new, 0.3 % gone"),
        OptionDeclaration(name: "quiet", value: nil, help: "no progress on stderr"),
        OptionDeclaration.format,
    ]
    static let details = """
        DIR becomes a whole workspace, so that `isthmus -C DIR run` works at once. All people are invented; their
        numbers belong to a county code that does not exist. The same people and seed give the same bytes.

        With --night, DIR is a synthetic district already, and its feeds and truth become those of N nights after the
        first, whichever night they are of now. Mappings, store and publications stay.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let folder = URL(fileURLWithPath: arguments.operands[0]).standardizedFileURL.path
        let progress = LiveProgress(isQuiet: arguments.flag("quiet"))
        let summary = try write(arguments, folder) { done in
            progress.show(Stage(name: "synth", subject: arguments.operands[0], count: done))
        }
        progress.finish()
        var output = Output(
            try arguments.format(), columns: ["what", "count", "expected_rejects"],
            numbers: ["count", "expected_rejects"])
        output.row(["people", String(summary.people), nil])
        output.row(["houses", String(summary.houses), nil])
        output.row(["legal entities", String(summary.legalEntities), nil])
        for feed in summary.feeds {
            output.row(["feed \(feed.name)", String(feed.records), String(feed.expectedRejects)])
        }
        for hazard in summary.hazards where hazard.mentions > 0 {
            output.row(["hazard \(hazard.name)", String(hazard.mentions), nil])
        }
        output.finish()
        return .done
    }

    /// A district as it is first, or the one that is there in a later night.
    private static func write(
        _ arguments: Arguments, _ folder: String, progress: (Int) -> Void
    ) throws -> DistrictSummary {
        let people = try arguments.number("people", default: 20_000, most: 20_000_000)
        let seed = UInt64(try arguments.number("seed", default: 1, least: 0))
        guard arguments.value("night") != nil else {
            return try DistrictGenerator(people: people, seed: seed).write(
                to: folder, mappings: try SharedFiles.mappings(), progress: progress)
        }
        let night = try arguments.number("night", default: 0, least: 0, most: 10_000)
        if let origin = DistrictGenerator.origin(of: folder) {
            let isOther =
                arguments.value("people") != nil && people != origin.people
                || arguments.value("seed") != nil && seed != origin.seed
            if isOther {
                throw DistrictError(
                    "\(folder) holds a district of \(origin.people) people and seed \(origin.seed); "
                        + "leave --people and --seed out, or write another district without --night")
            }
        }
        return try DistrictGenerator.write(night: night, in: folder, progress: progress)
    }
}
