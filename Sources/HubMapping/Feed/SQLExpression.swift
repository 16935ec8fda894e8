import HubModel

/// An SQL expression over the columns of one record, as a last resort: `"姓" || coalesce("名", '')`.
///
/// This module knows where it stands and which columns it names; whoever maps brings the engine that runs it.
package struct SQLExpression: Sendable {
    package let text: String
    package let location: SourceLocation
    /// The "quoted" names in it, each once, in order.
    package let columns: [Located<String>]

    /// Longest expression, in bytes.
    package static let longest = 4000
}

/// Runs SQL expressions. Used by several tasks at once.
package protocol ExpressionEngine: Sendable {
    /// What is wrong with an expression, in one sentence; `nil` when nothing is.
    func mistake(in expression: SQLExpression) -> String?

    /// The value of each expression for each of some rows. Total: what fails for a row is marked as failed.
    func evaluate(_ expressions: [BoundExpression], of table: CellTable, rows: [Int32]) -> ExpressionValues
}

/// An expression with the places of its columns in the records.
package struct BoundExpression: Sendable {
    package let text: String
    package let columns: [(name: String, position: Int)]

    package init(text: String, columns: [(name: String, position: Int)]) {
        self.text = text
        self.columns = columns
    }
}

/// What expressions gave: a column for each, a row for each record.
package struct ExpressionValues: Sendable {
    /// UTF-8, missing where the expression was NULL or failed.
    package var values: CellTable
    /// Whether an expression failed for a record; parallel to the cells.
    package var failures: [Bool] = []

    package init(expressions: Int) { values = CellTable(width: expressions) }
}

extension SQLExpression {
    /// Reads the text of an expression as far as it decides where the expression ends: quotes, parentheses,
    /// comments. What is inside is the engine's.
    static func read(_ text: String, at location: SourceLocation, _ report: inout Diagnostics) -> Self? {
        var scanner = SQLScanner(text)
        if let mistake = scanner.scan() {
            report.report("the SQL expression \(mistake.what)", hint: mistake.hint, at: location)
            return nil
        }
        if scanner.names.isEmpty {
            report.report(
                "the SQL expression names no column",
                hint: "write columns as \"quoted\" names and texts in 'single quotes'", at: location)
            return nil
        }
        return SQLExpression(
            text: text, location: location, columns: scanner.names.map { Located($0, at: location) })
    }
}

/// Finds the quoted names of an expression, and whatever could lead out of it.
private struct SQLScanner {
    private var rest: Substring.UnicodeScalarView
    private let size: Int
    private(set) var names: [String] = []
    private var depth = 0

    init(_ text: String) {
        rest = text[...].unicodeScalars
        size = text.utf8.count
    }

    mutating func scan() -> (what: String, hint: String)? {
        if size > SQLExpression.longest {
            return ("has \(size) bytes", "at most \(SQLExpression.longest); prepare the data at the source")
        }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "'":
                if takeQuoted("'") == nil { return ("has a text without its closing '", "") }
            case "\"":
                guard let name = takeQuoted("\"") else { return ("has a name without its closing \"", "") }
                if !name.isEmpty, !names.contains(name) { names.append(name) }
            case "`", "[":
                return ("has a `\(scalar)`", "write columns as \"quoted\" names")
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth < 0 { return ("closes a parenthesis it did not open", "") }
            case ";": return ("has a `;`", "it is one expression, not a statement")
            case "-" where rest.first == "-", "/" where rest.first == "*":
                return ("has a comment", "comment in the feed file, behind //")
            case "\0": return ("has a NUL character", "")
            default: break
            }
        }
        return depth > 0 ? ("opens a parenthesis that it does not close", "") : nil
    }

    /// The text up to the closing quote, doubled ones as one.
    private mutating func takeQuoted(_ quote: Unicode.Scalar) -> String? {
        var text = ""
        while let scalar = rest.popFirst() {
            if scalar == quote {
                guard rest.first == quote else { return text }
                rest.removeFirst()
            }
            text.unicodeScalars.append(scalar)
        }
        return nil
    }
}
