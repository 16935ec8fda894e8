import Foundation
import HubStore

/// A point in time to look back to: a run, or a time of which the last run before is meant.
package enum PointInTime: Sendable, Equatable {
    case run(Int64)
    /// As runs write it: `2026-05-01T15:59:59Z`.
    case time(String)

    /// Reads `17`, `2026-05-01` (the end of that day), `2026-05-01T08:30` or `2026-05-01 08:30:15`; times are those of
    /// `zone` unless `Z` or `+08:00` follows. `nil` for anything else, and for days that do not exist.
    package init?(_ text: String, zone: TimeZone = .current) {
        if text.utf8.count < 10, let run = Int64(text), run > 0 {
            self = .run(run)
            return
        }
        guard let day = Self.numbers(text.prefix(10), separator: "-", widths: [4, 2, 2]) else { return nil }
        var rest = text.dropFirst(10)
        var components = DateComponents(year: day[0], month: day[1], day: day[2])
        var zone = zone
        if !rest.isEmpty {
            guard rest.first == "T" || rest.first == " " else { return nil }
            rest = rest.dropFirst()
            guard let (time, offset) = Self.splitZone(rest) else { return nil }
            if let offset { zone = offset }
            guard
                let clock = Self.numbers(time, separator: ":", widths: [2, 2, 2])
                    ?? Self.numbers(time, separator: ":", widths: [2, 2]),
                clock[0] < 24, clock[1] < 60, clock.count < 3 || clock[2] < 60
            else { return nil }
            (components.hour, components.minute) = (clock[0], clock[1])
            components.second = clock.count > 2 ? clock[2] : 0
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        guard var date = calendar.date(from: components),
            calendar.dateComponents([.year, .month, .day], from: date)
                == DateComponents(year: day[0], month: day[1], day: day[2])
        else { return nil }
        if text.count == 10 {
            guard let next = calendar.date(byAdding: .day, value: 1, to: date) else { return nil }
            date = next.addingTimeInterval(-1)
        }
        self = .time(date.formatted(.iso8601))
    }

    /// A time and what follows it: nothing, `Z` or an offset.
    private static func splitZone(_ text: Substring) -> (time: Substring, zone: TimeZone?)? {
        if text.last == "Z" { return (text.dropLast(), TimeZone(secondsFromGMT: 0)) }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, nil) }
        guard let offset = numbers(text[sign...].dropFirst(), separator: ":", widths: [2, 2]), offset[0] < 15,
            offset[1] < 60
        else { return nil }
        let seconds = (offset[0] * 60 + offset[1]) * 60
        return (text[..<sign], TimeZone(secondsFromGMT: text[sign] == "-" ? -seconds : seconds))
    }

    private static func numbers(_ text: Substring, separator: Character, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == widths.count,
            zip(parts, widths).allSatisfy({ part, width in
                part.utf8.count == width && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            })
        else { return nil }
        return parts.compactMap { Int($0) }
    }
}

extension Store {
    /// Answers from now on as the registry would have at `point`; returns the run that was the last one then.
    package func lookBack(to point: PointInTime) throws -> RunRow {
        let number: Int64
        switch point {
        case .run(let run): number = run
        case .time(let time):
            guard let run = try run(asOf: time) else {
                throw StoreError(
                    .failed, "no run had ended at \(time) (UTC); `isthmus runs` lists those that have been")
            }
            number = run
        }
        try lookBack(to: number)
        guard let run = try run(number) else {
            throw StoreError(.failed, "there is no run \(number); `isthmus runs` lists those that have been")
        }
        return run
    }
}
