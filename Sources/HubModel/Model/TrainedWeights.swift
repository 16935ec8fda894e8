import Foundation

/// m and u of a model's comparison levels as worked out from data, instead of those its author supposed.
public struct TrainedWeights: Sendable {
    /// One level of a comparison.
    public struct Level: Sendable, Equatable {
        /// The level's test as text: `edits 1`.
        public let test: String
        /// Probability of the level among pairs of one entity.
        public let m: Double
        /// Probability of the level among pairs of different entities.
        public let u: Double

        /// Creates a level.
        public init(test: String, m: Double, u: Double) {
            self.test = test
            self.m = m
            self.u = u
        }
    }

    /// How many times the model was trained; explanations name it.
    public let version: Int
    /// Day of training: `2026-03-05`.
    public let trained: String
    /// Mentions trained on.
    public let mentions: Int
    /// Expected pairs of one entity for each mention; with the number of mentions it gives the prior.
    public let pairsPerMention: Double
    /// Levels by name of comparison.
    public let comparisons: [String: [Level]]
    /// What stewards' judgements made of the scores; `nil` when there were too few.
    public let calibration: Calibration?

    /// Creates weights.
    public init(
        version: Int, trained: String, mentions: Int, pairsPerMention: Double,
        comparisons: [String: [Level]], calibration: Calibration? = nil
    ) {
        self.version = version
        self.trained = trained
        self.mentions = mentions
        self.pairsPerMention = pairsPerMention
        self.comparisons = comparisons
        self.calibration = calibration
    }
}

extension Comparison.Test {
    /// The word of the level and its number: `equal`, `edits 1`, `prefix 4`, `similar 0.8`, `else`.
    public var text: String {
        switch self {
        case .equal: "equal"
        case .edits(let limit): "edits \(limit)"
        case .prefix(let length): "prefix \(length)"
        case .similar(let share): "similar \(share)"
        case .nearDate: "near-date"
        case .elements(let outcome): outcome.rawValue
        case .swapped: "swapped"
        case .sameYear: "same-year"
        case .yearsApart(let years): "years-apart \(years)"
        case .withinDays(let days): "within-days \(days)"
        case .placeholder: "placeholder"
        case .wildcard(let count): "wildcard \(count)"
        case .soundsAlike: "sounds-alike"
        case .looksAlike: "looks-alike"
        case .dropped: "dropped"
        case .romanised: "romanised"
        case .sameSurname: "same-surname"
        case .anyOrder: "any-order"
        case .initials: "initials"
        case .jaroWinkler(let share): "jaro-winkler \(share)"
        case .otherwise: "else"
        }
    }
}

extension EntityModel {
    /// The model with these weights; comparisons they do not name keep their own.
    public func weighted(by weights: TrainedWeights) -> EntityModel {
        let comparisons = comparisons.map { comparison in
            guard let levels = weights.comparisons[comparison.name], levels.count == comparison.levels.count
            else { return comparison }
            return Comparison(
                name: comparison.name, evidence: comparison.evidence,
                levels: zip(comparison.levels, levels).map {
                    Comparison.Level(
                        $0.test, m: $1.m, u: $1.u, adjustsForFrequency: $0.adjustsForFrequency)
                })
        }
        return EntityModel(
            name: name, title: title, idPrefix: idPrefix, attributes: attributes, relations: relations,
            blocking: blocking, comparisons: comparisons, prior: prior,
            weights: weights, threshold: threshold, apart: apart, limits: limits, location: location)
    }

    /// What a score is multiplied by and moved by to give odds.
    public var calibration: Calibration { weights?.calibration ?? .none }

    /// Match probability of two of `mentions` mentions before anything was compared. With trained weights it falls as
    /// the mentions grow, since a mention has as many others of its entity among ever more strangers.
    public func prior(amongMentions mentions: Int) -> Double {
        guard let weights else { return prior }
        return min(max(2 * weights.pairsPerMention / Double(max(mentions - 1, 1)), 1e-12), 0.5)
    }
}
