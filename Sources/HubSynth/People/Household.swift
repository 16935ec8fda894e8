/// People behind one door.
struct Household {
    /// One of them, and what the head is to know of it.
    struct Member {
        var person: Person
        /// Relation to the head, GB/T 4761; 02 is the head.
        var relation: Int
        /// Index of the member who looks after this child; -1 for adults.
        var guardian = -1
    }

    /// From 1.
    var number: Int
    var home: House
    var members: [Member]
    /// Who owns the home: one of the members, or the landlord.
    var owner: Person
    var isRented: Bool
    /// A second home that stands empty.
    var secondHome: House?
}
