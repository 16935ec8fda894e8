import HubModel
import Testing

/// What every semantic type promises.
struct TypeLawTests {
    private static let names = SemanticTypes.all().map(\.name)

    private func type(_ name: String) throws -> any SemanticType {
        try #require(SemanticTypes.named(name, areaCode: "0574"))
    }

    @Test func namesAreSortedUniqueAndKebabCase() {
        #expect(Self.names == Self.names.sorted())
        #expect(Set(Self.names).count == Self.names.count)
        #expect(Self.names.count == 24)
        for name in Self.names { #expect(name.allSatisfy { $0.isLowercase && $0.isASCII || $0 == "-" }) }
        #expect(SemanticTypes.named("no-such-type") == nil)
    }

    @Test(arguments: names) func examplesHold(_ name: String) throws {
        let type = try #require(SemanticTypes.named(name))
        #expect(type.examples.count >= 4)
        #expect(!type.summary.isEmpty)
        for example in type.examples {
            let (verdict, text) = type.normalised(example.raw)
            #expect((verdict == .valid ? text : nil) == example.normal, "\(name): \(example.raw)")
        }
    }

    @Test(arguments: names) func blankTextIsMissing(_ name: String) throws {
        let type = try type(name)
        for blank in [
            "", " ", "\t\r\n", "\u{3000}\u{A0}", "\u{FEFF}\u{200B}", "无", "不详", "NULL", "null", "-", "***",
        ] {
            #expect(type.normalised(blank).verdict == .missing, "\(name): \(blank.debugDescription)")
        }
    }

    @Test(arguments: names) func lawsHoldForAnyText(_ name: String) throws {
        let type = try type(name)
        let examples = type.examples.map(\.raw)
        var noise = Noise(seed: StableHash.of(name))
        var valid = 0
        for _ in 0..<8000 {
            let raw = noise.text(examples)
            let (verdict, normal) = type.normalised(raw)
            guard verdict == .valid else {
                #expect(normal.isEmpty, "\(name) appended although \(verdict): \(raw.debugDescription)")
                continue
            }
            valid += 1
            checkLaws(type, raw, normal)
        }
        #expect(valid > 100, "\(name): the generator makes too few valid values to test anything")
    }

    private func checkLaws(_ type: any SemanticType, _ raw: String, _ normal: String) {
        let again = type.normalised(normal)
        #expect(again.verdict == .valid && again.text == normal, "\(type.name): \(raw.debugDescription)")
        let folded = type.folded(normal)
        #expect(folded == type.folded(normal))
        #expect(folded.utf8.count <= 4 * normal.utf8.count, "\(type.name): \(raw.debugDescription)")
        #expect(!folded.isEmpty, "\(type.name): \(raw.debugDescription)")
        let mask = type.mask(normal)
        #expect(mask == type.mask(normal))
        if type.isPublic {
            #expect(mask == normal)
        } else {
            #expect(mask != normal, "\(type.name): \(raw.debugDescription)")
        }
    }

    @Test(arguments: names) func splitRangesAreAscendingAndInside(_ name: String) throws {
        let type = try type(name)
        var noise = Noise(seed: 7 &+ StableHash.of(name))
        for _ in 0..<500 {
            let raw = Array(noise.text(type.examples.map(\.raw)).utf8)
            let ranges = type.split(raw.span)
            #expect(!ranges.isEmpty)
            var end = 0
            for range in ranges {
                #expect(range.lowerBound >= end && range.upperBound <= raw.count)
                end = range.upperBound
            }
        }
    }

    @Test(arguments: names) func outputBeforeIsKept(_ name: String) throws {
        let type = try type(name)
        for example in type.examples {
            let raw = Array(example.raw.utf8)
            var output = Array("kept".utf8)
            let verdict = type.normalise(raw.span, into: &output)
            #expect(String(decoding: output, as: UTF8.self) == "kept" + (example.normal ?? ""), "\(verdict)")
            let normal = Array((example.normal ?? "").utf8)
            output = Array("kept".utf8)
            type.fold(normal.span, into: &output)
            #expect(output.starts(with: Array("kept".utf8)))
            output = Array("kept".utf8)
            _ = type.derive("date", from: normal.span, into: &output)
            #expect(output.starts(with: Array("kept".utf8)))
        }
    }

    @Test(arguments: names) func hugeTextIsRefusedOrTakenButNeverTraps(_ name: String) throws {
        let type = try type(name)
        for piece in ["9", "张", "a ", "- ", "\u{0}", "(", "３幢", "中山路", "1-"] {
            let raw = String(repeating: piece, count: 50_000)
            let (verdict, text) = type.normalised(raw)
            #expect(verdict != .valid || text.utf8.count < 20_000)
        }
    }

    /// Cells are valid UTF-8; should one not be, nothing may trap, and nothing but UTF-8 may come out.
    @Test(arguments: names) func brokenBytesNeverTrap(_ name: String) throws {
        let type = try type(name)
        var noise = Noise(seed: 99)
        for _ in 0..<4000 {
            let raw = (0..<Int.random(in: 1...40, using: &noise)).map { _ in
                UInt8.random(in: 0...255, using: &noise)
            }
            var output: [UInt8] = []
            _ = type.normalise(raw.span, into: &output)
            #expect(String(validating: output, as: UTF8.self) != nil)
            type.fold(raw.span, into: &output)
            _ = type.split(raw.span)
            for wanted in ["date", "sex", "year", "organisation-code"] {
                _ = type.derive(wanted, from: raw.span, into: &output)
            }
            _ = type.mask(String(decoding: raw, as: UTF8.self))
        }
    }
}
