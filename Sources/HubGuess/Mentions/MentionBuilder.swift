import HubModel

/// Groups columns into mentions: by whom their names speak of, by what models have such attributes, and, where names do
/// not say, by values that agree and by the columns around them.
struct MentionBuilder {
    let catalog: ModelCatalog
    let sample: SourceSample
    private(set) var guesses: [ColumnGuess]
    private(set) var mentions: [MentionDraft] = []
    /// Why a column was left open, by column.
    private(set) var remarks: [Int: String] = [:]
    /// Chosen candidates, by column.
    private(set) var chosen: [Int: Candidate] = [:]

    init(_ catalog: ModelCatalog, _ sample: SourceSample, _ guesses: [ColumnGuess]) {
        self.catalog = catalog
        self.sample = sample
        self.guesses = guesses
        raiseImplied()
        var floating: [Int] = []
        for guess in self.guesses { place(guess, &floating) }
        mergeNameless()
        buildAddresses()
        for column in floating { attach(column) }
        dropPoor()
        findCodes()
        mentions.sort { $0.first < $1.first }
        nameRoles()
    }

    private func candidate(_ column: Int, _ target: AttributeID) -> Candidate? {
        guesses[column].candidates.first { $0.target == target }
    }

    // MARK: Evidence across columns

    /// Columns that agree with what resident numbers or credit codes imply are what is implied, whatever they are called.
    private mutating func raiseImplied() {
        let sources = guesses.indices.filter { column in
            guesses[column].best.first.map { $0.confidence >= ColumnGuess.threshold } ?? false
        }
        for source in sources {
            guard let found = guesses[source].best.first else { continue }
            let model = catalog.models[found.target.model]
            let name = model.attributes[found.target.attribute].name
            for (index, attribute) in model.attributes.enumerated() where attribute.derivedFrom == name {
                let target = AttributeID(model: found.target.model, attribute: index)
                for column in guesses.indices where column != source {
                    raise(column, target, agreeingWith: source)
                }
            }
        }
    }

    private mutating func raise(_ column: Int, _ target: AttributeID, agreeingWith source: Int) {
        let facts = guesses[column].facts
        let evidence = TypeEvidence(catalog.type(target), facts)
        let known = guesses[column].candidates.firstIndex { $0.target == target }
        if let known, guesses[column].candidates[known].confidence >= 0.9 { return }
        guard evidence.isKnown, facts.verdicts[catalog.type(target)] != nil,
            let (found, share) = agreement(column, target, with: source)
        else { return }
        // 性别 with the values a and b, which go with what the numbers say.
        let isCoded = known.map { guesses[column].candidates[$0].name >= 0.8 } ?? false && found.codes != nil
        guard isCoded || evidence.share >= 0.5 && share >= 0.9 else { return }
        let raised = Candidate(
            target: target, confidence: 0.9, name: 0, evidence: evidence,
            subjectKey: known.map { guesses[column].candidates[$0].subjectKey } ?? "", subject: nil)
        if let known {
            guesses[column].candidates[known].confidence = 0.9
        } else {
            guesses[column].candidates.append(raised)
        }
        guesses[column].sort()
    }

    /// How far a column agrees with what `source` implies for `target`; `nil` when too few records say both.
    private func agreement(
        _ column: Int, _ target: AttributeID, with source: Int
    ) -> (Agreement, Double)? {
        let model = catalog.models[target.model]
        guard let origin = model.attributes[target.attribute].derivedFrom,
            let originIndex = model.index(ofAttribute: origin)
        else { return nil }
        let found = Agreement(
            sample, source: source, model.attributes[originIndex].type, implied: column,
            model.attributes[target.attribute].type)
        return found.compared >= 5 ? (found, found.share) : nil
    }

    // MARK: Columns whose model is certain

    private mutating func place(_ guess: ColumnGuess, _ floating: inout [Int]) {
        let best = guess.best.filter { $0.confidence >= ColumnGuess.threshold }
        guard let first = best.first, !guess.isStaff else {
            if guess.isStaff { remarks[guess.index] = "names who handled the record, not whom it is about" }
            return
        }
        var models = Set(best.map(\.target.model))
        if models.count > 1, let subject = first.subject {
            let fitting = models.filter { catalog.fits($0, catalog.lexicon.subjects[subject].kind) }
            if !fitting.isEmpty { models = fitting }
        }
        // One that two models have waits until the others stand; so does one whose owner is not said.
        guard models.count == 1, let only = best.first(where: { models.contains($0.target.model) }) else {
            floating.append(guess.index)
            return
        }
        let isNaming = only.target.attribute == catalog.naming(only.target.model)
        let isOwned = !only.subjectKey.isEmpty && guess.facts.column.context.isEmpty
        if !isOwned, !isNaming, !catalog.identifies(only.target) {
            floating.append(guess.index)
        } else {
            put(guess.index, only, subjectKey: only.subjectKey, subject: only.subject)
        }
    }

