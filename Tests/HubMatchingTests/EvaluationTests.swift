import HubMatching
import Testing

@Suite struct EvaluationTests {
    @Test func aPerfectClusteringScoresOneWhateverTheLabels() {
        let evaluation = Evaluation(predicted: [9, 9, -4, 7, 7, 7], truth: [1, 1, 2, 3, 3, 3])
        for figures in [evaluation.pairwise, evaluation.bCubed, evaluation.exact] {
            #expect(figures.precision == 1)
            #expect(figures.recall == 1)
            #expect(figures.f1 == 1)
        }
        #expect(evaluation.correctPairs == 4)
        #expect(evaluation.largestCluster == 3)
    }

    /// Truth {a b c} {d e}; predicted {a b} {c d e}.
    @Test func figuresAgreeWithAHandCalculation() {
        let evaluation = Evaluation(predicted: [0, 0, 1, 1, 1], truth: [0, 0, 0, 1, 1])
        #expect(evaluation.mentions == 5)
        #expect(evaluation.clusters == 2)
        #expect(evaluation.entities == 2)
        #expect(evaluation.predictedPairs == 4)
        #expect(evaluation.truePairs == 4)
        #expect(evaluation.correctPairs == 2)
        #expect(evaluation.pairwise.precision == 0.5)
        #expect(evaluation.pairwise.recall == 0.5)
        #expect(evaluation.pairwise.f1 == 0.5)
        // a, b: 2/2; c: 1/3; d, e: 2/3.
        #expect(abs(evaluation.bCubed.precision - (1 + 1 + 1.0 / 3 + 2.0 / 3 + 2.0 / 3) / 5) < 1e-12)
        // a, b: 2/3; c: 1/3; d, e: 2/2.
        #expect(abs(evaluation.bCubed.recall - (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + 1 + 1) / 5) < 1e-12)
        #expect(evaluation.exact.precision == 0)
        #expect(evaluation.exact.f1 == 0)
    }

    @Test func splittingCostsRecallAndLumpingPrecision() {
        let split = Evaluation(predicted: [0, 1, 2, 3], truth: [0, 0, 1, 2])
        #expect(split.pairwise.precision == 0)
        #expect(split.pairwise.recall == 0)
        #expect(split.bCubed.precision == 1)
        #expect(split.bCubed.recall == 0.75)
        #expect(split.exact.precision == 0.5)
        #expect(abs(split.exact.recall - 2.0 / 3) < 1e-12)
        let lumped = Evaluation(predicted: [0, 0, 0, 0], truth: [0, 0, 1, 2])
        #expect(abs(lumped.pairwise.precision - 1.0 / 6) < 1e-12)
        #expect(lumped.pairwise.recall == 1)
        #expect(lumped.bCubed.precision == 0.375)
        #expect(lumped.bCubed.recall == 1)
    }

    @Test func nothingToFindAndNothingFoundIsPerfect() {
        for labels in [[], [1], [1, 2, 3]] {
            let evaluation = Evaluation(predicted: labels, truth: labels)
            #expect(evaluation.pairwise.f1 == 1)
            #expect(evaluation.bCubed.f1 == 1)
            #expect(evaluation.exact.f1 == 1)
        }
        #expect(Evaluation(predicted: [1, 1], truth: [1, 2]).pairwise.precision == 0)
    }
}
