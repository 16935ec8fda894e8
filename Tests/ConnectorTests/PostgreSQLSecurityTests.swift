import Connectors
import Foundation
import HubConnect
import HubPostgres
import TestSupport
import Testing

/// Whom the connector believes, and with how few rights it gets along.
@Suite struct PostgreSQLSecurityTests {
    @Test func serverThatProvesItsNameIsBelieved() async throws {
        let place = try await Place.shared()
        for options in ["sslmode=verify-full", "sslmode=verify-full channel_binding=require"] {
            let rows = try await place.read("localhost", "\(options) sslrootcert=\(place.authority)")
            #expect(rows == [["1"]])
        }
    }

    @Test(arguments: [
        ("localhost", "sslmode=verify-full sslrootcert=OTHER", "certificate verify failed"),
        ("registry.example", "sslmode=verify-full sslrootcert=GOOD", "does not match host name"),
        ("localhost", "sslmode=verify-full sslrootcert=/absent.crt", "does not exist"),
    ])
    func serverThatDoesNotIsRefusedAtOnce(_ host: String, _ options: String, _ word: String) async throws {
        let place = try await Place.shared()
        let options = options.replacing("OTHER", with: place.otherAuthority)
            .replacing("GOOD", with: place.authority)
        let clock = ContinuousClock()
        let time = await clock.measure {
            await fails(.refused, naming: ["not to be trusted", word, "`sslrootcert`"]) {
                do {
                    _ = try await place.read(host, options)
                } catch let error as ConnectorError {
                    #expect(!error.isTransient && !error.message.contains(place.server.readerPassword))
                    throw error
                }
            }
        }
        #expect(time < .seconds(600))
    }

    @Test func serverWithoutTLSIsRefusedWhereTLSIsAskedFor() async throws {
        let server = try PostgreSQLServer(.plain)
        let name = try server.makeDatabase("CREATE TABLE t (x int); INSERT INTO t VALUES (1)")
        let place = try await Place.shared()
        for options in ["sslmode=verify-full sslrootcert=\(place.authority)", "sslmode=require"] {
            await fails(.refused, naming: ["not to be trusted", "does not support SSL"]) {
                _ = try await place.read("localhost", options, on: server, name)
            }
        }
        #expect(try await place.read("localhost", "sslmode=disable", on: server, name) == [["1"]])
    }

    @Test func serverThatWantsTLSRefusesToSpeakInTheClear() async throws {
        let place = try await Place.shared()
        await fails(.refused, naming: ["`sslmode`"]) {
            _ = try await place.read("localhost", "sslmode=disable")
        }
    }

    @Test(arguments: [
        ("/run/postgresql", false, "prefer", PostgresProtection.local), ("", false, "", .local),
        ("127.0.0.1", false, "disable", .local), ("::1", true, "prefer", .local),
        ("10.20.0.7", true, "verify-full", .verified), ("10.20.0.7", true, "verify-ca", .encrypted),
        ("10.20.0.7", true, "require", .encrypted), ("10.20.0.7", false, "prefer", .none),
        ("registry.example", false, "verify-full", .none), ("1270.example", true, "", .encrypted),
    ])
    func protectionFollowsFromPlaceAndMode(
        _ host: String, _ isEncrypted: Bool, _ mode: String, _ protection: PostgresProtection
    ) {
        #expect(PostgresProtection(host: host, isEncrypted: isEncrypted, mode: mode) == protection)
    }

