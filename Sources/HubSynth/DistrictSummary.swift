/// What a synthetic district holds.
package struct DistrictSummary: Sendable, Equatable {
    /// One feed of the district.
    package struct Feed: Sendable, Equatable {
        /// `police-household`
        package let name: String
        /// Path below the workspace.
        package let file: String
        /// Records the feed's connector will deliver or reject.
        package let records: Int
        /// Mentions that mapping should make of them.
        package let mentions: Int
        /// Records that must be refused: ragged rows and repeated keys.
        package let expectedRejects: Int
    }

    /// How often one hazard occurs.
    package struct Hazard: Sendable, Equatable {
        /// `relatives-number`, as in `truth/hazards.csv`
        package let name: String
        /// Mentions that have it.
        package let mentions: Int
    }

    package let people: Int
    package let households: Int
    package let houses: Int
    package let legalEntities: Int
    /// Sorted by name.
    package let feeds: [Feed]
    /// In the order of the documentation; those that did not occur too.
    package let hazards: [Hazard]

    package var mentions: Int { feeds.reduce(0) { $0 + $1.mentions } }
}
