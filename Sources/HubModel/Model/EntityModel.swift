/// Declaration of an entity type, read from `Mappings/models/NAME.json5`. No code knows a type by its name.
public struct EntityModel: Sendable {
    /// Name in files, tables (`-` becomes `_`) and on the command line: `legal-entity`.
    public let name: String
    /// Title for people: `法人`.
    public let title: String
    /// One to three capitals in front of every entity id of the type.
    public let idPrefix: String
    /// Attributes in file order; mention and golden tables have one column for each.
    public let attributes: [Attribute]
    /// Ties that start at entities of the type, in file order.
    public let relations: [RelationDeclaration]
    /// Which mentions are compared at all; any rule that two mentions share makes them a pair.
    public let blocking: [BlockingRule]
    /// What is compared, and what each outcome weighs.
    public let comparisons: [Comparison]
    /// Probability that two mentions met by chance in a block are one entity; the prior of Fellegi–Sunter.
    public let prior: Double
    /// What the weights were trained on; `nil`: they are the author's.
    public let weights: TrainedWeights?
    /// Links with at least this match probability join clusters.
    public var threshold: Double
    /// What is never one entity, whatever the weights add up to.
    public let apart: [ApartRule]
    /// How far clusters may go.
    public let limits: ClusterLimits
    /// Where the model was declared.
    public let location: SourceLocation

    /// Creates a model from its parts.
    public init(
        name: String, title: String, idPrefix: String, attributes: [Attribute],
        relations: [RelationDeclaration] = [], blocking: [BlockingRule], comparisons: [Comparison],
        prior: Double, weights: TrainedWeights? = nil, threshold: Double, apart: [ApartRule] = [],
        limits: ClusterLimits = ClusterLimits(), location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.idPrefix = idPrefix
        self.attributes = attributes
        self.relations = relations
        self.blocking = blocking
        self.comparisons = comparisons
        self.prior = prior
        self.weights = weights
        self.threshold = threshold
        self.apart = apart
        self.limits = limits
        self.location = location
    }

    /// The name as an SQL identifier.
    public var table: String { String(name.map { $0 == "-" ? "_" : $0 }) }

    /// Position of the attribute called `name`. Complexity: O(attributes).
    public func index(ofAttribute name: String) -> Int? { attributes.firstIndex { $0.name == name } }
}

/// One attribute of an entity type.
public struct Attribute: Sendable {
    /// How the golden value is chosen among the values of a cluster's mentions.
    ///
    /// Every rule ends in the same tie-breaks: higher feed trust, more mentions, later run, then bytewise order.
    public enum Survivorship: String, Sendable, CaseIterable {
        /// The value most mentions give.
        case mostFrequent = "most-frequent"
        /// The value of the feed with the highest `trust`.
        case mostTrusted = "most-trusted"
        /// The value staged by the latest run.
        case mostRecent = "most-recent"
        /// The value with most characters.
        case longest
        /// Every distinct value, most frequent first, joined with `;`; for `multiple` attributes.
        case union
    }

    /// snake_case name in files and tables: `birth_date`.
    public let name: String
    /// Title for people and Chinese headers: `出生日期`.
    public let title: String
    /// The semantic type.
    public let type: any SemanticType
    /// Whether a record may give several values; they are kept as a sorted set joined with `;`.
    public let isMultiple: Bool
    /// Whether two different values never belong to one entity (an identifier with a check digit).
    public let isDistinct: Bool
    /// Name of the attribute whose value implies this one when the record does not give it.
    public let derivedFrom: String?
    /// Name of the attribute whose refused values are kept here as evidence.
    public let catches: String?
    /// How the golden value is chosen.
    public let survivorship: Survivorship
    /// Other names that count as the official one where values are compared by their elements.
    public let aliases: NameAliases

    /// Creates an attribute.
    public init(
        name: String, title: String, type: any SemanticType, isMultiple: Bool = false,
        isDistinct: Bool = false, derivedFrom: String? = nil, catches: String? = nil,
        survivorship: Survivorship = .mostFrequent, aliases: NameAliases = .none
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.isMultiple = isMultiple
        self.isDistinct = isDistinct
        self.derivedFrom = derivedFrom
        self.catches = catches
        self.survivorship = survivorship
        self.aliases = aliases
    }
}

extension Attribute {
    /// A value masked by its type; of a `multiple` attribute, each value by itself.
    public func masked(_ value: String) -> String {
        guard isMultiple else { return type.mask(value) }
        return value.split(separator: ";").map { type.mask(String($0)) }.joined(separator: ";")
    }
}
