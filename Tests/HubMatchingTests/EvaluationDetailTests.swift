import HubMatching
import Testing

/// Figures by feed and hazard and the largest errors, counted by hand.
@Suite struct EvaluationDetailTests {
    // Mentions a…f. Truth {a b c} {d e} {f}; predicted {a b} {c d} {e} {f}; feeds 0: a c e, 1: b d f.
    private let truth = [0, 0, 0, 1, 1, 2]
    private let predicted = [0, 0, 1, 1, 2, 3]
    private let feeds = [0, 1, 0, 1, 0, 1]

    @Test func eachPairOfMentionsCountsForOnePairOfFeeds() {
        let figures = FeedFigures(predicted: predicted, truth: truth, feeds: feeds, feedCount: 2)
        // Predicted ab (0-1), cd (0-1). True ab (0-1), ac (0-0), bc (0-1), de (0-1).
        #expect(
            figures.pairs == [
                FeedFigures.FeedPair(first: 0, second: 0, predicted: 0, actual: 1, correct: 0),
                FeedFigures.FeedPair(first: 0, second: 1, predicted: 2, actual: 3, correct: 1),
            ])
        let whole = Evaluation(predicted: predicted, truth: truth)
        #expect(figures.pairs.reduce(0) { $0 + $1.predicted } == whole.predictedPairs)
        #expect(figures.pairs.reduce(0) { $0 + $1.actual } == whole.truePairs)
        #expect(figures.pairs.reduce(0) { $0 + $1.correct } == whole.correctPairs)
    }

    @Test func aFeedCountsEveryPairWithAMentionOfItOnce() {
        let figures = FeedFigures(predicted: predicted, truth: truth, feeds: feeds, feedCount: 2)
        let (first, second) = (figures.figures(of: 0), figures.figures(of: 1))
        #expect((first.predicted, first.actual, first.correct) == (2, 4, 1))
        #expect((second.predicted, second.actual, second.correct) == (2, 3, 1))
        #expect(first.figures.precision == 0.5 && first.figures.recall == 0.25)
    }

    @Test func pairsWithinOneFeedAreCounted() {
        let figures = FeedFigures(
            predicted: [0, 0, 0], truth: [0, 0, 0], feeds: [1, 1, 1], feedCount: 2)
        #expect(
            figures.pairs == [
                FeedFigures.FeedPair(first: 1, second: 1, predicted: 3, actual: 3, correct: 3)
            ])
        #expect(figures.figures(of: 0).predicted == 0)
    }

    @Test func hazardsTellWhatWasSplitMixedAndMerged() {
        let cases = [
            HazardFigures.Case(hazard: 0, mention: 0, other: nil),  // a: in the main cluster, alone with b
            HazardFigures.Case(hazard: 0, mention: 2, other: 1),  // c: split from a and b, merged with d
            HazardFigures.Case(hazard: 1, mention: 3, other: 0),  // d: the same two entities
            HazardFigures.Case(hazard: 1, mention: 5, other: 0),  // f: apart from all
        ]
        let figures = HazardFigures.of(cases, count: 2, predicted: predicted, truth: truth)
        #expect((figures[0].mentions, figures[0].split, figures[0].mixed) == (2, 1, 1))
        #expect((figures[0].pairs, figures[0].merged) == (1, 1))
        // d is in the first of two clusters of one mention each, which counts as the main one.
        #expect((figures[1].mentions, figures[1].split, figures[1].mixed) == (2, 0, 1))
        #expect((figures[1].pairs, figures[1].merged) == (2, 1))
    }

    @Test func aPairThatTwoMentionsNameIsCountedOnce() {
        let cases = [
            HazardFigures.Case(hazard: 0, mention: 0, other: 1),
            HazardFigures.Case(hazard: 0, mention: 1, other: 0),
        ]
        let twins = HazardFigures.of(cases, count: 1, predicted: [0, 0], truth: [0, 1])
        #expect((twins[0].pairs, twins[0].merged) == (1, 1))
        let apart = HazardFigures.of(cases, count: 1, predicted: [0, 1], truth: [0, 1])
        #expect((apart[0].pairs, apart[0].merged, apart[0].mixed) == (1, 0, 0))
    }

    @Test func theLargestErrorsComeFirst() {
        // Cluster 0 holds 3 of entity 0 and 2 of entity 1: 6 wrong pairs. Cluster 1 holds 1 and 1: 1 wrong pair.
        // Entity 1 is in two clusters with 2 and 1: 2 missing pairs.
        let errors = LargestErrors.of(
            predicted: [0, 0, 0, 0, 0, 1, 1], truth: [0, 0, 0, 1, 1, 1, 2], limit: 5)
        #expect(
            errors == [
                LargestErrors.Case(kind: .merge, pairs: 6, mentions: [0, 1, 2, 3, 4]),
                LargestErrors.Case(kind: .merge, pairs: 1, mentions: [5, 6]),
                LargestErrors.Case(kind: .split, pairs: 2, mentions: [3, 4, 5]),
            ])
        let one = LargestErrors.of(
            predicted: [0, 0, 0, 0, 0, 1, 1], truth: [0, 0, 0, 1, 1, 1, 2], limit: 1)
        #expect(one.map(\.kind) == [.merge, .split])
        #expect(LargestErrors.of(predicted: [1, 1, 2], truth: [5, 5, 6], limit: 3).isEmpty)
    }
}
