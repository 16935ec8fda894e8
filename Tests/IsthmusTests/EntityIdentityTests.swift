import HubEngine
import HubModel
import HubStore
import Testing

@Suite struct EntityIdentityTests {
    static let model = EntityModel(
        name: "thing", title: "", idPrefix: "T", attributes: [], blocking: [], comparisons: [], prior: 0.5,
        threshold: 0.5, location: SourceLocation(file: "", line: 1, column: 1))

    /// Assigns ids to clusters of mentions with ranks 10, 20, 30…
    func assign(
        _ clusters: [Int32], previous: [Int64]? = nil, existing: [StoredEntity] = [], ranks: [UInt64]? = nil
    ) -> EntityIdentity {
        EntityIdentity(
            model: Self.model, clusters: clusters, clusterCount: Int(clusters.max() ?? -1) + 1,
            ranks: ranks ?? clusters.indices.map { UInt64($0 + 1) * 10 },
            previous: previous ?? clusters.map { _ in 0 }, existing: existing,
            lastNumber: existing.map(\.number).max() ?? 0)
    }

    func stored(_ number: Int64, isLive: Bool = true) -> StoredEntity {
        StoredEntity(number: number, id: "OLD\(number)", isLive: isLive)
    }

    @Test func aFirstNightNumbersClustersByTheirLowestRank() {
        let identity = assign([0, 1, 0], ranks: [30, 20, 10])
        #expect(identity.numbers == [1, 2])
        #expect(identity.new.map(\.number) == [1, 2])
        #expect(identity.ids.allSatisfy { $0.count == 13 && $0.hasPrefix("T") })
        #expect(Set(identity.ids).count == 2)
        #expect(identity.retired.isEmpty)
    }

    @Test func idsDoNotDependOnTheOrderOfMentions() {
        let one = assign([0, 0, 1, 2], ranks: [5, 7, 9, 11])
        let other = assign([0, 1, 2, 2], ranks: [11, 9, 7, 5])
        #expect(one.ids == [other.ids[2], other.ids[1], other.ids[0]])
    }

    @Test func aSecondNightKeepsIds() {
        let identity = assign([0, 0, 1], previous: [4, 4, 7], existing: [stored(4), stored(7)])
        #expect(identity.ids == ["OLD4", "OLD7"])
        #expect(identity.new.isEmpty && identity.retired.isEmpty)
    }

    @Test func aMergeKeepsTheOlderAndRedirectsTheOther() {
        let identity = assign([0, 0, 0], previous: [7, 7, 4], existing: [stored(4), stored(7)])
        #expect(identity.ids == ["OLD4"])
        #expect(identity.retired.map { [$0.number, $0.redirect] } == [[7, 4]])
    }

    @Test func aSplitKeepsTheIdWithTheLargerPart() {
        let identity = assign([0, 1, 1], previous: [4, 4, 4], existing: [stored(4)])
        #expect(identity.ids[1] == "OLD4")
        #expect(identity.numbers[0] == 5)
        #expect(identity.retired.isEmpty)
    }

    @Test func anEvenSplitKeepsTheIdWithTheLowestRank() {
        let identity = assign([0, 1], previous: [4, 4], existing: [stored(4)], ranks: [20, 10])
        #expect(identity.ids[1] == "OLD4")
    }

    @Test func anEntityNothingSpeaksOfEnds() {
        let identity = assign([0], previous: [4], existing: [stored(4), stored(9)])
        #expect(identity.retired.map { [$0.number, $0.redirect] } == [[9, 0]])
    }

    @Test func anEndedEntityIsRevivedUnderItsOldId() {
        let identity = assign([0], previous: [4], existing: [stored(4, isLive: false)])
        #expect(identity.ids == ["OLD4"])
        #expect(identity.new.map(\.id) == ["OLD4"])
    }

    @Test func theLivingGoBeforeTheEnded() {
        let identity = assign([0, 0], previous: [4, 9], existing: [stored(4, isLive: false), stored(9)])
        #expect(identity.ids == ["OLD9"])
        #expect(identity.retired.map { [$0.number, $0.redirect] } == [[4, 9]], "the ended one leads there")
    }

    @Test func anIdOfThePastIsNeverGivenAgain() {
        let first = assign([0])
        let past = StoredEntity(number: 1, id: first.ids[0], isLive: false)
        let second = assign([0], existing: [past])
        #expect(second.ids[0] != first.ids[0])
        #expect(second.numbers == [2])
    }

    @Test func assigningTwiceChangesNothing() {
        var generator = SplitMix(seed: 20)
        for _ in 0..<200 {
            let count = Int(generator.next() % 12) + 1
            let labels = (0..<count).map { _ in Int(generator.next() % 5) }
            let clusters = numbered(labels)
            let first = assign(clusters)
            let existing = zip(first.numbers, first.ids).map {
                StoredEntity(number: $0, id: $1, isLive: true)
            }
            let previous = clusters.map { first.numbers[Int($0)] }
            let second = assign(clusters, previous: previous, existing: existing)
            #expect(second.ids == first.ids)
            #expect(second.new.isEmpty && second.retired.isEmpty)
        }
    }

    /// Clusters numbered in order of first mention.
    private func numbered(_ labels: [Int]) -> [Int32] {
        var numbers: [Int: Int32] = [:]
        return labels.map { label in
            let number = numbers[label, default: Int32(numbers.count)]
            numbers[label] = number
            return number
        }
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014): a fixed-seed generator for tests.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
