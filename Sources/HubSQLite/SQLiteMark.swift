/// A value that later ones are compared with, together with its kind, since SQLite orders numbers before texts:
/// `integer:17`, `real:0.5`, `text:2024-05-01`.
package struct SQLiteMark: Sendable, Equatable {
    package let text: String

    /// Reads one that was written down; `nil` when it is none.
    package init?(_ text: String) {
        guard ["integer:", "real:", "text:"].contains(where: text.hasPrefix) else { return nil }
        self.text = text
    }

    /// The value of a column; `nil` for NULL and blobs.
    package init?(_ statement: SQLiteStatement, _ column: Int) {
        switch statement.kind(column) {
        case .null, .blob: return nil
        case .integer: text = "integer:\(statement.integer(column))"
        case .real: text = "real:\(statement.double(column))"
        case .text: text = "text:\(statement.text(column) ?? "")"
        }
    }

    /// Binds the value to a parameter.
    package func bind(to statement: SQLiteStatement, at index: Int) throws(SQLiteError) {
        let value = String(text.drop { $0 != ":" }.dropFirst())
        if text.hasPrefix("integer:"), let number = Int64(value) {
            try statement.bind(number, at: index)
        } else if text.hasPrefix("real:"), let number = Double(value) {
            try statement.bind(real: number, at: index)
        } else {
            try statement.bind(value, at: index)
        }
    }
}