    /// Puts a column into the mention of a subject, the last one that has room, or a new one.
    private mutating func put(_ column: Int, _ candidate: Candidate, subjectKey: String, subject: Int?) {
        let target = candidate.target
        let own = mentions.indices.filter {
            mentions[$0].subjectKey == subjectKey && mentions[$0].model == target.model
        }
        if let last = own.last(where: { room(in: $0, for: target.attribute) }) {
            add(column, candidate, to: last)
        } else {
            mentions.append(MentionDraft(subjectKey: subjectKey, subject: subject, model: target.model))
            add(column, candidate, to: mentions.count - 1)
        }
    }

    private func room(in mention: Int, for attribute: Int) -> Bool {
        !mentions[mention].has(attribute)
            || catalog.models[mentions[mention].model].attributes[attribute].isMultiple
    }

    private mutating func add(_ column: Int, _ candidate: Candidate, to mention: Int) {
        mentions[mention].columns[candidate.target.attribute, default: []].append(column)
        chosen[column] = candidate
        addTwin(column, candidate, to: mention)
    }

    /// A column of credit codes in some records and registration numbers in others is both.
    private mutating func addTwin(_ column: Int, _ candidate: Candidate, to mention: Int) {
        let share = candidate.evidence.share
        guard candidate.name > 0, share < 0.97 else { return }
        for twin in guesses[column].candidates
        where twin.target.model == candidate.target.model && twin.target != candidate.target
            && twin.name >= 0.6 && twin.evidence.share >= 0.04 && twin.evidence.share + share >= 0.95
            && twin.evidence.share + share <= 1.05 && !mentions[mention].has(twin.target.attribute)
            && catalog.type(twin.target) != catalog.type(candidate.target)
        {
            mentions[mention].columns[twin.target.attribute] = [column]
        }
    }

    // MARK: Columns whose names do not say of whom

    /// Mentions that nothing names belong to the nearest one of their model that has room for them: 权利人, 证件号码.
    private mutating func mergeNameless() {
        for index in mentions.indices.reversed() {
            let mention = mentions[index]
            let naming = catalog.naming(mention.model)
            guard mention.subjectKey.isEmpty, !mention.has(naming) else { continue }
            let others = mentions.indices.filter { $0 != index && mentions[$0].model == mention.model }
            guard !others.isEmpty else { continue }
            mentions.remove(at: index)
            for (attribute, columns) in mention.columns.sorted(by: { $0.key < $1.key }) {
                for column in columns {
                    reattach(column, AttributeID(model: mention.model, attribute: attribute))
                }
            }
        }
    }

    private mutating func reattach(_ column: Int, _ target: AttributeID) {
        guard let candidate = candidate(column, target) ?? chosen[column] else { return }
        if let mention = nearest(column, target) {
            mentions[mention].columns[target.attribute, default: []].append(column)
            chosen[column] = candidate
        } else {
            chosen[column] = nil
            remarks[column] = "of whom is not said"
        }
    }

