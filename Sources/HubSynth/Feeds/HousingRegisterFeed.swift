/// Houses and their owners: CSV in GB18030, the one feed with a code for every house.
struct HousingRegisterFeed {
    let output: FeedOutput
    private let habits = Habits(
        missingNumber: 150, usesSpreadsheet: true, missingPhone: 2_000, oldPhone: 3_000)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: "登记编号,房屋编码,不动产单元号,坐落,网格编码,建筑面积,建成年份,用途,权利人,证件号码,"
                + "权利人电话,共有方式,登记日期\r\n")
    }

    mutating func write(_ house: House, owner: Person) throws {
        guard var dice = output.begin(.housing, house.number, coverage: 7_500) else { return }
        let owner = output.known(owner)
        var (ofHouse, slips) = (Slips(), Slips())
        var key = Bytes(text: "BDC")
        key.append(number: house.number, width: 8)
        row.begin()
        row.field(key)
        row.field(house.code(in: output.district))
        appendParcel(of: house, spaced: dice.chance(1_500))
        row.bytes.append(
            house, in: output.district, .lapsing(AddressStyle(), of: house, &dice, &ofHouse))
        row.end()
        row.field(dice.chance(500) ? [] : house.gridCode)
        row.bytes.append(area: house.area)
        row.end()
        row.field(number: house.builtYear)
        row.field(text: house.isDwelling ? "住宅" : "商业")
        row.bytes.append(nameOf: owner, habits, &dice, &slips)
        row.end()
        row.bytes.append(numberOf: owner, habits, &dice, &slips)
        row.end()
        row.bytes.append(phoneOf: owner, habits, &dice, &slips)
        row.end()
        row.field(text: dice.pick(["单独所有", "单独所有", "共同共有", "按份共有"]))
        row.field(Day(in: dice.within(max(house.builtYear, 1995)...Day.presentYear), &dice), .slashes)
        if try output.writeCSV(row) {
            try output.mention("house", house, key: key, ofHouse)
            try output.mention("owner", owner, key: key, slips)
        }
    }

    /// In four groups with spaces, as certificates print it, or in one.
    private mutating func appendParcel(of house: House, spaced: Bool) {
        for (index, byte) in house.parcelCode(in: output.district).enumerated() {
            if spaced, index == 6 || index == 12 || index == 19 { row.bytes.append(text: " ") }
            row.bytes.append(byte)
        }
        row.end()
    }
}
