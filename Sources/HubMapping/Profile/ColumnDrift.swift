/// One way in which the columns of a feed are not what they were at the last good reading.
package struct ColumnDrift: Sendable, Codable, Equatable {
    package enum Kind: String, Sendable, Codable {
        case added
        case removed
        /// Gone, and a new one looks like it.
        case renamed
        /// The same columns in another order; they are read by name.
        case reordered
        /// It holds what another column held.
        case shifted
        /// It had values, and has none any more.
        case emptied
        /// Its values look otherwise.
        case changedKind = "changed-kind"
    }

    package let kind: Kind
    /// Its name tonight; of a removed one, the name it had. Empty when all columns are meant.
    package let column: String
    /// Name of the column of last time that it stands for; empty when there is none.
    package let was: String
    /// What was found, with its evidence, and without a value.
    package let sentence: String

    /// Whether it changes what is read from one of these columns. Columns that came, and order, never do.
    package func touches(_ columns: Set<String>) -> Bool {
        switch kind {
        case .added, .reordered: false
        case .removed, .renamed: columns.contains(column) || columns.contains(was)
        case .shifted, .emptied, .changedKind: columns.contains(column)
        }
    }
}

extension FeedProfile {
    /// How this reading differs from an earlier one: first which columns there are, then what they hold.
    package func drift(since earlier: FeedProfile) -> [ColumnDrift] {
        let (names, old) = (columns.map(\.name), earlier.columns.map(\.name))
        let comparison = Comparison(earlier: earlier, now: self)
        let renamed = comparison.renamed()
        var found = renamed
        for name in old where !names.contains(name) && !renamed.contains(where: { $0.was == name }) {
            found.append(
                ColumnDrift(kind: .removed, column: name, was: name, sentence: "column `\(name)` is gone"))
        }
        for name in names where !old.contains(name) && !renamed.contains(where: { $0.column == name }) {
            found.append(
                ColumnDrift(kind: .added, column: name, was: "", sentence: "column `\(name)` is new"))
        }
        let common = Set(names).intersection(old)
        if names.filter(common.contains) != old.filter(common.contains) {
            found.append(
                ColumnDrift(
                    kind: .reordered, column: "", was: "",
                    sentence: "the columns stand in another order; they are read by name"))
        }
        return found + columns.filter { common.contains($0.name) }.compactMap { comparison.change(of: $0) }
    }

    /// The column of tonight that stands in for one that is gone, with the evidence; `nil` when none looks like it.
    package func successor(of name: String, since earlier: FeedProfile) -> ColumnDrift? {
        let comparison = Comparison(earlier: earlier, now: self)
        return comparison.renamed().first { $0.was == name }
    }
}

/// Two readings of one feed side by side.
private struct Comparison {
    let earlier: FeedProfile
    let now: FeedProfile

    /// A column that is gone and one that is new, as one renamed column.
    private struct Guess {
        let was: Int
        let column: Int
        let likeness: Double
        let evidence: String
    }

    /// The likeliest pairs of columns that are gone and columns that are new; no column is in two.
    func renamed() -> [ColumnDrift] {
        let gone = earlier.columns.indices.filter { now[earlier.columns[$0].name] == nil }
        let new = now.columns.indices.filter { earlier[now.columns[$0].name] == nil }
        var guesses = gone.flatMap { was in new.compactMap { guess(was, $0) } }
        // Equal evidence goes to the neighbour, for columns are seldom renamed and moved at once.
        guesses.sort {
            ($1.likeness, abs($0.was - $0.column), $0.column, $0.was)
                < ($0.likeness, abs($1.was - $1.column), $1.column, $1.was)
        }
        var taken: (was: Set<Int>, column: Set<Int>) = ([], [])
        var found: [Guess] = []
        for guess in guesses where !taken.was.contains(guess.was) && !taken.column.contains(guess.column) {
            taken.was.insert(guess.was)
            taken.column.insert(guess.column)
            found.append(guess)
        }
        return found.sorted { $0.column < $1.column }.map { guess in
            let (was, name) = (earlier.columns[guess.was].name, now.columns[guess.column].name)
            return ColumnDrift(
                kind: .renamed, column: name, was: was,
                sentence: "column `\(was)` is gone; `\(name)` is new and \(guess.evidence) of `\(was)`")
        }
    }

    private func guess(_ was: Int, _ column: Int) -> Guess? {
        let (before, after) = (earlier.columns[was], now.columns[column])
        guard before.values > 0, after.values > 0 else { return nil }
        let known = after.share(knownTo: before)
        let alike = after.sharedShapes(with: before)
        // Columns of few different values share them by chance: a sex with a yes or no.
        if after.distinct >= FeedProfile.enough, known >= 0.3 {
            return Guess(
                was: was, column: column, likeness: 2 + known,
                evidence: "\(percent(known)) of its values are among those")
        }
        guard alike >= 0.8 else { return nil }
        return Guess(
            was: was, column: column, likeness: (alike + known) / 2,
            evidence: "\(percent(alike)) of its values look like those")
    }

    /// What is odd about a column that both readings have; `nil` when nothing is, or too little was read to tell.
    func change(of column: ColumnProfile) -> ColumnDrift? {
        guard let before = earlier[column.name], before.rows >= FeedProfile.enough,
            column.rows >= FeedProfile.enough
        else { return nil }
        if let drift = emptied(before, column) { return drift }
        if let drift = shifted(before, column) { return drift }
        guard before.values >= FeedProfile.enough, column.values >= FeedProfile.enough,
            column.sharedShapes(with: before) < 0.5, let was = before.commonestShape,
            let present = column.commonestShape
        else {
            return nil
        }
        return ColumnDrift(
            kind: .changedKind, column: column.name, was: column.name,
            sentence:
                "the values of `\(column.name)` look otherwise: \(percent(was.share)) were `\(was.name)`, "
                + "now \(percent(present.share)) are `\(present.name)`")
    }

    private func emptied(_ before: ColumnProfile, _ after: ColumnProfile) -> ColumnDrift? {
        let (was, present) = (filled(before), filled(after))
        guard was >= 0.2, present * 10 < was else { return nil }
        return ColumnDrift(
            kind: .emptied, column: after.name, was: after.name,
            sentence:
                "`\(after.name)` has a value in \(percent(present)) of the records; it was \(percent(was))")
    }

    private func filled(_ column: ColumnProfile) -> Double {
        Double(column.values) / Double(max(1, column.rows))
    }

    /// A column whose values are those of another one of last time, and not its own.
    private func shifted(_ before: ColumnProfile, _ after: ColumnProfile) -> ColumnDrift? {
        guard after.distinct >= FeedProfile.enough else { return nil }
        let own = after.share(knownTo: before)
        guard own < 0.5 else { return nil }
        var best: (column: ColumnProfile, known: Double)?
        for other in earlier.columns where other.name != after.name && other.values >= FeedProfile.enough {
            let known = after.share(knownTo: other)
            if known >= 0.5, known > own + 0.3, known > best?.known ?? 0 { best = (other, known) }
        }
        guard let best else { return nil }
        return ColumnDrift(
            kind: .shifted, column: after.name, was: best.column.name,
            sentence:
                "`\(after.name)` now holds what `\(best.column.name)` held: \(percent(best.known)) of its "
                + "values were there, \(percent(own)) in `\(after.name)`")
    }
}

/// `93 %`; never 0 or 100 for what is only nearly so.
private func percent(_ share: Double) -> String {
    let number = Int((share * 100).rounded())
    if number == 0, share > 0 { return "under 1 %" }
    if number == 100, share < 1 { return "over 99 %" }
    return "\(number) %"
}
