/// One feed being written: its file, its share of the truth, its counts.
final class FeedOutput {
    let name: String
    let district: District
    let seed: UInt64
    private let path: String
    private let file: OutputFile
    private let truth: Truth
    private var records = 0
    private var mentions = 0
    private var rejects = 0
    private var line = Bytes()

    init(
        _ name: String, path: String, encoding: OutputFile.Encoding = .utf8, folder: String,
        district: District, seed: UInt64, truth: Truth
    ) throws {
        self.name = name
        self.path = path
        self.district = district
        self.seed = seed
        self.truth = truth
        file = try OutputFile("\(folder)/\(path)", encoding: encoding)
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
        line.removeAll(keepingCapacity: true)
        if records % 1_700 == 900 {
            row.appendCSV(to: &line, delimiter: delimiter, dropping: 2)
            try file.write(line)
            rejects += 1
            return false
        }
        row.appendCSV(to: &line, delimiter: delimiter)
        try file.write(line)
        if records % 1_500 == 700 {
            try file.write(line)
            records += 1
            rejects += 1
        }
        return true
    }

    /// Writes a line of JSON. Some come twice, as they do in life.
    func writeLine(_ text: Bytes) throws {
        records += 1
        try file.write(text)
        if records % 1_500 == 700 {
            try file.write(text)
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
