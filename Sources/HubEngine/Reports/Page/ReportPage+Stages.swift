// How long it took, and what came of it.
extension ReportPage {
    /// Feeds in the order they were read, then types, then the publication: a run goes through them one by one.
    private var bars: [Timeline.Bar] {
        var clock = 0.0
        var bars: [Timeline.Bar] = []
        func add(_ name: String, _ style: String, _ seconds: Double) {
            bars.append(.init(name: name, style: style, start: clock, length: seconds))
            clock += seconds
        }
        for feed in report.feeds where feed.status != .skipped {
            add("read \(feed.name)", "read", feed.seconds)
        }
        let resolved = clock
        for type in report.types where type.seconds > 0.0005 {
            add("match \(type.name)", "match", max(0, type.seconds - type.secondsMerging))
            add("merge \(type.name)", "merge", type.secondsMerging)
        }
        // Reading relations and saving them is nobody's alone.
        let rest = report.secondsResolving - (clock - resolved)
        if !report.types.isEmpty, rest > 0.005 { add("relations, commit", "other", rest) }
        if report.secondsPublishing > 0 { add("publish", "publish", report.secondsPublishing) }
        return bars
    }

    var durations: String {
        let bars = bars
        guard !bars.isEmpty else { return "" }
        let timeline = Timeline(
            id: "stages", title: "Stages of this run on one clock",
            description: "The run took \(Figures.duration(report.seconds)). "
                + bars.map { "\($0.name) \(Figures.seconds($0.length)) s" }.joined(separator: ", ") + ".",
            bars: bars, total: report.seconds)
        let nights = StackedColumns(
            id: "durations", title: "Seconds, night by night",
            description:
                "Columns of the seconds spent reading, resolving, publishing and elsewhere. The last column is "
                + "this run.",
            labels: labels,
            series: [
                Series(name: "reading", style: "read", values: all.map(\.secondsReading)),
                Series(name: "resolving", style: "match", values: all.map(\.secondsResolving)),
                Series(name: "publishing", style: "publish", values: all.map(\.secondsPublishing)),
                Series(name: "the rest", style: "other", values: all.map(\.secondsElsewhere)),
            ], told: { "\(Figures.seconds($0)) s" })
        let stages: [(name: String, seconds: KeyPath<RunReport, Double>)] = [
            ("reading feeds", \.secondsReading), ("resolving", \.secondsResolving),
            ("publishing", \.secondsPublishing), ("the rest", \.secondsElsewhere), ("whole run", \.seconds),
        ]
        let rows = stages.map { stage -> [HTML.Cell] in
            let now = report[keyPath: stage.seconds]
            let past = earlier.map { $0[keyPath: stage.seconds] }.sorted()
            return [
                .text(stage.name), .seconds(now),
                HTML.Cell(
                    html: report.seconds > 0 ? SVG.number(now / report.seconds * 100) + " %" : "",
                    isNumber: true),
                past.isEmpty ? HTML.Cell(html: "", isNumber: true) : .seconds(past[past.count / 2]),
            ]
        }
        let table = HTML.table(
            caption: "Seconds by stage",
            [.text("stage"), .number("seconds"), .number("share"), .number("usual night")], rows)
        return """
            <section>
            <h2>How long it took</h2>
            \(HTML.chart(timeline.html, beside: table))\
            \(earlier.isEmpty ? "" : HTML.chart(nights.html + nights.legend, beside: nightTable))</section>

            """
    }

    private var nightTable: String {
        HTML.table(
            caption: "Seconds, night by night",
            [
                .text("night"), .number("reading"), .number("resolving"), .number("publishing"),
                .number("all"),
            ],
            zip(labels, all).map { label, night in
                [
                    .text(label), .seconds(night.secondsReading), .seconds(night.secondsResolving),
                    .seconds(night.secondsPublishing), .seconds(night.seconds),
                ]
            })
    }

    var datasets: String {
        guard !report.datasets.isEmpty else {
            return report.feeds.isEmpty
                ? ""
                : "<section>\n<h2>What was published</h2>\n<p>Nothing; the version before stays current.</p>\n</section>\n"
        }
        let rows = report.datasets.map { dataset -> [HTML.Cell] in
            let before = earlier.last { !$0.datasets.isEmpty }?.datasets.first { $0.name == dataset.name }?
                .rows
            return [
                .text(dataset.name), .count(dataset.rows),
                HTML.Cell(
                    html: before.map { Figures.difference(Double(dataset.rows), from: Double($0)) } ?? "",
                    isNumber: true),
                change(dataset, \.inserted), change(dataset, \.updated), change(dataset, \.deleted),
                HTML.Cell(html: Figures.bytes(dataset.bytes), isNumber: true), verdict(on: dataset),
            ]
        }
        let table = HTML.table(
            caption:
                "Datasets of version \(report.publication.split(separator: "/").last.map(String.init) ?? ""); "
                + "inserted, updated and deleted against the version before",
            [
                .text("dataset"), .number("rows"), .number("last run"), .number("inserted"),
                .number("updated"),
                .number("deleted"), .number("size"), .text("gates"),
            ], rows)
        let verdicts = report.datasets.flatMap { dataset in
            dataset.gates.map { gate -> [HTML.Cell] in
                [
                    .text(dataset.name), .text(gate.gate + (gate.column.map { " of \($0)" } ?? "")),
                    .text(gate.found), .text(gate.wanted),
                    HTML.Cell(
                        html: gate.passed ? "✓ passed" : "✕ not passed", style: gate.passed ? "good" : "bad"),
                ]
            }
        }
        let gates =
            verdicts.isEmpty
            ? ""
            : HTML.table(
                caption: "Gates: what must hold before a version is switched to",
                [.text("dataset"), .text("gate"), .text("found"), .text("wanted"), .text("verdict")], verdicts
            )
        return "<section>\n<h2>What was published</h2>\n\(table)\(gates)</section>\n"
    }

    private func change(
        _ dataset: RunReport.Dataset, _ count: KeyPath<RunReport.Dataset.Changes, Int>
    ) -> HTML.Cell {
        guard let changes = dataset.changes, dataset.isNew else { return HTML.Cell(html: "", isNumber: true) }
        return .rare(changes[keyPath: count])
    }

    private func verdict(on dataset: RunReport.Dataset) -> HTML.Cell {
        let failed = dataset.gates.count { !$0.passed }
        if dataset.gates.isEmpty { return .text("") }
        return failed == 0
            ? HTML.Cell(html: "✓ \(dataset.gates.count) passed", style: "good")
            : HTML.Cell(html: "✕ \(failed) of \(dataset.gates.count) not passed, accepted", style: "bad")
    }
}

extension RunReport {
    var secondsReading: Double { feeds.reduce(0) { $0 + $1.seconds } }
    /// Opening the store, guards, expiry, closing.
    var secondsElsewhere: Double { max(0, seconds - secondsReading - secondsResolving - secondsPublishing) }
}
