import HubMatching
import HubModel
import Testing

/// m and u without labels.
@Suite struct TrainingTests {
    static func trainer(_ input: MatchInput) -> Trainer {
        var options = Trainer.Options()
        options.randomPairs = 100_000
        return Trainer(input, options: options)
    }

    /// The population's model with weights that are all wrong.
    static func ignorant(_ model: EntityModel) -> EntityModel {
        model.weighted(
            by: TrainedWeights(
                version: 0, trained: "", mentions: 0, pairsPerMention: 0.5,
                comparisons: Dictionary(
                    uniqueKeysWithValues: model.comparisons.map { comparison in
                        let count = Double(comparison.levels.count)
                        return (
                            comparison.name,
                            comparison.levels.indices.map { level in
                                let m = level == 0 ? 0.8 : 0.2 / (count - 1)
                                let u = level == comparison.levels.count - 1 ? 0.8 : 0.2 / (count - 1)
                                return .init(test: comparison.levels[level].test.text, m: m, u: u)
                            }
                        )
                    })))
    }

    /// How often each level really holds among pairs of one person (`same`) or of different ones.
    static func counted(_ input: MatchInput, truth: [Int], same: Bool) -> [[Double]] {
        let explainer = PairExplainer(input)
        var counts = input.model.comparisons.map { $0.levels.map { _ in 0.0 } }
        var generator = SeededGenerator(77)
        for mention in truth.indices {
            let other =
                same
                ? mention / 3 * 3 + (mention + 1) % 3 : Int.random(in: truth.indices, using: &generator)
            guard (truth[other] == truth[mention]) == same else { continue }
            for (index, part) in explainer.score(mention, other).parts.enumerated() {
                if let level = part.level { counts[index][level] += 1 }
            }
        }
        return counts.map { levels in levels.map { $0 / max(levels.reduce(0, +), 1) } }
    }

    @Test func whatHoldsAmongOnePersonsRecordsIsFound() async {
        let (input, truth, _) = RecoveryTests.population(1000, seed: 4)
        let model = Self.ignorant(RecoveryTests.model)
        let blind = MatchInput(
            model: model, values: input.values, ranks: input.ranks, related: input.related)
        let estimate = await Self.trainer(blind).run()
        let m = Self.counted(input, truth: truth, same: true)
        for (index, levels) in estimate.comparisons.enumerated() {
            #expect(abs(levels.reduce(0) { $0 + $1.m } - 1) < 1e-9)
            #expect(abs(levels.reduce(0) { $0 + $1.u } - 1) < 1e-9)
            for (level, found) in levels.enumerated() {
                #expect(
                    abs(found.m - m[index][level]) < 0.04,
                    "\(model.comparisons[index].name) \(level): \(found.m), not \(m[index][level])")
            }
        }
        // Three records a person are three pairs: one for each mention; some are never compared.
        #expect(estimate.pairsPerMention > 0.75 && estimate.pairsPerMention < 1.05)
    }

    @Test func whatHoldsAmongStrangersIsFound() async {
        let (input, truth, _) = RecoveryTests.population(1000, seed: 5)
        let estimate = await Self.trainer(input).run()
        let u = Self.counted(input, truth: truth, same: false)
        for (index, levels) in estimate.comparisons.enumerated() {
            for (level, found) in levels.enumerated() where u[index][level] > 0.01 {
                #expect(abs(found.u / u[index][level] - 1) < 0.25)
            }
        }
    }

    @Test func trainedWeightsMatchAsWellAsThoseOfAnExpert() async {
        let (input, truth, _) = RecoveryTests.population(1500, seed: 6)
        let model = Self.ignorant(RecoveryTests.model)
        let blind = MatchInput(
            model: model, values: input.values, ranks: input.ranks, related: input.related)
        let trained = model.weighted(
            by: await Self.trainer(blind).run().weights(of: model, version: 1, day: ""))
        func score(_ model: EntityModel) async -> Evaluation {
            let result = await Matcher(
                MatchInput(model: model, values: input.values, ranks: input.ranks, related: input.related)
            ).run()
            return Evaluation(predicted: result.clusters.map(Int.init), truth: truth)
        }
        let expert = await score(RecoveryTests.model)
        let learnt = await score(trained)
        #expect(learnt.pairwise.precision >= 0.999)
        #expect(learnt.pairwise.f1 >= expert.pairwise.f1 - 0.005)
    }

    @Test func theEstimateOwesNothingToOrderOrThreads() async {
        let (input, _, rows) = RecoveryTests.population(300, seed: 7)
        let once = await Self.trainer(input).run(threads: 1)
        let several = await Self.trainer(input).run(threads: 4)
        #expect(once == several)
        var generator = SeededGenerator(8)
        let order = rows.indices.shuffled(using: &generator)
        let homes = input.related["lives_in"] ?? []
        let shuffled = HubMatchingTests.input(
            RecoveryTests.model, order.map { rows[$0] }, ranks: order.map { input.ranks[$0] },
            related: ["lives_in": order.map { homes[$0] }])
        #expect(await Self.trainer(shuffled).run() == once)
    }

    @Test func nothingToLearnFromLeavesTheModelAsItIs() async {
        let inputs: [[[String?]]] = [
            [], [["张三", nil, nil, nil, nil, nil]],
            Array(repeating: Array(repeating: nil, count: 6), count: 20),
            Array(repeating: ["张三", "1", "1990-01-01", "1", "138", "路"], count: 20),
        ]
        for rows in inputs {
            let input = HubMatchingTests.input(
                RecoveryTests.model, rows, ranks: rows.indices.map { UInt64($0) },
                related: ["lives_in": rows.map { _ in 0 }])
            let estimate = await Self.trainer(input).run()
            for (comparison, levels) in zip(RecoveryTests.model.comparisons, estimate.comparisons) {
                #expect(levels.count == comparison.levels.count)
                #expect(levels.allSatisfy { $0.m > 0 && $0.m < 1 && $0.u > 0 && $0.u < 1 })
            }
            #expect(estimate.pairsPerMention.isFinite)
        }
    }
}
