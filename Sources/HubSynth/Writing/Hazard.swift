/// What makes a mention hard to place. Its name stands in `truth/hazards.csv` and in the summary.
enum Hazard: String, CaseIterable {
    // Numbers
    case relativesNumber = "relatives-number"
    case mistypedNumber = "mistyped-number"
    case transposedNumber = "transposed-number"
    case oldNumber = "old-number"
    // Names
    case formerName = "former-name"
    case homophone
    case lookalike = "look-alike"
    case droppedCharacter = "dropped-character"
    case traditional
    case dotName = "dot-name"
    case pinyin
    case surnameOnly = "surname-only"
    // Telephones
    case sharedPhone = "shared-phone"
    case landlordsPhone = "landlords-phone"
    case relativesPhone = "relatives-phone"
    case formerPhone = "former-phone"
    case reissuedPhone = "reissued-phone"
    // Dates
    case defaultBirth = "default-birth"
    case swappedBirth = "swapped-birth"
    case mistypedBirth = "mistyped-birth"
    // People who are alike
    case twin
    case namesake
    // Addresses
    case staleAddress = "stale-address"
    case noHouseCode = "no-house-code"
    case secondName = "estate-second-name"
    case sameName = "estate-same-name"
    case noUnit = "no-unit"
    case noRoom = "no-room"
    case shortAddress = "short-address"
    case freeText = "free-text"
    // Organisations
    case branch
    case sameOwner = "same-owner"
    case formerOrganisationName = "former-organisation-name"
    case registrationNumberOnly = "registration-number-only"
    case nameOnly = "organisation-name-only"
}

extension Hazard {
    /// Position among all hazards.
    var place: Int { Self.places[rawValue] ?? 0 }

    private static let places = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($1.rawValue, $0) })
}

/// The hazards of one mention under construction.
struct Slips {
    /// `other` is the true entity that the mention may be taken for; 0 when it is nobody in particular.
    private(set) var list: [(hazard: Hazard, other: Int)] = []

    mutating func note(_ hazard: Hazard, other: Int = 0) { list.append((hazard, other)) }

    mutating func clear() { list.removeAll(keepingCapacity: true) }
}
