import Foundation
import HubHTTP
import Synchronization
import Testing

/// A request as bytes, shown in the log by its beginning.
struct RawRequest: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    CustomTestStringConvertible
{
    let text: String

    init(stringLiteral text: String) { self.text = text }
    var testDescription: String { String(text.debugDescription.prefix(80)) }
}

private let smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"

@Suite struct HTTPServerTests {
    /// A server that answers with the path and the query, and what it was asked for.
    private static func echo(
        _ limits: HTTPLimits = HTTPLimits(), port: Int = 0
    ) throws -> (server: HTTPServer, asked: Asked) {
        let asked = Asked()
        let server = try HTTPServer(port: port, limits: limits) { request in
            asked.paths.withLock { $0.append(request.path) }
            if request.path == "/slow" { usleep(300_000) }
            let items = request.query.map { "\($0.name)=\($0.value)" }
            let lines = [request.path] + items + [request.headers["x-twice"] ?? ""]
            return HTTPResponse(contentType: "text/plain", body: Array(lines.joined(separator: "\n").utf8))
        }
        return (server, asked)
    }

    private final class Asked: Sendable {
        let paths = Mutex<[String]>([])
        var all: [String] { paths.withLock { $0 } }
    }

    @Test func getIsAnsweredWithTheSafetyHeaders() throws {
        let (server, _) = try Self.echo()
        defer { server.stop() }
        let answer = try Answer.get("/a/%C3%A4+b?x=%41+%2f&y&=z", port: server.port)
        #expect(answer.status == 200)
        #expect(answer.body == "/a/ä+b\nx=A /\ny=\n=z\n")
        #expect(answer.headers["content-length"] == String(answer.body.utf8.count))
        #expect(answer.headers["content-type"] == "text/plain")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.headers["date"]?.hasSuffix("GMT") == true)
    }

