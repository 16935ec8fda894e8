import Foundation

/// `swift run -c release Benchmarks`: what each stage does in a second, with the physical neighbour beside it in the
/// same run; and the figures that have something to reach, with their peers. `docs/benchmarks.md` explains both.
@main
struct Benchmarks {
    static func main() async {
        var options = Options()
        var words = CommandLine.arguments.dropFirst()
        do {
            if words.first == "--task" {
                words = words.dropFirst()
                if words.first == "match", let folder = words.dropFirst().first {
                    return try await MatchTask.perform(workspace: folder)
                }
                return try await ChildTask.perform(words)
            }
            while let word = words.popFirst() {
                guard let value = words.popFirst(), options.take(word, value) else { usage() }
            }
            try await measure(options)
        } catch {
            FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
            exit(1)
        }
    }

    private struct Options {
        var people = 100_000
        var records = 1_000_000
        var largeMegabytes = 2000
        var matching = [100_000, 1_000_000]
        var only = ""
        var isJSON = false

        /// False for an option or a value that there is not.
        mutating func take(_ option: String, _ value: String) -> Bool {
            switch option {
            case "--people", "--records", "--large-mb":
                guard let count = Int(value), count > 0 || option == "--large-mb" else { return false }
                switch option {
                case "--people": people = count
                case "--records": records = count
                default: largeMegabytes = count
                }
                return true
            case "--matching":
                matching = value.split(separator: ",").compactMap { Int($0) }.filter { $0 > 0 }
                return !matching.isEmpty
            case "--only":
                only = value
                return ["stages", "targets", "matching"].contains(value)
            case "--format":
                isJSON = value == "json"
                return ["json", "table"].contains(value)
            default: return false
            }
        }
    }

    private static func measure(_ options: Options) async throws {
        let figures =
            ["targets", "matching"].contains(options.only) ? [] : try await stages(people: options.people)
        if !options.isJSON, !figures.isEmpty { print(Figure.table(figures)) }
        var targets: [Comparison] = []
        if !["stages", "targets"].contains(options.only) {
            targets += try MatchFigures(records: options.matching).measure()
        }
        if !["stages", "matching"].contains(options.only) {
            targets += try TargetFigures(records: options.records, largeMegabytes: options.largeMegabytes)
                .measure()
        }
        guard !options.isJSON else {
            return print("{\"stages\": \(Figure.json(figures)),\n\"targets\": \(Comparison.json(targets))}")
        }
        if !targets.isEmpty { print((figures.isEmpty ? "" : "\n") + Comparison.table(targets)) }
    }

    private static func stages(people: Int) async throws -> [Figure] {
        let district = try BenchmarkDistrict(people: people)
        defer { district.remove() }
        return try await ConnectorFigures(district: district).measure()
            + IntakeFigures(district: district).measure()
            + NightFigures(district: district).measure()
    }

    private static func usage() -> Never {
        let usage =
            "usage: Benchmarks [--only stages|targets|matching] [--people N] [--records N] [--large-mb N] [--matching N,N] [--format table|json]"
        FileHandle.standardError.write(Data("\(usage)\n".utf8))
        exit(2)
    }
}
