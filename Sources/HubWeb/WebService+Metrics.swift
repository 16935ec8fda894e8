import Foundation
import HubHTTP
import HubStore

// Figures for a monitor that asks every so often.
extension WebService {
    /// Always 200: that the store cannot be read is a figure, too (`isthmus_up` 0).
    func metrics() -> HTTPResponse {
        var text = PrometheusText()
        do {
            let runs = try openStore().runs(limit: 500).map(RunSummary.init)
            text.add("isthmus_up", .gauge, "Whether the store can be read.", 1)
            describe(runs, &text)
        } catch {
            text.add("isthmus_up", .gauge, "Whether the store can be read.", 0)
        }
        text.add(
            "isthmus_store_bytes", .gauge, "Size of the store's file.",
            (try? FileManager.default.attributesOfItem(atPath: store)[.size] as? Int).map { Double($0) })
        describeTraffic(&text)
        return HTTPResponse(
            contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.text.utf8))
    }

    private func describe(_ runs: [RunSummary], _ text: inout PrometheusText) {
        let ended = runs.first { !$0.isRunning && $0.isNight }
        let good = runs.first(where: \.isGood)
        text.add(
            "isthmus_run_under_way", .gauge, "Whether a run is under way.",
            runs.first.map { $0.isRunning ? 1 : 0 } ?? 0)
        text.add(
            "isthmus_last_run_id", .gauge, "Number of the last run that ended.",
            ended.map { Double($0.row.id) })
        text.add(
            "isthmus_last_run_status", .gauge, "1 for the status that the last run ended with.",
            ended.map { [([("status", $0.row.status)], 1)] } ?? [])
        text.add(
            "isthmus_last_good_run_timestamp_seconds", .gauge, "When the last good run ended.",
            good?.finishedAt?.timeIntervalSince1970)
        text.add(
            "isthmus_last_good_run_age_seconds", .gauge, "How long ago the last good run ended.",
            good?.finishedAt.map { now().timeIntervalSince($0).rounded() })
        if let report = ended.flatMap({ MetricsReport($0.row.report) }) { describe(report, &text) }
        // A replay says what lies in quarantine as well as a night does.
        let newest = runs.lazy.filter { !$0.isRunning && !$0.isDryRun }.compactMap {
            MetricsReport($0.row.report)?.quarantine
        }
        .first
        text.add(
            "isthmus_quarantine_rejects", .gauge, "What lay in quarantine at the end of the last run.",
            (newest ?? []).map {
                (
                    [("feed", $0.feed), ("reason", $0.reason), ("scope", $0.isRecord ? "record" : "value")],
                    Double($0.count)
                )
            })
    }

    private func describe(_ report: MetricsReport, _ text: inout PrometheusText) {
        let feeds = report.feeds ?? []
        let reading = feeds.reduce(0) { $0 + ($1.seconds ?? 0) }
        text.add("isthmus_last_run_seconds", .gauge, "How long the last run took.", report.seconds)
        text.add(
            "isthmus_last_run_stage_seconds", .gauge, "How long its stages took.",
            [
                ([("stage", "read")], reading), ([("stage", "resolve")], report.secondsResolving ?? 0),
                ([("stage", "publish")], report.secondsPublishing ?? 0),
            ])
        text.add(
            "isthmus_last_run_peak_memory_bytes", .gauge, "Most memory it held.",
            report.peakMemoryMiB.map { Double($0) * 1_048_576 })
        text.add(
            "isthmus_feed_ok", .gauge,
            "Whether the last run read the feed; 0 when it failed, was held or skipped.",
            feeds.map { ([("feed", $0.name), ("status", $0.status ?? "")], $0.status == "read" ? 1 : 0) })
        text.add(
            "isthmus_feed_seconds", .gauge, "How long the last run took over the feed.",
            feeds.map { ([("feed", $0.name)], $0.seconds ?? 0) })
        text.add(
            "isthmus_feed_records", .gauge,
            "Records of the feed in the last run that read it, by what they were.",
            feeds.filter { $0.status == "read" }.flatMap { feed in
                [
                    ("read", feed.read), ("new", feed.new), ("changed", feed.changed),
                    ("unchanged", feed.unchanged),
                    ("missing", feed.missing), ("rejected", feed.rejected), ("superseded", feed.superseded),
                ].map { ([("feed", feed.name), ("kind", $0.0)], Double($0.1 ?? 0)) }
            })
        text.add(
            "isthmus_feed_values_refused", .gauge, "Single values refused in the last run.",
            feeds.filter { $0.status == "read" }.map { ([("feed", $0.name)], Double($0.rejectedValues ?? 0)) }
        )
        let types = report.types ?? []
        text.add(
            "isthmus_entities", .gauge, "Entities by type.",
            types.map { ([("type", $0.name)], Double($0.entities ?? 0)) })
        text.add(
            "isthmus_mentions", .gauge, "Mentions by type.",
            types.map { ([("type", $0.name)], Double($0.mentions ?? 0)) })
        text.add(
            "isthmus_resolution", .gauge, "What the last run counted while it resolved.",
            types.flatMap { type in
                [
                    ("created", type.created), ("merged", type.merged), ("ended", type.ended),
                    ("pairs", type.pairs),
                    ("links", type.links), ("kept_apart", type.refused), ("weak", type.weak),
                    ("ambiguous", type.ambiguous), ("contested", type.contested),
                ].map { ([("type", type.name), ("kind", $0.0)], Double($0.1 ?? 0)) }
            })
        text.add(
            "isthmus_dataset_rows", .gauge, "Rows of the datasets that are current.",
            (report.datasets ?? []).map { ([("dataset", $0.name)], Double($0.rows ?? 0)) })
        text.add(
            "isthmus_dataset_bytes", .gauge, "Bytes of the datasets that are current.",
            (report.datasets ?? []).map { ([("dataset", $0.name)], Double($0.bytes ?? 0)) })
    }

    private func describeTraffic(_ text: inout PrometheusText) {
        let all = traffic.all
        text.add(
            "isthmus_http_requests_total", .counter, "Requests that were answered.",
            all.map {
                ([("route", $0.key.route), ("status", String($0.key.status))], Double($0.tally.requests))
            })
        text.add(
            "isthmus_http_request_seconds_total", .counter, "Time spent answering them.",
            all.map { ([("route", $0.key.route), ("status", String($0.key.status))], $0.tally.seconds) })
    }
}
