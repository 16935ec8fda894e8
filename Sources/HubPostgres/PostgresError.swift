/// Why a connection or a statement failed. The text carries no password and no value of a row.
package struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure.
    package enum Kind: Sendable, Hashable {
        /// The connection string cannot be understood.
        case badConnectionString
        /// Nobody answers, or the server takes no connections now.
        case unreachable
        /// The server knows better than to let us in: user, password, database.
        case refused
        /// The server does not encrypt, or does not prove that it is the one asked for.
        case untrusted
        /// The server answered a statement with an error.
        case statement
        /// The connection broke while in use.
        case lost
        /// Our own deadline passed.
        case timedOut
        /// The task was cancelled.
        case cancelled
    }

    /// What kind of failure.
    package let kind: Kind
    /// The server's five-character code (PostgreSQL documentation, appendix A); empty when it gave none.
    package let sqlState: String
    /// What happened.
    package let message: String

    package init(_ kind: Kind, sqlState: String = "", _ message: String) {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
    }

    package var description: String { sqlState.isEmpty ? message : "\(message) (SQLSTATE \(sqlState))" }

    /// Whether the same thing may work later.
    package var isTransient: Bool {
        switch kind {
        case .unreachable, .lost, .timedOut: true
        case .badConnectionString, .refused, .untrusted, .cancelled: false
        case .statement: Self.isTransient(sqlState)
        }
    }

    /// Whether the same thing may work in some seconds: nobody there yet, no connection free, connection broken,
    /// serialization failure, deadlock, a lock held too long. What took too long once is not begun again.
    package var isWorthRepeating: Bool {
        switch kind {
        case .unreachable, .lost: true
        case .badConnectionString, .refused, .untrusted, .timedOut, .cancelled: false
        case .statement:
            sqlState.hasPrefix("08")
                || ["40001", "40P01", "53300", "55P03", "57P01", "57P02", "57P03"].contains(sqlState)
        }
    }

    /// Connection trouble, lack of resources, serialization failure, deadlock, lock not available,
    /// operator intervention.
    static func isTransient(_ sqlState: String) -> Bool {
        ["08", "53"].contains(sqlState.prefix(2))
            || ["40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03"].contains(sqlState)
    }
}

extension PostgresError {
    /// The error of a connection attempt, from libpq's verbose text.
    static func connecting(_ text: String, to place: String, needsPassword: Bool) -> PostgresError {
        let sqlState = sqlState(in: text)
        switch sqlState.prefix(2) {
        case "28" where sqlState == "28000":
            return .init(
                .refused, sqlState: sqlState,
                "\(place) lets this user not in from here, or not with this `sslmode`")
        case "28":
            return .init(.refused, sqlState: sqlState, "\(place) refuses the user or the password")
        case "3D":
            return .init(.refused, sqlState: sqlState, "\(place) has no such database")
        case "42":
            return .init(.refused, sqlState: sqlState, "\(place) gives the user no right to connect")
        case "53":
            return .init(.unreachable, sqlState: sqlState, "\(place) takes no more connections now")
        case "57":
            return .init(.unreachable, sqlState: sqlState, "\(place) is starting up or shutting down")
        case "" where needsPassword:
            return .init(.refused, "\(place) asks for a password and none is given")
        default:
            // `connection to server … failed: Connection refused`, and a question on the next line.
            let line = text.split(separator: "\n").first.map(String.init) ?? ""
            if let reason = line.part(after: " failed: "), Self.speaksOfTrust(reason) {
                return .init(.untrusted, "\(place) is not to be trusted: \(reason)")
            }
            if let reason = line.part(after: " failed: ") {
                return .init(.unreachable, sqlState: sqlState, "\(place) cannot be reached: \(reason)")
            }
            if line.contains(" address: ") {
                return .init(.unreachable, "\(place) cannot be reached: the name of the host is not known")
            }
            return .init(
                .badConnectionString, "an option in the connection string has a value it cannot have")
        }
    }

    /// libpq has no codes for these: the certificate, its file, its name, a server without TLS. A connection that
    /// breaks while keys are exchanged (`SSL SYSCALL error`) is only broken.
    private static func speaksOfTrust(_ reason: String) -> Bool {
        !reason.contains("SYSCALL") && !reason.contains("closed unexpectedly")
            && ["SSL", "certificate", "encrypt"].contains { reason.contains($0) }
    }

    /// The error of a statement. What the server says of data is cut where it quotes.
    static func statement(
        sqlState: String, primary: String, hint: String, position: Int?
    ) -> PostgresError {
        if ["22021", "22P05"].contains(sqlState) {
            return .init(
                .statement, sqlState: sqlState, "a value is not what the encoding of the database says")
        }
        let speaksOfTheQuery = ["42", "25", "0A", "3F", "53", "55", "57", "08", "40"].contains(
            sqlState.prefix(2))
        var message = speaksOfTheQuery ? primary : withoutQuotes(primary)
        if let position, speaksOfTheQuery { message += " at character \(position)" }
        if sqlState.hasPrefix("42") && !hint.isEmpty { message += "; \(hint)" }
        return .init(
            .statement, sqlState: sqlState, sqlState == "P0001" ? "an exception was raised" : message)
    }

    /// From the first quotation mark to the last: a quoted value may itself hold some.
    private static func withoutQuotes(_ text: String) -> String {
        guard let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\""), first < last else {
            return text
        }
        return text[..<first] + "\"…\"" + text[text.index(after: last)...]
    }

    /// Verbose texts read `FATAL:  28P01: password authentication failed`, whatever the language.
    private static func sqlState(in text: String) -> String {
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) where word.utf8.count == 6 {
            let code = word.dropLast()
            let isCode = code.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
            if word.hasSuffix(":") && isCode && code.utf8.contains(where: { $0 < 0x3A }) {
                return String(code)
            }
        }
        return ""
    }
}

extension String {
    /// What follows the last `mark`.
    fileprivate func part(after mark: String) -> String? {
        var rest = Substring(self)
        var found: Substring?
        while let range = rest.firstRange(of: mark) {
            rest = rest[range.upperBound...]
            found = rest
        }
        return found.map(String.init)
    }
}
