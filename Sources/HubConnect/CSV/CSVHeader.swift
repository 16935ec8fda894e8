import HubModel

/// The names of the columns of one file, and what had to be done to get them.
package struct CSVHeader: Sendable {
    /// One a field: different from each other, none empty.
    package private(set) var names: [String]
    /// Indices of fields that had no name, so that `c` and their number stands in for it.
    package private(set) var unnamed: [Int] = []
    /// How many of the wanted columns are among the names.
    package let wantedCount: Int
    /// Sentences for the report.
    package private(set) var remarks: [String] = []
    /// Names of wanted columns that stand more than once.
    package let repeated: [String]

    /// Columns that the file does not name: `c1`, `c2`, …
    package init(count: Int) {
        names = (1...max(1, count)).map { "c\($0)" }
        wantedCount = 0
        repeated = []
    }

    /// - Parameters:
    ///   - given: the fields of the header.
    ///   - wanted: the columns a mapping asks for; empty when there is none.
    package init(_ given: [String], wanted: [String]) {
        let wantedNames = Set(wanted)
        var names = given.map { wantedNames.contains($0) ? $0 : Self.trimmed($0) }
        let trimmedCount = zip(given, names).count { $0 != $1 }
        if trimmedCount > 0 {
            let columns = trimmedCount == 1 ? "1 column name" : "\(trimmedCount) column names"
            remarks.append("blanks around \(columns) of the header were left out")
        }
        for index in names.indices where names[index].isEmpty {
            unnamed.append(index)
            names[index] = "c\(index + 1)"
        }
        remarks += Self.takeSimilar(&names, unnamed: unnamed, wanted: wanted)
        var count: [String: Int] = [:]
        for name in names { count[name, default: 0] += 1 }
        // Who names `phone (2)` knows that `phone` is there twice.
        repeated = count.filter {
            $0.value > 1 && (wantedNames.contains($0.key) && !wantedNames.contains("\($0.key) (2)"))
        }
        .keys.sorted()
        let renamed = Self.numberRepeated(&names)
        if !renamed.isEmpty {
            remarks.append("columns of one name are numbered: \(Self.listed(renamed))")
        }
        self.names = names
        wantedCount = Set(names).intersection(wantedNames).count
    }

    /// Adds a sentence for the report.
    package mutating func tell(_ remark: String) { remarks.append(remark) }

    // MARK: Spelling

    /// A wanted column that is there but for letter case and full-width characters is taken for what is wanted.
    private static func takeSimilar(_ names: inout [String], unnamed: [Int], wanted: [String]) -> [String] {
        let exact = Set(names)
        let missing = Set(wanted).subtracting(exact)
        if missing.isEmpty { return [] }
        let wantedNames = Set(wanted)
        var byFold: [String: [String]] = [:]
        for name in missing { byFold[folded(name), default: []].append(name) }
        var places: [String: [Int]] = [:]
        for (index, name) in names.enumerated() where !wantedNames.contains(name) && !unnamed.contains(index)
        {
            places[folded(name), default: []].append(index)
        }
        var remarks: [String] = []
        for (fold, wanted) in byFold.sorted(by: { $0.key < $1.key }) where wanted.count == 1 {
            // Two that are similar leave it open which one is meant.
            guard let indices = places[fold], indices.count == 1 else { continue }
            remarks.append("column `\(names[indices[0]])` is taken for `\(wanted[0])`")
            names[indices[0]] = wanted[0]
        }
        return remarks
    }

    /// Without blanks and invisible characters at both ends.
    private static func trimmed(_ name: String) -> String {
        let scalars = name.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B...0x200D, 0x2060, 0xFEFF: true
        default: scalar.properties.isWhitespace
        }
    }

    /// Small letters, full-width characters as their ASCII ones.
    private static func folded(_ name: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            result.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
        }
        return String(result).lowercased()
    }

    // MARK: Repeated names

    /// `phone`, `phone (2)`, `phone (3)`; returns the names that were there more than once.
    private static func numberRepeated(_ names: inout [String]) -> Set<String> {
        let given = Set(names)
        var used: Set<String> = []
        var numbers: [String: Int] = [:]
        var repeated: Set<String> = []
        for index in names.indices where !used.insert(names[index]).inserted {
            let name = names[index]
            repeated.insert(name)
            var number = numbers[name] ?? 2
            while given.contains("\(name) (\(number))") || used.contains("\(name) (\(number))") {
                number += 1
            }
            numbers[name] = number + 1
            names[index] = "\(name) (\(number))"
            used.insert(names[index])
        }
        return repeated
    }

    /// The first few of the names, in order.
    package static func listed(_ names: some Collection<String>) -> String {
        let first = names.sorted().prefix(5).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > 5 ? "\(first) and \(names.count - 5) others" : first
    }
}
