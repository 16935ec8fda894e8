import Foundation

/// Match weight in 1/65,536 bit.
///
/// Weights are rounded once, when a model is prepared, and then only added: so a score is the exact sum of
/// its parts, the same in either direction, in any order and on every machine.
struct Bits: Sendable {
    /// No evidence is taken for stronger than this many bits.
    static let limit = 256.0

    let raw: Int32

    init(_ bits: Double) {
        let bounded = bits.isNaN ? 0 : max(-Self.limit, min(Self.limit, bits))
        raw = Int32((bounded * 65536).rounded())
    }

    /// log2(p / (1 - p)).
    init(probability: Double) { self.init(log2(probability / (1 - probability))) }

    /// A sum of raw weights in bits.
    static func bits(_ raw: Int) -> Double { Double(raw) / 65536 }
}
