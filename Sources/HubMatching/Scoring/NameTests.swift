import HubModel

/// The tests of names, over the values of one evidence. All of them are symmetric, and allocate nothing.
///
/// A class, so that a pair's look at it copies one reference and not a dozen arrays.
final class NameTests: Sendable {
    private typealias Traits = NameForms.Traits

    private let scalars: [UInt32]
    private let ends: [Int]
    private let traits: [NameForms.Traits]
    private let latinSounds: [UInt64]
    private let words: [UInt16]
    private let wordEnds: [Int]
    private let anyOrder: [UInt64]
    private let sounds = Pinyin.sounds
    private let surnameSounds = Pinyin.surnameSounds

    init(_ forms: TextForms) {
        scalars = forms.scalars
        ends = forms.scalarEnds
        traits = forms.names.traits
        latinSounds = forms.names.latinSounds
        words = forms.names.words
        wordEnds = forms.names.wordEnds
        anyOrder = forms.names.anyOrder
    }

    /// Whether a test holds of two different values; equal ones pass every test.
    func holds(_ test: Comparison.Test, _ x: UInt32, _ y: UInt32) -> Bool {
        switch test {
        case .wildcard(let least): isWildcard(least, x, y)
        case .soundsAlike: soundAlike(x, y)
        case .looksAlike: lookAlike(x, y)
        case .dropped: isDropped(x, y)
        case .romanised: isRomanised(x, y)
        case .sameSurname: haveSameSurname(x, y)
        case .anyOrder: anyOrder[Int(x)] == anyOrder[Int(y)]
        case .initials: areInitials(x, y)
        default: false
        }
    }

    private func text(_ value: UInt32) -> Range<Int> { ends[Int(value) &- 1]..<ends[Int(value)] }

    /// Characters of the surname; 0 when the name is not of that form.
    @inline(__always)
    private func surname(_ value: UInt32) -> Int {
        let traits = traits[Int(value)]
        return traits.contains(.surname) ? 1 : traits.contains(.compoundSurname) ? 2 : 0
    }

    // MARK: Chinese names

    private func haveSameSurname(_ x: UInt32, _ y: UInt32) -> Bool {
        let length = surname(x)
        guard length > 0, length == surname(y) else { return false }
        let (a, b) = (text(x).lowerBound, text(y).lowerBound)
        return scalars[a] == scalars[b] && (length == 1 || scalars[a &+ 1] == scalars[b &+ 1])
    }

    private func soundAlike(_ x: UInt32, _ y: UInt32) -> Bool {
        let (code, other) = (latinSounds[Int(x)], latinSounds[Int(y)])
        if code | other != 0 { return code == other }
        let (a, b) = (text(x), text(y))
        guard a.count == b.count, traits[Int(x)].contains(.chinese), traits[Int(y)].contains(.chinese) else {
            return false
        }
        let (surnameX, surnameY) = (surname(x), surname(y))
        for offset in 0..<a.count {
            let (p, q) = (scalars[a.lowerBound &+ offset], scalars[b.lowerBound &+ offset])
            if p == q { continue }
            let first = sound(p, isSurname: offset < surnameX, isCompound: surnameX == 2)
            let second = sound(q, isSurname: offset < surnameY, isCompound: surnameY == 2)
            if !Lanes.share(first, second) { return false }
        }
        return true
    }

    @inline(__always)
    private func sound(_ scalar: UInt32, isSurname: Bool, isCompound: Bool) -> UInt64 {
        if !isSurname { return sounds[scalar] }
        return isCompound ? NameSounds.inCompound(scalar) ?? surnameSounds[scalar] : surnameSounds[scalar]
    }

    private func lookAlike(_ x: UInt32, _ y: UInt32) -> Bool {
        let (a, b) = (text(x), text(y))
        guard a.count == b.count else { return false }
        var agreeing = 0
        // Most pairs differ in a character that no group has, so what agrees is counted on the way.
        for offset in 0..<a.count {
            let (p, q) = (scalars[a.lowerBound &+ offset], scalars[b.lowerBound &+ offset])
            if p == q {
                agreeing &+= 1
            } else if !Lookalikes.contain(p, q) {
                return false
            }
        }
        return agreeing > 0
    }

    /// One name is the other without one character behind the surname.
    private func isDropped(_ x: UInt32, _ y: UInt32) -> Bool {
        let (shorter, longer) = text(x).count < text(y).count ? (text(x), text(y)) : (text(y), text(x))
        guard shorter.count &+ 1 == longer.count, shorter.count > 1, haveSameSurname(x, y) else {
            return false
        }
        var offset = 0
        while offset < shorter.count,
            scalars[shorter.lowerBound &+ offset] == scalars[longer.lowerBound &+ offset]
        { offset &+= 1 }
        while offset < shorter.count,
            scalars[shorter.lowerBound &+ offset] == scalars[longer.lowerBound &+ offset &+ 1]
        { offset &+= 1 }
        return offset == shorter.count
    }

    // MARK: Stand-ins

