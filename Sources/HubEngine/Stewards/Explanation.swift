import HubMatching
import HubModel

/// Why two mentions are, or are not, one entity, in words and numbers that people read.
package struct PairExplanation: Codable, Sendable {
    /// One comparison of the waterfall.
    package struct Part: Codable, Sendable {
        package let comparison: String
        /// The level that holds; `missing` when a side says nothing, `none` when no level holds.
        package let level: String
        package let m: Double?
        package let u: Double?
        /// Bits, adjusted for how common the value is where the level asks for it.
        package let weight: Double
        /// Prior and all weights down to here.
        package let total: Double
        package let first: String
        package let second: String
    }

    package struct Rule: Codable, Sendable {
        package let rule: String
        /// Mentions that meet under it together with these two.
        package let block: Int
        /// Whether they are too many for all pairs to be compared.
        package let isLarge: Bool
    }

    package let type: String
    package let first: String
    package let second: String
    package let firstEntity: String
    package let secondEntity: String
    package let prior: Double
    package let parts: [Part]
    package let total: Double
    package let probability: Double
    package let threshold: Double
    /// Blocking rules that bring the two together; empty: never compared.
    package let rules: [Rule]
    /// Attributes whose different values keep the two apart.
    package let conflicts: [String]
    /// The judgement in force about the two; 0: none.
    package let judgement: Int64
    package let isOneEntity: Bool
    /// What decided, as sentences.
    package let verdict: [String]
}

/// What two entities, or an entity and a mention, have in common and against each other.
package struct EntitiesExplanation: Codable, Sendable {
    package let type: String
    package let first: String
    package let second: String
    package let strongest: PairExplanation
    package let weakest: PairExplanation
    package let pairs: Int
    /// What the two say as wholes, in bits, and as a probability.
    package let whole: Double
    package let probability: Double
    package let verdict: [String]
}

/// What holds an entity together.
package struct EntityExplanation: Codable, Sendable {
    package struct Link: Codable, Sendable {
        package let first: String
        package let second: String
        package let bits: Double
        package let probability: Double
        package let isJudged: Bool
        /// Mentions that hang on this tie alone.
        package let parted: Int
    }

    package struct Event: Codable, Sendable {
        package let run: Int64
        package let at: String
        package let event: String
        package let entity: String
        package let other: String
        package let judgement: Int64
        package let rules: String
    }

    package let type: String
    package let entity: String
    package let mentions: Int
    /// Weakest first.
    package let ties: [Link]
    package let events: [Event]
    package let verdict: [String]
}
