import HubModel

/// The rules of a model: blocking, comparisons, prior and threshold.
struct ModelRules {
    private(set) var blocking: [BlockingRule] = []
    private(set) var comparisons: [Comparison] = []
    private(set) var prior = 0.001
    private(set) var threshold = 0.95
    /// Types the rules look at through a relation, with the first place that does.
    private(set) var looksAt: [Int: SourceLocation] = [:]

    private let type: Int
    private let draft: ModelDraft
    private let relations: RelationCatalog

    init(_ draft: ModelDraft, type: Int, relations: RelationCatalog, _ report: inout Diagnostics) {
        self.type = type
        self.draft = draft
        self.relations = relations
        guard let reader = draft.reader else { return }
        prior = reader.probability("prior", default: prior, &report) ?? prior
        threshold = reader.probability("threshold", default: threshold, &report) ?? threshold
        if let node = reader.required("blocking", hint: "[[\"name\"]], or [] for none", &report) {
            for rule in node.list("`blocking`", &report) { addRule(rule, &report) }
        }
        guard let node = reader.required("comparisons", hint: "{ name: [ … ] }, or {} for none", &report)
        else { return }
        if node.members == nil {
            report.report("`comparisons` must be an object, found \(node.kindName)", at: node.location)
        }
        for member in node.members ?? [] { addComparison(member, &report) }
    }

    private mutating func addRule(_ node: Node, _ report: inout Diagnostics) {
        let nodes = node.list("a blocking rule", &report)
        if nodes.isEmpty, node.elements != nil {
            report.report(
                "a blocking rule without parts", hint: "it would bring everything together", at: node.location
            )
        }
        let texts = nodes.compactMap { $0.text("a part of a blocking rule", &report) }
        let parts = nodes.compactMap { part in part.string.flatMap { element($0, at: part.location, &report) }
        }
        if parts.count == nodes.count, !parts.isEmpty {
            blocking.append(BlockingRule(text: texts.joined(separator: " + "), elements: parts))
        }
    }

    /// `name`, `name:first1`, `resident_id:last6` or `lives_in`.
    private mutating func element(
        _ text: String, at location: SourceLocation, _ report: inout Diagnostics
    ) -> BlockingRule.Element? {
        let pieces = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let evidence = evidence(String(pieces[0]), at: location, &report) else { return nil }
        guard pieces.count == 2 else { return BlockingRule.Element(evidence) }
        if case .relation = evidence {
            report.report(
                "a relation stands for a whole entity and has no part `\(pieces[1])`",
                hint: "write `\(pieces[0])`", at: location)
            return nil
        }
        for (word, make) in [("first", BlockingRule.Part.first), ("last", BlockingRule.Part.last)]
        where pieces[1].hasPrefix(word) {
            if let count = Int(pieces[1].dropFirst(word.count)), (1...100).contains(count) {
                return BlockingRule.Element(evidence, part: make(count))
            }
        }
        let words: [String: BlockingRule.Part] = [
            "sound": .sound, "words": .words, "sorted": .sorted, "year": .year,
        ]
        guard let part = words[String(pieces[1])] else {
            report.report(
                "`\(pieces[1])` is no part of a value",
                hint: "`:firstN`, `:lastN` (N from 1 to 100), `:sound`, `:words`, `:sorted` or `:year`",
                at: location)
            return nil
        }
        if part == .year, evidence.attributes.contains(where: { draft.attributes[$0].type.name != "date" }) {
            report.report("`:year` is a part of dates alone", hint: "write `:first4`", at: location)
        }
        return BlockingRule.Element(evidence, part: part)
    }

    /// An attribute, a relation, or several attributes together: `name|former_name`.
    private mutating func evidence(
        _ text: String, at location: SourceLocation, _ report: inout Diagnostics
    ) -> Evidence? {
        let names = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard names.count > 1 else { return single(text, at: location, &report) }
        let found = names.map { single($0, at: location, &report) }
        var indices: [Int] = []
        for (name, evidence) in zip(names, found) {
            guard case .attribute(let index) = evidence else {
                if evidence != nil {
                    report.report(
                        "`\(name)` is a relation and cannot stand together with others in `\(text)`",
                        hint: "only attributes can be joined by `|`", at: location)
                }
                continue
            }
            if indices.contains(index) {
                report.report("`\(text)` names `\(name)` twice", hint: "remove one", at: location)
            } else {
                indices.append(index)
            }
        }
        return indices.count == names.count ? .attributes(indices) : nil
    }

