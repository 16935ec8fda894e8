import Foundation
import HubEngine

/// Prints explanations: tables and sentences for people, one JSON object for programs, the waterfall alone as CSV.
struct ExplanationText {
    let format: OutputFormat

    func pair(_ pair: PairExplanation) throws {
        if format == .json { return try json(pair) }
        if format == .table {
            heading(pair.type, pair.first, pair.firstEntity, pair.second, pair.secondEntity)
        }
        waterfall(pair)
        guard format == .table else { return }
        Terminal.write("\n" + summary(pair))
        Terminal.flush()
    }

    func entities(_ entities: EntitiesExplanation) throws {
        if format == .json { return try json(entities) }
        if format == .table {
            heading(entities.type, entities.first, "", entities.second, "")
            Terminal.write("the strongest of \(entities.pairs) pairs: ")
            strongestLine(entities.strongest)
        }
        waterfall(entities.strongest)
        guard format == .table else { return }
        Terminal.write("\n" + summary(entities.strongest) + "\nthe weakest pair: ")
        strongestLine(entities.weakest)
        waterfall(entities.weakest)
        Terminal.write("\n" + summary(entities.weakest) + "\n")
        Terminal.write(
            "as wholes: \(Self.bits(entities.whole)) bits, probability \(Self.share(entities.probability))\n")
        for sentence in entities.verdict { Terminal.write("- \(sentence)\n") }
        Terminal.flush()
    }

    func entity(_ entity: EntityExplanation) throws {
        if format == .json { return try json(entity) }
        if format == .table {
            let mentions = counted(entity.mentions, "mention")
            Terminal.write("\(entity.type) \(entity.entity): \(mentions), held together by\n\n")
        }
        var ties = Output(
            format, columns: ["first", "second", "bits", "probability", "judged", "parted"],
            numbers: ["bits", "probability", "parted"])
        for tie in entity.ties {
            ties.row([
                tie.first, tie.second, Self.bits(tie.bits), Self.share(tie.probability),
                tie.isJudged ? "yes" : "no", String(tie.parted),
            ])
        }
        ties.finish()
        guard format == .table else { return }
        Terminal.write("\n")
        for sentence in entity.verdict { Terminal.write("- \(sentence)\n") }
        Terminal.write("\nits identity\n\n")
        var events = Output(
            format, columns: ["run", "at", "event", "entity", "other", "judgement", "rules"],
            numbers: ["run", "judgement"])
        for event in entity.events {
            events.row([
                String(event.run), event.at, event.event, event.entity, event.other,
                event.judgement > 0 ? String(event.judgement) : nil, event.rules,
            ])
        }
        events.finish()
    }

    private func heading(_ type: String, _ a: String, _ entityA: String, _ b: String, _ entityB: String) {
        func named(_ name: String, _ entity: String) -> String {
            entity.isEmpty ? name : "\(name) (\(entity))"
        }
        Terminal.write("\(type): \(named(a, entityA)) and \(named(b, entityB))\n\n")
    }

    private func strongestLine(_ pair: PairExplanation) {
        Terminal.write("\(pair.first) and \(pair.second)\n\n")
    }

    private func waterfall(_ pair: PairExplanation) {
        var output = Output(
            format, columns: ["comparison", "level", "first", "second", "m", "u", "weight", "total"],
            numbers: ["m", "u", "weight", "total"])
        output.row(
            ["prior", nil, nil, nil, nil, nil, Self.bits(pair.prior), Self.bits(pair.prior)])
        for part in pair.parts {
            output.row([
                part.comparison, part.level, part.first, part.second, part.m.map(Self.number),
                part.u.map(Self.number), Self.bits(part.weight), Self.bits(part.total),
            ])
        }
        output.finish()
    }

    private func summary(_ pair: PairExplanation) -> String {
        var text =
            "total \(Self.bits(pair.total)) bits, probability \(Self.share(pair.probability)), "
            + "threshold \(Self.number(pair.threshold))\n"
        for rule in pair.rules {
            let size = counted(rule.block, "mention")
            text += "meet under \(rule.rule) (\(size)"
            text += rule.isLarge ? "; too many for all pairs, near ones are compared)\n" : ")\n"
        }
        return text + pair.verdict.map { "- \($0)\n" }.joined()
    }

    private func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        Terminal.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static func bits(_ bits: Double) -> String { String(format: "%.2f", bits) }

    /// Never rounded up to certainty.
    static func share(_ share: Double) -> String {
        share > 0.9999 && share < 1
            ? String(format: "%.7f", min(share, 0.9999999)) : String(format: "%.4f", share)
    }

    static func number(_ number: Double) -> String { String(format: "%.4g", number) }
}
