import Foundation
import HubModel

/// Writes what was found as a feed file: the sure as mapping, the unsure as comments, the evidence beside both.
struct FeedText {
    let input: GuessInput
    let source: ProbedSource
    let sample: SourceSample
    let builder: MentionBuilder
    let relations: [RelationDraft]
    let key: RecordKey

    private var catalog: ModelCatalog { builder.catalog }
    private var mentions: [MentionDraft] { builder.mentions }

    func guess() -> Guess {
        let columns = builder.guesses.map(column)
        return Guess(
            name: input.name, connector: source.connector, columns: columns,
            relations: relations.map { draft in
                Guess.Relation(
                    kind: draft.kind, from: mentions[draft.from].role, to: mentions[draft.to].role,
                    qualifier: draft.qualifier.map { source.columns[$0].id } ?? "", isSure: draft.isSure)
            },
            key: keyNames, rows: sample.rows, text: text(columns),
            environment: source.environment)
    }

    // MARK: Findings

    private func column(_ guess: ColumnGuess) -> Guess.Column {
        var mapped: [(role: String, type: String, attribute: String)] = []
        for mention in mentions {
            let model = catalog.models[mention.model]
            for (attribute, columns) in mention.columns.sorted(by: { $0.key < $1.key })
            where columns.contains(guess.index) {
                mapped.append((mention.role, model.name, model.attributes[attribute].name))
            }
            if let attribute = mention.templateAttribute,
                mention.template.contains(where: { $0.column == guess.index })
            {
                mapped.append((mention.role, model.name, model.attributes[attribute].name))
            }
        }
        let candidate = builder.chosen[guess.index] ?? guess.candidates.first
        let isKey = key.columns.contains(guess.index)
        let type = candidate.map { catalog.attribute($0.target).type }
        let isTemplate = mapped.count > 0 && builder.chosen[guess.index] == nil
        return Guess.Column(
            id: guess.facts.column.id, name: guess.facts.column.names.last ?? "", mapped: mapped,
            suggestion: mapped.isEmpty ? suggestion(guess) : "",
            semanticType: isTemplate ? "address" : type?.name ?? "",
            isKey: isKey, isQualifier: relations.contains { $0.qualifier == guess.index },
            rows: sample.rows, blankShare: guess.facts.blankShare, distinct: guess.facts.distinct,
            validShare: isTemplate ? 0 : candidate?.evidence.share ?? 0,
            confidence: candidate?.confidence ?? 0,
            samples: mapped.isEmpty || isTemplate ? [] : type.map { MaskedSamples.of(guess.facts, $0) } ?? [],
            shapes: guess.facts.shapes,
            remark: builder.remarks[guess.index] ?? registration(guess, mapped.isEmpty))
    }

    /// Why an address that a register keeps is not taken for where somebody is.
    private func registration(_ guess: ColumnGuess, _ isOpen: Bool) -> String {
        let isRegistered = guess.facts.column.names.contains { OtherConceptList.isRegisteredAddress($0) }
        return isOpen && isRegistered ? "registered there; where they are may be elsewhere" : ""
    }

    /// What a column that is left open may be: `person.name`.
    private func suggestion(_ guess: ColumnGuess) -> String {
        guard let first = guess.candidates.first, first.confidence >= 0.3 else { return "" }
        return "\(catalog.models[first.target.model].name).\(catalog.attribute(first.target).name)"
    }

    // MARK: The file

