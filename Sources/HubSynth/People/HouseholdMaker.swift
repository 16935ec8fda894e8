/// Makes one household after another: shapes, ages, names, homes.
struct HouseholdMaker {
    private(set) var people = 0
    private(set) var households = 0
    var supply: HouseSupply

    /// People of the first night.
    private let target: Int
    private let nights: Nights
    private let seed: UInt64
    private let district: District
    private let entities: LegalEntities
    private var numbers = ResidentNumbers()
    private var landlords: [Person] = []
    /// Homes that others moved into; the last few hundred.
    private var earlierHomes: [House] = []

    init(people target: Int, seed: UInt64, district: District, entities: LegalEntities, nights: Nights) {
        self.target = target
        self.nights = nights
        self.seed = seed
        self.district = district
        self.entities = entities
        supply = HouseSupply(district: district, seed: seed)
    }

    /// People who come in each night after the first.
    private var newcomers: Int { max(1, target * Nights.newcomers / 1_000) }

    /// The next household, `nil` when the district is full. Those after `target` people came in later nights.
    mutating func next() -> Household? {
        nights.arrival = people < target ? 0 : (people - target) / newcomers + 1
        if nights.arrival > nights.last { return nil }
        households += 1
        var draft = Draft(dice: Dice(seed: seed, purpose: .household, index: households))
        let community = district.community(ofPerson: people + 1)
        let home = supply.dwelling(community: community, grid: grid(in: community))
        let shape = draft.shape()
        draft.isMigrant = !landlords.isEmpty && draft.dice.chance(shape == .flatShare ? 9_000 : 1_300)
        draft.fill(shape)
        let room = nights.arrival == 0 ? target - people : draft.people.count
        let members = draft.people.prefix(room).map { member(from: $0, home: home, &draft) }
        var household = Household(
            number: households, home: home, members: members, owner: members[0].person,
            isRented: draft.isMigrant)
        household.shareSchoolsAndPhones(&draft.dice)
        household.markLookAlikes()
        nights.befall(&household, homes: earlierHomes, entities: entities)
        household.owner = household.members[0].person
        if draft.dice.chance(600), !earlierHomes.isEmpty {
            household.earlierHome = draft.dice.pick(earlierHomes)
        }
        remember(home)
        if draft.isMigrant {
            household.owner = landlords[draft.dice.below(landlords.count)]
        } else {
            household.chooseOwner(&draft.dice)
            if draft.dice.chance(500) {
                household.secondHome = supply.dwelling(community: community, grid: grid(in: community))
            }
            remember(household.owner)
        }
        return household
    }

    /// A quarter of a community is a grid.
    private func grid(in community: Int) -> Int {
        let placed = people - community * district.peoplePerCommunity
        return 1 + min(3, placed * 4 / district.peoplePerCommunity)
    }

    /// The last few hundred owners are who tenants rent from.
    private mutating func remember(_ owner: Person) {
        if landlords.count < 256 {
            landlords.append(owner)
        } else if households % 3 == 0 {
            landlords[households % 256] = owner
        }
    }

    private mutating func remember(_ home: House) {
        if earlierHomes.count < 256 {
            earlierHomes.append(home)
        } else {
            earlierHomes[households % 256] = home
        }
    }

    private mutating func member(from plan: Draft.Plan, home: House, _ draft: inout Draft) -> Household.Member
    {
        people += 1
        let county = draft.isMigrant ? 2 + draft.dice.below(60) : 1
        let birth = plan.birth
        var person = Person(
            number: people, name: plan.name, isMale: plan.isMale, birth: birth,
            residentID: numbers.issue(birth: birth, isMale: plan.isMale, county: county),
            ethnicity: draft.ethnicity, education: draft.education(age: Day.presentYear - birth.year),
            maritalStatus: plan.maritalStatus, home: home)
        if person.age >= 11, person.age < 70 || draft.dice.chance(7_000) { person.phone = people }
        if person.phone > 0, draft.dice.chance(2_500) {
            // A number given up is given out again now and then: here to somebody a few doors on.
            person.oldPhone =
                draft.dice.chance(500) ? max(1, people - draft.dice.within(20...200)) : 200_000_000 + people
        }
        if person.age >= 18, draft.dice.chance(150) {
            person.formerName =
                NameMaker.name(
                    surname: plan.name.hasDot ? NameMaker.surname(&draft.dice) : plan.name.surname,
                    isMale: plan.isMale, birthYear: birth.year, generation: nil, &draft.dice
                ).text
        }
        if person.age >= 20, person.age < 60, draft.dice.chance(8_000) {
            person.employer = entities.employer(&draft.dice)
        }
        return Household.Member(person: person, relation: plan.relation, guardian: plan.guardian)
    }
}

extension LegalEntities {
    /// Somebody's employer: the first ones are the biggest, the biggest has some hundred people.
    func employer(_ dice: inout Dice) -> Int {
        let share = Double(dice.below(1 << 20)) / Double(1 << 20)
        return min(count - 1, Int(share * share.squareRoot() * Double(count)))
    }
}

extension Household {
    /// Pupils of one household go to the schools around; children and some of the old share a phone.
    fileprivate mutating func shareSchoolsAndPhones(_ dice: inout Dice) {
        let shared = members.first { $0.person.phone > 0 }?.person.phone ?? 0
        for index in members.indices {
            if (6...15).contains(members[index].person.age) {
                members[index].person.school = members[index].person.home.community
            }
            if members[index].person.phone == 0, dice.chance(7_000) {
                let guardian = members[index].guardian
                members[index].person.phone =
                    guardian >= 0 && guardian < members.count ? members[guardian].person.phone : shared
            }
        }
    }

    /// Notes who is born on one day in this house, and who has his father's name.
    fileprivate mutating func markLookAlikes() {
        for first in members.indices {
            for second in members.indices where second > first {
                let (a, b) = (members[first].person, members[second].person)
                if a.birth == b.birth {
                    members[first].person.twin = b.number
                    members[second].person.twin = a.number
                } else if a.name.text == b.name.text {
                    members[first].person.namesake = b.number
                    members[second].person.namesake = a.number
                }
            }
        }
    }

    fileprivate mutating func chooseOwner(_ dice: inout Dice) {
        let adults = members.filter { $0.person.age >= 25 }
        if adults.count > 1, dice.chance(3_000) {
            owner = adults[1].person
        } else {
            owner = members[0].person
        }
    }
}
