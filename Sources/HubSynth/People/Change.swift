/// What befell somebody in a later night.
struct Change {
    enum What {
        case phone(Int)
        case employer(Int)

        var isPhone: Bool { if case .phone = self { true } else { false } }
    }

    var night: Int
    /// Tells this change from others of its night.
    var key: Int
    var what: What
}

extension Person {
    /// As somebody sees the person who has heard of some changes only.
    func known(_ hasHeard: (Change) -> Bool) -> Person {
        if changes.isEmpty { return self }
        var person = self
        for change in changes {
            let isKnown = hasHeard(change)
            switch change.what {
            case .phone(let phone):
                if isKnown { person.phone = phone }
                person.presentPhone = phone
            case .employer(let employer): if isKnown { person.employer = employer }
            }
        }
        return person
    }

    /// As the person is by now.
    var present: Person { known { _ in true } }
}

extension Household {
    /// Whether anything befell one of them or their landlord.
    private var isAsEver: Bool {
        moves.isEmpty && owner.changes.isEmpty && members.allSatisfy { $0.person.changes.isEmpty }
    }

    /// As somebody sees the household who has heard of some changes only.
    func known(move hasHeardOfMove: (Int) -> Bool, _ hasHeard: (Change) -> Bool) -> Household {
        if isAsEver { return self }
        var household = self
        for index in members.indices {
            household.members[index].person = members[index].person.known(hasHeard)
        }
        household.owner = owner.known(hasHeard)
        for (night, house) in moves {
            if hasHeardOfMove(night) { household.home = house }
            household.presentHome = house
        }
        for index in members.indices { household.members[index].person.home = household.home }
        return household
    }

    /// As the household is by now.
    var present: Household { known(move: { _ in true }, { _ in true }) }

    /// Who answers somebody else's telephone goes on doing so when the number changes.
    mutating func sharePhoneChanges() {
        for owner in members where owner.person.phone == owner.person.number {
            let changes = owner.person.changes.filter { $0.what.isPhone }
            if changes.isEmpty { continue }
            for index in members.indices where members[index].person.number != owner.person.number {
                guard members[index].person.phone == owner.person.phone else { continue }
                members[index].person.changes += changes
            }
        }
    }
}
