import Foundation
import HubEngine
import HubMatching
import HubModel

/// One table of an evaluation: its name in JSON and CSV, its heading for eyes.
struct EvaluationSection {
    let name: String
    let title: String
    let columns: [String]
    let numbers: Set<String>
    var rows: [[String?]] = []
}

/// An evaluation as tables.
struct EvaluationReport {
    private(set) var sections: [EvaluationSection] = []

    init(_ scores: TruthScores, withFeedPairs: Bool) {
        addTypes(scores)
        addFeeds(scores)
        if withFeedPairs { addFeedPairs(scores) }
        addHazards(scores)
    }

    private static func ratios(_ figures: Evaluation.Figures) -> [String] {
        [figures.precision, figures.recall, figures.f1].map { String(format: "%.5f", $0) }
    }

    private mutating func add(
        _ name: String, _ title: String, words: [String], numbers: [String], rows: [[String?]]
    ) {
        guard !rows.isEmpty else { return }
        sections.append(
            EvaluationSection(
                name: name, title: title, columns: words + numbers, numbers: Set(numbers), rows: rows))
    }

    private mutating func addTypes(_ scores: TruthScores) {
        add(
            "types", "By entity type: pairwise, B-cubed (b3) and exact clusters", words: ["entity_type"],
            numbers: [
                "mentions", "true_entities", "entities", "precision", "recall", "f1", "b3_precision",
                "b3_recall", "b3_f1", "exact_precision", "exact_recall", "exact_f1", "largest", "conflicting",
                "not_taken", "unlabelled",
            ],
            rows: scores.types.map { score in
                let e = score.evaluation
                return [score.type, String(score.mentions), String(e.entities), String(e.clusters)]
                    + [e.pairwise, e.bCubed, e.exact].flatMap(Self.ratios)
                    + [
                        String(e.largestCluster), String(score.conflicting), String(score.notTaken),
                        String(score.unlabelled),
                    ]
            })
    }

    private static let pairColumns = [
        "pairs", "found", "true", "precision", "recall", "f1",
    ]

    private static func counts(_ pair: FeedFigures.FeedPair) -> [String] {
        [String(pair.predicted), String(pair.correct), String(pair.actual)] + ratios(pair.figures)
    }

    private mutating func addFeeds(_ scores: TruthScores) {
        add(
            "feeds", "By feed: pairs with at least one mention of it", words: ["entity_type", "feed"],
            numbers: Self.pairColumns,
            rows: scores.types.flatMap { score in
                scores.feeds.indices.sorted { scores.feeds[$0] < scores.feeds[$1] }.compactMap { feed in
                    let figures = score.feeds.figures(of: feed)
                    if figures.predicted + figures.actual == 0 { return nil }
                    return [score.type, scores.feeds[feed]] + Self.counts(figures)
                }
            })
    }

    private mutating func addFeedPairs(_ scores: TruthScores) {
        add(
            "feed_pairs", "By pair of feeds", words: ["entity_type", "feed", "other_feed"],
            numbers: Self.pairColumns,
            rows: scores.types.flatMap { score in
                score.feeds.pairs.map { pair in
                    [score.type] + [scores.feeds[pair.first], scores.feeds[pair.second]].sorted()
                        + Self.counts(pair)
                }
            })
    }

    private mutating func addHazards(_ scores: TruthScores) {
        add(
            "hazards", "By hazard: what became of mentions that are hard to place",
            words: ["entity_type", "hazard"], numbers: ["mentions", "split", "mixed", "pairs", "merged"],
            rows: scores.types.flatMap { score in
                score.hazards.map { name, figures in
                    [
                        score.type, name, String(figures.mentions), String(figures.split),
                        String(figures.mixed), String(figures.pairs), String(figures.merged),
                    ]
                }
            })
    }

    mutating func add(_ curve: ThresholdCurve) {
        add(
            "thresholds", "By threshold (* the model's own)", words: ["entity_type", "at"],
            numbers: [
                "threshold", "entities", "precision", "recall", "f1", "b3_precision", "b3_recall", "b3_f1",
                "largest",
            ],
            rows: curve.points.map { point in
                [
                    point.type, point.isCurrent ? "*" : nil, Self.text(point.threshold),
                    String(point.evaluation.clusters),
                ] + [point.evaluation.pairwise, point.evaluation.bCubed].flatMap(Self.ratios)
                    + [String(point.evaluation.largestCluster)]
            })
    }

    /// `0.95`, not `0.950000`.
    static func text(_ threshold: Double) -> String { "\(threshold)" }

    mutating func add(_ errors: [TruthScores.Error], models: [EntityModel], isRaw: Bool) {
        var rows: [[String?]] = []
        for (number, error) in errors.enumerated() {
            let attributes = models[error.type].attributes
            for mention in error.mentions {
                let values = zip(attributes, mention.values).compactMap { attribute, value in
                    value.map { "\(attribute.name)=\(isRaw ? $0 : attribute.masked($0))" }
                }
                rows.append([
                    models[error.type].name, error.kind.rawValue, mention.entityID, mention.trueEntityID,
                    mention.feed, mention.role, mention.recordKey, values.joined(separator: " "),
                    String(number + 1), String(error.pairs), String(error.size),
                ])
            }
        }
        add(
            "errors", "Costliest errors: entities merged, and entities split",
            words: [
                "entity_type", "kind", "entity_id", "true_entity_id", "feed", "role", "record_key", "values",
            ],
            numbers: ["error", "wrong_pairs", "mentions"], rows: rows)
    }

    /// Tables one under the other, one JSON object, or CSV with a line for each figure.
    func write(_ format: OutputFormat) {
        switch format {
        case .table:
            for (index, section) in sections.enumerated() {
                Terminal.write((index > 0 ? "\n" : "") + section.title + "\n\n")
                Terminal.write(Output.table(section.columns, section.rows))
            }
        case .json:
            let members = sections.map { section in
                let rows = section.rows.map { "    {\(Self.object(section, $0))}" }
                return "  \(Output.json(section.name)): [\n\(rows.joined(separator: ",\n"))\n  ]"
            }
            Terminal.write("{\n\(members.joined(separator: ",\n"))\n}\n")
        case .csv:
            Terminal.write(CSVField.line(["section", "row", "column", "value"]) + "\n")
            for section in sections {
                for (index, row) in section.rows.enumerated() {
                    for (column, cell) in zip(section.columns, row) {
                        Terminal.write(
                            CSVField.line([section.name, String(index + 1), column, cell ?? ""]) + "\n")
                    }
                }
            }
        }
        Terminal.flush()
    }

    private static func object(_ section: EvaluationSection, _ row: [String?]) -> String {
        zip(section.columns, row).map { column, cell in
            let value = section.numbers.contains(column) ? cell : cell.map(Output.json)
            return "\(Output.json(column)): \(value ?? "null")"
        }.joined(separator: ", ")
    }
}
