// What came, and what of it was refused.
extension ReportPage {
    var feeds: String {
        guard !report.feeds.isEmpty else { return "" }
        let nights = all.map { night in night.feeds.filter { $0.status == .read } }
        func series(_ name: String, _ style: String, _ count: KeyPath<RunReport.Feed, Int>) -> Series {
            Series(
                name: name, style: style,
                values: nights.map { Double($0.reduce(0) { $0 + $1[keyPath: count] }) })
        }
        let columns = StackedColumns(
            id: "volumes", title: "Records read, night by night",
            description:
                "Columns of records that are unchanged, changed, new and refused. The last column is this "
                + "run. The table below has the numbers of this run by feed.",
            labels: labels,
            series: [
                series("unchanged", "unchanged", \.unchanged), series("changed", "changed", \.changed),
                series("new", "new", \.new), series("refused", "rejected", \.rejected),
            ], told: { "\(Figures.count(Int($0))) records" })
        let before =
            earlier.isEmpty
            ? "<p class=\"soft\">There is no night before this one to compare with.</p>\n" : ""
        return """
            <section>
            <h2>What came</h2>
            \(before)\(HTML.chart(columns.html + columns.legend, beside: nightTable))\(feedTable)</section>

            """
    }

    private var nightTable: String {
        let rows = zip(labels, all).map { label, night -> [HTML.Cell] in
            let read = night.feeds.filter { $0.status == .read }
            func sum(_ count: KeyPath<RunReport.Feed, Int>) -> Int {
                read.reduce(0) { $0 + $1[keyPath: count] }
            }
            return [
                .text(label), .count(sum(\.read)), .rare(sum(\.new) + sum(\.changed)), .rare(sum(\.missing)),
                .rare(sum(\.rejected)),
            ]
        }
        return HTML.table(
            caption: "Records, night by night",
            [
                .text("night"), .number("read"), .number("new or changed"), .number("missing"),
                .number("refused"),
            ], rows)
    }

    private var feedTable: String {
        let rows = report.feeds.map { feed -> [HTML.Cell] in
            let past = earlier.map { night in
                night.feeds.first { $0.name == feed.name && $0.status == .read }?.read
            }
            let usual = Figures.median(past.compactMap(\.self))
            guard feed.status == .read else {
                let style = feed.status == .skipped ? "nought" : feed.status == .held ? "warn" : "bad"
                return [
                    .text(feed.name), .made(Spark.bars(past + [nil])),
                    HTML.Cell(html: HTML.escaped(feed.status.rawValue), style: style),
                ] + Array(repeating: .text(""), count: 7) + [.seconds(feed.seconds)]
            }
            let difference = usual.map { Figures.difference(Double(feed.read), from: $0) } ?? ""
            return [
                .text(feed.name), .made(Spark.bars(past + [feed.read])), .count(feed.read),
                HTML.Cell(html: difference, isNumber: true, style: difference == "±0 %" ? "nought" : ""),
                .rare(feed.new), .rare(feed.changed), .rare(feed.unchanged), .rare(feed.missing),
                .rare(feed.rejected), .rare(feed.rejectedValues), .seconds(feed.seconds),
            ]
        }
        let read = report.feeds.filter { $0.status == .read }
        func sum(_ count: KeyPath<RunReport.Feed, Int>) -> HTML.Cell {
            .count(read.reduce(0) { $0 + $1[keyPath: count] })
        }
        return HTML.table(
            caption:
                "Feeds of this run; the small bars are records read in this and earlier nights, “usual” is "
                + "the difference from their median",
            [
                .text("feed"), .text("nights"), .number("read"), .number("usual"), .number("new"),
                .number("changed"), .number("unchanged"), .number("missing"), .number("refused"),
                .number("values refused"), .number("seconds"),
            ], rows,
            foot: [
                .text("all"), .text(""), sum(\.read), .text(""), sum(\.new), sum(\.changed), sum(\.unchanged),
                sum(\.missing), sum(\.rejected), sum(\.rejectedValues),
                .seconds(report.feeds.reduce(0) { $0 + $1.seconds }),
            ])
    }

    /// What lay in quarantine at the end of the run: by reason, and by the department it came from.
    var refusals: String {
        guard !report.quarantine.isEmpty else { return "" }
        let reasons = Dictionary(grouping: report.quarantine) { $0.reason }
        let departments = Dictionary(grouping: report.quarantine) {
            $0.department.isEmpty ? "(not configured any more)" : $0.department
        }
        let whole = report.quarantine.reduce(0) { $0 + $1.count }
        let records = report.quarantine.filter(\.isRecord).reduce(0) { $0 + $1.count }
        return """
            <section>
            <h2>What was refused</h2>
            <p>\(Figures.count(records)) records and \(Figures.count(whole - records)) single values lay in quarantine at \
            the end of the run. A refused value costs only itself; a refused record waits until it is delivered well or \
            mended.</p>
            \(Legend.html([("whole records", "rejected"), ("single values", "value")]))\
            <div class="beside">
            \(refusalTable("By reason", "reason", reasons))\(refusalTable("By department", "department", departments))\
            </div>
            </section>

            """
    }

    private func refusalTable(
        _ caption: String, _ heading: String, _ groups: [String: [RunReport.Quarantined]]
    ) -> String {
        let sums = groups.map { name, rows in
            let records = rows.filter(\.isRecord).reduce(0) { $0 + $1.count }
            return (name: name, records: records, values: rows.reduce(0) { $0 + $1.count } - records)
        }.sorted { ($1.records + $1.values, $0.name) < ($0.records + $0.values, $1.name) }
        let most = sums.first.map { $0.records + $0.values } ?? 0
        let shown = sums.prefix(12)
        var rows = shown.map { sum -> [HTML.Cell] in
            [
                .text(sum.name),
                .made(Spark.share([("rejected", sum.records), ("value", sum.values)], of: most)),
                .rare(sum.records), .rare(sum.values),
            ]
        }
        if sums.count > shown.count {
            let rest = sums.dropFirst(shown.count)
            rows.append([
                .text("\(rest.count) others"), .text(""), .count(rest.reduce(0) { $0 + $1.records }),
                .count(rest.reduce(0) { $0 + $1.values }),
            ])
        }
        return HTML.table(
            caption: caption, [.text(heading), .text(""), .number("records"), .number("values")], rows)
    }
}
