import HubModel

/// What was found out of an input, ready to be written as a feed file or told as data.
package struct Guess: Sendable {
    /// One column of the source.
    package struct Column: Sendable {
        package let id: String
        package let name: String
        /// Role and attribute it is mapped to; several for a column that is two things.
        package let mapped: [(role: String, type: String, attribute: String)]
        /// Below the threshold: what it may be.
        package let suggestion: String
        /// Semantic type of what it is mapped to or may be.
        package let semanticType: String
        /// Whether it is part of the key, or says more of a relation.
        package let isKey: Bool
        package let isQualifier: Bool
        package let rows: Int
        package let blankShare: Double
        package let distinct: Int
        package let validShare: Double
        package let confidence: Double
        /// Sampled values as the type masks them.
        package let samples: [String]
        package let shapes: String
        package let remark: String
    }

    /// One relation between roles.
    package struct Relation: Sendable {
        package let kind: String
        package let from: String
        package let to: String
        package let qualifier: String
        package let isSure: Bool
    }

    package let name: String
    package let connector: String
    package let columns: [Column]
    package let relations: [Relation]
    /// Columns of the record key; none when records are named by their content.
    package let key: [String]
    package let rows: Int
    /// The feed file.
    package let text: String
    /// To be set while the feed is tried: connection strings that are not in the file.
    package let environment: [String: String]
}

/// Writes a feed file for an input: how it is read, what names its records, what its columns mean, and why.
///
/// ```
/// probe     settings that read the source, and its columns          Probing/
/// sample    records spread over it, hashes of all values            Sampling/
/// look      names and values of each column: candidates             Words/, Columns/
/// group     candidates into mentions, mentions into relations       Mentions/
/// write     what is sure as mapping, what is not as comments        Writing/
/// ```
package struct Guesser: Sendable {
    private let catalog: ModelCatalog
    private let opener: ConnectorOpener
    /// Records read at most.
    private let limit: Int

    package static let defaultLimit = 200_000
    /// `models`: those of the workspace; they say which types and attributes there are.
    /// `opener`: makes connectors.
    /// `limit`: how many records are read at most; 600 to 1200 of them are looked at closely.
    package init(models: [EntityModel], opener: ConnectorOpener, limit: Int = Self.defaultLimit) {
        catalog = ModelCatalog(models)
        self.opener = opener
        self.limit = limit
    }

    /// `connector`: the connector to take, `nil` to find out.
    package func guess(_ input: GuessInput, connector: String? = nil) async throws -> Guess {
        if case .file(let path, _) = input.place, input.head.isEmpty { throw GuessError("\(path) is empty") }
        let prober = try Probers.prober(for: input, connector: connector, available: opener.connectors)
        if let table = input.table, !type(of: prober).hasTables {
            throw GuessError(
                "the connector \(type(of: prober).connector) has no tables; leave out --table \(table)")
        }
        var source = try await prober.probe(input, opener)
        guard !source.columns.isEmpty else { throw GuessError("\(TextHead.place(input)) has no columns") }
        let ids = source.columns.map(\.id)
        var sample = try await SourceSample.read(
            opener.open(source, columns: ids), columns: ids, limit: limit)
        if opener.takes("totals", source.connector), !sample.totalWords.isEmpty {
            source.settings.append(
                SourceSetting(
                    "totals", .texts(sample.totalWords.sorted()),
                    remark: "lines below the table that are no records"))
            sample = try await SourceSample.read(
                opener.open(source, columns: ids), columns: ids, limit: limit)
        }
        remark(on: sample, &source)

        let guesses = source.columns.indices.map { index in
            ColumnGuess(
                index, ColumnFacts(sample, index, column: source.columns[index], types: catalog.types),
                catalog)
        }
        let builder = MentionBuilder(catalog, sample, guesses)
        let relations = RelationGuess(
            catalog, builder.mentions, builder.guesses, sourceWords: input.title + Self.record(source))
        let key = RecordKey.find(
            sample, primaryKey: source.primaryKey.compactMap { name in ids.firstIndex(of: name) },
            candidates: KeyRanking.candidates(
                builder.guesses, chosen: builder.chosen, main: Set(builder.mentions.first?.allColumns ?? []),
                catalog: catalog),
            together: builder.mentions.map { $0.template.map(\.column) })
        let guess = FeedText(
            input: input, source: source, sample: sample, builder: builder, relations: relations.relations,
            key: key
        ).guess()
        // Of two columns of one name the connector must be asked for both, or it does not know which is meant.
        if source.connector == CSVProber.connector, !input.numbersColumns, Self.isAmbiguous(guess) {
            var numbered = input
            numbered.numbersColumns = true
            return try await self.guess(numbered, connector: source.connector)
        }
        return guess
    }

    private static func isAmbiguous(_ guess: Guess) -> Bool {
        let used = guess.columns.filter { !$0.mapped.isEmpty || $0.isKey || $0.isQualifier }.map(\.id)
        let all = Set(guess.columns.map(\.id))
        return used.contains { all.contains("\($0) (2)") && !used.contains("\($0) (2)") }
    }

    /// The path of the record elements: `/households/household/member` says that this is about households.
    private static func record(_ source: ProbedSource) -> String {
        for setting in source.settings where setting.name == "record" {
            if case .text(let path) = setting.value { return path }
        }
        return ""
    }

    private func remark(on sample: SourceSample, _ source: inout ProbedSource) {
        if !sample.rejects.isEmpty {
            let reasons = sample.rejects.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            source.remarks.append("rejected by the connector: \(reasons.joined(separator: ", "))")
        }
        if sample.isWhole, sample.totals > 0, sample.totals < 10 {
            source.remarks.append(
                "the last \(sample.totals == 1 ? "record has" : "\(sample.totals) records have") hardly any values: "
                    + "totals or notes below the table?")
        }
        for (index, column) in source.columns.enumerated() where sample.countsRows(index) {
            source.remarks.append(
                "`\(column.id)` numbers the records of this delivery; the next one may number them otherwise")
        }
    }
}

extension Guesser {
    /// A title as feeds are called: lower-case words joined by `-`, Chinese in pinyin; empty when nothing is left.
    package static func feedName(_ title: String) -> String { Pinyin.slug(title, joint: "-") }
}
