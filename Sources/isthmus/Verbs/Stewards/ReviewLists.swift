import Foundation
import HubEngine
import HubModel
import HubStore

/// What is in doubt, and what was decided.
enum ReviewLists {
    private static func type(_ arguments: Arguments, _ open: OpenWorkspace) throws -> Int? {
        try arguments.value("type").map(open.type)
    }

    static func next(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let type = try type(arguments, open)
        let format = try arguments.format()
        let store = try open.storeForReading()
        guard let entry = try ReviewList(store: store).entries(type: type, limit: 1).first else {
            if format == .json { Terminal.print("null") }
            Terminal.error("nothing to review")
            return .done
        }
        let explainer = try Explainer(
            type: entry.first.type, of: open.workspace, store: store, isMasked: !arguments.flag("raw"))
        try ExplanationText(format: format).pair(try explainer.explain(entry.first, entry.second))
        let candidate = entry.candidate
        let (sizeA, sizeB) = (candidate.firstSize, candidate.secondSize)
        Terminal.error(
            """
            pair \(candidate.id): \(candidate.kind), \(sizeA) and \(counted(sizeB, "mention")) hang on it
            isthmus review decide \(candidate.id) same|different|unsure --why REASON
            """)
        return .done
    }

    static func list(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let type = try type(arguments, open)
        let limit = try arguments.number("limit", default: 20, most: 1_000_000)
        let showsRaw = arguments.flag("raw")
        let format = try arguments.format()
        let store = try open.storeForReading()
        let entries = try ReviewList(store: store).entries(type: type, limit: limit + 1)
        var output = Output(
            format,
            columns: [
                "pair", "type", "kind", "probability", "worth", "entity_a", "mentions_a", "entity_b",
                "mentions_b",
            ] + (showsRaw ? ["a", "b"] : []),
            numbers: ["pair", "probability", "worth", "mentions_a", "mentions_b"])
        for entry in entries.prefix(limit) {
            let candidate = entry.candidate
            output.row(
                [
                    String(candidate.id), open.workspace.models[candidate.type].name, candidate.kind,
                    ExplanationText.share(candidate.probability), String(format: "%.3f", candidate.priority),
                    entry.first.entityID, String(candidate.firstSize), entry.second.entityID,
                    String(candidate.secondSize),
                ] + (showsRaw ? [entry.first.name.text, entry.second.name.text] : []))
        }
        output.finish()
        if entries.count > limit { Output.tellOfMore(shown: limit) }
        for (index, counts) in try store.reviewCounts().sorted(by: { $0.key < $1.key })
        where type == nil || type == index {
            let text = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            Terminal.error(
                "\(open.workspace.models[index].name): \(text.joined(separator: ", ")) at the last resolution"
            )
        }
        return .done
    }

    static func log(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let type = try type(arguments, open).map { open.workspace.models[$0].name }
        let limit = try arguments.number("limit", default: 20, most: 1_000_000)
        let format = try arguments.format()
        let showsRaw = arguments.flag("raw")
        let store = try open.storeForReading()
        let judgements = try store.judgements().filter { type == nil || $0.type == type }.reversed()
        var output = Output(
            format,
            columns: [
                "judgement", "type", "action", "verdict", "subject", "pairs", "in_force", "who", "why",
                "made",
                "undone", "undone_by", "undone_why",
            ] + (showsRaw ? ["a", "b"] : []), numbers: ["judgement", "pairs", "in_force"])
        for judgement in judgements.prefix(limit) {
            let verdicts = Set(judgement.pairs.map(\.verdict.rawValue)).sorted()
            let pair = judgement.pairs.first
            output.row(
                [
                    String(judgement.id), judgement.type, judgement.action, verdicts.joined(separator: " "),
                    judgement.subject, String(judgement.pairs.count),
                    String(judgement.pairs.count { $0.isInForce }), judgement.who, judgement.why,
                    judgement.madeAt, judgement.isUndone ? judgement.undoneAt : nil,
                    judgement.isUndone ? judgement.undoneBy : nil,
                    judgement.isUndone ? judgement.undoneWhy : nil,
                ] + (showsRaw ? [pair?.first.text, pair?.second.text] : []))
        }
        output.finish()
        if judgements.count > limit { Output.tellOfMore(shown: limit) }
        return .done
    }

    /// Doubtful pairs as a file that a spreadsheet opens and `review apply` reads.
    static func export(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let type = try type(arguments, open)
        let limit = try arguments.number("limit", default: 1000, most: 1_000_000)
        let store = try open.storeForReading()
        let entries = try ReviewList(store: store).entries(type: type, limit: limit)
        var values: [Int: MentionValues] = [:]
        for index in Set(entries.map(\.first.type)) {
            values[index] = try MentionValues(
                type: index, model: open.workspace.models[index], store: store,
                isMasked: !arguments.flag("raw"))
        }
        let file = try PrivateFile(path: arguments.operands[1])
        // With the mark, spreadsheets read UTF-8.
        let header = ["pair", "type", "kind", "probability", "a", "b"] + DecisionFile.columns
        try file.write(Array(("\u{FEFF}" + CSVField.line(header) + "\r\n").utf8))
        for entry in entries {
            let (a, b) = (entry.first, entry.second)
            let cells =
                [
                    String(entry.candidate.id), open.workspace.models[a.type].name, entry.candidate.kind,
                    ExplanationText.share(entry.candidate.probability),
                    values[a.type]?.text(of: a.mention) ?? "", values[b.type]?.text(of: b.mention) ?? "",
                ] + [a, b].flatMap { [$0.name.feed, $0.name.recordKey, $0.name.role] } + ["", ""]
            try file.write(Array((CSVField.line(cells) + "\r\n").utf8))
        }
        try file.close()
        Terminal.error("\(counted(entries.count, "pair")); the file holds record keys: it is personal data")
        return .done
    }
}
