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
    private let night: Int

    /// A district of exactly `people` people, at least 1, as it is `night` nights later: then there are more.
    package init(people: Int, seed: UInt64, night: Int = 0) {
        self.night = max(0, night)
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
        return try write(files, progress: progress)
    }

    /// Turns the synthetic district in `folder` into its `night`-th night: feeds and truth are written anew, all else
    /// stays. Which night it was does not matter.
    ///
    /// - Throws: `DistrictError` when the folder holds no synthetic district.
    package static func write(
        night: Int, in folder: String, progress: (Int) -> Void
    ) throws -> DistrictSummary {
        let files = WorkspaceFiles(folder: folder)
        let (people, seed) = try files.origin()
        return try DistrictGenerator(people: people, seed: seed, night: night).write(
            files, progress: progress)
    }

    /// How many people the district in `folder` had at first, and its seed; `nil` when there is none.
    package static func origin(of folder: String) -> (people: Int, seed: UInt64)? {
        try? WorkspaceFiles(folder: folder).origin()
    }

    private func write(_ files: WorkspaceFiles, progress: (Int) -> Void) throws -> DistrictSummary {
        let folder = files.folder
        try files.describe(people: people, seed: seed, night: night)
        let nights = Nights(last: night, seed: seed)
        let district = District(people: people)
        let entities = LegalEntities(people: people, seed: seed)
        let truth = try Truth(folder: "\(folder)/truth", district: district)
        var feeds = try Feeds(
            folder: folder, district: district, entities: entities, nights: nights, truth: truth)
        var maker = HouseholdMaker(
            people: people, seed: seed, district: district, entities: entities, nights: nights)
        var founding = Founding(entities: entities, seed: seed)

        var reported = 0
        while let household = maker.next() {
            try truth.record(household, tonight: household.present)
            try feeds.write(household)
            let due = maker.people == people ? entities.count : maker.people * entities.count / people
            try founding.found(upTo: due, by: household, &maker.supply) { entity, premises, person, isNew in
                if isNew { try truth.house(premises) }
                try truth.entity(entity, premises: premises, representative: person.present)
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
    fileprivate func record(_ household: Household, tonight: Household) throws {
        try house(household.home)
        if let secondHome = household.secondHome { try house(secondHome) }
        for member in tonight.members { try person(member.person) }
    }
}