    @Test func passwordMayComeFromTheEnvironment() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (x int); INSERT INTO t VALUES (1)")
        try source.run("GRANT SELECT ON t TO \(source.server.reader)")
        let settings = try makeSettings(
            PostgreSQLConnector.self,
            [
                "connection":
                    "host=\(source.server.socketFolder) dbname=\(source.database) user=\(source.server.reader) password=${PW}",
                "table": "t",
            ], environment: ["PW": source.server.readerPassword])
        let connector = try PostgreSQLConnector(settings, ConnectorContext(folder: "/", columns: []))
        #expect(try await read(connector).rows == [["1"]])
    }

    // MARK: Rights

    @Test func roleThatMayOnlySelectSuffices() async throws {
        let (source, connection) = try await Self.strict(
            """
            CREATE TABLE civil.t (id int, changed timestamptz); INSERT INTO civil.t VALUES (1, now());
            GRANT SELECT ON civil.t TO ROLE
            """)
        for cursor in ["changed", "xmin", ""] {
            var settings = ["connection": connection, "table": "civil.t"]
            if !cursor.isEmpty { settings["cursor"] = cursor }
            let connector = try Self.connector(settings)
            #expect(try await connector.columns() == ["id", "changed"])
            var rows = 0
            let reading = try await connector.read { rows += $0.positions.count }
            #expect(rows == 1 && (reading.checkpoint == nil) == cursor.isEmpty)
            let again = try await connector.read(from: reading.checkpoint) { _ in }
            #expect(again.isComplete == cursor.isEmpty)
        }
        _ = source
    }

    @Test func columnsThatMayNotBeReadAreLeftOutAndTold() async throws {
        let (source, connection) = try await Self.strict(
            """
            CREATE TABLE civil.t (id int, secret text, "Na""me" text);
            INSERT INTO civil.t VALUES (1, 'hidden', '张三'); GRANT SELECT (id, "Na""me") ON civil.t TO ROLE
            """)
        var delivered = Delivered()
        let reading = try await Self.connector(["connection": connection, "table": "civil.t", "cursor": "id"])
            .read(from: nil) { delivered.batches.append($0) }
        #expect(delivered.columns == ["id", "Na\"me"])
        #expect(delivered.rows == [["1", "张三"]])
        #expect(reading.remarks == ["columns that may not be read were left out: `secret`"])
        for (settings, word) in [
            (["query": "SELECT secret FROM civil.t"], "permission denied"),
            (["table": "civil.t", "cursor": "xmin"], "whole table"),
            (["table": "civil.t", "cursor": "secret"], "`secret`"),
        ] {
            await #expect("\(word)") {
                _ = try await read(Self.connector(settings.merging(["connection": connection]) { $1 }))
            } throws: { "\($0)".contains(word) }
        }
        _ = source
    }

    @Test func missingRightsAreRefused() async throws {
        let (source, connection) = try await Self.strict("CREATE TABLE civil.t (id int)")
        await fails(.refused, naming: ["permission denied", "right to read"]) {
            _ = try await read(Self.connector(["connection": connection, "table": "civil.t"]))
        }
        try source.run("REVOKE USAGE ON SCHEMA civil FROM one_\(source.database)")
        await fails(.refused, naming: ["permission denied", "civil"]) {
            _ = try await read(Self.connector(["connection": connection, "table": "civil.t"]))
        }
        try source.run("REVOKE CONNECT ON DATABASE \(source.database) FROM one_\(source.database)")
        await fails(.refused, naming: ["no right to connect"]) {
            _ = try await read(Self.connector(["connection": connection, "table": "civil.t"]))
        }
    }

    /// A database in which nobody may anything but one role, and that only what `sql` grants to `ROLE`.
    private static func strict(_ sql: String) async throws -> (PostgreSQLSource, connection: String) {
        let source = try await PostgreSQLSource()
        let role = "one_\(source.database)"
        try source.run(
            """
            REVOKE ALL ON DATABASE \(source.database) FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC;
            CREATE ROLE \(role) LOGIN NOINHERIT; CREATE SCHEMA civil;
            GRANT CONNECT ON DATABASE \(source.database) TO \(role); GRANT USAGE ON SCHEMA civil TO \(role);
            \(sql.replacing("ROLE", with: role))
            """)
        return (
            source, "host=\(source.server.socketFolder) dbname=\(source.database) user=\(role)"
        )
    }

    private static func connector(_ settings: [String: String]) throws -> PostgreSQLConnector {
        try PostgreSQLConnector(
            makeSettings(PostgreSQLConnector.self, settings), ConnectorContext(folder: "/", columns: []))
    }
}

/// A server with a certificate for `localhost`, and two authorities, one of which signed it.
private final class Place: Sendable {
    let server: PostgreSQLServer
    let database: String
    let authority: String
    let otherAuthority: String
    private let folder: TemporaryFolder

    static func shared() async throws -> Place { try await made.value }
    private static let made = Task { try Place() }

    private init() throws {
        folder = try TemporaryFolder()
        for name in ["authority", "other"] {
            try Self.openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name) "
                    + "-keyout \(name).key -out \(name).crt", in: folder)
        }
        try Self.openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key "
                + "-out server.csr", in: folder)
        try folder.write("names", "subjectAltName=DNS:localhost\n")
        try Self.openssl(
            "x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 2 "
                + "-extfile names -out server.crt", in: folder)
        let certificate = try String(contentsOfFile: "\(folder.path)/server.crt", encoding: .utf8)
        let key = try String(contentsOfFile: "\(folder.path)/server.key", encoding: .utf8)
        server = try PostgreSQLServer(.tls(certificate: certificate, key: key))
        database = try server.makeDatabase("CREATE TABLE t (x int); INSERT INTO t VALUES (1)")
        authority = "\(folder.path)/authority.crt"
        otherAuthority = "\(folder.path)/other.crt"
    }

    func read(
        _ host: String, _ options: String, on server: PostgreSQLServer? = nil, _ database: String? = nil
    ) async throws -> [[String?]] {
        let server = server ?? self.server
        let connection = server.connection(
            over: host, to: database ?? self.database, "password=\(server.readerPassword) \(options)")
        let settings = try makeSettings(PostgreSQLConnector.self, ["connection": connection, "table": "t"])
        let connector = try PostgreSQLConnector(
            settings, ConnectorContext(folder: "/", columns: []), firstPause: .seconds(600))
        return try await ConnectorTests.read(connector).rows
    }

    private static func openssl(_ arguments: String, in folder: TemporaryFolder) throws {
        let result = try shell(
            "/usr/bin/openssl", arguments.split(separator: " ").map(String.init), folder: folder.path)
        try #require(result.code == 0, "\(result.errors)")
    }
}
