import HubModel

/// How likely people number records by a column.
enum KeyRanking {
    private static let chinese = [
        "编号", "流水号", "序号", "代码", "编码", "主键", "单号", "证号", "户号", "学号", "案号", "号码", "号",
    ]
    private static let latin: Set = [
        "id", "no", "number", "serial", "serialno", "code", "key", "uuid", "guid", "pk", "sn", "seq", "bh",
        "xh", "lsh", "djxh",
        "zj", "rowid", "recordid", "dm",
    ]
    /// Numbers of rows: another delivery numbers them anew.
    private static let rowNumbers: Set = ["序号", "行号", "顺序号", "xh", "sn", "rowno", "rownum", "no", "seq"]

    static func candidates(
        _ guesses: [ColumnGuess], chosen: [Int: Candidate], main: Set<Int>, catalog: ModelCatalog
    ) -> [RecordKey.Candidate] {
        guesses.compactMap { guess in
            let rank = rank(guess, chosen[guess.index], isMain: main.contains(guess.index), catalog)
            return rank > 0 ? RecordKey.Candidate(column: guess.index, rank: rank) : nil
        }
    }

    private static func rank(
        _ guess: ColumnGuess, _ candidate: Candidate?, isMain: Bool, _ catalog: ModelCatalog
    ) -> Int {
        let facts = guess.facts
        if facts.sampled == 0 { return 0 }
        if let candidate {
            let attribute = catalog.attribute(candidate.target)
            if attribute.isDistinct { return isMain ? 45 : 22 }
            let codes: Set = [
                "registration-number", "organisation-code", "house-code", "parcel-code", "grid-code",
            ]
            return codes.contains(attribute.type.name) ? isMain ? 40 : 21 : 0
        }
        if facts.looks.mobiles > 0.5 { return 0 }
        let names = facts.column.names
        // Nothing counts rows that is called 编号; what is called 序号 nearly always does.
        if facts.countsRows, names.isEmpty || names.contains(where: { rowNumbers.contains($0.lowercased()) })
        {
            return 0
        }
        if names.contains(where: isNumberName) {
            return guess.other == nil ? 55 : 60
        }
        // Whatever it is called: values of a few shapes, without words, and what numbers records stands in front.
        let looks = facts.looks
        let isCode =
            facts.profile.shapes.count <= 3 && looks.words < 0.05 && looks.days < 0.5 && looks.mobiles < 0.5
            && !facts.profile.shapes.keys.contains { $0.contains(".") }
        return isCode ? guess.index < 2 ? 50 : names.isEmpty ? 30 : 0 : 0
    }

    private static func isNumberName(_ name: String) -> Bool {
        let plain = ColumnName.plain(name)
        if plain.unicodeScalars.contains(where: { $0.value >= 0x2E80 }) {
            return chinese.contains { plain.hasSuffix($0) }
        }
        let tokens = ColumnName.tokens(name)
        guard let last = tokens.last else { return false }
        return latin.contains(last) || latin.contains(tokens.joined())
            || ["id", "bh", "xh", "lsh"].contains { last.hasSuffix($0) && last.count > 2 && last.count < 8 }
            || vendorNumbers.contains(tokens.joined())
    }

    /// 个人编号 and 单位编号 of social insurance.
    private static let vendorNumbers: Set = ["aac001", "aab001", "aaz001", "aaz500"]
}
