/// What the hub should find out: which entity each mention speaks of, and what each entity is really like.
final class Truth {
    private let mentions: OutputFile
    private let hazards: OutputFile
    private var hazardCounts = [Int](repeating: 0, count: Hazard.allCases.count)
    private let people: OutputFile
    private let houses: OutputFile
    private let entities: OutputFile
    private let district: District
    private var line = Bytes()
    private var row = Row()

    enum Kind: String {
        case person, house
        case legalEntity = "legal-entity"

        /// The letter in front of a true entity id.
        var letter: String {
            switch self {
            case .person: "P"
            case .house: "H"
            case .legalEntity: "L"
            }
        }
    }

    init(folder: String, district: District) throws {
        self.district = district
        mentions = try OutputFile("\(folder)/mentions.csv")
        hazards = try OutputFile("\(folder)/hazards.csv")
        people = try OutputFile("\(folder)/person.csv")
        houses = try OutputFile("\(folder)/house.csv")
        entities = try OutputFile("\(folder)/legal-entity.csv")
        try mentions.write(text: "feed,record_key,role,entity_type,true_entity_id\r\n")
        try hazards.write(text: "feed,record_key,role,entity_type,hazard,other_entity_id\r\n")
        try people.write(
            text: "entity_id,name,former_name,resident_id,sex,birth_date,ethnicity,education,marital_status,"
                + "phone,lives_in,works_for\r\n")
        try houses.write(text: "entity_id,house_code,address,parcel_code,grid_code,area,built_year,use\r\n")
        try entities.write(
            text:
                "entity_id,name,former_name,credit_code,organisation_code,registration_number,established,phone,"
                + "located_in,legal_representative\r\n")
    }

    func mention(
        feed: String, key: Bytes, role: String, _ kind: Kind, _ number: Int, _ slips: Slips
    ) throws {
        line.removeAll(keepingCapacity: true)
        line.append(text: feed)
        line.append(text: ",")
        line.append(contentsOf: key)
        line.append(text: ",")
        line.append(text: role)
        line.append(text: ",")
        line.append(text: kind.rawValue)
        line.append(text: ",")
        let start = line.count
        line.append(kind, number)
        line.append(text: "\r\n")
        try mentions.write(line)
        for (hazard, other) in slips.list {
            line.removeSubrange(start...)
            line.append(text: hazard.rawValue)
            line.append(text: ",")
            if other > 0 { line.append(kind, other) }
            line.append(text: "\r\n")
            try hazards.write(line)
            hazardCounts[hazard.place] += 1
        }
    }

    /// How many mentions have each hazard, in the order in which hazards are declared.
    var hazardSummary: [DistrictSummary.Hazard] {
        zip(Hazard.allCases, hazardCounts).map { DistrictSummary.Hazard(name: $0.rawValue, mentions: $1) }
    }

    func person(_ person: Person) throws {
        row.begin()
        row.id(.person, person.number)
        row.field(person.name.text)
        row.field(person.formerName)
        row.field(person.residentID)
        row.field(text: person.isMale ? "1" : "2")
        row.field(person.birth, .iso)
        row.field(number: person.ethnicity, width: 2)
        row.field(number: person.education)
        row.field(number: person.maritalStatus)
        if person.phone > 0 { row.bytes.append(mobile: person.phone) }
        row.end()
        row.id(.house, person.home.number)
        if person.employer >= 0 { row.bytes.append(.legalEntity, person.employer + 1) }
        row.end()
        try finish(people)
    }

    func house(_ house: House) throws {
        row.begin()
        row.id(.house, house.number)
        row.field(house.code(in: district))
        row.bytes.append(house, in: district, .canonical)
        row.end()
        row.field(house.parcelCode(in: district))
        row.field(house.gridCode)
        row.bytes.append(area: house.area)
        row.end()
        row.field(number: house.builtYear)
        row.field(text: house.isDwelling ? "住宅" : "商业")
        try finish(houses)
    }

    func entity(_ entity: LegalEntity, premises: House, representative: Person) throws {
        row.begin()
        row.id(.legalEntity, entity.index + 1)
        row.field(entity.name)
        row.field(entity.formerName)
        row.field(entity.creditCode)
        row.field(entity.organisationCode)
        row.field(entity.registrationNumber)
        row.field(entity.established, .iso)
        row.bytes.append(phoneOf: entity, of: representative, local: false)
        row.end()
        row.id(.house, premises.number)
        row.id(.person, representative.number)
        try finish(entities)
    }

    func close() throws {
        for file in [mentions, hazards, people, houses, entities] { try file.close() }
    }

    private func finish(_ file: OutputFile) throws {
        line.removeAll(keepingCapacity: true)
        row.appendCSV(to: &line)
        try file.write(line)
    }
}

extension Bytes {
    fileprivate mutating func append(_ kind: Truth.Kind, _ number: Int) {
        append(text: kind.letter)
        append(number: number, width: 8)
    }

    /// Appends hundredths of a square metre: `89.50`.
    mutating func append(area: Int) {
        append(number: area / 100)
        append(text: ".")
        append(number: area % 100, width: 2)
    }
}

extension Row {
    fileprivate mutating func id(_ kind: Truth.Kind, _ number: Int) {
        bytes.append(kind, number)
        end()
    }
}
