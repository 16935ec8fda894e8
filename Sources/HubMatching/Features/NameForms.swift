import HubModel

/// What the tests of names need of each distinct value.
struct NameForms: Sendable {
    /// What kind of name a value is, in bits.
    struct Traits: OptionSet, Sendable {
        let rawValue: UInt8

        /// Chinese characters and stand-ins of such alone, at least one of them real.
        static let chinese = Traits(rawValue: 1)
        /// Letters of ASCII alone.
        static let latin = Traits(rawValue: 2)
        /// Some character only stands for another.
        static let hasStandIn = Traits(rawValue: 4)
        /// The first character is a surname.
        static let surname = Traits(rawValue: 8)
        /// The first two characters are.
        static let compoundSurname = Traits(rawValue: 16)
    }

    /// By value number.
    private(set) var traits: [Traits] = []
    /// Code of how a Latin name sounds; 0 for every other.
    private(set) var latinSounds: [UInt64] = []
    /// Words of value `v` end, counted in scalars from its start, at `words[wordEnds[v - 1]..<wordEnds[v]]`.
    private(set) var words: [UInt16] = []
    private(set) var wordEnds: [Int] = []
    /// Sum of the hashes of the words.
    private(set) var anyOrder: [UInt64] = []

    var isEmpty: Bool { traits.isEmpty }

    /// `forms` holds the scalars of every value of `feature`.
    mutating func fill(from feature: Feature, scalars: [UInt32], ends: [Int]) {
        guard traits.isEmpty else { return }
        traits.reserveCapacity(feature.valueLimit)
        traits.append([])
        latinSounds.append(0)
        wordEnds.append(0)
        anyOrder.append(0)
        for value in 1..<max(ends.count, 1) {
            let range = ends[value - 1]..<ends[value]
            let start = words.count
            if let lengths = feature.wordLengths[UInt32(value)] {
                for length in lengths {
                    words.append((words.count > start ? words[words.count - 1] : 0) + length)
                }
            } else {
                words.append(UInt16(clamping: range.count))
            }
            wordEnds.append(words.count)
            let found = Self.traits(scalars.span.extracting(range), words: words.count - start)
            traits.append(found)
            latinSounds.append(
                found.contains(.latin) ? LatinSound.code(of: scalars.span.extracting(range)) : 0)
            anyOrder.append(sum(of: range.lowerBound, words: start..<words.count, scalars))
        }
    }

    private static func traits(_ text: Span<UInt32>, words: Int) -> Traits {
        var (han, latin, standIns, others) = (0, 0, 0, 0)
        for index in text.indices {
            let scalar = text[index]
            if StandIn.contains(scalar) {
                standIns += 1
            } else if Scalars.isHan(scalar) {
                han += 1
            } else if Scalars.isLatin(scalar) {
                latin += 1
            } else {
                others += 1
            }
        }
        if han > 0 {
            // A run of letters or a description in brackets among Chinese characters stands for a rare one.
            var traits: Traits = standIns + latin + others > 0 ? .hasStandIn : []
            if latin + others == 0 { traits.insert(.chinese) }
            // Names of several words, and long ones, are not of the form surname and given name.
            if words == 1, text.count <= 4 || traits.contains(.hasStandIn), Scalars.isHan(text[0]),
                !StandIn.contains(text[0])
            {
                let second = text.count > 1 ? text[1] : 0
                let isCompound = Surnames.length(text[0], second, of: text.count) == 2
                traits.insert(isCompound ? .compoundSurname : .surname)
            }
            return traits
        }
        return latin == text.count && latin > 0 ? .latin : []
    }

    private func sum(of start: Int, words: Range<Int>, _ scalars: [UInt32]) -> UInt64 {
        var (sum, from) = (UInt64(words.count), start)
        for word in words {
            var hash = StableHash()
            let end = start + Int(self.words[word])
            for index in from..<end { hash.combine(UInt64(scalars[index])) }
            sum &+= hash.finish()
            from = end
        }
        return sum
    }
}

/// Characters that stand for one that could not be typed or may not be seen.
enum StandIn {
    @inline(__always)
    static func contains(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return scalar == 0x3F || scalar == 0x2A || scalar == 0x5F || scalar == 0x23 }
        switch scalar {
        // □ ■ ● ○ ◯ 〇 〓 × � 某 and the private use areas
        case 0x25A0, 0x25A1, 0x25CB, 0x25CF, 0x25EF, 0x3007, 0x3013, 0xD7, 0xFFFD, 0x67D0, 0xE000...0xF8FF,
            0xF0000...0x10FFFD:
            return true
        default: return false
        }
    }
}