    /// Finds a mention for a column that several may have.
    private mutating func attach(_ column: Int) {
        let best = guesses[column].best.filter { $0.confidence >= ColumnGuess.threshold }
        let main = mentions.min { $0.first < $1.first }
        // Values that agree decide before anything else.
        for candidate in best {
            if let agreeing = agreeingMention(column, candidate.target) {
                return add(column, candidate, to: agreeing)
            }
        }
        let owner = best.first?.subjectKey ?? ""
        let own = mentions.indices.filter { mentions[$0].subjectKey == owner }
        // <contact><mobile>: what is around an element need not be its owner.
        let isWrapped = own.isEmpty && !guesses[column].facts.column.context.isEmpty
        if let candidate = best.first, !owner.isEmpty, !isWrapped {
            for mention in own {
                if let fitting = best.first(where: { $0.target.model == mentions[mention].model }),
                    room(in: mention, for: fitting.target.attribute)
                {
                    return add(column, fitting, to: mention)
                }
            }
            // 企业电话 where the enterprise is only called 名称.
            let kind = candidate.subject.map { catalog.lexicon.subjects[$0].kind }
            let nameless = mentions.indices.first { mention in
                mentions[mention].subjectKey.isEmpty
                    && kind.map { catalog.fits(mentions[mention].model, $0) } ?? false
                    && kind == .organisation
            }
            if let nameless, let fitting = best.first(where: { $0.target.model == mentions[nameless].model }),
                room(in: nameless, for: fitting.target.attribute)
            {
                return add(column, fitting, to: nameless)
            }
            let fitting = best.first { found in kind.map { catalog.fits(found.target.model, $0) } ?? false }
            return put(
                column, fitting ?? candidate, subjectKey: candidate.subjectKey, subject: candidate.subject)
        }
        // What has no owner goes with whom has none; then what the record is about; then what stands nearest.
        let nameless = mentions.indices.filter { mentions[$0].subjectKey.isEmpty }
        let offers = nameless.flatMap { mention in
            best.filter {
                $0.target.model == mentions[mention].model && room(in: mention, for: $0.target.attribute)
            }.map { (mention: mention, candidate: $0) }
        }
        let offer = offers.min { a, b in
            let (first, second) = (rank(a.mention, a.candidate, column), rank(b.mention, b.candidate, column))
            return first < second
        }
        if let offer { return add(column, offer.candidate, to: offer.mention) }
        if let main, let fitting = best.first(where: { $0.target.model == main.model }),
            let mention = mentions.firstIndex(where: { $0.first == main.first && $0.model == main.model }),
            room(in: mention, for: fitting.target.attribute)
        {
            return add(column, fitting, to: mention)
        }
        var choice: (mention: Int, candidate: Candidate)?
        for candidate in best {
            guard let mention = nearest(column, candidate.target) else { continue }
            if choice.map({ distance(column, mention) < distance(column, $0.mention) }) ?? true {
                choice = (mention, candidate)
            }
        }
        if let choice { return add(column, choice.candidate, to: choice.mention) }
        remarks[column] =
            mentions.isEmpty ? "nothing else tells whom or what this is about" : "of whom or what is not said"
    }

    /// A mention that does not say it yet comes before one that does; then the one the record begins with, then the nearest.
    private func rank(_ mention: Int, _ candidate: Candidate, _ column: Int) -> (Int, Int, Int) {
        let isMain = mentions.allSatisfy { mentions[mention].first <= $0.first }
        return (
            mentions[mention].has(candidate.target.attribute) ? 1 : 0, isMain ? 0 : 1,
            distance(column, mention)
        )
    }

    /// The mention of the target's model whose identifier agrees with the column.
    private func agreeingMention(_ column: Int, _ target: AttributeID) -> Int? {
        let model = catalog.models[target.model]
        guard let origin = model.attributes[target.attribute].derivedFrom,
            let source = model.index(ofAttribute: origin)
        else { return nil }
        return mentions.indices.filter {
            mentions[$0].model == target.model && room(in: $0, for: target.attribute)
        }
        .first { mention in
            mentions[mention].columns[source]?.contains { column2 in
                (agreement(column, target, with: column2)?.1 ?? 0) >= 0.9
            } ?? false
        }
    }

    private func nearest(_ column: Int, _ target: AttributeID) -> Int? {
        mentions.indices.filter { mentions[$0].model == target.model && room(in: $0, for: target.attribute) }
            .min { distance(column, $0) < distance(column, $1) }
    }

    /// How far a mention's columns are away; those in front are nearer.
    private func distance(_ column: Int, _ mention: Int) -> Int {
        mentions[mention].allColumns.map { $0 < column ? column - $0 : ($0 - column) * 2 + 1 }.min()
            ?? Int.max
    }

    // MARK: What is left out

    /// A mention that nothing identifies is no mention; its columns are left open.
    private mutating func dropPoor() {
        for index in mentions.indices.reversed() {
            let mention = mentions[index]
            let identifying =
                mention.columns.keys.contains {
                    catalog.identifies(AttributeID(model: mention.model, attribute: $0))
                } || mention.templateAttribute != nil
            let isSecond = mentions[..<index].contains {
                $0.model == mention.model && $0.subjectKey == mention.subjectKey
            }
            let isSingle = mention.allColumns.count < 2
            let isUnknown = !mention.subjectKey.isEmpty && mention.subject == nil && isSingle
            let hasOther = mentions.contains { $0.model == mention.model && $0.first != mention.first }
            if identifying, !(isSecond && isSingle), !(isUnknown && hasOther) { continue }
            mentions.remove(at: index)
            for column in mention.allColumns {
                chosen[column] = nil
                remarks[column] =
                    identifying
                    ? "another \(catalog.models[mention.model].title): in what role is not known"
                    : "says something of a \(catalog.models[mention.model].title) that nothing else identifies"
            }
        }
    }

