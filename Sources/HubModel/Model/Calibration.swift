/// How scores in bits are turned into odds that hold among the pairs which stewards judged: log2 odds = scale × score +
/// shift (Platt 1999). Comparisons that depend on each other make scores too sure of themselves; a scale below 1 takes
/// that back.
public struct Calibration: Sendable, Equatable {
    /// What a bit is worth, 0.25…2; 1: what the weights say.
    public let scale: Double
    /// Bits added to every score, -10…10.
    public let shift: Double
    /// Judgements it comes from: pairs that are one entity, and pairs that are not.
    public let same: Int
    /// See `same`.
    public let different: Int

    /// Creates a calibration.
    public init(scale: Double, shift: Double, same: Int, different: Int) {
        self.scale = scale
        self.shift = shift
        self.same = same
        self.different = different
    }

    /// Scores as they are.
    public static let none = Calibration(scale: 1, shift: 0, same: 0, different: 0)
}
