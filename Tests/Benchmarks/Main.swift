import Foundation

/// `swift run -c release Benchmarks [--people N] [--format json]`: what each stage does in a second, with the
/// physical neighbour beside it in the same run.
@main
struct Benchmarks {
    static func main() async {
        var people = 100_000
        var isJSON = false
        var words = CommandLine.arguments.dropFirst()
        while let word = words.popFirst() {
            switch (word, words.first) {
            case ("--people", let value?):
                guard let count = Int(value), count > 0 else { usage() }
                people = count
                words.removeFirst()
            case ("--format", let value?) where ["json", "table"].contains(value):
                isJSON = value == "json"
                words.removeFirst()
            default: usage()
            }
        }
        do {
            let figures = try await measure(people: people)
            print(isJSON ? Figure.json(figures) : Figure.table(figures))
        } catch {
            FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func measure(people: Int) async throws -> [Figure] {
        let district = try BenchmarkDistrict(people: people)
        defer { district.remove() }
        return try await ConnectorFigures(district: district).measure()
            + IntakeFigures(district: district).measure()
            + NightFigures(district: district).measure()
    }

    private static func usage() -> Never {
        FileHandle.standardError.write(Data("usage: Benchmarks [--people N] [--format table|json]\n".utf8))
        exit(2)
    }
}
