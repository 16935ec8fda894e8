import Foundation
import HubModel

/// Works out m and u of every comparison level, and how likely any two mentions are one entity, from the mentions
/// themselves, without labels.
///
/// u comes from random pairs, nearly all of which are different entities; that of `equal` exactly, from how often each
/// value occurs. m comes from the pairs of each blocking rule by EM, over the comparisons the rule does not decide;
/// what several rules say is averaged by the matches they say it of. Then what true pairs add to the random ones is
/// taken out of u, and the whole is done again.
package struct Trainer: Sendable {
    package struct Options: Sendable {
        package var randomPairs = 500_000
        package var pairsOfARule = 200_000
        package var rounds = 200
        /// Pairs that stewards judged when asked.
        package var judged: [JudgedPair] = []
        package init() {}
    }

    /// What was worked out.
    package struct Estimate: Sendable, Equatable {
        package struct Level: Sendable, Equatable {
            package var m: Double
            package var u: Double
        }
        /// By comparison and level of the model.
        package var comparisons: [[Level]]
        /// Expected pairs of one entity for each comparison: none means that m is the model's own.
        package var support: [Double]
        /// Expected pairs of one entity among those that blocking brings, for each mention.
        package var pairsPerMention: Double
        package var mentions: Int
        /// What judged pairs say of the scores; `nil` when there are too few.
        package var calibration: Calibration?
    }

    private static let passes = 5
    /// Where EM stops: only the last pass has to be exact.
    private static let tolerance = (passing: 1e-3, last: 1e-5)
    private static let priorSteps = 20

    private let input: MatchInput
    private let ground: Groundwork?
    private let options: Options

    package init(_ input: MatchInput, options: Options = Options()) {
        self.input = input
        ground = nil
        self.options = options
    }

    /// Goes on from work that was done before.
    package init(_ ground: Groundwork, options: Options = Options()) {
        input = ground.input
        self.ground = ground
        self.options = options
    }

    package func run(threads: Int = ProcessInfo.processInfo.activeProcessorCount) async -> Estimate {
        let model = input.model
        let ground =
            if let ground { ground } else { await Groundwork(input, threads: threads) }
        let prepared = Prepared(ground)
        let (profiles, indexes) = (prepared.profiles, prepared.indexes)
        let sampler = PatternSampler(
            comparisons: min(model.comparisons.count, PatternCounts.limit), profiles: profiles,
            scorer: prepared.scorer
        )
        let samples = await parallelMap(indexes.count, threads: threads) {
            sampler.pairs(of: $0, in: indexes, atMost: options.pairsOfARule)
        }
        let random = await sampler.randomPairs(options.randomPairs, threads: threads)
        let tables = samples.map { Patterns($0, comparisons: model.comparisons.count) }
        var estimate = await fit(
            tables, random, evidences: prepared.evidences, features: prepared.features, threads: threads)
        estimate.calibration = calibration(of: estimate, on: ground)
        return estimate
    }

    /// How the estimate's scores of judged pairs have to be read.
    private func calibration(of estimate: Estimate, on ground: Groundwork) -> Calibration? {
        guard options.judged.count >= CalibrationFit.least.all else { return nil }
        let trained = ground.with { $0.weighted(by: estimate.weights(of: $0, version: 1, day: "")) }
        let scorer = Prepared(trained).scorer
        let owners = ground.profiles.owners
        var scratch = EditScratch()
        return CalibrationFit.fit(
            options.judged.compactMap { pair in
                scorer.score(
                    owners[Int(pair.first)], owners[Int(pair.second)], atLeast: .min, &scratch
                ).map { (Bits.bits($0), pair.isSame) }
            })
    }

    /// u, m and the prior in turn, until they fit each other.
    private func fit(
        _ samples: [Patterns], _ random: PatternCounts, evidences: Evidences, features: [Feature],
        threads: Int
    ) async -> Estimate {
        let mentions = Double(input.ranks.count)
        let allPairs = max(mentions * (mentions - 1) / 2, 1)
        var prior = 1 / max(mentions, 2)
        var m = input.model.comparisons.map { $0.levels.map(\.m) }
        var u = m
        var support: [Double] = []
        var matches = 0.0
        // Of each rule, the share of its pairs that are one entity; each pass starts where the last ended.
        var shares = samples.map { _ in 0.3 }
        for pass in 1...Self.passes {
            let tolerance = pass < Self.passes ? Self.tolerance.passing : Self.tolerance.last
            u = levels(random, evidences: evidences, features: features, less: prior, of: m)
            (m, support) = await expect(samples, m: m, u: u, &shares, tolerance, threads: threads)
            for _ in 0..<Self.priorSteps {
                matches = expectedMatches(samples, m: m, u: u, prior: prior)
                prior = min(max(matches / allPairs, 1e-12), 0.5)
            }
        }
        return Estimate(
            comparisons: zip(m, u).map { zip($0, $1).map { .init(m: $0, u: $1) } }, support: support,
            pairsPerMention: matches / max(mentions, 1), mentions: input.ranks.count)
    }

    /// How often each level holds among pairs of different entities: among random pairs, less what pairs of one
    /// entity add.
    private func levels(
        _ random: PatternCounts, evidences: Evidences, features: [Feature], less prior: Double,
        of m: [[Double]]
    ) -> [[Double]] {
        input.model.comparisons.enumerated().map { index, comparison in
            var counts = comparison.levels.map { _ in 0.0 }
            for (pattern, count) in random.counts {
                if let level = pattern.level(index), level < counts.count { counts[level] += count }
            }
            let total = counts.reduce(0, +)
            var shares = counts.map { ($0 + 0.5) / (total + 0.5 * Double(counts.count)) }
            let feature = features[evidences.position(comparison.evidence)]
            if let equal = comparison.levels.firstIndex(where: { $0.test == .equal }), !feature.isMultiple {
                shares[equal] = feature.chanceOfEquality
            }
            for level in shares.indices {
                shares[level] = max(
                    (shares[level] - prior * m[index][level]) / (1 - prior), shares[level] * 0.02, 1e-9)
            }
            let sum = shares.reduce(0, +)
            return shares.map { $0 / sum }
        }
    }

    /// m by EM over the pairs of each rule, averaged by the matches they say it of.
    private func expect(
        _ samples: [Patterns], m: [[Double]], u: [[Double]], _ shares: inout [Double], _ tolerance: Double,
        threads: Int
    ) async -> (m: [[Double]], support: [Double]) {
        let model = input.model
        let earlier = shares
        let fitted = await parallelMap(samples.count, threads: threads) { rule -> Expectation? in
            let decided = model.blocking[rule].elements.map(\.evidence)
            let free = model.comparisons.indices.filter {
                let evidence = model.comparisons[$0].evidence
                return $0 < PatternCounts.limit && !decided.contains { $0.overlaps(evidence) }
            }
            if free.isEmpty || samples[rule].all.counts.isEmpty { return nil }
            return Expectation(
                samples[rule].all, m: m, u: u, free: free, share: earlier[rule], rounds: options.rounds,
                tolerance: tolerance)
        }
        for (rule, fitted) in fitted.enumerated() { shares[rule] = fitted?.share ?? shares[rule] }
        var sums = m.map { $0.map { _ in 0.0 } }
        var support = m.map { _ in 0.0 }
        for case let fitted? in fitted {
            for comparison in fitted.free where fitted.support[comparison] > 0 {
                support[comparison] += fitted.support[comparison]
                for level in sums[comparison].indices {
                    sums[comparison][level] += fitted.m[comparison][level] * fitted.support[comparison]
                }
            }
        }
        let averaged = m.indices.map { comparison in
            support[comparison] > 0 ? sums[comparison].map { $0 / support[comparison] } : m[comparison]
        }
        return (averaged, support)
    }

    /// How many of the pairs that blocking brings are expected to be one entity.
    private func expectedMatches(
        _ samples: [Patterns], m: [[Double]], u: [[Double]], prior: Double
    ) -> Double {
        let weights = LevelTable.table(m) { log(m[$0][$1] / u[$0][$1]) }
        let odds = log(prior / (1 - prior))
        var matches = 0.0
        for sample in samples {
            let all = Array(0..<sample.own.width)
            for pattern in sample.own.counts.indices {
                let sum = odds + sample.own.sum(pattern, of: all, in: weights)
                matches += sample.own.counts[pattern] * sample.scale / (1 + exp(-sum))
            }
        }
        return matches
    }

    /// What was counted of a rule's pairs, as EM reads it.
    private struct Patterns: Sendable {
        let all: LevelTable
        let own: LevelTable
        let scale: Double

        init(_ sample: PatternSampler.Sample, comparisons: Int) {
            all = LevelTable(sample.all, comparisons: comparisons)
            own = LevelTable(sample.own, comparisons: comparisons)
            scale = sample.scale
        }
    }
}

extension Feature {
    /// Probability that two mentions that have a value, drawn at random, have the same.
    fileprivate var chanceOfEquality: Double {
        let total = Double(present)
        guard total > 1 else { return 0.5 }
        let pairs = frequencies.reduce(0.0) { $0 + Double($1) * (Double($1) - 1) }
        // One supposed pair: no value is certain to be rare.
        return (pairs + 1) / (total * (total - 1) + 1)
    }
}

extension Trainer.Estimate {
    /// As weights of `model`: comparisons that no pair spoke of keep their own.
    package func weights(of model: EntityModel, version: Int, day: String) -> TrainedWeights {
        var trained: [String: [TrainedWeights.Level]] = [:]
        for (index, comparison) in model.comparisons.enumerated() where support[index] >= 1 {
            trained[comparison.name] = zip(comparison.levels, comparisons[index]).map {
                TrainedWeights.Level(test: $0.test.text, m: $1.m, u: $1.u)
            }
        }
        return TrainedWeights(
            version: version, trained: day, mentions: mentions, pairsPerMention: pairsPerMention,
            comparisons: trained, calibration: calibration)
    }
}
