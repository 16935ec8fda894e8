/// Writes a synthetic district: fifteen departments' feeds, the truth behind them, and the mapping files that
/// turn the one into the other.
///
/// The same number of people and the same seed give the same bytes on any machine. Nobody in it exists: resident
/// numbers lie in county 990101 (GB/T 2260 has no province 99), telephones on prefixes nobody has.
///
/// Household by household, so that memory does not grow with the district.
package struct DistrictGenerator {
    private let people: Int
    private let seed: UInt64

    /// A district of exactly `people` people, at least 1.
    package init(people: Int, seed: UInt64) {
        self.people = max(1, people)
        self.seed = seed
    }

    /// Writes the whole workspace into `folder`, which must be new, empty, or an earlier synthetic district.
    ///
    /// - Parameters:
    ///   - folder: made when it is not there.
    ///   - mappings: the `Mappings` folder to copy.
    ///   - progress: told the number of people so far, every ten thousand.
    /// - Returns: what the district holds.
    /// - Throws: `DistrictError` when the folder holds anything else or cannot be written.
    package func write(
        to folder: String, mappings: String, progress: (Int) -> Void
    ) throws -> DistrictSummary {
        let files = WorkspaceFiles(folder: folder)
        try files.prepare(mappings: mappings, people: people, seed: seed)

        let district = District(people: people)
        let entities = LegalEntities(people: people, seed: seed)
        let truth = try Truth(folder: "\(folder)/truth", district: district)
        var feeds = try Feeds(folder: folder, district: district, entities: entities, truth: truth)
        var maker = HouseholdMaker(people: people, seed: seed, district: district, entities: entities)
        var founding = Founding(entities: entities, seed: seed)

        var reported = 0
        while let household = maker.next() {
            try truth.record(household)
            try feeds.write(household)
            let due = maker.people == people ? entities.count : maker.people * entities.count / people
            try founding.found(upTo: due, by: household, &maker.supply) { entity, premises, person, isNew in
                if isNew { try truth.house(premises) }
                try truth.entity(entity, premises: premises, representative: person)
                try feeds.write(entity, premises: premises, representative: person, ownsPremises: isNew)
            }
            if maker.people / 10_000 > reported {
                reported = maker.people / 10_000
                progress(maker.people)
            }
        }
        try truth.close()
        return DistrictSummary(
            people: maker.people, households: maker.households, houses: maker.supply.count,
            legalEntities: founding.count, feeds: try feeds.finish(), hazards: truth.hazardSummary)
    }
}

extension Truth {
    fileprivate func record(_ household: Household) throws {
        try house(household.home)
        if let secondHome = household.secondHome { try house(secondHome) }
        for member in household.members { try person(member.person) }
    }
}
