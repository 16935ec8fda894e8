import Foundation
import HubMapping
import HubMatching
import HubModel
import HubStore

/// Explains why mentions are, or are not, one entity. Values and record keys are masked unless asked for.
package struct Explainer {
    private let store: any Store
    private let model: EntityModel
    private let stored: StoredInput
    private let pairs: PairExplainer
    private let isMasked: Bool

    /// Complexity: O(mentions) of the type: how common values are decides what they weigh.
    package init(type: Int, of workspace: Workspace, store: any Store, isMasked: Bool) throws {
        self.store = store
        self.isMasked = isMasked
        model = workspace.models[type]
        stored = try StoredInput(type: type, of: workspace, store: store)
        pairs = PairExplainer(stored.input)
    }

    // MARK: Two mentions

    package func explain(_ first: PlacedMention, _ second: PlacedMention) throws -> PairExplanation {
        guard let a = stored.mentions.row(of: first.mention), let b = stored.mentions.row(of: second.mention)
        else {
            throw StewardError(
                "the record of one of the two is missing from its feed: it takes part in nothing until it is "
                    + "delivered again")
        }
        return try explain(a, b)
    }

    private func explain(_ a: Int, _ b: Int) throws -> PairExplanation {
        let score = pairs.score(a, b)
        var total = score.prior
        let parts = score.parts.map { part in
            let comparison = model.comparisons[part.comparison]
            let level = part.level.map { comparison.levels[$0] }
            total += part.weight
            return PairExplanation.Part(
                comparison: comparison.name,
                level: level?.test.text ?? (part.isPresent ? "none" : "missing"), m: level?.m, u: level?.u,
                weight: part.weight, total: total, first: value(a, comparison), second: value(b, comparison))
        }
        let rules = score.rules.map { rule in
            let block = pairs.block(of: rule, a, b)
            return PairExplanation.Rule(
                rule: model.blocking[rule].text, block: block, isLarge: block > PairExplainer.blockBound)
        }
        let (home, other) = (stored.mentions.entities[a], stored.mentions.entities[b])
        let judgement = stored.judged.pairs.last {
            $0.isInForce && Set([Int($0.first), Int($0.second)]) == [a, b]
        }
        let conflicts = score.conflicts.map { model.attributes[$0].name }
        return PairExplanation(
            type: model.name, first: try name(a), second: try name(b),
            firstEntity: try entityID(home), secondEntity: try entityID(other), prior: score.prior,
            parts: parts, total: score.total, probability: score.probability, threshold: model.threshold,
            rules: rules, conflicts: conflicts, judgement: judgement?.judgement ?? 0,
            isOneEntity: home > 0 && home == other,
            verdict: verdict(
                score, conflicts, judgement, isOne: home > 0 && home == other,
                isResolved: home > 0 && other > 0))
    }

    private func verdict(
        _ score: PairScore, _ conflicts: [String], _ judgement: JudgedRows.Pair?, isOne: Bool,
        isResolved: Bool
    ) -> [String] {
        var said: [String] = []
        if let judgement {
            let what =
                switch judgement.verdict {
                case .same: "they are one"
                case .different: "they are two"
                case .unsure: "it cannot be told, which decides nothing"
                }
            said.append("judgement \(judgement.judgement) says that \(what)")
        }
        if score.rules.isEmpty { said.append("no blocking rule meets: the two are never compared") }
        if !conflicts.isEmpty {
            let names = conflicts.map { "`\($0)`" }.joined(separator: ", ")
            said.append("two different values of \(names) keep the two apart whatever the score")
        }
        let isLink = score.probability >= model.threshold
        said.append(
            isLink ? "the score is above the threshold" : "the score is below the threshold")
        guard isResolved else { return said + ["not resolved yet: `isthmus run` does it"] }
        switch (isOne, isLink && conflicts.isEmpty && !score.rules.isEmpty) {
        case (true, true): said.append("they are one entity")
        case (true, false): said.append("they are one entity through other mentions or a judgement")
        case (false, true):
            said.append(
                judgement == nil
                    ? "they are two entities: the entities as wholes speak against it, or a judgement does"
                    : "they are two entities")
        case (false, false): said.append("they are two entities")
        }
        return said
    }

    // MARK: Entities

    /// Two entities, or an entity and a mention: the strongest and the weakest pair across, and the wholes.
    package func explain(_ first: StewardDesk.Subject, _ second: StewardDesk.Subject) throws
        -> EntitiesExplanation
    {
        let (ours, theirs) = (try rows(of: first), try rows(of: second))
        guard let cross = pairs.cross(ours, theirs) else {
            throw StewardError("there are no two mentions to compare")
        }
        let strongest = try explain(cross.strongest.first, cross.strongest.second)
        let weakest = try explain(cross.weakest.first, cross.weakest.second)
        var said = [
            "as wholes they say "
                + (cross.bits >= 0 ? "yes: the average pair is for it" : "no: the average pair is against it")
        ]
        let nos = stored.judged.pairs.filter {
            $0.isInForce && $0.verdict == .different && across($0, ours, theirs)
        }
        if let no = nos.last { said.append("judgement \(no.judgement) keeps them apart") }
        let yes = stored.judged.pairs.last { $0.isInForce && $0.verdict == .same && across($0, ours, theirs) }
        if let yes { said.append("judgement \(yes.judgement) makes them one") }
        if let conflict = strongest.conflicts.first {
            said.append("two different values of `\(conflict)` keep even the strongest pair apart")
        }
        return EntitiesExplanation(
            type: model.name, first: first.text, second: second.text, strongest: strongest, weakest: weakest,
            pairs: cross.pairs, whole: cross.bits, probability: 1 / (1 + exp2(-cross.bits)), verdict: said)
    }

    /// One entity: the ties it hangs on, and what happened to it.
    package func explain(_ entity: FoundEntity) throws -> EntityExplanation {
        let rows = try rows(of: .entity(entity))
        let yeses = stored.judged.pairs.filter { $0.isInForce && $0.verdict == .same }
            .map { (Int($0.first), Int($0.second)) }
        let spine = pairs.spine(rows, judged: yeses)
        let ties = try spine.map { tie in
            EntityExplanation.Link(
                first: try name(tie.first), second: try name(tie.second), bits: tie.bits,
                probability: 1 / (1 + exp2(-tie.bits)), isJudged: tie.isJudged, parted: tie.parted)
        }
        var events: [EntityExplanation.Event] = []
        try store.journal(entity: entity.number) { entry in
            events.append(
                EntityExplanation.Event(
                    run: entry.run, at: entry.at, event: "\(entry.event.kind)", entity: entry.event.id,
                    other: entry.otherID, judgement: entry.event.judgement, rules: entry.rules))
        }
        var said: [String] = []
        if rows.count == 1 { said.append("one mention: nothing holds it together, nothing need") }
        if let weakest = ties.first {
            said.append(
                weakest.probability >= model.threshold || weakest.isJudged
                    ? "every mention is tied to another above the threshold"
                    : "the weakest tie is below the threshold: the entity as a whole carries it")
        }
        if rows.count > PairExplainer.spineLimit {
            said.append("only the ties of \(PairExplainer.spineLimit) of its mentions were worked out")
        }
        return EntityExplanation(
            type: model.name, entity: entity.id, mentions: rows.count, ties: ties, events: events,
            verdict: said)
    }

    private func across(_ pair: JudgedRows.Pair, _ ours: [Int], _ theirs: [Int]) -> Bool {
        let (a, b) = (Int(pair.first), Int(pair.second))
        return ours.contains(a) && theirs.contains(b) || ours.contains(b) && theirs.contains(a)
    }

    /// Rows of a subject in order of rank.
    private func rows(of subject: StewardDesk.Subject) throws -> [Int] {
        var rows: [Int]
        switch subject {
        case .mention(let mention): rows = [stored.mentions.row(of: mention.mention)].compactMap(\.self)
        case .entity(let entity):
            rows = stored.mentions.entities.indices.filter { stored.mentions.entities[$0] == entity.number }
        }
        guard !rows.isEmpty else {
            throw StewardError("nothing speaks of one of the two at present: its records are missing")
        }
        rows.sort { stored.mentions.ranks[$0] < stored.mentions.ranks[$1] }
        return rows
    }

    // MARK: What is shown

    private func name(_ row: Int) throws -> String {
        guard let mention = try store.mention(stored.mentions.ids[row]) else { return "?" }
        guard isMasked else { return mention.name.text }
        let place = try store.place(ofRecord: mention.mention >> 6)
        return "\(mention.name.feed)/***/\(mention.name.role)" + (place.line > 0 ? " line \(place.line)" : "")
    }

    private func entityID(_ number: Int64) throws -> String {
        number > 0 ? try store.entityID(number) ?? "" : ""
    }

    private func value(_ row: Int, _ comparison: Comparison) -> String {
        comparison.evidence.attributes.compactMap { index in
            stored.mentions.values.text(row, index).map { isMasked ? model.attributes[index].masked($0) : $0 }
        }.joined(separator: ";")
    }
}
