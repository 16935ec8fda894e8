import HubModel

/// Tells names of columns from values.
enum HeaderJudge {
    static func isHeader(_ first: [String], above body: [[String]]) -> Bool {
        let cells = first.map { $0.trimmingBlanks }
        let filled = cells.filter { !$0.isEmpty }
        guard !filled.isEmpty else { return false }
        // One value that no column is called after is enough.
        if filled.contains(where: isSurelyValue) { return false }
        let known = filled.count { ColumnWords.shared.knows($0) }
        if known * 3 >= filled.count { return true }
        if filled.contains(where: { $0.allSatisfy { $0.isNumber || ".,-/: ".contains($0) } }) { return false }
        // A name is met once; a value of a column with few values again and again.
        var unlike = 0
        var alike = 0
        for (index, cell) in cells.enumerated() where !cell.isEmpty {
            let values = body.compactMap { index < $0.count && !$0[index].isEmpty ? $0[index] : nil }
            guard values.count >= 2 else { continue }
            if values.contains(cell) {
                alike += 2
            } else if values.allSatisfy({ Shape(of: $0) != Shape(of: cell) }) {
                unlike += 1
            } else {
                alike += 1
            }
        }
        return known > 0 ? unlike * 3 >= alike : unlike > alike
    }

    /// Check digits, telephones, days, amounts: nobody calls a column so.
    private static func isSurelyValue(_ cell: String) -> Bool {
        for name in ["resident-id", "credit-code", "parcel-code", "phone", "date"] {
            guard let type = SemanticTypes.named(name) else { continue }
            if type.normalised(cell).verdict == .valid, cell.contains(where: \.isNumber) { return true }
        }
        return false
    }

    /// What a value is made of.
    private struct Shape: Equatable {
        private let hasHan: Bool
        private let hasLatin: Bool
        private let digits: Int

        init(of text: String) {
            hasHan = text.unicodeScalars.contains { Scalars.isHan($0.value) }
            hasLatin = text.unicodeScalars.contains { Scalars.isLatin($0.value) }
            digits = min(text.unicodeScalars.count { Scalars.isDigit($0.value) }, 2)
        }
    }
}

extension String {
    /// Without the blanks around it.
    var trimmingBlanks: String {
        let scalars = unicodeScalars
        guard
            let start = scalars.firstIndex(where: {
                !Scalars.isSpace($0.value) && !Scalars.isInvisible($0.value)
            }),
            let end = scalars.lastIndex(where: {
                !Scalars.isSpace($0.value) && !Scalars.isInvisible($0.value)
            })
        else { return "" }
        return String(scalars[start...end])
    }
}
