import HubModel
import HubStore

// Yes, no, and taking it back.
extension StewardDesk {
    /// Between two entities at most this many pairs are recorded.
    private static let pairLimit = 10_000

    /// Records that two subjects are one entity, are two, or cannot be told.
    package func decide(
        _ first: Subject, _ second: Subject, _ verdict: Judgement.Verdict, action: String = "decide",
        by signature: Signature
    ) throws -> Outcome {
        try checkPair(first, second)
        let (ours, theirs) = (try members(of: first), try members(of: second))
        guard let a = ours.first, let b = theirs.first else {
            throw StewardError("an entity without mentions cannot be judged; run `isthmus run` first")
        }
        let names = Set(ours.map(\.mention))
        guard !theirs.contains(where: { names.contains($0.mention) }) else {
            throw StewardError(
                "a mention cannot be judged against the entity it belongs to; "
                    + "`isthmus split ENTITY MENTION… --why W` takes it out", isUnknown: false)
        }
        var judgement = NewJudgement(
            type: first.type, action: action, subject: "\(first.text) \(second.text)", who: signature.who,
            why: signature.why, madeAt: signature.at)
        switch verdict {
        case .same:
            judgement.pairs = [(a.mention, b.mention, .same)]
            if disagree(ours, theirs, type: first.type) {
                judgement.pairs += star(a, ours, type: first.type) + star(b, theirs, type: first.type)
            }
        case .different: judgement.pairs = across(ours, theirs)
        case .unsure: judgement.pairs = [(a.mention, b.mention, .unsure)]
        }
        return try record(judgement, ours, theirs, verdict)
    }

    /// Takes mentions out of an entity: none of them is one with any of those that stay.
    package func split(
        _ entity: FoundEntity, taking mentions: [PlacedMention], by signature: Signature
    ) throws -> Outcome {
        let all = try members(of: .entity(entity))
        let taken = Set(mentions.map(\.mention))
        if let stranger = taken.first(where: { id in !all.contains { $0.mention == id } }) {
            let mention = mentions.first { $0.mention == stranger }
            throw StewardError(
                "a mention of feed `\(mention?.name.feed ?? "")` does not belong to \(entity.id); "
                    + "`isthmus trace \(entity.id)` lists those that do")
        }
        let parts = (all.filter { taken.contains($0.mention) }, all.filter { !taken.contains($0.mention) })
        guard !parts.0.isEmpty, !parts.1.isEmpty else {
            throw StewardError("name some mentions of \(entity.id), and not all of them: nothing would stay")
        }
        var judgement = NewJudgement(
            type: entity.type, action: "split", subject: entity.id, who: signature.who, why: signature.why,
            madeAt: signature.at)
        judgement.pairs = across(parts.0, parts.1)
        return try record(judgement, parts.0, parts.1, .different)
    }

    /// Takes a judgement back; what it overruled holds again.
    package func undo(_ id: Int64, by signature: Signature) throws {
        let known = try store.judgements().first { $0.id == id }
        guard let known else {
            throw StewardError("there is no judgement \(id); `isthmus review log` lists them")
        }
        guard try store.undoJudgement(id, who: signature.who, why: signature.why, at: signature.at) else {
            throw StewardError("judgement \(id) was undone already, \(known.undoneAt)", isUnknown: false)
        }
        do {
            try checkContradictions(try store.judgements(), type: known.type)
        } catch let error as StewardError {
            throw StewardError(
                "without judgement \(id) an older one would hold again, and \(error.description)",
                isUnknown: false)
        }
    }

    private func checkPair(_ first: Subject, _ second: Subject) throws {
        guard first.type == second.type else {
            let names = (workspace.models[first.type].name, workspace.models[second.type].name)
            throw StewardError("a \(names.0) and a \(names.1) cannot be judged: they are never one entity")
        }
        switch (first, second) {
        case (.mention(let a), .mention(let b)) where a.mention == b.mention:
            throw StewardError("both name the same mention")
        case (.entity(let a), .entity(let b)) where a.number == b.number:
            throw StewardError(
                "both name \(a.id); `isthmus split \(a.id) MENTION… --why W` takes mentions out of it",
                isUnknown: false)
        default: return
        }
    }

