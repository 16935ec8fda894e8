import HubModel

/// A tie between two roles, sure enough to be written down or not.
struct RelationDraft {
    let kind: String
    /// Indices of mentions.
    let from: Int
    let to: Int
    var qualifier: Int?
    let isSure: Bool
    let reason: String
}

/// Finds ties between roles: the only kind that a model declares, or the one that roles and names of columns speak of.
struct RelationGuess {
    let catalog: ModelCatalog
    let mentions: [MentionDraft]
    let guesses: [ColumnGuess]
    /// What the source is called: its title and the elements above its records.
    let sourceWords: String
    private(set) var relations: [RelationDraft] = []

    init(_ catalog: ModelCatalog, _ mentions: [MentionDraft], _ guesses: [ColumnGuess], sourceWords: String) {
        self.catalog = catalog
        self.mentions = mentions
        self.guesses = guesses
        self.sourceWords = ColumnName.plain(sourceWords)
        for from in mentions.indices {
            for to in mentions.indices where from != to { relate(from, to) }
        }
        giveUpRivals()
        findQualifiers()
    }

    private mutating func relate(_ from: Int, _ to: Int) {
        let kinds = catalog.models[mentions[from].model].relations.filter { $0.to == mentions[to].model }
        guard !kinds.isEmpty else { return }
        let scores = kinds.map { kind in (kind.name, score(kind, from, to)) }
        let most = scores.map(\.1).max() ?? 0
        let best = scores.filter { $0.1 == most }.map(\.0)
        if most > 0, best.count == 1 {
            relations.append(
                RelationDraft(
                    kind: best[0], from: from, to: to, isSure: true, reason: "by its role and columns"))
        } else if kinds.count == 1, isPlausible(from, to) {
            relations.append(
                RelationDraft(
                    kind: kinds[0].name, from: from, to: to, isSure: true,
                    reason: "the only tie between these types"))
        } else if isPlausible(from, to), mentions[from].model != mentions[to].model,
            most > 0 || from == subjectOfRecord
        {
            // Only what the record is about is asked for; everybody with everybody would drown the question.
            for kind in most > 0 ? best : kinds.map(\.name) {
                relations.append(
                    RelationDraft(
                        kind: kind, from: from, to: to, isSure: false, reason: "one of these, if any"))
            }
        }
    }

    /// What names say for a kind; 0 for nothing.
    private func score(_ kind: RelationDeclaration, _ from: Int, _ to: Int) -> Int {
        let names = [ColumnName.plain(kind.title), ColumnName.joined(kind.name)]
        guard
            let hint = RelationHints.all.first(where: { hint in names.contains(where: hint.titles.contains) })
        else { return 0 }
        let roles = (role(from), role(to))
        if mentions[from].model == mentions[to].model {
            // Between two of a kind both ends must be told apart.
            if hint.to.contains(roles.1), !hint.to.contains(roles.0) {
                let isMain = roles.0.isEmpty || hint.from.contains(roles.0)
                return isMain && (!hint.from.isEmpty && hint.from.contains(roles.0) || roles.0.isEmpty)
                    ? 2 : 0
            }
            return hint.from.contains(roles.0) && (roles.1.isEmpty || hint.to.contains(roles.1)) ? 2 : 0
        }
        var score = 0
        if hint.from.contains(roles.0) { score += 2 }
        if hint.to.contains(roles.1), roles.0.isEmpty || hint.from.contains(roles.0) { score += 2 }
        if score == 0, roles.0.isEmpty || from == main, speaks(to, hint.words) { score += 2 }
        // 学校地址 is where the school is, not where the pupil lives.
        if !roles.1.isEmpty, roles.1 != roles.0, catalog.has(mentions[to].model, type: "address") { return 0 }
        return score
    }

    /// The mention that the record is about: the first one.
    private var main: Int { 0 }

    private func role(_ mention: Int) -> String {
        mentions[mention].subject.map { catalog.lexicon.subjects[$0].role } ?? mentions[mention].subjectKey
    }

    /// Whether the names of a mention's columns, or of the source, hold one of the words.
    private func speaks(_ mention: Int, _ words: [String]) -> Bool {
        let names = mentions[mention].allColumns.flatMap { guesses[$0].facts.column.names }
        return names.contains { name in
            let plain = [ColumnName.plain(name), ColumnName.joined(name)]
            return words.contains { word in
                word.unicodeScalars.contains { $0.value >= 0x2E80 }
                    ? plain[0].contains(word) : plain[1] == word
            }
        } || words.contains { $0.utf8.count > 5 && sourceWords.contains($0) }
    }

    /// Whether a tie may be at all: both are of one subject, or the far one is nobody else's and the near one is what the
    /// record is about.
    private func isPlausible(_ from: Int, _ to: Int) -> Bool {
        let subjects = (mentions[from].subjectKey, mentions[to].subjectKey)
        if catalog.has(mentions[to].model, type: "address") {
            return subjects.0 == subjects.1 || subjects.1.isEmpty && from == firstWithoutPlace
        }
        return true
    }

    /// Whom the record is about: who has no other name, else the first one.
    private var subjectOfRecord: Int? {
        let nameless = mentions.indices.first {
            mentions[$0].subjectKey.isEmpty && !catalog.has(mentions[$0].model, type: "address")
        }
        return nameless ?? firstWithoutPlace
    }

    /// The first mention that is no place itself.
    private var firstWithoutPlace: Int? {
        mentions.indices.first { !catalog.has(mentions[$0].model, type: "address") }
    }

    /// A kind that one role is sure of is nobody else's question.
    private mutating func giveUpRivals() {
        let sure = relations.filter(\.isSure)
        relations.removeAll { draft in
            !draft.isSure && sure.contains { $0.from == draft.from && $0.to == draft.to }
        }
    }

    private mutating func findQualifiers() {
        let mapped = Set(mentions.flatMap(\.allColumns))
        var taken: Set<Int> = []
        for index in relations.indices where relations[index].isSure {
            let draft = relations[index]
            guard
                let kind = catalog.models[mentions[draft.from].model].relations.first(where: {
                    $0.name == draft.kind
                })
            else { continue }
            let names = [ColumnName.plain(kind.title), ColumnName.joined(kind.name)]
            guard
                let hint = RelationHints.all.first(where: { hint in
                    names.contains(where: hint.titles.contains)
                })
            else { continue }
            let found = guesses.first { guess in
                !mapped.contains(guess.index) && !taken.contains(guess.index) && guess.facts.sampled > 0
                    && guess.facts.column.names.contains { name in
                        hint.qualifiers.contains(ColumnName.plain(name))
                            || hint.qualifiers.contains(ColumnName.joined(name))
                    }
            }
            if let found {
                relations[index].qualifier = found.index
                taken.insert(found.index)
            }
        }
    }
}
