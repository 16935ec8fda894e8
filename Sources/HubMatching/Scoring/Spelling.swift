import HubModel

/// Whether Latin letters spell a Chinese name, character by character, by any reading and any system.
struct Spelling {
    private let scalars: [UInt32]
    private let name: Range<Int>
    private let surname: Int
    private let letters: Range<Int>
    private let spellings = Romanisation.spellings
    private let readings = Pinyin.readings
    private let surnameReadings = Pinyin.surnameReadings

    init(scalars: [UInt32], name: Range<Int>, surname: Int, letters: Range<Int>) {
        self.scalars = scalars
        self.name = name
        self.surname = surname
        self.letters = letters
    }

    func fits(surnameFirst: Bool) -> Bool {
        fits(0, from: letters.lowerBound, surnameFirst ? 0 : surname)
    }

    /// Whether the letters from `start` on spell the characters from the one number `number` on, when the name is
    /// told from character `turn` on and then from its start.
    private func fits(_ number: Int, from start: Int, _ turn: Int) -> Bool {
        if number == name.count { return start == letters.upperBound }
        let character = (number &+ turn) % name.count
        let scalar = scalars[name.lowerBound &+ character]
        var lanes = readings[scalar]
        if character < surname {
            lanes =
                surname == 2
                ? NameSounds.reading(inCompound: scalar) ?? surnameReadings[scalar]
                : surnameReadings[scalar]
        }
        while lanes != 0 {
            let syllable = Int(lanes & 0xFFFF) &- 1
            lanes >>= 16
            for index in spellings[syllable].indices {
                let count = spellings[syllable][index].count
                guard start &+ count <= letters.upperBound else { continue }
                var offset = 0
                while offset < count,
                    scalars[start &+ offset] == UInt32(spellings[syllable][index][offset])
                { offset &+= 1 }
                if offset == count, fits(number &+ 1, from: start &+ count, turn) { return true }
            }
        }
        return false
    }
}

/// Readings that characters have in compound surnames alone.
enum NameSounds {
    private static let compound: [UInt32: UInt64] = Dictionary(
        uniqueKeysWithValues: [0x5C09, 0x4E07, 0x4FDF, 0x957F, 0x6FB9, 0x5355].compactMap { scalar in
            Surnames.syllable(inCompound: scalar).flatMap(Pinyin.number).map { (scalar, UInt64($0)) }
        })

    static func reading(inCompound scalar: UInt32) -> UInt64? { compound[scalar] }

    static func inCompound(_ scalar: UInt32) -> UInt64? {
        compound[scalar].map { UInt64(Pinyin.sound(UInt16($0))) }
    }
}