    private func isWildcard(_ least: Int, _ x: UInt32, _ y: UInt32) -> Bool {
        guard traits[Int(x)].union(traits[Int(y)]).contains(.hasStandIn) else { return false }
        let (a, b) = (text(x), text(y))
        let surname = max(surname(x), surname(y), 1)
        if least == 0, haveSameSurname(x, y), isMasked(a, surname) || isMasked(b, surname) { return true }
        var (i, j, position, agreeing) = (a.lowerBound, b.lowerBound, 0, 0)
        while i < a.upperBound, j < b.upperBound {
            let (p, q) = (unit(at: i, in: a), unit(at: j, in: b))
            if !p.isStandIn, !q.isStandIn {
                if scalars[i] != scalars[j] { return false }
                if position >= surname { agreeing &+= 1 }
            } else if position == 0 {
                // A name without a surname fits too many.
                return false
            }
            i = p.end
            j = q.end
            position &+= 1
        }
        return i == a.upperBound && j == b.upperBound && agreeing >= least
    }

    /// Whether nothing but stand-ins follows the surname, as in 张** and 张某; then their number says little.
    private func isMasked(_ range: Range<Int>, _ surname: Int) -> Bool {
        var index = range.lowerBound &+ surname
        guard index < range.upperBound else { return false }
        while index < range.upperBound {
            let unit = unit(at: index, in: range)
            if !unit.isStandIn { return false }
            index = unit.end
        }
        return true
    }

    /// The character, run of letters or description in brackets at `index`, and whether it stands for another.
    @inline(__always)
    private func unit(at index: Int, in range: Range<Int>) -> (end: Int, isStandIn: Bool) {
        let scalar = scalars[index]
        if StandIn.contains(scalar) { return (index &+ 1, true) }
        var end = index &+ 1
        if scalar == 0x28 {
            while end < range.upperBound, scalars[end &- 1] != 0x29 { end &+= 1 }
            return (end, true)
        }
        guard Scalars.isLatin(scalar) else { return (end, false) }
        // In 王XX each X hides a character; YAN in 王YAN is how one is read.
        let isDoubled = end < range.upperBound && scalars[end] == 0x58
        let isLast = end == range.upperBound
        if scalar == 0x58, isLast || isDoubled || index > range.lowerBound && scalars[index &- 1] == 0x58 {
            return (end, true)
        }
        while end < range.upperBound, Scalars.isLatin(scalars[end]) { end &+= 1 }
        return (end, true)
    }

    // MARK: Latin letters

    private func isRomanised(_ x: UInt32, _ y: UInt32) -> Bool {
        let (first, second) = (traits[Int(x)], traits[Int(y)])
        if first.contains(.chinese), second.contains(.latin) { return isSpelling(of: x, y) }
        if first.contains(.latin), second.contains(.chinese) { return isSpelling(of: y, x) }
        return false
    }

    private func isSpelling(of name: UInt32, _ latin: UInt32) -> Bool {
        let (name, letters, surname) = (text(name), text(latin), surname(name))
        guard surname > 0, name.count > 1 else { return false }
        let reading = Spelling(
            scalars: scalars, name: name, surname: surname, letters: letters)
        return reading.fits(surnameFirst: true) || reading.fits(surnameFirst: false)
    }

    private func word(_ number: Int, of value: UInt32) -> Range<Int> {
        let start = ends[Int(value) &- 1]
        let first = wordEnds[Int(value) &- 1]
        let from = number == 0 ? 0 : Int(words[first &+ number &- 1])
        return start &+ from..<start &+ Int(words[first &+ number])
    }

    /// The words of the side with fewer, in order, are equal to some of the other's or initials of them; the first and
    /// the last words meet, and of several one is equal.
    private func areInitials(_ x: UInt32, _ y: UInt32) -> Bool {
        let countX = wordEnds[Int(x)] &- wordEnds[Int(x) &- 1]
        let countY = wordEnds[Int(y)] &- wordEnds[Int(y) &- 1]
        let (few, many) = countX <= countY ? (x, y) : (y, x)
        let (fewCount, manyCount) = (min(countX, countY), max(countX, countY))
        if fewCount == 1, manyCount > 1 { return false }
        var (next, agreeing, initials) = (0, 0, 0)
        for index in 0..<fewCount {
            let isLast = index == fewCount &- 1
            if isLast { next = manyCount &- 1 }
            let end = isLast || index == 0 ? manyCount : manyCount &- 1
            var found = false
            while next < end, !found {
                let (a, b) = (word(index, of: few), word(next, of: many))
                next &+= 1
                if areEqual(a, b) {
                    found = true
                    if a.count > 1 { agreeing &+= 1 }
                } else if isInitial(a, b) || isInitial(b, a) {
                    found = true
                    initials &+= 1
                } else if index == 0 {
                    return false
                }
            }
            if !found { return false }
        }
        return fewCount == 1 ? initials == 1 : agreeing > 0
    }

    private func areEqual(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        guard a.count == b.count else { return false }
        for offset in 0..<a.count where scalars[a.lowerBound &+ offset] != scalars[b.lowerBound &+ offset] {
            return false
        }
        return true
    }

    /// Chinese characters are words, not initials.
    private func isInitial(_ letter: Range<Int>, _ word: Range<Int>) -> Bool {
        letter.count == 1 && word.count > 1 && scalars[letter.lowerBound] == scalars[word.lowerBound]
            && !Scalars.isHan(scalars[letter.lowerBound])
    }
}
