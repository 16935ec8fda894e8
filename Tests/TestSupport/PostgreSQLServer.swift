import Foundation

/// A real PostgreSQL server of our own, thrown away with the test process.
///
/// ```
/// let server = try await PostgreSQLServer.shared()
/// let database = try await server.makeDatabase("CREATE TABLE person (name text)")
/// let connector = … settings: ["connection": database, …]
/// ```
///
/// It listens on a Unix socket in a short temporary folder and nowhere else. A shell watches a pipe from this
/// process: when the process ends, however it ends, the pipe closes, the server stops and the folder goes.
package final class PostgreSQLServer: Sendable {
    /// Folder of the socket, as in `host=`.
    package let socketFolder: String
    /// The role that needs its password; all others are trusted.
    package let reader = "isthmus_reader"
    package let readerPassword = "right-password"

    /// Port of socket and network.
    package let port: Int

    private let psql: String
    private let watchdog: Watchdog

    /// Whom besides users of its socket the server lets in.
    package enum Network: Sendable {
        /// Nobody.
        case none
        /// Roles with a password, from this machine, in the clear.
        case plain
        /// Roles with a password, from this machine, encrypted. The files are PEM.
        case tls(certificate: String, key: String)
    }

    /// The server all tests of the process share, started with the first call.
    package static func shared() async throws -> PostgreSQLServer { try await keeper.server() }

    private static let keeper = Keeper()

    private actor Keeper {
        private var start: Task<PostgreSQLServer, any Error>?

        func server() async throws -> PostgreSQLServer {
            let start = start ?? Task { try PostgreSQLServer() }
            self.start = start
            return try await start.value
        }
    }

    /// Starts a server of its own, for tests that stop it or want it on the network. `folder` is what `makeFolder`
    /// gave, for tests that must know before where the server will be.
    package init(_ network: Network = .none, folder: String? = nil) throws {
        let binaries = try Self.findBinaries()
        psql = "\(binaries)/psql"
        socketFolder = try folder ?? Self.makeFolder()
        port = if case .none = network { 5432 } else { try Self.freePort() }
        let (rules, options) = try Self.prepare(network, in: socketFolder)
        let setUp = """
            set -e
            trap '' INT TERM HUP
            cd '\(socketFolder)'
            '\(binaries)/initdb' -D data -U postgres -E UTF8 --locale=C.UTF-8 --auth=trust --no-sync >log 2>&1
            printf 'local all \(reader) scram-sha-256\\nlocal all all trust\\n\(rules)' >data/pg_hba.conf
            if test -e server.key; then cp server.key server.crt data/; chmod 600 data/server.key; fi
            '\(binaries)/postgres' -D data -k '\(socketFolder)' -c port=\(port) \(options) -c fsync=off \\
                -c full_page_writes=off -c max_connections=40 -c logging_collector=off \\
                </dev/null >>log 2>&1 &
            server=$!
            trap 'kill -QUIT $server; wait $server; rm -rf "\(socketFolder)"' EXIT
            cat >/dev/null
            """
        watchdog = try Watchdog(setUp, asOwnerOf: socketFolder)
        try waitUntilReady()
        try run("CREATE ROLE \(reader) LOGIN PASSWORD '\(readerPassword)'", in: "postgres")
    }

    /// Writes what the network needs and says what it means for `pg_hba.conf` and the command line.
    private static func prepare(
        _ network: Network, in folder: String
    ) throws -> (rules: String, options: String) {
        switch network {
        case .none: return ("", "-c listen_addresses=")
        case .plain:
            return ("host all all 127.0.0.1/32 scram-sha-256\\n", "-c listen_addresses=127.0.0.1")
        case .tls(let certificate, let key):
            try certificate.write(toFile: "\(folder)/server.crt", atomically: false, encoding: .utf8)
            try key.write(toFile: "\(folder)/server.key", atomically: false, encoding: .utf8)
            return (
                "hostssl all all 127.0.0.1/32 scram-sha-256\\n",
                "-c listen_addresses=127.0.0.1 -c ssl=on"
            )
        }
    }

    private static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isFound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isFound else { throw PostgreSQLServerError("no free port on 127.0.0.1") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { watchdog.stop() }

    /// Stops the server, for tests of what happens then.
    package func stop() { watchdog.stop() }

    /// Connection string of a database for the superuser.
    package func connection(to database: String = "postgres") -> String {
        "host=\(socketFolder) port=\(port) dbname=\(database) user=postgres"
    }

    /// Connection string of a database for the reader, whose password is `readerPassword`.
    package func connection(to database: String = "postgres", password: String) -> String {
        "host=\(socketFolder) port=\(port) dbname=\(database) user=\(reader) password=\(password)"
    }

    /// Connection string for the reader over the network; `options` come last.
    package func connection(over host: String, to database: String, _ options: String) -> String {
        "host=\(host) hostaddr=127.0.0.1 port=\(port) dbname=\(database) user=\(reader) \(options)"
    }

    /// Creates a database, runs SQL in it, and returns its name.
    package func makeDatabase(_ sql: String = "", options: String = "") throws -> String {
        let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try run("CREATE DATABASE \(name) \(options)", in: "postgres")
        if !sql.isEmpty { try run(sql, in: name) }
        try run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(reader)", in: name)
        return name
    }

    /// Runs SQL through psql as superuser and returns what it prints: unaligned, without headings.
    @discardableResult
    package func run(_ sql: String, in database: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: psql)
        process.arguments = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-", connection(to: database)]
        let (input, output, complaint) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = complaint
        try process.run()
        // Statements that print much are not what this is for: a pipe holds 64 KiB.
        // A psql that found no server is gone before it is written to; it says why below.
        signal(SIGPIPE, SIG_IGN)
        try? input.fileHandleForWriting.write(contentsOf: Data(sql.utf8))
        try? input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let errors = try complaint.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw PostgreSQLServerError("psql: \(String(decoding: errors, as: UTF8.self))")
        }
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    private func waitUntilReady() throws {
        var last = ""
        for _ in 0..<600 {
            do {
                try run("SELECT 1", in: "postgres")
                return
            } catch { last = "\(error)" }
            guard watchdog.isRunning else { break }
            Thread.sleep(forTimeInterval: 0.1)
        }
        let log = (try? String(contentsOfFile: "\(socketFolder)/log", encoding: .utf8)) ?? "no log"
        watchdog.stop()
        throw PostgreSQLServerError("PostgreSQL did not start: \(last)\n\(log)")
    }

    private static func findBinaries() throws -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newestFirst = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
        let folders =
            path.split(separator: ":").map(String.init)
            + newestFirst.map { "/usr/lib/postgresql/\($0)/bin" }
        let found = folders.first { folder in
            ["initdb", "postgres", "psql"].allSatisfy {
                FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
            }
        }
        guard let found else {
            throw PostgreSQLServerError(
                "these tests need PostgreSQL's initdb, postgres and psql, in PATH or /usr/lib/postgresql/*/bin; "
                    + "`make test` installs them (Debian: apt-get install postgresql)")
        }
        return found
    }

    /// Makes the folder of a server to come. A socket's path has at most 107 bytes, so the folder is not where TMPDIR may point.
    package static func makeFolder() throws -> String {
        let folder = "/tmp/isthmus-pg-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        return folder
    }
}