    // MARK: Codes

    /// Local codes, where what the identifier implies contradicts the column as it stands.
    private mutating func findCodes() {
        for index in mentions.indices {
            let model = catalog.models[mentions[index].model]
            for (attribute, columns) in mentions[index].columns.sorted(by: { $0.key < $1.key }) {
                guard
                    let origin = model.attributes[attribute].derivedFrom.flatMap({
                        model.index(ofAttribute: $0)
                    }),
                    let source = mentions[index].columns[origin]?.first, let column = columns.first,
                    let (found, share) = agreement(
                        column, AttributeID(model: mentions[index].model, attribute: attribute), with: source)
                else { continue }
                if let codes = found.codes {
                    mentions[index].codes[attribute] = codes
                } else if share < 0.3, found.compared >= 20 {
                    mentions[index].columns[attribute] = nil
                    chosen[column] = nil
                    remarks[column] =
                        "contradicts what `\(model.attributes[origin].name)` implies in most records"
                }
            }
        }
    }
}

// MARK: - Addresses in parts

extension MentionBuilder {
    /// What is put behind a bare number, by rank of the part.
    private static let suffixes = ["", "", "", "", "", "", "", "号", "幢", "单元", "室"]

    /// Columns that hold a part of an address each, where no column holds all of it.
    private mutating func buildAddresses() {
        guard let model = catalog.models.indices.first(where: { catalog.has($0, type: "address") }),
            let attribute = catalog.models[model].attributes.firstIndex(where: { $0.type.name == "address" })
        else { return }
        var parts: [String: [(rank: Int, column: Int)]] = [:]
        for guess in guesses where chosen[guess.index] == nil && guess.facts.sampled > 0 {
            // In a template braces are marks of columns.
            if guess.facts.column.id.contains(where: { $0 == "{" || $0 == "}" }) { continue }
            guard let reading = guess.readings.first(where: { $0.part != nil && $0.quality >= 0.7 }),
                let rank = reading.part
            else { continue }
            let known = reading.subject.map { catalog.lexicon.subjects[$0].role } ?? ""
            parts[known, default: []].append((rank, guess.index))
        }
        for (subject, found) in parts.sorted(by: { $0.key < $1.key }) {
            let mention = mentions.firstIndex { $0.model == model && $0.subjectKey == subject }
            let isWhole = mentions.contains { $0.model == model && $0.has(attribute) }
            let ordered = Dictionary(found.map { ($0.rank, $0.column) }) { first, _ in first }
                .sorted { $0.key < $1.key }
            let isDoor = ordered.contains { $0.key >= 6 } && ordered.count >= 2
            guard !isWhole, isDoor else {
                for (_, column) in found where remarks[column] == nil {
                    remarks[column] =
                        isWhole ? "a part of an address that another column has" : "a part of an address"
                }
                continue
            }
            let index = mention ?? mentions.count
            if mention == nil {
                mentions.append(MentionDraft(subjectKey: subject, subject: nil, model: model))
            }
            mentions[index].templateAttribute = attribute
            mentions[index].template = ordered.map { rank, column in
                (column, guesses[column].facts.looks.digitsOnly > 0.8 ? Self.suffixes[rank] : "")
            }
            for (_, column) in ordered { remarks[column] = nil }
        }
    }
}

// MARK: - Roles

extension MentionBuilder {
    /// A role is called after its subject; where names do not say, after its type.
    private mutating func nameRoles() {
        var taken: Set<String> = []
        for index in mentions.indices {
            let mention = mentions[index]
            var name = catalog.models[mention.model].table
            if let subject = mention.subject {
                name = catalog.lexicon.subjects[subject].role
                let isFirst = catalog.fits(mention.model, catalog.lexicon.subjects[subject].kind)
                let hasPlace =
                    mention.templateAttribute != nil
                    || !isFirst && catalog.has(mention.model, type: "address")
                if hasPlace { name += "_" + catalog.models[mention.model].table }
            } else if !mention.subjectKey.isEmpty {
                let slug = Pinyin.slug(mention.subjectKey, joint: "_", limit: 30)
                if !slug.isEmpty { name = slug }
            }
            name = String(name.prefix(36))
            var unique = name
            var number = 2
            while !taken.insert(unique).inserted {
                unique = "\(name)_\(number)"
                number += 1
            }
            mentions[index].role = unique
        }
    }
}
