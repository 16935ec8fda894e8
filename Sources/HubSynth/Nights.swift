/// The nights since a district was first written, and what they do to its people and to the departments' records.
///
/// Nothing is remembered from night to night: every household and every record throws the dice of each night anew, so
/// that a night is the same from wherever it is reached. Rates are in hundred-thousandths a night. Together they
/// change 1 % of records, bring 1 % and take 0.3 % away.
final class Nights {
    /// The night that is written; 0 is the district as it was first.
    let last: Int
    private let seed: UInt64
    /// The night on which the household or organisation came that is being written; 0 when it was always there.
    var arrival = 0

    /// People who come each night, of a thousand that there were at first.
    static let newcomers = 5
    private static let goneRecords = 300
    private static let newRecords = 500
    private static let retypedRecords = 620
    private static let newPhones = 300
    private static let newEmployers = 300
    private static let moves = 150

    init(last: Int, seed: UInt64) {
        self.last = last
        self.seed = seed
    }

    /// What became of a record: whether it is there, and how often it was typed anew.
    struct Fate {
        var isPresent: Bool
        var revision = 0
    }

    /// The fate of record `index` of a feed, which has `coverage` in ten thousand of its kind.
    ///
    /// Complexity: O(nights).
    func fate(_ purpose: Dice.Purpose, _ index: Int, coverage: Int, isPresent: Bool) -> Fate {
        var fate = Fate(isPresent: isPresent)
        guard last > arrival else { return fate }
        let joining = coverage >= 10_000 ? 0 : min(50_000, Self.newRecords * coverage / (10_000 - coverage))
        for night in arrival + 1...last {
            var dice = dice(night, .nightOfRecord, Self.item(purpose, index))
            let throwing = dice.below(100_000)
            if fate.isPresent, throwing < Self.goneRecords {
                fate.isPresent = false
            } else if fate.isPresent, throwing < Self.goneRecords + Self.retypedRecords {
                fate.revision += 1
            } else if !fate.isPresent, throwing < joining {
                fate.isPresent = true
                fate.revision += 1
            }
        }
        return fate
    }

    /// Whether record `index` of a feed knows by now of a change: most do at once, some never hear of it.
    func knows(_ purpose: Dice.Purpose, _ index: Int, of change: (night: Int, key: Int)) -> Bool {
        var dice = dice(change.night, .delay, Self.item(purpose, index) &+ change.key &* 0x9E37_79B9)
        var night = change.night
        if dice.chance(6_500) { return true }
        while night < last {
            night += 1
            if dice.chance(800) { return true }
        }
        return false
    }

    /// Lets the people of a household move, change telephones and employers. `homes` are those they may move to.
    func befall(_ household: inout Household, homes: [House], entities: LegalEntities) {
        guard last > arrival else { return }
        for night in arrival + 1...last {
            var dice = dice(night, .nightOfHousehold, household.number)
            if dice.below(100_000) < Self.moves, !homes.isEmpty {
                household.moves.append((night, dice.pick(homes)))
            }
            for index in household.members.indices {
                befall(&household.members[index].person, night, &dice, entities)
            }
        }
        household.sharePhoneChanges()
    }

    private func befall(_ person: inout Person, _ night: Int, _ dice: inout Dice, _ entities: LegalEntities) {
        if dice.below(100_000) < Self.newPhones, person.phone == person.number {
            let count = person.changes.count { $0.what.isPhone }
            let phone = Phones.later(of: person.number, count)
            person.changes.append(.init(night: night, key: person.number, what: .phone(phone)))
        }
        if dice.below(100_000) < Self.newEmployers, person.employer >= 0 {
            let employer = entities.employer(&dice)
            person.changes.append(.init(night: night, key: -person.number, what: .employer(employer)))
        }
    }

    private func dice(_ night: Int, _ purpose: Dice.Purpose, _ index: Int) -> Dice {
        Dice(seed: seed, purpose: purpose, index: index, revision: night)
    }

    private static func item(_ purpose: Dice.Purpose, _ index: Int) -> Int {
        Int(purpose.rawValue) << 40 ^ index
    }
}

/// Telephone numbers that people get in later nights: 240 million and up, so that nobody else has them.
enum Phones {
    private static let first = 240_000_000
    private static let room = 160_000_000

    /// The number of `person` after as many changes and one.
    static func later(of person: Int, _ changes: Int) -> Int { first + (person * 4 + changes % 4) % room }

    /// Whose number `index` is.
    static func owner(of index: Int) -> Int { index < first ? index : (index - first) / 4 }
}
