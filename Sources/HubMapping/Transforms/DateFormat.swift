import HubModel

// Days in an order that could mean two things.
extension Transform {
    static let dateFormat = Transform(
        "date-format",
        "a day written by the pattern (`yyyy`, `MM` or `M`, `dd` or `d`, `*` for the rest) as `yyyy-MM-dd`; others as they are",
        Parameter(name: "pattern", kind: .datePattern),
        examples: [
            Example("MM/dd/yyyy", input: "02/03/1990", output: "1990-02-03"),
            Example("d.M.yyyy", input: "3.2.1990", output: "1990-02-03"),
            Example("dd/MM/yyyy *", input: "03/02/1990 08:45", output: "1990-02-03"),
            Example("MM/dd/yyyy", input: "1990-02-03", output: "1990-02-03"),
            Example("MM/dd/yyyy", input: "2/3/1990", output: "2/3/1990"),
        ]
    ) { input, arguments, output in
        guard case .text(let pattern) = arguments[0], let day = DatePattern.read(input, as: pattern.span)
        else { return output.append(copying: input) }
        DatePattern.append(day.year, width: 4, to: &output)
        output.append(UInt8(ascii: "-"))
        DatePattern.append(day.month, width: 2, to: &output)
        output.append(UInt8(ascii: "-"))
        DatePattern.append(day.day, width: 2, to: &output)
    }
}

/// How a feed writes days: `MM/dd/yyyy`. Letters `y`, `M` and `d` stand for digits, a final `*` for anything,
/// the rest for itself. Whether there is such a day is for the semantic type to say.
enum DatePattern {
    /// Whether year, month and day are each there once and well written.
    static func isSound(_ pattern: String) -> Bool {
        var runs: [String] = []
        for character in pattern {
            if let last = runs.last?.first, last == character, "yMd".contains(character) {
                runs[runs.count - 1].append(character)
            } else {
                runs.append(String(character))
            }
        }
        let years = runs.filter { $0.first == "y" }
        let months = runs.filter { $0.first == "M" }
        let days = runs.filter { $0.first == "d" }
        let star = pattern.firstIndex(of: "*").map { pattern.index(after: $0) == pattern.endIndex } ?? true
        return years == ["yyyy"] && months.count == 1 && days.count == 1 && months[0].count <= 2
            && days[0].count <= 2 && star
    }

    static func read(_ text: Span<UInt8>, as pattern: Span<UInt8>) -> (year: Int, month: Int, day: Int)? {
        var day = (year: 0, month: 0, day: 0)
        var at = 0
        var index = 0
        while index < pattern.count {
            let letter = pattern[index]
            if letter == UInt8(ascii: "*"), index == pattern.count - 1 { return day }
            guard isField(letter) else {
                guard at < text.count, text[at] == letter else { return nil }
                at += 1
                index += 1
                continue
            }
            var width = 0
            while index < pattern.count, pattern[index] == letter { (width, index) = (width + 1, index + 1) }
            guard let number = readNumber(text, &at, width: width) else { return nil }
            switch letter {
            case UInt8(ascii: "y"): day.year = number
            case UInt8(ascii: "M"): day.month = number
            default: day.day = number
            }
        }
        return at == text.count ? day : nil
    }

    private static func isField(_ letter: UInt8) -> Bool {
        letter == UInt8(ascii: "y") || letter == UInt8(ascii: "M") || letter == UInt8(ascii: "d")
    }

    /// Exactly `width` digits; a width of one takes a second digit too.
    private static func readNumber(_ text: Span<UInt8>, _ at: inout Int, width: Int) -> Int? {
        var number = 0
        var count = 0
        while at < text.count, count < max(width, 2), Scalars.isDigit(UInt32(text[at])) {
            number = number * 10 + Int(text[at] - UInt8(ascii: "0"))
            at += 1
            count += 1
        }
        return count == width || width == 1 && count > 0 ? number : nil
    }

    static func append(_ number: Int, width: Int, to output: inout [UInt8]) {
        let digits = String(number)
        for _ in digits.utf8.count..<max(width, digits.utf8.count) { output.append(UInt8(ascii: "0")) }
        output.append(contentsOf: digits.utf8)
    }
}
