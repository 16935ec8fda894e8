import Foundation

/// One part of a blocking key or the subject of a comparison: an attribute, or a relation to an entity
/// resolved earlier.
public enum Evidence: Sendable, Hashable {
    /// The folded value of the attribute with this index.
    case attribute(Int)
    /// The entity at the other end of the relation of this kind in the same record (`lives_in`).
    case relation(String)
    /// The values of several attributes together, `name|former_name`: a value of one side's may meet any of the other's.
    case attributes([Int])

    /// The attributes looked at.
    public var attributes: [Int] {
        switch self {
        case .attribute(let index): [index]
        case .attributes(let indices): indices
        case .relation: []
        }
    }

    /// Whether both look at the same relation or share an attribute.
    public func overlaps(_ other: Evidence) -> Bool {
        self == other || attributes.contains { other.attributes.contains($0) }
    }
}

/// Mentions that agree on every part of a rule form a block; its pairs are compared.
public struct BlockingRule: Sendable {
    /// Which bytes of a folded value go into the key.
    public enum Part: Sendable, Hashable {
        case whole
        /// The first `n` characters: `name:first1`.
        case first(Int)
        /// The last `n` characters: `resident_id:last6`.
        case last(Int)
        /// A part made of elements, by its position among those of the type: `address:door`.
        case elements(Int)
        /// How it sounds, a key for each reading: `name:sound`.
        case sound
        /// Each of its words: `name:words`.
        case words
        /// Its characters in sorted order: `name:sorted`.
        case sorted
        /// The year of a date: `birth_date:year`.
        case year
    }

    /// One evidence and the part of it that counts.
    public struct Element: Sendable {
        /// What is looked at.
        public let evidence: Evidence
        /// Which part of it.
        public let part: Part

        /// Creates an element.
        public init(_ evidence: Evidence, part: Part = .whole) {
            self.evidence = evidence
            self.part = part
        }
    }

    /// The rule as written, for reports: `name + birth_date`.
    public let text: String
    /// All must be present and equal. For a `multiple` attribute, one shared value suffices.
    public let elements: [Element]

    /// Creates a rule.
    public init(text: String, elements: [Element]) {
        self.text = text
        self.elements = elements
    }
}

/// One comparison of a pair: the first level that holds gives the weight (Fellegi & Sunter 1969; Splink's terms).
public struct Comparison: Sendable {
    /// Outcome of comparing two present values. A comparison with a missing side weighs nothing.
    public enum Test: Sendable, Hashable {
        /// Folded forms are equal (for a `multiple` attribute: they share a value; for a relation: same entity).
        case equal
        /// At most `n` insertions, deletions, substitutions or adjacent swaps of characters of the folded forms.
        case edits(Int)
        /// One folded form starts with the other, at least `n` characters long.
        case prefix(Int)
        /// The folded forms share at least this share of their character bigrams (Sørensen–Dice).
        case similar(Double)
        /// Dates that agree in two of year, month and day, or have day and month swapped.
        case nearDate
        /// What the elements of two values show: `same-door`, `branch`.
        case elements(ElementOutcome)
        /// Dates of which one has the other's day as its month and its month as its day.
        case swapped
        /// Dates of one year.
        case sameYear
        /// Dates whose years are at least `n` apart.
        case yearsApart(Int)
        /// Dates at most `n` days apart.
        case withinDays(Int)
        /// One of two dates stands for *not known*: 1900-01-01 and its like, or 1 January of the other's year.
        case placeholder
        /// Names that are equal but for stand-ins of characters (`□`, `?`, `*`, private ones), one character each; at
        /// least `n` characters behind the surname agree.
        case wildcard(Int)
        /// Names of one length each of whose characters can be read like the other's, as southerners hear it; Latin
        /// names that sound alike.
        case soundsAlike
        /// Names of one length that differ only in characters that are mistaken for each other, and agree in one.
        case looksAlike
        /// Names of one surname, one of which lacks a character of the other.
        case dropped
        /// A Chinese name and its spelling in Latin letters, in either order of surname and given name.
        case romanised
        /// Chinese names with the same surname.
        case sameSurname
        /// The same words in any order.
        case anyOrder
        /// The same words but for some that one side gives as initials or leaves out in the middle.
        case initials
        /// The Jaro-Winkler similarity is at least this.
        case jaroWinkler(Double)
        /// Anything else.
        case otherwise
    }

    /// One level with its probabilities.
    public struct Level: Sendable {
        /// When the level holds.
        public let test: Test
        /// Probability of this level among pairs that are one entity.
        public let m: Double
        /// Probability of this level among pairs that are not.
        public let u: Double
        /// Whether `u` is replaced by the frequency of the shared value when that is rarer or commoner.
        public let adjustsForFrequency: Bool

        /// Match weight in bits: log2(m/u).
        public var weight: Double { log2(m / u) }

        /// Creates a level; `m` and `u` lie in (0, 1).
        public init(_ test: Test, m: Double, u: Double, adjustsForFrequency: Bool = false) {
            self.test = test
            self.m = m
            self.u = u
            self.adjustsForFrequency = adjustsForFrequency
        }
    }

    /// What is compared.
    public let evidence: Evidence
    /// As written in the model.
    public let name: String
    /// Tried in order; the last is `otherwise`.
    public let levels: [Level]

    /// Creates a comparison.
    public init(name: String, evidence: Evidence, levels: [Level]) {
        self.name = name
        self.evidence = evidence
        self.levels = levels
    }
}
