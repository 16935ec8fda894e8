// What was matched, and what speaks against each other.
extension ReportPage {
    var entities: String {
        guard !report.types.isEmpty else { return "" }
        let trends = report.types.enumerated().map { index, type in
            let past = zip(labels, all).compactMap { label, night in
                night.types.first { $0.name == type.name }.map { (label, $0.entities) }
            }
            return Trend(
                id: "entities-\(index)", title: type.name, labels: past.map(\.0), values: past.map(\.1)
            ).html
        }
        let matched = HTML.table(
            caption: "Matches of this run",
            [
                .text("entity type"), .number("mentions"), .number("entities"), .number("new"),
                .number("merged"), .number("ended"), .number("pairs compared"), .number("links"),
            ],
            report.types.map {
                [
                    .text($0.name), .count($0.mentions), .count($0.entities), .rare($0.created),
                    .rare($0.merged),
                    .rare($0.ended), .count($0.pairs), .count($0.links),
                ]
            })
        return """
            <section>
            <h2>What was matched</h2>
            <figure><div class="small">
            \(trends.joined())</div></figure>
            \(matched)\(conflicts)</section>

            """
    }

    private var conflicts: String {
        let parts: [(name: String, style: String, count: KeyPath<RunReport.EntityType, Int>)] = [
            ("kept apart", "rejected", \.refused), ("weak", "value", \.weak),
            ("two entities fit", "match", \.ambiguous),
            ("contested identifiers", "unchanged", \.contested),
        ]
        let most = report.types.map { type in parts.reduce(0) { $0 + type[keyPath: $1.count] } }.max() ?? 0
        guard report.types.contains(where: { $0.pairs > 0 }) else {
            return "<p>Nothing changed that speaks of entities, so nothing was matched anew.</p>\n"
        }
        guard most > 0 else {
            return "<p>No link was refused: nothing speaks against what was matched.</p>\n"
        }
        let table = HTML.table(
            caption:
                "Links that something spoke against: two different identifiers, a rule or a judgement (kept apart), "
                + "the clusters as wholes (weak), two entities that fit equally well; identifiers whose claims contradict "
                + "each other; entities larger than the model thinks likely",
            [.text("entity type"), .text("")] + parts.map { .number($0.name) } + [.number("large entities")],
            report.types.map { type in
                [
                    .text(type.name),
                    .made(
                        Spark.share(parts.map { ($0.style, type[keyPath: $0.count]) }, of: most, width: 200)),
                ] + parts.map { .rare(type[keyPath: $0.count]) } + [.rare(type.largeClusters)]
            })
        return "<h3>Conflicts</h3>\n\(Legend.html(parts.map { ($0.name, $0.style) }))\(table)"
    }
}