    private func text(_ columns: [Guess.Column]) -> String {
        let extent =
            sample.isWhole
            ? "all \(Evidence.number(sample.rows))" : "the first \(Evidence.number(sample.rows))"
        var lines = [
            "// Guessed from \(JSON5Text.comment(TextHead.place(input))): \(extent) records were looked at."
        ]
        lines.append(
            "// What is commented out was not sure enough. Read every line, then fill in what is marked TODO."
        )
        lines += source.remarks.map { "// Note: \(JSON5Text.comment($0, limit: 240))" }
        lines += [
            "{", "  title: \(JSON5Text.quoted(input.title)),", "  source: {",
            "    department: \"?\", // TODO: who delivers this",
            "    // system: \"\", // TODO: the system it comes from",
            "    // legal_basis: \"\", // TODO: the law or agreement by which it may be used",
            "    // contact: \"\", // TODO: whom to ask", "  },",
            "  connector: \(JSON5Text.quoted(source.connector)),",
            "  settings: \(SettingsText.of(source.settings, indent: "  ")),",
        ]
        lines += keyLines()
        lines.append("  // trust: 50, // 0-100: whose value wins where feeds differ")
        lines += mentionLines(columns)
        lines += relationLines()
        lines += openLines(columns)
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The key as people say it: the household's number, then the member's in it.
    private var keyNames: [String] {
        let names = key.columns.map { source.columns[$0].id }
        let depths = names.map { $0.components(separatedBy: "../").count }
        return names.indices.sorted { (-depths[$0], $0) < (-depths[$1], $1) }.map { names[$0] }
    }

    private func keyLines() -> [String] {
        if key.columns.isEmpty {
            return [
                "  key: \"content\", // \(key.evidence): records are named by all that the mapping looks at"
            ]
        }
        let names = keyNames.map { JSON5Text.quoted($0) }.joined(separator: ", ")
        return ["  key: [\(names)], // \(key.evidence)"]
    }

    private func mentionLines(_ columns: [Guess.Column]) -> [String] {
        guard !mentions.isEmpty else {
            return [
                "  // TODO: nothing was sure enough to be mapped; see the columns below.", "  mentions: {",
                "  },",
            ]
        }
        var lines = ["  mentions: {"]
        for mention in mentions {
            let model = catalog.models[mention.model]
            let title = mention.subject.map { catalog.lexicon.subjects[$0].title } ?? mention.subjectKey
            lines.append(
                "    \(JSON5Text.key(mention.role)): {"
                    + (title.isEmpty ? "" : " // \(JSON5Text.comment(title))"))
            lines.append("      type: \(JSON5Text.quoted(model.name)),")
            if let required = required(mention) {
                lines.append("      requires: [\(JSON5Text.quoted(model.attributes[required].name))],")
            }
            lines.append("      attributes: {")
            for attribute in model.attributes.indices where mention.has(attribute) {
                lines += attributeLines(mention, attribute, columns)
            }
            lines += ["      },", "    },"]
        }
        return lines + ["  },"]
    }

    private func attributeLines(_ mention: MentionDraft, _ attribute: Int, _ columns: [Guess.Column])
        -> [String]
    {
        let name = catalog.models[mention.model].attributes[attribute].name
        if mention.templateAttribute == attribute {
            let parts = mention.template.map { part in
                "{\(source.columns[part.column].id)}\(part.suffix)"
            }
            let comments = mention.template.map { "        // \(Evidence.line(columns[$0.column]))" }
            return comments + ["        \(name): { template: \(JSON5Text.quoted(parts.joined())) },"]
        }
        let used = mention.columns[attribute] ?? []
        let type = catalog.models[mention.model].attributes[attribute].type
        let comments = used.map { index in
            let facts = builder.guesses[index].facts
            let evidence = (type.name, facts.verdicts[type.name]?.share ?? 0, MaskedSamples.of(facts, type))
            return "        // " + Evidence.line(columns[index], as: evidence)
        }
        let names = used.map { JSON5Text.quoted(source.columns[$0].id) }
        let value: String
        if names.count > 1 {
            value = "{ all: [\(names.joined(separator: ", "))] }"
        } else if let codes = mention.codes[attribute], let only = names.first {
            let pairs = codes.map { "\(JSON5Text.quoted($0.raw)): \(JSON5Text.quoted($0.value))" }
            value = "{ column: \(only), codes: { \(pairs.joined(separator: ", ")) } }"
        } else {
            value = names.first ?? "\"\""
        }
        let why =
            mention.codes[attribute] == nil
            ? "" : " // codes of its own, as the identifiers in the same records show"
        return comments + ["        \(name): \(value),\(why)"]
    }

    /// The first attribute that nearly every mention has.
    private func required(_ mention: MentionDraft) -> Int? {
        let all = mention.allColumns
        return mention.columns.keys.sorted().first { attribute in
            guard catalog.identifies(AttributeID(model: mention.model, attribute: attribute)),
                let columns = mention.columns[attribute], columns.count == 1
            else { return false }
            var made = 0
            var filled = 0
            for row in 0..<sample.table.rowCount
            where all.contains(where: { !sample.table.cell(row, $0).isMissing }) {
                made += 1
                if !sample.table.cell(row, columns[0]).isMissing { filled += 1 }
            }
            return made > 0 && filled * 100 >= made * 99
        }
    }

    private func relationLines() -> [String] {
        guard !relations.isEmpty else { return [] }
        var lines = ["  relations: ["]
        for draft in relations {
            var text =
                "{ kind: \(JSON5Text.quoted(draft.kind)), from: \(JSON5Text.quoted(mentions[draft.from].role)), "
                + "to: \(JSON5Text.quoted(mentions[draft.to].role))"
            if let qualifier = draft.qualifier {
                text += ", qualifier: \(JSON5Text.quoted(source.columns[qualifier].id))"
            }
            lines.append("    \(draft.isSure ? "" : "// ")\(text) }, // \(draft.reason)")
        }
        return lines + ["  ],"]
    }

    /// Columns that the mapping leaves out: suggestions first, then those that are nothing a model knows.
    private func openLines(_ columns: [Guess.Column]) -> [String] {
        let open = columns.filter { $0.mapped.isEmpty && !$0.isKey && !$0.isQualifier }
        guard !open.isEmpty else { return [] }
        let lines = open.map { column in
            let what =
                !column.suggestion.isEmpty && (column.remark.isEmpty || !column.remark.hasPrefix("names who"))
                ? "perhaps \(column.suggestion): " : ""
            return "  // \(what)\(Evidence.line(column))"
        }
        return ["  // Columns that are not mapped; what is not named above never leaves the source:"] + lines
    }
}
