import HubStore

/// The report of a run as one page that needs nothing but itself: no script, no font, no picture from elsewhere.
///
/// It tells what the report tells, beside the nights before: what came, what was refused, what was matched, how long it
/// took, what was published. Counts, names of feeds and reasons; never a value of a record.
package struct ReportPage {
    let report: RunReport
    /// Nights before this one, oldest first.
    let earlier: [RunReport]

    /// How many nights stand side by side, this one among them.
    package static let nights = 14

    /// `runs` are rows of the store, newest first; no more reports are read than are shown.
    package init(_ report: RunReport, runs: [RunRow]) {
        self.report = report
        let before = runs.lazy.filter { $0.id < report.run }.compactMap { try? RunReport.decoded($0.report) }
            .filter { $0.isComparable(with: report) }
        earlier = before.prefix(Self.nights - 1).reversed()
    }

    package var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="generator" content="Isthmus">
        <title>\(HTML.escaped(title)) – \(HTML.escaped(report.workspace))</title>
        <style>
        \(PageStyle.css)
        </style>
        </head>
        <body>
        \(header)<main>
        \(notices)\(feeds)\(refusals)\(entities)\(durations)\(datasets)</main>
        <footer>Isthmus wrote this page at the end of run \(report.run), \(HTML.escaped(report.finishedAt)). It holds \
        counts, names of feeds and reasons, and no value of a record. <code>isthmus runs \(report.run) --format \
        json</code> has every number.</footer>
        </body>
        </html>

        """
    }

    var title: String {
        switch report.job {
        case "replay": "Replay \(report.run)"
        case "resolve": "Resolution \(report.run)"
        default: "Run \(report.run)"
        }
    }

    /// All nights that are shown, this one last.
    var all: [RunReport] { earlier + [report] }

    /// Under columns: the day of each night; with the run where a day has several.
    var labels: [String] {
        let days = all.map { String($0.startedAt.dropFirst(5).prefix(5)) }
        return zip(all, days).map { night, day in
            days.count { $0 == day } > 1 ? "#\(night.run)" : day
        }
    }
}

extension RunReport {
    /// Whether counts of both are worth standing side by side: runs that read feeds, or both that did not.
    fileprivate func isComparable(with other: RunReport) -> Bool {
        !isDryRun && (job == "replay") == (other.job == "replay") && feeds.isEmpty == other.feeds.isEmpty
    }
}

extension ReportPage {
    private var header: String {
        let (word, style, sign) = report.verdict
        var tiles: [(String, String)] = []
        let read = report.feeds.filter { $0.status == .read }
        if !report.feeds.isEmpty {
            tiles.append(
                (
                    Figures.count(read.reduce(0) { $0 + $1.read }),
                    "records read from \(read.count) of "
                        + "\(report.feeds.count) feeds"
                ))
            tiles.append((Figures.count(read.reduce(0) { $0 + $1.new + $1.changed }), "new or changed"))
            tiles.append((Figures.count(read.reduce(0) { $0 + $1.rejected }), "records refused"))
        }
        for type in report.types { tiles.append((Figures.count(type.entities), "\(type.name) entities")) }
        tiles.append((Figures.duration(report.seconds), "from start to end"))
        if report.peakMemoryMiB > 0 {
            tiles.append(("\(Figures.count(report.peakMemoryMiB)) MiB", "memory at most"))
        }
        if !report.publication.isEmpty {
            let version = report.publication.split(separator: "/").last.map(String.init) ?? ""
            let isNew = report.datasets.contains { $0.isNew }
            tiles.append((version, isNew ? "published, current now" : "stayed current"))
        }
        let list = tiles.map { "<li><b>\(HTML.escaped($0.0))</b><span>\(HTML.escaped($0.1))</span></li>" }
        return """
            <header>
            <h1>\(HTML.escaped(title)) of \(HTML.escaped(report.workspace))</h1>
            <span class="badge \(style)">\(sign) \(HTML.escaped(word))</span>
            <span class="soft">job \(HTML.escaped(report.job)), \(HTML.escaped(report.startedAt)) to \
            \(HTML.escaped(report.finishedAt))</span>
            <ul class="tiles">\(list.joined())</ul>
            </header>

            """
    }

    /// What somebody must look at, first.
    private var notices: String {
        let held = report.feeds.filter { $0.status == .held }.flatMap { feed in
            feed.unmet.map { "\(feed.name): \($0)" } + ["\(feed.name): \(feed.advice)"]
        }
        let failed = report.feeds.filter { $0.status == .failed }.map { "\($0.name) failed: \($0.reason)" }
        let skipped = report.feeds.filter { $0.status == .skipped }.map {
            "\($0.name) was skipped: \($0.reason)"
        }
        let notes = report.feeds.filter { $0.status == .read }.flatMap { feed in
            feed.notes.map { "\(feed.name): \($0)" }
        }
        let drift = report.feeds.filter(\.tellsDrift).flatMap { feed in
            feed.drift.map { "\(feed.name): \($0.sentence)" }
        }
        let told =
            notice("What was held, and waits for a decision", held, "warn")
            + notice("What went wrong", report.problems + failed, "bad")
            + notice("What was left out", skipped, "warn")
            + notice("What is odd", notes, "warn")
            + notice("What changed in the columns", drift, "warn")
        return told.isEmpty && report.status == .done
            ? "<div class=\"notice good\"><p>Nothing was held, nothing went wrong, nothing is odd.</p></div>\n"
            : told
    }

    private func notice(_ title: String, _ lines: [String], _ style: String) -> String {
        guard !lines.isEmpty else { return "" }
        let items = lines.map { "<li>\(HTML.escaped($0))</li>\n" }.joined()
        return "<div class=\"notice \(style)\"><h3>\(title)</h3><ul>\n\(items)</ul></div>\n"
    }
}

extension RunReport {
    /// How the run ended: in words, as a colour, and as a sign for those who do not see colours.
    var verdict: (word: String, style: String, sign: String) {
        switch status {
        case .done: (isDryRun ? "done, a dry run" : "done", "good", "✓")
        case .doneWithFailures: ("done, but not every feed could be read", "warn", "!")
        case .doneOverThreshold: ("done, but not every delivery was what was expected", "warn", "!")
        case .held:
            ("stopped: what was delivered is not what was expected; nothing was published", "warn", "!")
        case .failed: ("failed", "bad", "✕")
        case .interrupted: ("interrupted", "bad", "✕")
        case .running: ("running", "warn", "…")
        }
    }
}
