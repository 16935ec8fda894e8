/// The fifteen feeds of a district, written side by side.
struct Feeds {
    private var police: PoliceHouseholdFeed
    private var health: HealthRecordsFeed
    private var insurance: SocialInsuranceFeed
    private var housing: HousingRegisterFeed
    private var companies: CompanyRegisterFeed
    private var tax: TaxFeed
    private var schools: SchoolsFeed
    private var water: WaterMetersFeed
    private var grid: GridWorkersFeed
    private var rental: RentalFeed
    private var medical: MedicalInsuranceFeed
    private var vaccination: VaccinationFeed
    private var aid: SocialAidFeed
    private var parking: ParkingPermitsFeed
    private var notes: GridNotesFeed

    init(folder: String, district: District, entities: LegalEntities, nights: Nights, truth: Truth) throws {
        func open(_ name: String, _ ending: String, _ encoding: OutputFile.Encoding = .utf8) throws
            -> FeedOutput
        {
            try FeedOutput(
                name, path: "feeds/\(ending == "sql" ? "postgresql/" : "")\(name).\(ending)",
                encoding: encoding,
                folder: folder, district: district, seed: entities.seed, nights: nights, truth: truth)
        }
        police = try PoliceHouseholdFeed(open("police-household", "xml", .gb18030))
        health = try HealthRecordsFeed(open("health-records", "csv"))
        insurance = try SocialInsuranceFeed(open("social-insurance", "sql"), entities: entities)
        housing = try HousingRegisterFeed(open("housing-register", "csv", .gb18030))
        companies = try CompanyRegisterFeed(open("company-register", "xml"))
        tax = try TaxFeed(open("tax", "csv"))
        schools = try SchoolsFeed(open("schools", "csv"), entities: entities)
        water = try WaterMetersFeed(open("water-meters", "sql"))
        grid = try GridWorkersFeed(open("grid-workers", "csv"))
        rental = try RentalFeed(open("rental", "csv", .gb18030))
        medical = try MedicalInsuranceFeed(open("medical-insurance", "csv"), entities: entities)
        vaccination = try VaccinationFeed(open("vaccination", "ndjson"))
        aid = try SocialAidFeed(open("social-aid", "csv", .gb18030))
        parking = try ParkingPermitsFeed(open("parking-permits", "csv"))
        notes = try GridNotesFeed(open("grid-notes", "csv"))
    }

    /// What each department knows of a household.
    mutating func write(_ household: Household) throws {
        try police.write(household)
        try health.write(household)
        try insurance.write(household)
        try housing.write(household.home, owner: household.owner)
        if let house = household.secondHome { try housing.write(house, owner: household.owner) }
        try schools.write(household)
        try water.write(household)
        try grid.write(household)
        try rental.write(household)
        try medical.write(household)
        try vaccination.write(household)
        try aid.write(household)
        try parking.write(household)
        try notes.write(household)
    }

    /// What each department knows of an organisation; `ownsPremises` when they were made for it.
    mutating func write(
        _ entity: LegalEntity, premises: House, representative: Person, ownsPremises: Bool
    ) throws {
        try companies.write(entity, premises: premises, representative: representative)
        try tax.write(entity, premises: premises, representative: representative)
        if ownsPremises { try housing.write(premises, owner: representative) }
    }

    /// Closes all files; the counts sorted by name.
    func finish() throws -> [DistrictSummary.Feed] {
        try [
            companies.finish(), notes.output.close(), grid.output.close(), health.output.close(),
            housing.output.close(), medical.output.close(), parking.output.close(), police.finish(),
            rental.output.close(), schools.output.close(), aid.output.close(), insurance.finish(),
            tax.output.close(), vaccination.output.close(), water.finish(),
        ]
    }
}
