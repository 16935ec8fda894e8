import HubModel
import Testing

/// Hashes, tables of cells, and the nearest name.
struct ModelTests {
    @Test func editDistanceCountsEdits() {
        let cases = [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("abc", "acb", 1),
            ("ca", "abc", 3),
            ("张三", "张四", 1),
        ]
        for (one, other, distance) in cases { #expect(editDistance(Array(one), Array(other)) == distance) }
    }

    @Test func editDistanceIsSymmetricAndBounded() {
        var noise = Noise(seed: 3)
        for _ in 0..<500 {
            let one = (0..<Int.random(in: 0...8, using: &noise)).map { _ in
                Int.random(in: 0...3, using: &noise)
            }
            let other = (0..<Int.random(in: 0...8, using: &noise)).map { _ in
                Int.random(in: 0...3, using: &noise)
            }
            let distance = editDistance(one, other)
            #expect(distance == editDistance(other, one))
            #expect(distance >= abs(one.count - other.count) && distance <= max(one.count, other.count))
            #expect((distance == 0) == (one == other))
        }
    }

    @Test func nearestNameForgivesATypingSlip() {
        let names = ["resident-id", "person-name", "phone"]
        #expect(nearestName(to: "residentid", among: names) == "resident-id")
        #expect(nearestName(to: "PHONE", among: names) == "phone")
        #expect(nearestName(to: "zzz", among: names) == nil)
        #expect(nearestName(to: "phone", among: [String]()) == nil)
        #expect(nearestName(to: "ab", among: ["ac", "bb"]) == "ac")
    }

    @Test func stableHashNeverChanges() {
        #expect(StableHash.of("") == 0x9B5B_A501_6061_4E4D)
        #expect(StableHash.of("a") == 0x377A_6FF9_5AC9_56C8)
        #expect(StableHash.of("12345678") == 0xC35A_0F1F_76FA_5423)
        #expect(StableHash.of("张三") == 0x33E5_5FB3_242B_A3DB)
        #expect(StableHash.of("张三", seed: 1) == 0x9DC0_3837_B8D9_DE35)
    }

    @Test func stableHashSeesBoundariesAndLengths() {
        func hash(_ parts: [String]) -> UInt64 {
            var hash = StableHash()
            for part in parts { hash.combine(Array(part.utf8).span) }
            return hash.finish()
        }
        #expect(hash(["ab", "c"]) != hash(["a", "bc"]))
        #expect(hash(["abc"]) != hash(["abc", ""]))
        #expect(hash(["\0"]) != hash(["\0\0"]))
        var seen: Set<UInt64> = []
        for index in 0..<100_000 { seen.insert(StableHash.of("\(index)")) }
        #expect(seen.count == 100_000)
    }

    @Test func cellTableTellsMissingFromEmpty() {
        var table = CellTable(width: 2)
        table.append(Array("张三".utf8))
        table.appendMissing()
        table.append([])
        table.append(Array("x".utf8))
        #expect(table.rowCount == 2)
        #expect(table.text(0, 0) == "张三")
        #expect(table.text(0, 1) == nil)
        #expect(table.cell(0, 1).isMissing)
        #expect(table.cell(0, 1).range.isEmpty)
        #expect(table.text(1, 0) == "")
        #expect(table.text(1, 1) == "x")
        table.removeAll()
        #expect(table.rowCount == 0 && table.arena.isEmpty)
        #expect(CellTable(width: 0).rowCount == 0)
    }
}
