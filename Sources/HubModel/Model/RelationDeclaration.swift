/// A kind of tie that starts at the entities of a model: where a person lives, who heads a household.
///
/// A feed may only state ties of a declared kind; rules and datasets follow them by their name.
public struct RelationDeclaration: Sendable, Hashable {
    /// snake_case name in feeds, rules and datasets: `lives_in`.
    public let name: String
    /// Title for people: `居住`.
    public let title: String
    /// Index of the model that the tie leads to, among the workspace's models (sorted by name).
    public let to: Int
    /// Whether both ends are always two entities: nobody is his own guardian. For ties within one type.
    public let keepsApart: Bool

    /// Creates a declaration from its parts.
    public init(name: String, title: String, to: Int, keepsApart: Bool = false) {
        self.name = name
        self.title = title
        self.to = to
        self.keepsApart = keepsApart
    }
}
