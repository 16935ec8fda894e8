import Foundation
import HubModel

/// A pair of mentions, by row, that somebody judged when asked.
package struct JudgedPair: Sendable {
    package let first: Int32
    package let second: Int32
    package let isSame: Bool

    package init(first: Int32, second: Int32, isSame: Bool) {
        self.first = first
        self.second = second
        self.isSame = isSame
    }
}

/// Fits scale and shift to judged pairs: logistic regression on the score, by Newton's method.
///
/// Which pairs are put to stewards depends on the score, and a regression on the score is not misled by that. Few
/// judgements move little: scale and shift are supposed to be 1 ± 0.3 and 0 ± 2 bits beforehand.
package struct CalibrationFit {
    /// Fewer judgements, or fewer of a kind, tell nothing.
    package static let least = (all: 20, ofAKind: 3)
    /// Scores beyond are no doubt any more; a judgement against one is a slip more often than evidence.
    private static let farthest = 12.0
    private static let spread = (scale: 0.3, shift: 2.0)
    private static let rounds = 50

    /// `nil` when there are too few. `bits`: the uncalibrated score of each pair.
    package static func fit(_ pairs: [(bits: Double, isSame: Bool)]) -> Calibration? {
        let same = pairs.count { $0.isSame }
        guard pairs.count >= least.all, min(same, pairs.count - same) >= least.ofAKind else { return nil }
        let scores = pairs.map { (bits: max(-farthest, min(farthest, $0.bits)), isSame: $0.isSame) }
        var (scale, shift) = (1.0, 0.0)
        let (tight, loose) = (1 / (spread.scale * spread.scale), 1 / (spread.shift * spread.shift))
        for _ in 0..<rounds {
            // Gradient and curvature of the log posterior; ln 2 turns bits into nats.
            var (byScale, byShift) = ((1 - scale) * tight, -shift * loose)
            var (curve, cross, flat) = (tight, 0.0, loose)
            for score in scores {
                let p = 1 / (1 + exp2(-(scale * score.bits + shift)))
                let error = ((score.isSame ? 1 : 0) - p) * log(2)
                let weight = p * (1 - p) * log(2) * log(2)
                byScale += error * score.bits
                byShift += error
                curve += weight * score.bits * score.bits
                cross += weight * score.bits
                flat += weight
            }
            let determinant = curve * flat - cross * cross
            let step = (
                (byScale * flat - byShift * cross) / determinant,
                (byShift * curve - byScale * cross) / determinant
            )
            scale = min(max(scale + step.0, 0.25), 2)
            shift = min(max(shift + step.1, -10), 10)
            if abs(step.0) + abs(step.1) < 1e-9 { break }
        }
        return Calibration(scale: scale, shift: shift, same: same, different: pairs.count - same)
    }
}
