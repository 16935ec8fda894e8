/// One feed being written: its file, its share of the truth, its counts.
final class FeedOutput {
    let name: String
    let district: District
    let seed: UInt64
    private let nights: Nights
    private let path: String
    private let file: OutputFile
    private let truth: Truth
    private var records = 0
    private var mentions = 0
    private var rejects = 0
    private var line = Bytes()
    /// The record under way: what it throws its dice for, and how often it was typed anew.
    private var current: (purpose: Dice.Purpose, index: Int, revision: Int) = (.places, 0, 0)
    /// Whether the record under way was there on the first night.
    private var isOfFirstNight = true
    /// Lines written on the first night up to here, by which some of them are ragged or come twice for ever.
    private var place = 0

    init(
        _ name: String, path: String, encoding: OutputFile.Encoding = .utf8, folder: String,
        district: District, seed: UInt64, nights: Nights, truth: Truth
    ) throws {
        self.nights = nights
        self.name = name
        self.path = path
        self.district = district
        self.seed = seed
        self.truth = truth
        file = try OutputFile("\(folder)/\(path)", encoding: encoding)
    }

    /// Begins record `index`, which `coverage` in ten thousand of its kind have: the dice to write it with, or `nil` when
    /// the feed has none tonight. A record of several lines says how many.
    func begin(_ purpose: Dice.Purpose, _ index: Int, coverage: Int, lines: Int = 1) -> Dice? {
        var dice = dice(purpose, index)
        let isCovered = dice.chance(coverage)
        let fate = nights.fate(purpose, index, coverage: coverage, isPresent: isCovered)
        isOfFirstNight = isCovered && nights.arrival == 0
        current = (purpose, index, fate.revision)
        guard fate.isPresent else {
            if isOfFirstNight { for _ in 0..<lines { passPlace() } }
            return nil
        }
        return fate.revision == 0 ? dice : typedAnew(purpose, index)
    }

    /// Dice for a part of the record under way.
    func typedAnew(_ purpose: Dice.Purpose, _ index: Int) -> Dice {
        Dice(seed: seed, purpose: purpose, index: index, revision: current.revision)
    }

    /// A household as the record under way knows it.
    func known(_ household: Household) -> Household {
        household.known(
            move: { nights.knows(current.purpose, current.index, of: ($0, household.number)) },
            { nights.knows(current.purpose, current.index, of: ($0.night, $0.key)) })
    }

    /// Somebody as the record under way knows them.
    func known(_ person: Person) -> Person {
        person.known { nights.knows(current.purpose, current.index, of: ($0.night, $0.key)) }
    }

    private var isRagged: Bool { place % 1_700 == 900 }
    private var comesTwice: Bool { place % 1_500 == 700 }

    /// Leaves out the place of a record that went away, so that no other becomes ragged by it.
    private func passPlace() {
        place += 1
        if !(path.hasSuffix(".csv") && isRagged), comesTwice { place += 1 }
    }

    /// Writes text that is no record: headers, tags.
    func write(text: String) throws { try file.write(text: text) }

    /// Writes bytes that are no record.
    func write(_ bytes: Bytes) throws { try file.write(bytes) }

    /// Counts a record written with `write`.
    func countRecord() { records += 1 }

    /// Writes a CSV record. A few come out ragged and some twice, as they do in life.
    ///
    /// False when the record is ragged: it will be refused and says nothing.
    func writeCSV(_ row: Row, delimiter: UInt8 = 0x2C) throws -> Bool {
        records += 1
        if isOfFirstNight { place += 1 }
        line.removeAll(keepingCapacity: true)
        if isOfFirstNight, isRagged {
            row.appendCSV(to: &line, delimiter: delimiter, dropping: 2)
            try file.write(line)
            rejects += 1
            return false
        }
        row.appendCSV(to: &line, delimiter: delimiter)
        try file.write(line)
        if isOfFirstNight, comesTwice {
            try file.write(line)
            place += 1
            records += 1
            rejects += 1
        }
        return true
    }

    /// Writes a line of JSON. Some come twice, as they do in life.
    func writeLine(_ text: Bytes) throws {
        records += 1
        if isOfFirstNight { place += 1 }
        try file.write(text)
        if isOfFirstNight, comesTwice {
            try file.write(text)
            place += 1
            records += 1
            rejects += 1
        }
    }

    /// Writes a line of COPY data that the feed's query selects.
    func writeCopy(_ row: Row) throws {
        records += 1
        try writeUnselected(row)
    }

    /// Writes a line of COPY data that the feed's query leaves out.
    func writeUnselected(_ row: Row) throws {
        line.removeAll(keepingCapacity: true)
        row.appendCopy(to: &line)
        try file.write(line)
    }

    /// Notes that the record with `key` speaks of `person` in `role`.
    func mention(_ role: String, _ person: Person, key: Bytes, _ slips: Slips = Slips()) throws {
        var slips = slips
        if person.twin > 0 { slips.note(.twin, other: person.twin) }
        if person.namesake > 0 { slips.note(.namesake, other: person.namesake) }
        try mention(role, .person, person.number, key: key, slips)
    }

    /// Notes that the record with `key` speaks of `house` in `role`.
    func mention(_ role: String, _ house: House, key: Bytes, _ slips: Slips = Slips()) throws {
        var slips = slips
        if house.sameNamed > 0 { slips.note(.sameName, other: house.sameNamed) }
        try mention(role, .house, house.number, key: key, slips)
    }

    /// Notes that the record with `key` speaks of `entity` in `role`.
    func mention(_ role: String, _ entity: LegalEntity, key: Bytes, _ slips: Slips = Slips()) throws {
        var slips = slips
        if entity.parent >= 0 { slips.note(.branch, other: entity.parent + 1) }
        if entity.sibling >= 0 { slips.note(.sameOwner, other: entity.sibling + 1) }
        try mention(role, .legalEntity, entity.index + 1, key: key, slips)
    }

    private func mention(
        _ role: String, _ kind: Truth.Kind, _ number: Int, key: Bytes, _ slips: Slips
    ) throws {
        mentions += 1
        try truth.mention(feed: name, key: key, role: role, kind, number, slips)
    }

    func dice(_ purpose: Dice.Purpose, _ index: Int) -> Dice {
        Dice(seed: seed, purpose: purpose, index: index)
    }

    /// Closes the file and sums up.
    func close() throws -> DistrictSummary.Feed {
        try file.close()
        return DistrictSummary.Feed(
            name: name, file: path, records: records, mentions: mentions, expectedRejects: rejects)
    }
}
