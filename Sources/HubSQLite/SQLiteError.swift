internal import CSQLite

/// SQLite refused. Carries no bound values: texts are SQLite's own and name tables, columns and conditions only.
///
/// Authority: <https://www.sqlite.org/rescode.html>.
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// A primary result code.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let rawValue: Int32
        package let description: String

        private init(_ rawValue: Int32, _ description: String) {
            self.rawValue = rawValue
            self.description = description
        }

        package static let busy = Code(SQLITE_BUSY, "busy")
        package static let readOnly = Code(SQLITE_READONLY, "read-only")
        package static let inputOutput = Code(SQLITE_IOERR, "i/o error")
        package static let corrupt = Code(SQLITE_CORRUPT, "corrupt")
        package static let full = Code(SQLITE_FULL, "full")
        package static let cannotOpen = Code(SQLITE_CANTOPEN, "cannot open")
        package static let constraint = Code(SQLITE_CONSTRAINT, "constraint")
        package static let notADatabase = Code(SQLITE_NOTADB, "not a database")
        package static let interrupted = Code(SQLITE_INTERRUPT, "interrupted")
        package static let denied = Code(SQLITE_AUTH, "denied")
        package static let outOfMemory = Code(SQLITE_NOMEM, "out of memory")

        /// The primary code of any result code; extended codes keep it in their low byte.
        init(result: Int32) {
            let known: [Code] = [
                .busy, .readOnly, .inputOutput, .corrupt, .full, .cannotOpen, .constraint, .notADatabase,
                .interrupted, .denied, .outOfMemory,
            ]
            let primary = result & 0xFF
            self = known.first { $0.rawValue == primary } ?? Code(primary, "error \(primary)")
        }

        package static func == (a: Code, b: Code) -> Bool { a.rawValue == b.rawValue }
        package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    }

    package let code: Code
    /// What SQLite says, and the statement it says it of.
    package let message: String
    /// What SQLite says, alone.
    package let reason: String

    init(code: Code, message: String, reason: String? = nil) {
        self.code = code
        self.message = message
        self.reason = reason ?? message
    }

    init(code: Code, statement: String, text: String) {
        let place = statement.prefix { $0 != "\n" }.prefix(80)
        self.init(code: code, message: "\(text) [\(place)]", reason: text)
    }

    package var description: String { "SQLite: \(message)" }
}
