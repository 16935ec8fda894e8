/// Accounts of the water company: a PostgreSQL table, as SQL to load.
struct WaterMetersFeed {
    let output: FeedOutput
    private let habits = Habits(missingPhone: 1_500, oldPhone: 3_000, formerName: 1_500)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: """
                -- Synthetic data: none of these people exists. Load with: psql -f water-meters.sql
                \\set ON_ERROR_STOP on
                SET client_encoding = 'UTF8';
                BEGIN;
                CREATE SCHEMA IF NOT EXISTS water;
                DROP TABLE IF EXISTS water.account;
                CREATE TABLE water.account (
                    account_no text PRIMARY KEY,
                    holder text NOT NULL,
                    phone text,
                    house_code text,
                    street_address text NOT NULL,
                    meter_no text NOT NULL,
                    opened_on date NOT NULL,
                    closed_on date
                );
                COPY water.account (account_no, holder, phone, house_code, street_address, meter_no, opened_on, \
                closed_on) FROM stdin;

                """)
    }

    mutating func write(_ household: Household) throws {
        guard var dice = output.begin(.water, household.number, coverage: 8_000) else { return }
        let household = output.known(household)
        var (slips, ofHome, unused) = (Slips(), Slips(), Slips())
        // Before them, somebody who moved out; the account was closed.
        if dice.chance(600) {
            begin(household, prefix: "W9", &dice)
            row.field(NameMaker.surname(&dice) + Bytes(text: "建国"))
            row.blank()
            finishRow(household.home, closed: true, &dice, &unused)
            try output.writeUnselected(row)
        }
        let holder = household.members[0].person
        let key = begin(household, prefix: "W1", &dice)
        row.bytes.append(nameOf: holder, habits, &dice, &slips)
        row.end()
        row.bytes.append(phoneOf: holder, habits, &dice, &slips)
        row.end()
        finishRow(household.home, closed: false, &dice, &ofHome)
        try output.writeCopy(row)
        try output.mention("holder", holder, key: key, slips)
        try output.mention("home", household.home, key: key, ofHome)
    }

    @discardableResult
    private mutating func begin(_ household: Household, prefix: String, _ dice: inout Dice) -> Bytes {
        var key = Bytes(text: prefix)
        key.append(number: household.number, width: 8)
        row.begin()
        row.field(key)
        return key
    }

    private mutating func finishRow(_ home: House, closed: Bool, _ dice: inout Dice, _ slips: inout Slips) {
        row.houseCode(of: home, missing: 5_000, in: output.district, &dice, &slips)
        let usual = AddressStyle(divisions: .none, building: "号楼")
        row.bytes.append(home, in: output.district, .lapsing(usual, .street, of: home, &dice, &slips))
        row.end()
        row.field(number: 100_000 + dice.below(900_000))
        row.field(Day(in: dice.within(max(1995, home.builtYear)...2024), &dice), .iso)
        if closed { row.bytes.append(Day(in: Day.presentYear, &dice), .iso) }
        row.end()
    }

    func finish() throws -> DistrictSummary.Feed {
        try output.write(text: "\\.\nCOMMIT;\n")
        return try output.close()
    }
}
