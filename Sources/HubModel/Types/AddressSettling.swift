/// What only all addresses together show: which left-out elements leave the door open.
///
/// 1. In a building whose units repeat room numbers, an address without its unit means one of several doors.
/// 2. Where places of one name lie in several communities or towns, an address that says neither means one of
///    several places. A rare second community (below one in twenty) is taken for a mistake.
enum AddressSettling {
    private typealias Slot = AddressForm.Slot

    /// Something seen of a place or a building.
    private struct Sighting {
        let key: UInt64
        let detail: UInt64
        let other: UInt64
    }

    static func settle(_ rows: inout [UInt32]) {
        markUnits(&rows)
        markPlaces(&rows)
    }

    private static var width: Int { Slot.allCases.count }

    @inline(__always)
    private static func at(_ rows: [UInt32], _ start: Int, _ slot: Slot) -> UInt32 {
        rows[start &+ slot.rawValue]
    }

    // MARK: units

    private static func markUnits(_ rows: inout [UInt32]) {
        var seen: [Sighting] = []
        var keys: [UInt64] = []
        for start in stride(from: 0, to: rows.count, by: width) {
            guard at(rows, start, .unit) != 0, at(rows, start, .room) != 0 else { continue }
            buildings(rows, start, &keys)
            for key in keys {
                seen.append(
                    Sighting(
                        key: key, detail: UInt64(at(rows, start, .room)),
                        other: UInt64(at(rows, start, .unit))))
            }
        }
        seen.sort { ($0.key, $0.detail) < ($1.key, $1.detail) }
        var repeating: Set<UInt64> = []
        for (one, next) in zip(seen, seen.dropFirst())
        where one.key == next.key && one.detail == next.detail && one.other != next.other {
            repeating.insert(one.key)
        }
        guard !repeating.isEmpty else { return }
        for start in stride(from: 0, to: rows.count, by: width) where at(rows, start, .unit) == 0 {
            buildings(rows, start, &keys)
            if keys.contains(where: repeating.contains) {
                rows[start + Slot.flags.rawValue] |= AddressForm.Flag.unclearUnit
            }
        }
    }

    /// The building, under each name of its place.
    private static func buildings(_ rows: [UInt32], _ start: Int, _ keys: inout [UInt64]) {
        keys.removeAll(keepingCapacity: true)
        let row = rows.span.extracting(start..<start + width)
        AddressKeys.append(.building, of: row, to: &keys)
    }

    // MARK: places

    private static func markPlaces(_ rows: inout [UInt32]) {
        var unclear: Set<UInt64> = []
        for slot in [Slot.town, .communityTail] { unclear.formUnion(placesInSeveral(slot, rows)) }
        guard !unclear.isEmpty else { return }
        var keys: [UInt64] = []
        for start in stride(from: 0, to: rows.count, by: width) {
            keys.removeAll(keepingCapacity: true)
            AddressKeys.append(.place, of: rows.span.extracting(start..<start + width), to: &keys)
            if keys.contains(where: unclear.contains) {
                rows[start + Slot.flags.rawValue] |= AddressForm.Flag.unclearPlace
            }
        }
    }

    /// Places that lie in several divisions of one kind.
    private static func placesInSeveral(_ slot: Slot, _ rows: [UInt32]) -> Set<UInt64> {
        var seen: [Sighting] = []
        var keys: [UInt64] = []
        for start in stride(from: 0, to: rows.count, by: width) where at(rows, start, slot) != 0 {
            // A village names its place itself.
            guard at(rows, start, .road) | at(rows, start, .lane) | at(rows, start, .estate) != 0 else {
                continue
            }
            keys.removeAll(keepingCapacity: true)
            AddressKeys.append(.place, of: rows.span.extracting(start..<start + width), to: &keys)
            for key in keys {
                seen.append(Sighting(key: key, detail: UInt64(at(rows, start, slot)), other: 0))
            }
        }
        seen.sort { ($0.key, $0.detail) < ($1.key, $1.detail) }
        var several: Set<UInt64> = []
        var start = 0
        while start < seen.count {
            var end = start
            var (most, second, run) = (0, 0, 0)
            while end < seen.count, seen[end].key == seen[start].key {
                run = end > start && seen[end].detail == seen[end - 1].detail ? run + 1 : 1
                let isLast = end + 1 == seen.count || seen[end + 1].key != seen[end].key
                if isLast || seen[end + 1].detail != seen[end].detail {
                    second = max(second, min(run, most))
                    most = max(most, run)
                }
                end += 1
            }
            if second > 0, second * 20 >= end - start { several.insert(seen[start].key) }
            start = end
        }
        return several
    }
}
