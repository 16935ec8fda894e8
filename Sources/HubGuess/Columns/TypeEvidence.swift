import HubModel

/// How far the values of a column speak for a semantic type.
struct TypeEvidence {
    /// Share of the values that are valid, 0…1.
    let share: Double
    /// 0…1: how much valid values prove; check digits prove nearly everything, a shape proves little.
    let weight: Double
    /// Whether there are values at all.
    let isKnown: Bool

    /// Weights of what convinces without a name, of what supports one, of what merely does not contradict.
    static let strong = 0.85
    static let fair = 0.45
    static let weak = 0.2

    init(_ type: String, _ facts: ColumnFacts) {
        guard let found = facts.verdicts[type], found.valid + found.invalid > 0 else {
            // Not even asked: the values are too short, too long, of other characters.
            share = 0
            weight = 0
            isKnown = facts.sampled > 0
            return
        }
        share = found.share
        isKnown = true
        let isMany = found.valid >= 5
        let base = Self.base(type, facts)
        weight =
            share >= 0.9 && isMany ? base : share >= 0.9 ? min(base, Self.fair) : min(base, Self.fair) * share
    }

    /// What valid values of the type are worth in this column.
    private static func base(_ type: String, _ facts: ColumnFacts) -> Double {
        let looks = facts.looks
        let isVaried = facts.distinct >= 3
        switch type {
        // Check digits, or so many characters of prescribed kinds.
        case "resident-id", "credit-code", "parcel-code": return facts.distinct >= 2 ? strong : fair
        // One check digit is right by chance once in ten.
        case "organisation-code", "registration-number": return isVaried ? strong : fair
        case "grid-code": return fair
        case "person-name":
            return looks.personNames >= 0.85 && isVaried ? strong : looks.personNames >= 0.5 ? fair : weak
        case "organisation-name":
            return looks.organisations >= 0.7 && isVaried && looks.addresses < 0.5
                ? strong : looks.organisations >= 0.4 ? fair : weak
        case "address":
            return looks.addresses >= 0.75 && isVaried ? strong : looks.addresses >= 0.4 ? fair : weak
        case "phone": return looks.mobiles >= 0.8 && isVaried ? strong : looks.mobiles >= 0.3 ? fair : weak
        case "date": return looks.days >= 0.8 ? fair : weak
        // Words of a list prove it; one or two digits do not.
        case "sex": return looks.words > 0.9 ? strong : facts.looks.digitsOnly < 0.1 ? fair : weak
        case "ethnicity", "education", "marital-status", "political-status", "relation-to-head",
            "id-document-type":
            return looks.words > 0.9 ? strong : weak
        case "division-code": return fair
        default: return weak
        }
    }
}
