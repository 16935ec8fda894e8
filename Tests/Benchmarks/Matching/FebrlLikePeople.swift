import Foundation

/// A file of made-up English-speaking persons in the columns of the Febrl sets: seven records in ten are originals,
/// three are copies of one with one to four errors. The same count gives the same file.
struct FebrlLikePeople {
    let records: Int
    private var random = SplitMix(state: 0x4665_6272_6C)

    init(records: Int) { self.records = records }

    private static let columns = [
        "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
        "date_of_birth", "soc_sec_id",
    ]
    private static let states = ["nsw", "vic", "qld", "wa", "sa", "act", "tas", "nt"]

    /// Writes `record_id`, `true_entity_id` and the fields of every record, originals and copies mixed.
    mutating func write(_ path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else {
            throw BenchmarkError("cannot write \(path)")
        }
        var text = "record_id,true_entity_id," + Self.columns.joined(separator: ",") + "\n"
        // Copies refer to one of the last originals, which stay at hand.
        var recent: [(entity: Int, fields: [String])] = []
        var entities = 0
        for record in 0..<records {
            var fields: [String]
            var entity = entities
            if record > 0, record % 10 >= 7 {
                let original = recent[random.below(recent.count)]
                (entity, fields) = original
                for _ in 0...random.below(4) { spoil(&fields) }
            } else {
                fields = person()
                entities += 1
                if recent.count < 5_000 {
                    recent.append((entity, fields))
                } else {
                    recent[random.below(recent.count)] = (entity, fields)
                }
            }
            text += "r\(record),e\(entity)," + fields.joined(separator: ",") + "\n"
            if text.utf8.count > 1 << 20 {
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    /// Every field is drawn on its own, as Febrl's generator does.
    private mutating func person() -> [String] {
        [
            name(random.skewed(1_500), salt: 1), name(random.skewed(20_000), salt: 2),
            String(1 + random.skewed(300)), name(random.skewed(30_000), salt: 3) + " street",
            random.below(3) == 0 ? name(random.skewed(8_000), salt: 4) : "",
            name(random.skewed(4_000), salt: 5), String(1_000 + random.below(9_000)),
            Self.states[random.below(8)],
            "19\(Self.two(random.below(100)))\(Self.two(1 + random.below(12)))\(Self.two(1 + random.below(28)))",
            String(1_000_000 + random.below(9_000_000)),
        ]
    }

    /// Number `number` of a pool as a word of two or three syllables.
    private func name(_ number: Int, salt: UInt64) -> String {
        let (consonants, vowels) = (Array("bcdfghjklmnprstvw"), Array("aeiou"))
        var own = SplitMix(state: UInt64(number) &* 0x9E37 &+ salt << 40)
        return (0..<2 + own.below(2)).map { _ in
            String([consonants[own.below(17)], vowels[own.below(5)]])
                + (own.below(3) == 0 ? String(consonants[own.below(17)]) : "")
        }.joined()
    }

    /// One error: a slip of the keys, a field left out, given name and surname changed about.
    private mutating func spoil(_ fields: inout [String]) {
        let kind = random.below(12)
        if kind == 0 { return fields.swapAt(0, 1) }
        let field = random.below(fields.count)
        if kind < 3 { return fields[field] = "" }
        var letters = Array(fields[field])
        guard letters.count > 1 else { return }
        let place = random.below(letters.count)
        let other: Character =
            letters[place].isNumber ? Character(String(random.below(10))) : Array("aeinorst")[random.below(8)]
        switch kind % 4 {
        case 0: letters[place] = other
        case 1: letters.insert(other, at: place)
        case 2: letters.remove(at: place)
        default: if place > 0 { letters.swapAt(place, place - 1) }
        }
        fields[field] = String(letters)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

/// Steele, Lea and Flood's SplitMix64 (2014): the same numbers everywhere.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// Small numbers far more often than large ones, as names and places are.
    mutating func skewed(_ limit: Int) -> Int {
        let share = Double(next() >> 11) / Double(1 << 53)
        return min(limit - 1, Int(Double(limit) * share * share * share))
    }
}
