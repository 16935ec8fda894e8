internal import CLibPQ
internal import Glibc

/// A column that a statement gives.
package struct PostgresColumn: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// Number of its type, as in `pg_type.oid`.
    package let type: UInt32
}

/// What a statement gave.
package struct PostgresResult: Sendable {
    /// Names of the columns.
    package let columns: [String]
    /// Values as PostgreSQL writes them; `nil` for NULL and for what cannot be decoded.
    package let rows: [[String?]]
}

extension PostgresConnection {
    /// Runs one statement. `$1`, `$2` stand for the parameters; several statements at once are refused.
    @discardableResult
    package func exec(_ sql: String, _ parameters: [String?] = []) throws(PostgresError) -> PostgresResult {
        var texts: [[UInt8]?] = [try encoded(sql)]
        for parameter in parameters { texts.append(try parameter.map(encoded)) }
        let deadline = start()
        let sent = unsafe withCStrings(bytes: texts) { texts in
            unsafe PQsendQueryParams(
                handle, texts?[0], Int32(parameters.count), nil, texts.map { unsafe $0 + 1 }, nil, nil, 0)
        }
        return unsafe try lastResult(sent, until: deadline) { result in unsafe rows(result) }
    }

    /// The columns a statement would give, without running it. Empty when it gives no rows.
    package func describe(_ sql: String) throws(PostgresError) -> [PostgresColumn] {
        let text = try encoded(sql)
        let deadline = start()
        let sent = unsafe withCStrings(bytes: [text]) { unsafe PQsendPrepare(handle, "", $0?[0], 0, nil) }
        unsafe try lastResult(sent, until: deadline) { _ in }
        let described = unsafe PQsendDescribePrepared(handle, "")
        let columns: [PostgresColumn]? = unsafe try lastResult(described, until: deadline) { result in
            unsafe self.columns(result)
        }
        guard let columns else {
            throw PostgresError(.statement, sqlState: "22021", "the name of a column cannot be decoded")
        }
        return columns
    }

    /// Until when the statement that starts now may run.
    func start() -> ContinuousClock.Instant? {
        isBusy = true
        return statementTimeout.map { .now + $0 }
    }

    /// A statement or parameter as the server is to get it.
    func encoded(_ text: String) throws(PostgresError) -> [UInt8] {
        guard let bytes = coding.encode(text) else {
            throw PostgresError(
                .statement, sqlState: "22P05", "a statement has characters that `encoding` does not")
        }
        guard !bytes.contains(0) else {
            throw PostgresError(.statement, sqlState: "22021", "a NUL byte in a statement or its parameters")
        }
        return bytes
    }

    /// Waits for every result of a statement and hands over the last one.
    @discardableResult
    private func lastResult<Value>(
        _ sent: Int32, until deadline: ContinuousClock.Instant?, _ take: (OpaquePointer) -> Value
    ) throws(PostgresError) -> Value {
        try flush(sent, until: deadline)
        var value: Value?
        var failure: PostgresError?
        while let result = unsafe try nextResult(until: deadline) {
            defer { unsafe PQclear(result) }
            if let error = unsafe error(in: result) {
                failure = failure ?? error
            } else {
                unsafe value = take(result)
            }
        }
        isBusy = false
        if let failure { throw failure }
        guard let value else { throw lost() }
        return value
    }

    func flush(_ sent: Int32, until deadline: ContinuousClock.Instant?) throws(PostgresError) {
        guard sent == 1 else {
            isBusy = false
            throw lost()
        }
        while true {
            switch unsafe PQflush(handle) {
            case 0: return
            case 1:
                // libpq 34.4: read too, or both sides may wait for the other to read.
                try wait(for: POLLIN | POLLOUT, until: deadline, "to take a statement")
                guard unsafe PQconsumeInput(handle) == 1 else { throw lost() }
            default: throw lost()
            }
        }
    }

    /// The next result of the statement under way; `nil` after the last.
    func nextResult(until deadline: ContinuousClock.Instant?) throws(PostgresError) -> OpaquePointer? {
        while unsafe PQisBusy(handle) == 1 {
            try wait(for: POLLIN, until: deadline, "to answer")
            guard unsafe PQconsumeInput(handle) == 1 else { throw lost() }
        }
        return unsafe PQgetResult(handle)
    }

    func lost() -> PostgresError { PostgresError(.lost, "the connection to \(place) broke") }

    func error(in result: OpaquePointer) -> PostgresError? {
        func field(_ code: Character) -> String {
            unsafe Self.text(PQresultErrorField(result, Int32(code.asciiValue ?? 0)))
        }
        switch unsafe PQresultStatus(result) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR: break
        default: return nil
        }
        // PG_DIAG_SQLSTATE, _MESSAGE_PRIMARY, _MESSAGE_HINT, _STATEMENT_POSITION
        let sqlState = field("C")
        guard !sqlState.isEmpty else { return lost() }
        return .statement(
            sqlState: sqlState, primary: field("M"), hint: field("H"), position: Int(field("P")))
    }

    /// `nil` when the name of one cannot be decoded.
    private func columns(_ result: OpaquePointer) -> [PostgresColumn]? {
        var columns: [PostgresColumn] = []
        for index in unsafe 0..<PQnfields(result) {
            guard let name = unsafe decoded(PQfname(result, index)) else { return nil }
            columns.append(PostgresColumn(name: name, type: unsafe PQftype(result, index)))
        }
        return columns
    }

    private func rows(_ result: OpaquePointer) -> PostgresResult {
        let columns = unsafe (0..<PQnfields(result)).map { unsafe decoded(PQfname(result, $0)) ?? "" }
        let rows = unsafe (0..<PQntuples(result)).map { row in
            columns.indices.map { column -> String? in
                let column = Int32(column)
                guard unsafe PQgetisnull(result, row, column) == 0 else { return nil }
                return unsafe decoded(PQgetvalue(result, row, column))
            }
        }
        return PostgresResult(columns: columns, rows: rows)
    }

    private func decoded(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: strlen(pointer))
        return coding.decode(unsafe Array(bytes))
    }
}
