/// Insured employees: a PostgreSQL table, as SQL to load.
struct SocialInsuranceFeed {
    let output: FeedOutput
    private let entities: LegalEntities
    private let habits = Habits(missingNumber: 50, mistypedNumber: 20, formerName: 300)
    private var row = Row()

    init(_ output: FeedOutput, entities: LegalEntities) throws {
        self.output = output
        self.entities = entities
        try output.write(
            text: """
                -- Synthetic data: none of these people exists. Load with: psql -f social-insurance.sql
                \\set ON_ERROR_STOP on
                SET client_encoding = 'UTF8';
                BEGIN;
                CREATE SCHEMA IF NOT EXISTS social_insurance;
                DROP TABLE IF EXISTS social_insurance.insured;
                CREATE TABLE social_insurance.insured (
                    person_no text PRIMARY KEY,
                    full_name text NOT NULL,
                    id_card text,
                    gender char(1),
                    birth_date date,
                    mobile text,
                    employer_name text NOT NULL,
                    employer_credit_code text,
                    employer_org_code text,
                    job_title text,
                    insured_since date NOT NULL
                );
                COPY social_insurance.insured (person_no, full_name, id_card, gender, birth_date, mobile, \
                employer_name, employer_credit_code, employer_org_code, job_title, insured_since) FROM stdin;

                """)
    }

    mutating func write(_ household: Household) throws {
        for member in household.members where member.person.employer >= 0 {
            guard var dice = output.begin(.socialInsurance, member.person.number, coverage: 7_000)
            else { continue }
            let person = output.known(member.person)
            var (slips, ofEmployer) = (Slips(), Slips())
            let employer = entities[person.employer]
            var key = Bytes(text: "SB")
            key.append(number: person.number, width: 9)
            row.begin()
            row.field(key)
            row.bytes.append(nameOf: person, habits, &dice, &slips)
            row.end()
            row.bytes.append(numberOf: person, habits, &dice, &slips)
            row.end()
            row.field(text: person.isMale ? "M" : "F")
            row.field(person.birth, .iso)
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
            row.end()
            row.bytes.append(nameOf: employer, former: 2_500, &dice, &ofEmployer)
            row.end()
            // The code of today, the code of before 2015, or the name alone.
            let known = dice.below(100)
            if known >= 88 { ofEmployer.note(.nameOnly) }
            if known < 70 { row.field(employer.creditCode) } else { row.blank() }
            if known >= 60, known < 88 { row.bytes.append(organisationCode: employer.organisationCode) }
            row.end()
            row.field(dice.pick(jobTitles))
            row.field(Day(in: min(Day.presentYear, person.birth.year + 19 + dice.below(20)), &dice), .iso)
            try output.writeCopy(row)
            try output.mention("employee", person, key: key, slips)
            try output.mention("employer", employer, key: key, ofEmployer)
        }
    }

    func finish() throws -> DistrictSummary.Feed {
        try output.write(text: "\\.\nCOMMIT;\n")
        return try output.close()
    }
}

private let jobTitles = words("职员 工人 技术员 会计 销售 司机 教师 店员 保安 工程师 经理 厨师 保洁")

extension Bytes {
    /// Appends the name of an organisation, or of `former` in ten thousand times the one it had before.
    mutating func append(
        nameOf entity: LegalEntity, former: Int, _ dice: inout Dice, _ slips: inout Slips
    ) {
        if !entity.formerName.isEmpty, dice.chance(former) {
            slips.note(.formerOrganisationName)
            append(organisation: entity.formerName, &dice)
        } else {
            append(organisation: entity.name, &dice)
        }
    }

    /// Appends an organisation's name as another department would type it.
    mutating func append(organisation name: Bytes, _ dice: inout Dice) {
        switch dice.below(100) {
        case 0..<3:
            append(contentsOf: name)
            append(text: " ")
        case 3..<6 where !name.containsText("股份"):
            append(replacing: "有限公司", with: "有限责任公司", in: name)
        case 6..<9: append(replacing: "(集团)", with: "（集团）", in: name)
        case 9: append(replacing: "东澜市", with: "", in: name)
        default: append(contentsOf: name)
        }
    }

    /// Appends an organisation code in its printed form: `40000062-4`.
    mutating func append(organisationCode code: Bytes) {
        append(contentsOf: code[..<8])
        append(text: "-")
        append(contentsOf: code[8...])
    }

    private func containsText(_ text: String) -> Bool {
        let part = Bytes(text: text)
        return indices.contains { self[$0...].starts(with: part) }
    }

    private mutating func append(replacing old: String, with new: String, in name: Bytes) {
        let old = Bytes(text: old)
        var index = 0
        while index < name.count {
            if name[index...].starts(with: old) {
                append(text: new)
                index += old.count
            } else {
                append(name[index])
                index += 1
            }
        }
    }
}
