import Foundation
import HubModel
import Testing

/// Two values of one type compared by their elements, as the matcher compares them.
struct ElementPair {
    let type: any ElementwiseType
    var aliases = NameAliases.none

    /// What two raw values are to each other among `others`; `else` when no outcome holds, `nil` for no value.
    func outcome(_ one: String, _ other: String, among others: [String] = []) -> String? {
        var rows: [UInt32] = []
        for raw in [one, other] + others {
            let (verdict, text) = type.normalised(raw)
            guard verdict == .valid else { return nil }
            type.appendElements(of: Array(text.utf8).span, aliases: aliases, to: &rows)
        }
        type.settle(&rows)
        let width = type.elementCount
        let (a, b) = (rows.span.extracting(0..<width), rows.span.extracting(width..<2 * width))
        let outcome = type.outcome(a, b)
        #expect(outcome == type.outcome(b, a), "\(one) and \(other) compare otherwise the other way round")
        return outcome?.rawValue ?? "else"
    }

    /// Whether any key of a part is shared.
    func shareKey(_ part: String, _ one: String, _ other: String) -> Bool {
        guard let part = type.keyParts.firstIndex(of: part) else { return false }
        let keys = [one, other].map { raw in
            var row: [UInt32] = []
            type.appendElements(of: Array(type.normalised(raw).text.utf8).span, aliases: aliases, to: &row)
            var keys: [UInt64] = []
            type.appendKeys(part, of: row.span, to: &keys)
            return Set(keys)
        }
        return !keys[0].isDisjoint(with: keys[1])
    }
}

/// A pair of a fixture with the outcome it must have.
struct ExpectedPair: Sendable, CustomTestStringConvertible {
    let one: String
    let other: String
    let outcome: String
    var testDescription: String { "\(one) | \(other): \(outcome)" }

    static func read(_ name: String) -> [ExpectedPair] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("Fixtures/\(name).csv")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().compactMap { line in
            // The outcome is behind the last comma; a name with a comma stands first.
            let cells = line.split(separator: ",").map(String.init)
            guard cells.count >= 3 else { return nil }
            return ExpectedPair(
                one: cells.dropLast(2).joined(separator: ","), other: cells[cells.count - 2],
                outcome: cells[cells.count - 1])
        }
    }
}

struct DoorPairTests {
    private static let pairs = ExpectedPair.read("door-pairs")
    private let addresses = ElementPair(type: AddressType())

    @Test func pairsAreThere() { #expect(Self.pairs.count >= 100) }

    @Test(arguments: pairs) func doorsCompareRightly(_ pair: ExpectedPair) {
        #expect(addresses.outcome(pair.one, pair.other) == pair.outcome)
    }

    @Test func doorsThatMayBeOneShareABlock() {
        for pair in Self.pairs where pair.outcome.hasPrefix("same-door") {
            #expect(addresses.shareKey("door", pair.one, pair.other), "\(pair.one) and \(pair.other)")
        }
    }
}

struct OrganisationPairTests {
    private static let pairs = ExpectedPair.read("organisation-pairs")
    private let names = ElementPair(type: OrganisationName())

    @Test func pairsAreThere() { #expect(Self.pairs.count >= 40) }

    @Test(arguments: pairs) func namesCompareRightly(_ pair: ExpectedPair) {
        #expect(names.outcome(pair.one, pair.other) == pair.outcome)
    }
}