/// Why there is no server, or no database.
package struct PostgreSQLServerError: Error, CustomStringConvertible {
    package let description: String

    init(_ text: String) { description = text }
}

/// A shell that runs a script until its standard input closes, as `postgres` when we are root: the server
/// refuses to be root.
private final class Watchdog: Sendable {
    private let process = Process()
    private let input: FileHandle

    init(_ script: String, asOwnerOf folder: String) throws {
        let pipe = Pipe()
        if geteuid() == 0 {
            try Self.give(folder)
            process.executableURL = URL(fileURLWithPath: "/usr/sbin/runuser")
            process.arguments = ["-u", "postgres", "--", "/bin/sh", "-c", script]
        } else {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", script]
        }
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        input = pipe.fileHandleForWriting
        // Or psql, started later, would hold the pipe open.
        _ = fcntl(input.fileDescriptor, F_SETFD, FD_CLOEXEC)
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    func stop() {
        try? input.close()
        process.waitUntilExit()
    }

    private static func give(_ folder: String) throws {
        guard let account = getpwnam("postgres") else {
            throw PostgreSQLServerError("root cannot run PostgreSQL, and there is no account `postgres`")
        }
        guard chown(folder, account.pointee.pw_uid, account.pointee.pw_gid) == 0 else {
            throw PostgreSQLServerError("\(folder) cannot be given to the account `postgres`")
        }
    }
}
