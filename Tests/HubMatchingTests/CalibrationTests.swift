import Foundation
import HubMatching
import HubModel
import Testing

/// Stewards' judgements refine what scores mean.
@Suite struct CalibrationTests {
    /// Pairs whose log2 odds really are `scale` × score + `shift`.
    static func judged(_ count: Int, scale: Double, shift: Double) -> [(bits: Double, isSame: Bool)] {
        var generator = SeededGenerator(31)
        return (0..<count).map { _ in
            let bits = Double.random(in: -6...8, using: &generator)
            let p = 1 / (1 + exp2(-(scale * bits + shift)))
            return (bits, Double.random(in: 0..<1, using: &generator) < p)
        }
    }

    @Test(arguments: [(0.6, -1.0), (1.0, 0.0), (1.3, 0.8), (0.8, -2.5)])
    func whatScoresAreWorthIsFound(_ scale: Double, _ shift: Double) throws {
        let found = try #require(CalibrationFit.fit(Self.judged(20_000, scale: scale, shift: shift)))
        #expect(abs(found.scale - scale) < 0.1, "\(found)")
        #expect(abs(found.shift - shift) < 0.3, "\(found)")
        #expect(found.same + found.different == 20_000)
    }

    @Test func fewJudgementsMoveLittle() throws {
        #expect(CalibrationFit.fit(Self.judged(19, scale: 0.5, shift: 0)) == nil)
        #expect(CalibrationFit.fit(Array(repeating: (3.0, true), count: 500)) == nil)
        let few = try #require(CalibrationFit.fit(Self.judged(24, scale: 0.5, shift: 0)))
        let many = try #require(CalibrationFit.fit(Self.judged(4000, scale: 0.5, shift: 0)))
        #expect(abs(few.scale - 1) < abs(many.scale - 1))
    }

    @Test func judgementsThatContradictEveryScoreStayWithinBounds() throws {
        let wrong = (0..<400).map { (bits: $0 % 2 == 0 ? 200.0 : -200.0, isSame: $0 % 2 == 1) }
        let found = try #require(CalibrationFit.fit(wrong))
        #expect(found.scale == 0.25 && found.shift.isFinite)
    }

    /// A score is its parts, whatever a bit is worth; and a calibrated one is the plain one scaled and moved.
    @Test func scoresAreScaledAndMoved() {
        let (input, _, _) = RecoveryTests.population(60, seed: 8)
        func explainer(_ calibration: Calibration?) -> PairExplainer {
            let model = RecoveryTests.model.weighted(
                by: TrainedWeights(
                    version: 1, trained: "", mentions: 10, pairsPerMention: 1, comparisons: [:],
                    calibration: calibration))
            return PairExplainer(input.with(model))
        }
        let plain = explainer(nil)
        let scaled = explainer(Calibration(scale: 0.5, shift: -1.5, same: 1, different: 1))
        for mention in 1..<input.ranks.count {
            let (a, b) = (plain.score(0, mention), scaled.score(0, mention))
            #expect(abs(b.total - (a.total * 0.5 - 1.5)) < 0.001)
            #expect(abs(b.prior + b.parts.reduce(0) { $0 + $1.weight } - b.total) < 1e-9)
        }
    }

    /// Stewards who call doubtful pairs different make the same pairs less likely after training.
    @Test func trainingReadsJudgements() async throws {
        let (input, truth, _) = RecoveryTests.population(300, seed: 9)
        var options = Trainer.Options()
        options.randomPairs = 20_000
        let plain = await Trainer(input, options: options).run()
        #expect(plain.calibration == nil)
        options.judged = (0..<150).map { index in
            let other = index % 3 == 2 ? index - 2 : index + 1
            return JudgedPair(
                first: Int32(index), second: Int32(other),
                isSame: truth[index] == truth[other] && index % 2 == 0)
        }
        let strict = await Trainer(input, options: options).run()
        let found = try #require(strict.calibration)
        #expect(found.scale < 1 && found.same + found.different == 150)
        #expect(strict.comparisons == plain.comparisons)
    }
}
