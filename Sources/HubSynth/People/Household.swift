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
    /// Where they lived until lately; somebody else's home today. Feeds that lag still have it.
    var earlierHome: House?
    /// Where they moved since the first night, in order.
    var moves: [(night: Int, home: House)] = []
    /// Where they live today, if they moved since the first night.
    var presentHome: House?
}

extension Household {
    /// The home as a feed knows it that lags behind every `lag` in ten thousand times.
    func home(lag: Int, _ dice: inout Dice, _ slips: inout Slips) -> House {
        guard let earlierHome, dice.chance(lag) else { return home(&slips) }
        slips.note(.staleAddress, other: (presentHome ?? home).number)
        return earlierHome
    }

    /// The home as far as a record knows of moves.
    func home(_ slips: inout Slips) -> House {
        if let presentHome, presentHome.number != home.number {
            slips.note(.staleAddress, other: presentHome.number)
        }
        return home
    }

    /// Whose papers are at hand for `member`: the guardian's for a child, else those of the youngest child or, where
    /// there is none, of somebody else in the house.
    func relative(of member: Member) -> Person? {
        if member.guardian >= 0, member.guardian < members.count { return members[member.guardian].person }
        let others = members.filter { $0.person.number != member.person.number }
        return (others.first { $0.person.age < 18 } ?? others.first)?.person
    }
}