    private mutating func single(
        _ name: String, at location: SourceLocation, _ report: inout Diagnostics
    ) -> Evidence? {
        if let index = draft.attributes.firstIndex(where: { $0.name == name }) { return .attribute(index) }
        if draft.attributeNames.contains(name) { return nil }
        if let target = relations.end(of: name, from: type) {
            looksAt[target] = looksAt[target] ?? location
            return .relation(name)
        }
        if !relations.mayDeclare(name, from: type), draft.knowsAttributes {
            let names = draft.attributeNames + relations.kinds(from: type)
            report.report(
                "`\(name)` is neither an attribute of `\(draft.name)` nor one of its relations",
                hint: suggestion(for: name, among: names, otherwise: "there are: "), at: location)
        }
        return nil
    }

    private mutating func addComparison(_ member: Node.Member, _ report: inout Diagnostics) {
        let evidence = evidence(member.name, at: member.location, &report)
        let nodes = member.value.list("comparison `\(member.name)`", &report)
        var levels: [Comparison.Level] = []
        for node in nodes {
            if let level = level(node, of: evidence, &report) { levels.append(level) }
        }
        let isElse = nodes.map { $0["is"]?.string == "else" }
        if isElse.last != true, member.value.elements != nil {
            report.report(
                "comparison `\(member.name)` does not end in `else`",
                hint: "add { is: \"else\", m: …, u: … } as its last level",
                at: nodes.last?.location ?? member.location)
        }
        for (node, isElse) in zip(nodes, isElse).dropLast() where isElse {
            report.report(
                "levels after `else` are never reached", hint: "move `else` to the end", at: node.location)
        }
        checkSums(levels, of: member, complete: levels.count == nodes.count, &report)
        if let evidence {
            comparisons.append(Comparison(name: member.name, evidence: evidence, levels: levels))
        }
    }

    /// The levels exclude each other, so their probabilities add up to one.
    private func checkSums(
        _ levels: [Comparison.Level], of member: Node.Member, complete: Bool, _ report: inout Diagnostics
    ) {
        guard complete, !levels.isEmpty else { return }
        for (name, sum) in [("m", levels.map(\.m).reduce(0, +)), ("u", levels.map(\.u).reduce(0, +))]
        where abs(sum - 1) > 0.05 {
            report.report(
                "the `\(name)` of comparison `\(member.name)` add up to \((sum * 1000).rounded() / 1000)",
                hint: "the levels exclude each other and cover everything, so they must add up to 1",
                at: member.location)
        }
    }

    private func level(
        _ node: Node, of evidence: Evidence?, _ report: inout Diagnostics
    ) -> Comparison.Level? {
        guard let reader = ObjectReader(node, "the level", .level, &report) else { return nil }
        let m = reader.probability("m", &report)
        let u = reader.probability("u", &report)
        let adjusts = reader.flag("term_frequency", &report)
        let word = reader.text("is", hint: "such as `equal` or `else`", &report)
        let place = reader["is"]?.location ?? node.location
        guard let word, let test = test(word, reader, at: place, &report) else { return nil }
        if adjusts, test != .equal {
            report.report(
                "`term_frequency` does not fit `\(word)`",
                hint: "only `equal` shares one value whose frequency counts",
                at: reader["term_frequency"]?.location ?? place)
        }
        if case .relation(let kind) = evidence, test != .equal, test != .otherwise {
            report.report(
                "`\(kind)` is a relation, and `\(word)` compares values", hint: "use `equal` and `else`",
                at: place)
        }
        let others = (evidence?.attributes ?? []).map { draft.attributes[$0].type.name }.filter {
            $0 != "date"
        }
        if LevelWord.ofDates.contains(word), let other = others.first {
            report.report("`\(word)` does not fit a `\(other)`", hint: "it compares dates", at: place)
        }
        guard let m, let u else { return nil }
        return Comparison.Level(test, m: m, u: u, adjustsForFrequency: adjusts)
    }

    private func test(
        _ word: String, _ reader: ObjectReader, at place: SourceLocation, _ report: inout Diagnostics
    ) -> Comparison.Test? {
        guard let level = LevelWord.all.first(where: { $0.word == word }) else {
            report.report(
                "there is no level `\(word)`",
                hint: suggestion(for: word, among: LevelWord.all.map(\.word), otherwise: "there are: "),
                at: place)
            return nil
        }
        for name in ["at_most", "at_least"] where name != level.bound?.key {
            if let node = reader[name] {
                report.report("`\(name)` means nothing to `\(word)`", hint: "remove it", at: node.location)
            }
        }
        switch level.bound {
        case nil: return level.test(0)
        case .count(let key, let range, let standard):
            if reader[key] == nil, let standard { return level.test(Double(standard)) }
            return reader.integer(key, in: range, &report).map { level.test(Double($0)) }
        case .share(let key):
            return reader.probability(key, &report).map { level.test($0) }
        }
    }
}
