import Foundation

/// A pair of mentions that a person should look at.
package struct Doubt: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// As likely one entity as not, but below the threshold.
        case band
        /// Above the threshold, but two different distinct values keep the two apart.
        case refused
        /// Above the threshold, but the clusters as wholes speak against it.
        case weak
        /// One entity, held together by this pair alone, and that one is not sure.
        case bridge
    }

    package let kind: Kind
    /// Rows of the mentions.
    package let first: Int32
    package let second: Int32
    /// log2 of the odds that the two are one entity.
    package let bits: Double
    /// Mentions on either side that hang on the answer.
    package let firstSize: Int
    package let secondSize: Int

    package init(kind: Kind, first: Int32, second: Int32, bits: Double, firstSize: Int, secondSize: Int) {
        self.kind = kind
        self.first = first
        self.second = second
        self.bits = bits
        self.firstSize = firstSize
        self.secondSize = secondSize
    }

    package var probability: Double { 1 / (1 + exp2(-bits)) }

    /// What an answer is worth: how open the question is, times how much hangs on it.
    ///
    /// Open is the entropy of the probability in bits, at most 1; it is 1 where evidence contradicts evidence (`refused`,
    /// `weak`). What hangs on it is log2(1 + pairs of mentions that would be joined or parted).
    package var priority: Double {
        let p = probability
        let entropy = p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p)
        let openness = kind == .refused || kind == .weak ? 1 : entropy
        return openness * log2(1 + Double(firstSize) * Double(secondSize))
    }
}

/// What the matcher is in doubt about.
package struct Doubts: Sendable, Equatable {
    /// At most this many are listed.
    package static let limit = 10_000

    /// Best worth an answer first.
    package var list: [Doubt] = []
    /// Pairs of mentions in the band, whether listed or not.
    package var inBand = 0
    /// Clusters that one doubtful pair holds together, whether listed or not.
    package var bridges = 0

    package init() {}
}
