internal import CMicroHTTPD
import Glibc

/// A small HTTP/1.1 server for GET and HEAD, over libmicrohttpd. It answers from its start until `stop`.
///
/// ```swift
/// let server = try HTTPServer(port: 0) { request in HTTPResponse(body: Array(request.path.utf8)) }
/// print(server.url)
/// server.stop()
/// ```
@safe package final class HTTPServer {
    /// Address it listens on, in numbers.
    package let address: String
    /// Port it listens on: the one given, or the one the system chose for 0.
    package let port: Int
    /// Whether only this machine can reach it.
    package let isLoopback: Bool

    private let desk: Desk
    private var daemon: OpaquePointer?

    /// Listens on the first address `host` stands for. The handler is called on several threads at once, and while
    /// it works the other connections of its thread wait.
    package init(
        host: String = "127.0.0.1", port: Int, limits: HTTPLimits = HTTPLimits(),
        handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws(HTTPServerError) {
        let socket = try ListeningSocket(host: host, port: port)
        address = socket.address
        self.port = socket.port
        isLoopback = socket.isLoopback
        desk = Desk(gate: RequestGate(limits: limits), handler: handler)
        var options = isthmus_http_options()
        options.listener = socket.descriptor
        options.threads = UInt32(clamping: max(2, limits.threads))
        options.connections = UInt32(clamping: limits.connections)
        options.connections_per_address = UInt32(clamping: limits.connectionsPerAddress)
        options.idle_seconds = UInt32(clamping: limits.idleSeconds)
        options.memory_per_connection = limits.memoryPerConnection
        // The daemon holds its desk until `stop`.
        let kept = unsafe Unmanaged.passRetained(desk)
        unsafe daemon = unsafe isthmus_http_start(
            options, kept.toOpaque(), Desk.begun, Desk.answer, Desk.completed)
        if unsafe daemon == nil {
            unsafe kept.release()
            close(socket.descriptor)
            throw HTTPServerError(
                .failed,
                "\(host):\(port): the server does not start; raise the limits of open files and threads")
        }
    }

    deinit { stop() }

    /// `http://127.0.0.1:8732`.
    package var url: String { "http://\(address.contains(":") ? "[\(address)]" : address):\(port)" }

    /// Requests that have begun and are not yet done, of which some may never be completed by their client.
    package var openRequests: Int { desk.load.withLock { $0.open } }

    /// Takes no new connection, waits a few seconds for the answers under way, then closes everything.
    /// The second time it does nothing.
    package func stop() {
        guard let stopping = unsafe daemon else { return }
        unsafe daemon = nil
        desk.load.withLock { $0.isClosing = true }
        let listener = unsafe MHD_quiesce_daemon(stopping)
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(desk.gate.limits.drainSeconds)
        while desk.load.withLock({ $0.answering > 0 }), clock.now < deadline { usleep(5000) }
        unsafe MHD_stop_daemon(stopping)
        if listener >= 0 { close(listener) }
        unsafe Unmanaged.passUnretained(desk).release()
    }
}
