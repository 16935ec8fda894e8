/// Gives each organisation its legal representative and its premises, as the people come along.
struct Founding {
    /// How many have been founded.
    private(set) var count = 0
    private let entities: LegalEntities
    private let seed: UInt64
    /// The premises made last; another company may move in.
    private var shared: House?
    /// Who led the organisation founded last that has no parent and no sibling.
    private var leader: Person?

    init(entities: LegalEntities, seed: UInt64) {
        self.entities = entities
        self.seed = seed
    }

    /// Founds what is due by now, led by adults of `household`.
    mutating func found(
        upTo due: Int, by household: Household, _ supply: inout HouseSupply,
        write: (LegalEntity, House, Person, _ isNew: Bool) throws -> Void
    ) throws {
        while count < due {
            let entity = entities[count]
            var dice = Dice(seed: seed, purpose: .representative, index: count)
            let adults = household.members.filter { (23...70).contains($0.person.age) }
            // Those founded in later nights wait for somebody to lead them.
            let isLast = due == entities.count
            // Let this household go by now and then; the last one takes what is left.
            guard isLast || !adults.isEmpty else { return }
            var person = dice.pick(adults.isEmpty ? household.members : adults).person
            if let leader, entity.sibling >= 0 || entity.parent >= 0 && dice.chance(5_000) {
                person = leader
            } else if entity.parent < 0 {
                leader = person
            }
            count += 1
            if entity.kind == .soleTrader, entity.sibling < 0, dice.chance(2_500) {
                try write(entity, person.home, person, false)
            } else if let shared, entity.kind == .company, entity.parent < 0, dice.chance(800) {
                try write(entity, shared, person, false)
            } else {
                let grid = Int(String(decoding: person.home.gridCode[12...], as: UTF8.self)) ?? 1
                let premises = supply.premises(community: person.home.community, grid: grid)
                if entity.kind == .company { shared = premises }
                try write(entity, premises, person, true)
            }
        }
    }
}
