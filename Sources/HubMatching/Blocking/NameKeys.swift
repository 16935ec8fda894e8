import HubModel

/// Keys by which names meet that sound alike: Chinese characters by all their readings, pinyin in either order of
/// surname and given name, other Latin words by their consonants.
struct NameKeys {
    private let sounds = Pinyin.sounds
    private let surnameSounds = Pinyin.surnameSounds

    /// Appends at most `limit` keys, or few more.
    func sounds(_ name: [UInt32], words: [Int], atMost limit: Int, into keys: inout [UInt64]) {
        if name.contains(where: { Scalars.isHan($0) }) {
            chinese(name, hasSurname: words.count == 1 && name.count <= 4, limit, into: &keys)
        } else if name.allSatisfy({ Scalars.isLatin($0) }) {
            latin(name, words, limit, into: &keys)
        } else {
            keys.append(Self.hash(name[...]))
        }
    }

    private func chinese(_ name: [UInt32], hasSurname: Bool, _ limit: Int, into keys: inout [UInt64]) {
        let surname =
            !hasSurname ? 0 : Surnames.length(name[0], name.count > 1 ? name[1] : 0, of: name.count)
        var readings: [[UInt16]] = [[]]
        for (offset, scalar) in name.enumerated() {
            var lanes = sounds[scalar]
            if offset < surname {
                lanes =
                    surname == 2
                    ? NameSounds.inCompound(scalar) ?? surnameSounds[scalar] : surnameSounds[scalar]
            }
            // What nobody knows how to read meets itself alone.
            let numbers = lanes == 0 ? [UInt16(truncatingIfNeeded: scalar | 0x8000)] : Lanes.numbers(lanes)
            readings = readings.flatMap { stem in numbers.map { stem + [$0] } }
            if readings.count > limit { readings.removeLast(readings.count - limit) }
        }
        for reading in readings { keys.append(Self.hash(reading)) }
    }

    private func latin(_ name: [UInt32], _ words: [Int], _ limit: Int, into keys: inout [UInt64]) {
        var starts = [0]
        for length in words { starts.append(starts[starts.count - 1] + length) }
        let parts = words.indices.map { word in
            name[starts[word]..<starts[word + 1]].map { UInt8(truncatingIfNeeded: $0) & 0xDF }
        }
        for order in orders(of: parts) {
            for reading in readings(of: order, limit) where (2...4).contains(reading.count) {
                keys.append(Self.hash(reading.map { Pinyin.sound($0) }))
            }
        }
        // Words in any order: Smith John and John Smith.
        var sum: UInt64 = 0
        for part in parts {
            var hash = StableHash()
            let letters = part.map { UInt32($0) }
            hash.combine(LatinSound.code(of: letters.span))
            sum &+= hash.finish()
        }
        keys.append(sum)
    }

    /// As written, and with the last word first.
    private func orders(of words: [[UInt8]]) -> [[UInt8]] {
        let written = Array(words.joined())
        guard words.count > 1, let last = words.last else { return [written] }
        return [written, last + words.dropLast().joined()]
    }

    /// The syllables that letters may spell, at most `limit` ways.
    private func readings(of letters: [UInt8], _ limit: Int) -> [[UInt16]] {
        // By how many letters are spelled.
        var found: [[[UInt16]]] = Array(repeating: [], count: letters.count + 1)
        found[0] = [[]]
        guard letters.count <= 4 * Romanisation.longest else { return [] }
        for end in 1..<max(letters.count + 1, 1) {
            for start in max(0, end - Romanisation.longest)..<end where !found[start].isEmpty {
                for syllable in Romanisation.syllables[Array(letters[start..<end])] ?? [] {
                    for stem in found[start] where stem.count < 4 && found[end].count < limit {
                        found[end].append(stem + [syllable])
                    }
                }
            }
        }
        return found[letters.count]
    }

    static func hash(_ scalars: ArraySlice<UInt32>) -> UInt64 {
        var hash = StableHash()
        for scalar in scalars { hash.combine(UInt64(scalar)) }
        return hash.finish()
    }

    private static func hash(_ syllables: [UInt16]) -> UInt64 {
        var hash = StableHash(seed: 0x7069_6E79)
        for syllable in syllables { hash.combine(UInt64(syllable)) }
        return hash.finish()
    }
}
