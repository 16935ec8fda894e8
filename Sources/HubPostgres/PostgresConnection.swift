internal import CLibPQ
internal import Dispatch
internal import Glibc

/// A connection to a PostgreSQL server.
///
/// ```
/// let connection = try PostgresConnection("postgresql://reader@registry/civil", connectTimeout: .seconds(10))
/// connection.statementTimeout = .seconds(60)
/// let names = try connection.exec("SELECT name FROM grid WHERE code = $1", ["0574"]).rows
/// ```
///
/// libpq can wait for ever on a peer that keeps its socket open and says nothing, so all input and output is
/// non-blocking and every wait has our own deadline. A wait also ends when the task is cancelled. What is
/// still running on the server when a wait ends is cancelled there. One connection belongs to one task.
@safe package final class PostgresConnection {
    let handle: OpaquePointer
    /// How long one statement may take, from sending it to its last row; `nil` for no limit.
    package var statementTimeout: Duration?
    /// How long the server may say nothing at all while we wait for it; `nil` for no limit.
    package var silenceTimeout: Duration?
    /// How statements, names and values are written as bytes.
    package var coding = PostgresCoding.utf8
    /// Whether the server may still be busy for us.
    var isBusy = false
    /// Until when the copy under way may run.
    var copyDeadline: ContinuousClock.Instant?

    /// Connects to what a libpq URI or a `keyword=value` list says. A password given
    /// apart goes before one in the string.
    package init(
        _ connectionString: String, password: String? = nil, connectTimeout: Duration
    ) throws(PostgresError) {
        try Self.check(connectionString)
        var keywords = [
            // Later ones win: ours, the caller's, ours.
            ("connect_timeout", "0"), ("tcp_user_timeout", "60000"),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("dbname", connectionString),
            ("application_name", "isthmus"), ("client_encoding", "UTF8"),
        ]
        if let password { keywords.append(("password", password)) }
        let started = unsafe withCStrings(keywords.map { $0.0 } + [nil]) { names in
            unsafe withCStrings(keywords.map { $0.1 } + [nil]) { values in
                unsafe PQconnectStartParams(names, values, 1)
            }
        }
        guard let started = unsafe started else {
            throw PostgresError(.unreachable, "no memory for a connection")
        }
        unsafe handle = started
        // Verbose texts carry the SQLSTATE, which libpq offers in no other way while connecting.
        unsafe _ = PQsetErrorVerbosity(started, PQERRORS_VERBOSE)
        // Notices go to standard error by default, values and all.
        unsafe _ = PQsetNoticeReceiver(started, { _, _ in }, nil)
        try finishConnecting(until: .now + connectTimeout)
        unsafe _ = PQsetnonblocking(handle, 1)
    }

    deinit {
        if isBusy { cancel() }
        unsafe PQfinish(handle)
    }

    /// libpq's complaint about a connection string may quote it, with the password in it.
    private static func check(_ connectionString: String) throws(PostgresError) {
        let problem = PostgresError(
            .badConnectionString,
            "the connection string is neither a postgresql:// URI nor a list of keyword=value")
        guard !connectionString.utf8.contains(0) else { throw problem }
        // libpq would take a lone word for the name of a database, and name it in messages; it may be a password
        // that got into the wrong variable.
        guard connectionString.contains("=") || connectionString.contains("://") else { throw problem }
        var complaint: UnsafeMutablePointer<CChar>?
        let options = unsafe PQconninfoParse(connectionString, &complaint)
        unsafe PQfreemem(complaint)
        guard let options = unsafe options else { throw problem }
        unsafe PQconninfoFree(options)
    }

    private func finishConnecting(until deadline: ContinuousClock.Instant) throws(PostgresError) {
        // libpq 34.2: behave as if the last poll had asked for writing.
        var wanted = PGRES_POLLING_WRITING
        while unsafe PQstatus(handle) != CONNECTION_BAD {
            switch wanted {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: try wait(for: POLLIN, until: deadline, "to connect")
            case PGRES_POLLING_WRITING: try wait(for: POLLOUT, until: deadline, "to connect")
            default: break
            }
            unsafe wanted = PQconnectPoll(handle)
        }
        let text = unsafe Self.text(PQerrorMessage(handle))
        throw PostgresError.connecting(
            text, to: place, needsPassword: unsafe PQconnectionNeedsPassword(handle) == 1)
    }

    /// The encoding the database says it keeps its texts in: `UTF8`, `EUC_CN`, `SQL_ASCII`.
    package var serverEncoding: String { unsafe Self.text(PQparameterStatus(handle, "server_encoding")) }

    /// Which server and database, for messages.
    package var place: String {
        let host = unsafe Self.text(PQhost(handle))
        let port = unsafe Self.text(PQport(handle))
        return "database `\(unsafe Self.text(PQdb(handle)))` at `\(host):\(port)`"
    }

    /// Asks the server to stop what it does for us. Does not wait: on a stalled peer that could be for ever.
    package func cancel() {
        guard let request = unsafe PQgetCancel(handle) else { return }
        let parcel = unsafe CancelRequest(request: request)
        DispatchQueue.global().async { parcel.send() }
    }

    /// Waits until the socket is ready. On a deadline or cancellation what runs is cancelled on the server.
    func wait(
        for events: Int32, until deadline: ContinuousClock.Instant?, _ purpose: String
    ) throws(PostgresError) {
        let socket = unsafe PQsocket(handle)
        guard socket >= 0 else { throw PostgresError(.lost, "\(place) is not connected any more") }
        var request = pollfd(fd: socket, events: Int16(events), revents: 0)
        let silence = silenceTimeout.map { ContinuousClock.now + $0 }
        while true {
            let ready = unsafe poll(&request, 1, 100)
            if ready > 0 { return }
            if ready < 0 && errno != EINTR {
                throw PostgresError(.lost, "waiting for \(place) failed (errno \(errno))")
            }
            if Task.isCancelled {
                if isBusy { cancel() }
                throw PostgresError(.cancelled, "cancelled while waiting for \(place)")
            }
            if let deadline, deadline < .now {
                if isBusy { cancel() }
                throw PostgresError(.timedOut, "\(place) took too long \(purpose)")
            }
            if let silence, silence < .now {
                if isBusy { cancel() }
                let seconds = silenceTimeout?.components.seconds ?? 0
                throw PostgresError(.timedOut, "\(place) has said nothing for \(seconds) s")
            }
        }
    }

    /// Copies a C string; libpq gives no null for texts of its own.
    static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }
}

/// A cancel request on its way to a thread of its own, which frees it.
@safe private struct CancelRequest: @unchecked Sendable {
    let request: OpaquePointer

    func send() {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { complaint in
            unsafe _ = PQcancel(request, complaint.baseAddress, 256)
        }
        unsafe PQfreeCancel(request)
    }
}

/// Lends C a null-tolerant array of C strings for the duration of a call.
@unsafe func withCStrings<Result>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    let bytes = texts.map { $0.map { Array($0.utf8) } }
    return unsafe withCStrings(bytes: bytes, body)
}

/// Lends C a null-tolerant array of byte strings, each ended by a NUL, for the duration of a call.
@unsafe func withCStrings<Result>(
    bytes texts: [[UInt8]?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    let copies = unsafe texts.map { text -> UnsafeMutablePointer<CChar>? in
        guard let text else { return nil }
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count + 1)
        for (index, byte) in text.enumerated() { unsafe copy[index] = CChar(bitPattern: byte) }
        unsafe copy[text.count] = 0
        return unsafe copy
    }
    defer { unsafe copies.forEach { unsafe $0?.deallocate() } }
    let pointers = unsafe copies.map { unsafe UnsafePointer($0) }
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}
