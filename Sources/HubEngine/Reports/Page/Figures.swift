import Foundation

/// Numbers as people read them.
enum Figures {
    /// `1,234,567`.
    static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "−" + text : text
    }

    /// `1.2 M`, `340 k`: for axes.
    static func short(_ value: Double) -> String {
        func trimmed(_ number: Double) -> String {
            let text = String(format: "%.1f", number)
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        switch value.magnitude {
        case 1e9...: return trimmed(value / 1e9) + " G"
        case 1e6...: return trimmed(value / 1e6) + " M"
        case 1e3...: return trimmed(value / 1e3) + " k"
        default: return value == value.rounded() ? String(Int(value)) : String(format: "%.2g", value)
        }
    }

    /// `0.04`, `12.3`, `754`: never more digits than the clock is worth.
    static func seconds(_ value: Double) -> String {
        String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", max(0, value))
    }

    /// `9.2 s`, `3 min 20 s`, `2 h 5 min`.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return Self.seconds(seconds) + " s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
        }
    }

    /// `1.4 MB`.
    static func bytes(_ value: Int) -> String {
        switch value {
        case 1_000_000_000...: String(format: "%.1f GB", Double(value) / 1e9)
        case 1_000_000...: String(format: "%.1f MB", Double(value) / 1e6)
        case 1_000...: String(format: "%.1f kB", Double(value) / 1e3)
        default: "\(value) B"
        }
    }

    /// `+3.1 %`; `±0 %` when it is that near.
    static func difference(_ now: Double, from before: Double) -> String {
        guard before > 0 else { return "" }
        let share = (now - before) / before * 100
        if share.magnitude < 0.05 { return "±0 %" }
        return (share < 0 ? "−" : "+") + String(format: "%.1f %%", share.magnitude)
    }

    static func share(_ part: Int, of whole: Int) -> String {
        whole > 0 ? String(format: "%.1f %%", Double(part) / Double(whole) * 100) : ""
    }

    /// The middle of values; `nil` when there are none.
    static func median(_ values: [Int]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? Double(sorted[half]) : Double(sorted[half - 1] + sorted[half]) / 2
    }
}
