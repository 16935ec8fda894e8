import Foundation

/// `swift run -c release Benchmarks [--people N] [--format json]`: what each stage does in a second, with the
/// physical neighbour beside it in the same run.
@main
struct Benchmarks {
    static func main() async throws {
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
        let district = try BenchmarkDistrict(people: people)
        defer { district.remove() }
        var figures: [Figure] = []
        figures += try await ConnectorFigures(district: district).measure()
        figures += try await IntakeFigures(district: district).measure()
        figures += try NightFigures(district: district).measure()
        print(isJSON ? Figure.json(figures) : Figure.table(figures))
    }

    private static func usage() -> Never {
        FileHandle.standardError.write(Data("usage: Benchmarks [--people N] [--format table|json]\n".utf8))
        exit(2)
    }
}