    private func record(
        _ judgement: NewJudgement, _ ours: [Member], _ theirs: [Member], _ verdict: Judgement.Verdict
    ) throws -> Outcome {
        var judgement = judgement
        let type = workspace.models[judgement.type].name
        let earlier = try store.judgements().filter { $0.type == type }
        let (left, right) = (Set(ours.map(\.name)), Set(theirs.map(\.name)))
        for pair in earlier.flatMap(\.pairs) where pair.isInForce && pair.verdict != verdict {
            let isAcross =
                left.contains(pair.first) && right.contains(pair.second)
                || left.contains(pair.second) && right.contains(pair.first)
            if isAcross { judgement.supersedes.append(pair.id) }
        }
        let isSingle = ours.count == 1 && theirs.count == 1
        if isSingle, judgement.supersedes.isEmpty, let said = saidAlready(earlier, left, right) {
            throw StewardError("judgement \(said) says so already", isUnknown: false, isRepetition: true)
        }
        let id = try store.saveJudgement(judgement)
        try checkContradictions(try store.judgements(), type: type)
        return Outcome(
            judgement: id, action: judgement.action, type: type, subject: judgement.subject,
            pairs: judgement.pairs.count, superseded: judgement.supersedes.count)
    }

    private func saidAlready(
        _ earlier: [Judgement], _ left: Set<MentionName>, _ right: Set<MentionName>
    ) -> Int64? {
        let wanted = left.union(right)
        return earlier.first { judgement in
            judgement.pairs.contains { pair in
                pair.isInForce && wanted == Set([pair.first, pair.second])
            }
        }?.id
    }

    /// Two mentions that several yeses make one must not be kept apart by a no.
    private func checkContradictions(_ judgements: [Judgement], type: String) throws {
        let pairs = judgements.filter { $0.type == type }.flatMap { judgement in
            judgement.pairs.filter(\.isInForce).map { (judgement.id, $0) }
        }
        var groups: [MentionName: MentionName] = [:]
        func root(_ name: MentionName) -> MentionName {
            var name = name
            while let next = groups[name] { name = next }
            return name
        }
        for (_, pair) in pairs where pair.verdict == .same {
            let (a, b) = (root(pair.first), root(pair.second))
            if a != b { groups[a] = b }
        }
        guard
            let no = pairs.first(where: {
                $0.1.verdict == .different && root($0.1.first) == root($0.1.second)
            })
        else { return }
        let group = root(no.1.first)
        let yeses = Set(pairs.filter { $0.1.verdict == .same && root($0.1.first) == group }.map(\.0)).sorted()
        throw StewardError(
            "this contradicts what was decided: judgement \(no.0) keeps two mentions apart that "
                + "\(yeses.prefix(5).map { "judgement \($0)" }.joined(separator: ", ")) "
                + "make one; undo one of them first: `isthmus review undo ID --why W`", isUnknown: false)
    }

    // MARK: Which pairs

    /// Whether two sets of mentions have different values of a distinct attribute.
    private func disagree(_ ours: [Member], _ theirs: [Member], type: Int) -> Bool {
        distinct(type).contains { column in
            let values = (Self.values(ours, column), Self.values(theirs, column))
            return !values.0.isEmpty && !values.1.isEmpty && values.0 != values.1
        }
    }

    private static func values(_ members: [Member], _ column: Int) -> Set<String> {
        Set(members.compactMap { column < $0.values.count ? $0.values[column] : nil })
    }

    private func distinct(_ type: Int) -> [Int] {
        workspace.models[type].attributes.indices.filter { workspace.models[type].attributes[$0].isDistinct }
    }

    /// Where identifiers differ, each mention that has one is tied to the one that speaks for all: evidence alone would
    /// not let it into a cluster with the other identifier.
    private func star(
        _ centre: Member, _ members: [Member], type: Int
    ) -> [(Int64, Int64, Judgement.Verdict)] {
        let columns = distinct(type)
        return members.filter { member in
            member.mention != centre.mention
                && columns.contains { $0 < member.values.count && member.values[$0] != nil }
        }.prefix(500).map { (centre.mention, $0.mention, .same) }
    }

    /// Every mention of one part with every mention of the other, so that neither part can let a stray one of the other
    /// in; of very large parts, every mention with those that speak for the other part.
    private func across(_ ours: [Member], _ theirs: [Member]) -> [(Int64, Int64, Judgement.Verdict)] {
        let isSmall = ours.count * theirs.count <= Self.pairLimit
        let share = max(Self.pairLimit / 2 / max(ours.count, theirs.count), 1)
        var pairs: [(Int64, Int64, Judgement.Verdict)] = []
        for (i, a) in ours.enumerated() {
            for (j, b) in theirs.enumerated() where isSmall || i < share || j < share {
                pairs.append((a.mention, b.mention, .different))
            }
        }
        return pairs
    }
}