    @Test func headIsGetWithoutTheBody() throws {
        let (server, _) = try Self.echo()
        defer { server.stop() }
        let get = try Answer.get("/a", port: server.port)
        let head = try Answer.get("/a", port: server.port, method: "HEAD")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.headers["content-length"] == get.headers["content-length"])
    }

    @Test func repeatedHeadersAreJoined() throws {
        let (server, _) = try Self.echo()
        defer { server.stop() }
        let client = try RawClient(port: server.port)
        client.send("GET /a HTTP/1.1\r\nHost: h\r\nX-Twice: 1\r\nx-twice: 2\r\nConnection: close\r\n\r\n")
        #expect(Answer(client.readToEnd()).body == "/a\n1, 2")
    }

    @Test func oneConnectionServesRequestAfterRequestEvenByteByByte() throws {
        let (server, asked) = try Self.echo()
        defer { server.stop() }
        let client = try RawClient(port: server.port)
        for path in ["/1", "/2", "/3"] {
            for byte in Array("GET \(path) HTTP/1.1\r\nHost:h\r\nAccept: */*\r\n\r\n".utf8) {
                client.send([byte])
            }
            #expect(client.readAnswer().body == "\(path)\n")
        }
        #expect(asked.all == ["/1", "/2", "/3"])
    }

    private static let refusals: [(RawRequest, Int, String)] = [
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab", 405, "method-not-allowed"),
        ("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method-not-allowed"),
        ("get / HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method-not-allowed"),
        ("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method-not-allowed"),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab", 413, "body-not-allowed"),
        ("HEAD / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab", 413, "body-not-allowed"),
        ("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413, "body-not-allowed"),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n\(smuggled)", 400,
            "ambiguous-length"
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(smuggled)",
            400, "ambiguous-length"
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nContent-Length : 40\r\n\r\n\(smuggled)", 400, "bad-header"
        ),
        ("GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400, "bad-host"),
        ("GET / HTTP/1.1\r\nHost: h\r\nX-A: a\rb\r\n\r\n", 400, "bad-header"),
        ("GET / HTTP/1.1\r\nHost: h\r\nX(A): a\r\n\r\n", 400, "bad-header"),
        ("GET / HTTP/1.1\r\nHost: h\r\nX-A: a\0b\r\n\r\n", 400, "hidden-bytes"),
        ("GET /\0smuggled HTTP/1.1\r\nHost: h\r\n\r\n", 400, "hidden-bytes"),
        ("GET / HTTP/1.1\r\nHost: h\r\nX-A: a\r\n folded\r\n\r\n", 400, "hidden-bytes"),
        ("GET / HTTP/1.1\nHost: h\nX-A: a\n\n", 400, "hidden-bytes"),
        ("GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-target"),
        ("GET /\u{E4} HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-target"),
        ("GET /#a HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-target"),
        ("GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-path"),
        ("GET /a/%2e%2E/b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-path"),
        ("GET /a/..%2f..%2fetc HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-percent"),
        ("GET /a\\b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-percent"),
        ("GET /a%00b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-percent"),
        ("GET /a?b=%00 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-percent"),
        ("GET /a%2 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-percent"),
        ("GET /a%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-percent"),
        ("GET /a%FF HTTP/1.1\r\nHost: h\r\n\r\n", 400, "bad-encoding"),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nX-A: \(String(repeating: "a", count: 20_000))\r\n\r\n", 431,
            "headers-too-large"
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\r\n\(String(repeating: "A: b\r\n", count: 64))\r\n", 431,
            "headers-too-large"
        ),
        ("GET /\(String(repeating: "a", count: 2048)) HTTP/1.1\r\nHost: h\r\n\r\n", 414, "target-too-long"),
    ]

    @Test(arguments: refusals)
    func refusalsHaveOneShapeAndCloseTheConnection(request: RawRequest, status: Int, code: String) throws {
        let (server, asked) = try Self.echo()
        defer { server.stop() }
        let client = try RawClient(port: server.port)
        client.send(request.text)
        let answer = Answer(client.readToEnd())
        #expect(answer.status == status)
        #expect(request.text.hasPrefix("HEAD") || answer.errorCode == code)
        #expect(answer.headers["connection"] == "close")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.text.components(separatedBy: "HTTP/1.1 ").count == 2, "one answer and no more")
        #expect(status != 405 || answer.headers["allow"] == "GET, HEAD")
        #expect(asked.all.isEmpty)
        #expect(Self.becomesIdle(server))
    }

    private static let unreadable: [RawRequest] = [
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
        "GET / HTTP/2.0\r\nHost: h\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX-A: \(String(repeating: "a", count: 400_000))\r\n\r\n",
    ]

    @Test(arguments: unreadable)
    func whatTheLibraryRefusesNeverReachesTheHandler(request: RawRequest) throws {
        let (server, asked) = try Self.echo()
        defer { server.stop() }
        let client = try RawClient(port: server.port)
        client.send(request.text)
        let answer = Answer(client.readToEnd())
        #expect(answer.text.isEmpty || [400, 431, 505].contains(answer.status))
        #expect(asked.all.isEmpty)
        #expect(Self.becomesIdle(server))
    }

    @Test func everyPercentByteIsDecodedOrRefused() throws {
        let (server, _) = try Self.echo()
        defer { server.stop() }
        for byte in UInt8.min...UInt8.max {
            let digits = String(byte, radix: 16)
            let answer = try Answer.get("/a%\(byte < 16 ? "0" : "")\(digits)", port: server.port)
            let isPlain = (0x20...0x7E).contains(byte) && byte != 0x2F && byte != 0x5C
            #expect(answer.status == (isPlain ? 200 : 400), "%\(digits)")
            if isPlain { #expect(answer.body == "/a\(Character(UnicodeScalar(byte)))\n") }
        }
    }

    @Test func fiftyConnectionsAreServedAtOnce() throws {
        let (server, asked) = try Self.echo()
        defer { server.stop() }
        let clients = try (0..<50).map { _ in try RawClient(port: server.port) }
        for (index, client) in clients.enumerated() {
            client.send("GET /\(index) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        }
        for (index, client) in clients.enumerated() {
            let answer = Answer(client.readToEnd())
            #expect(answer.status == 200)
            #expect(answer.body == "/\(index)\n")
        }
        #expect(Set(asked.all) == Set((0..<50).map { "/\($0)" }))
        #expect(Self.becomesIdle(server))
    }

    @Test func oneAddressHasOnlySoManyConnections() throws {
        var limits = HTTPLimits()
        limits.connectionsPerAddress = 3
        let (server, asked) = try Self.echo(limits)
        defer { server.stop() }
        let clients = try (0..<6).map { _ in try RawClient(port: server.port) }
        for client in clients { client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n") }
        #expect(clients.filter { $0.readAnswer().status == 200 }.count == 3)
        #expect(asked.all.count == 3)
    }

    @Test func silentConnectionsAreClosed() throws {
        var limits = HTTPLimits()
        limits.idleSeconds = 1
        let (server, _) = try Self.echo(limits)
        defer { server.stop() }
        let client = try RawClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost:")
        let start = ContinuousClock.now
        #expect(!client.readToEnd().contains("200"))
        #expect(ContinuousClock.now - start < .seconds(8))
        #expect(Self.becomesIdle(server))
    }

    @Test func stoppingLetsTheAnswerUnderWayThrough() throws {
        let (server, asked) = try Self.echo()
        defer { server.stop() }
        let client = try RawClient(port: server.port)
        client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
        while asked.all.isEmpty { usleep(1000) }
        server.stop()
        let answer = Answer(client.readToEnd())
        #expect(answer.status == 200)
        #expect(answer.body == "/slow\n")
        #expect(answer.headers["connection"] == "close")
        #expect(server.openRequests == 0)
    }

    @Test func aStoppedServerLetsTheNextOneHaveItsPort() throws {
        // Outside of the range that the system gives to others meanwhile.
        let port = try #require((23_000..<24_000).first { (try? Self.echo(port: $0)) != nil })
        for _ in 0..<3 {
            let (server, _) = try Self.echo(port: port)
            #expect(server.port == port)
            let idle = try RawClient(port: port)
            #expect(try Answer.get("/a", port: port).status == 200)
            server.stop()
            server.stop()
            #expect(idle.readToEnd().isEmpty)
            #expect(throws: NobodyListens.self) { try RawClient(port: port) }
        }
    }

    @Test func aBusyPortIsAClearError() throws {
        let (server, _) = try Self.echo()
        defer { server.stop() }
        let error = #expect(throws: HTTPServerError.self) { _ = try Self.echo(port: server.port) }
        #expect(error?.code == .portBusy)
        #expect(
            error?.description
                == "127.0.0.1:\(server.port): another program listens there; stop it or take another port")
    }

    @Test(arguments: [
        ("no.such.host.invalid", 0), ("192.0.2.1", 0), ("127.0.0.1", 65_536), ("", 0), ("::1:2", 0),
    ])
    func aBadAddressIsAClearError(host: String, port: Int) throws {
        let error = #expect(throws: HTTPServerError.self) {
            _ = try HTTPServer(host: host, port: port) { _ in HTTPResponse(body: []) }
        }
        #expect(error?.code == .badAddress)
        #expect(error?.description.hasPrefix("\(host):\(port): ") == true)
    }

    @Test func onlyLoopbackIsCalledLoopback() throws {
        for (host, isLoopback) in [("127.0.0.1", true), ("127.0.0.2", true), ("0.0.0.0", false)] {
            let server = try HTTPServer(host: host, port: 0) { _ in HTTPResponse(body: []) }
            defer { server.stop() }
            #expect(server.isLoopback == isLoopback)
            #expect(server.url == "http://\(host):\(server.port)")
        }
    }

    @Test func aHeaderThatBreaksItsLineIsNotSent() throws {
        let server = try HTTPServer(port: 0) { _ in
            HTTPResponse(body: [], headers: [("X-A", "a\r\nSet-Cookie: b")])
        }
        defer { server.stop() }
        #expect(try Answer.get("/", port: server.port).text.isEmpty)
    }

    /// Every request that began has been let go of.
    private static func becomesIdle(_ server: HTTPServer) -> Bool {
        for _ in 0..<2000 where server.openRequests > 0 { usleep(1000) }
        return server.openRequests == 0
    }
}
