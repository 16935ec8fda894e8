import HubModel

/// Reads `Mappings/weights/TYPE.json5`, which `isthmus resolve --train` writes.
struct WeightsReader {
    /// The models with the weights that files hold for them.
    static func weighted(
        _ models: [EntityModel], by files: [ConfigFolder.File], _ report: inout Diagnostics
    ) -> [EntityModel] {
        var models = models
        for file in files {
            guard let index = models.firstIndex(where: { $0.name == file.name }) else {
                report.report(
                    "there are weights for `\(file.name)`, but no such model",
                    hint: suggestion(for: file.name, among: models.map(\.name), otherwise: "there are: "),
                    at: file.location)
                continue
            }
            if let node = file.node, let weights = read(node, for: models[index], &report) {
                models[index] = models[index].weighted(by: weights)
            }
        }
        return models
    }

    /// `nil`, and reported, when something is wrong.
    private static func read(
        _ node: Node, for model: EntityModel, _ report: inout Diagnostics
    ) -> TrainedWeights? {
        guard let reader = ObjectReader(node, "the weights", .weights, &report) else { return nil }
        let version = reader.integer("version", in: 1...1_000_000, &report)
        let trained = reader.text("trained", &report)
        let mentions = reader.integer("mentions", in: 1...Int(Int32.max), &report)
        let pairs = pairsPerMention(reader, &report)
        guard let node = reader.required("comparisons", hint: "{ name: [ … ] }", &report) else { return nil }
        if node.members == nil {
            report.report("`comparisons` must be an object, found \(node.kindName)", at: node.location)
        }
        var comparisons: [String: [TrainedWeights.Level]] = [:]
        for member in node.members ?? [] {
            guard let comparison = model.comparisons.first(where: { $0.name == member.name }) else {
                report.report(
                    "`\(member.name)` is no comparison of the model `\(model.name)`",
                    hint: suggestion(
                        for: member.name, among: model.comparisons.map(\.name), otherwise: "there are: "),
                    at: member.location)
                continue
            }
            comparisons[member.name] = levels(of: member, fitting: comparison, &report)
        }
        let calibration = calibration(reader, &report)
        guard let version, let trained, let mentions, let pairs else { return nil }
        return TrainedWeights(
            version: version, trained: trained, mentions: mentions, pairsPerMention: pairs,
            comparisons: comparisons, calibration: calibration)
    }

    /// `nil` when the file has none, or a wrong one, which is reported.
    private static func calibration(_ weights: ObjectReader, _ report: inout Diagnostics) -> Calibration? {
        guard let node = weights["calibration"],
            let reader = ObjectReader(node, "the calibration", .calibration, &report)
        else { return nil }
        let scale = number("scale", in: 0.25...2, reader, &report)
        let shift = number("shift", in: -10...10, reader, &report)
        let same = reader.integer("same", in: 0...1_000_000_000, &report)
        let different = reader.integer("different", in: 0...1_000_000_000, &report)
        guard let scale, let shift, let same, let different else { return nil }
        return Calibration(scale: scale, shift: shift, same: same, different: different)
    }

    private static func number(
        _ key: String, in range: ClosedRange<Double>, _ reader: ObjectReader, _ report: inout Diagnostics
    ) -> Double? {
        guard let node = reader.required(key, &report) else { return nil }
        if let number = node.double, range.contains(number) { return number }
        report.report(
            "`\(key)` must be a number from \(range.lowerBound) to \(range.upperBound)", at: node.location)
        return nil
    }

    private static func pairsPerMention(_ reader: ObjectReader, _ report: inout Diagnostics) -> Double? {
        guard let node = reader.required("pairs_per_mention", &report) else { return nil }
        if let number = node.double, number > 0, number <= 1_000_000 { return number }
        report.report(
            "`pairs_per_mention` must be a number above 0 and at most 1000000",
            at: node.location)
        return nil
    }

    private static func levels(
        of member: Node.Member, fitting comparison: Comparison, _ report: inout Diagnostics
    ) -> [TrainedWeights.Level] {
        let levels = member.value.list("`\(member.name)`", &report).compactMap { node in
            level(node, &report)
        }
        let wanted = comparison.levels.map(\.test.text)
        if levels.map(\.test) != wanted, member.value.elements?.count == levels.count {
            report.report(
                "the weights of `\(member.name)` are of other levels than the model's",
                hint: "the model has: \(wanted.joined(separator: ", ")); remove this file and train anew",
                at: member.location)
        }
        return levels
    }

    private static func level(_ node: Node, _ report: inout Diagnostics) -> TrainedWeights.Level? {
        guard let reader = ObjectReader(node, "the level", .trainedLevel, &report) else { return nil }
        let test = reader.text("level", hint: "such as `equal` or `edits 1`", &report)
        let m = reader.probability("m", &report)
        let u = reader.probability("u", &report)
        guard let test, let m, let u else { return nil }
        return TrainedWeights.Level(test: test, m: m, u: u)
    }
}
