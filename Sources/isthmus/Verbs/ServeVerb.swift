import HubHTTP
import HubWeb

/// `isthmus serve`: how the hub fares, over HTTP.
struct ServeVerb: Verb {
    static let name = "serve"
    static let summary = "answer over HTTP how the hub fares: health, runs, reports, figures"
    static let operands = ""
    static let operandCount = 0...0
    static let options = [
        OptionDeclaration(
            name: "port", value: "N", help: "port to listen on, 0 for a free one (default 8732)"),
        OptionDeclaration(name: "host", value: "H", help: "address to listen on (default 127.0.0.1)"),
        OptionDeclaration(
            name: "max-age", value: "HOURS", help: "age of the last good run that is still well (default 36)"),
    ]
    static let hasSafePoints = true
    static let details = """
        Runs until it is stopped by a signal. `/health` answers 200 when the last run is done and young enough,
        503 with a reason otherwise; `/runs` and `/runs/ID` show the last runs and the report of one;
        `/metrics` has figures in Prometheus' text format. No personal
        data is served. There is no access control: listen on this machine alone, or behind a proxy that asks who
        is there.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let port = try arguments.number("port", default: 8732, least: 0, most: 65_535)
        let maxAge = try arguments.number("max-age", default: 36)
        let service = WebService(store: try OpenWorkspace(arguments).workspace.store, maxAge: maxAge)
        let server = try HTTPServer(host: arguments.value("host") ?? "127.0.0.1", port: port) {
            service.answer($0)
        }
        Terminal.error("isthmus serve: listening on \(server.url)")
        if !server.isLoopback {
            Terminal.error(
                "isthmus serve: warning: other machines can reach \(server.address) and there is no access control"
            )
        }
        await untilCancelled()
        Terminal.error("isthmus serve: stopping")
        server.stop()
        throw CancellationError()
    }

    private static func untilCancelled() async {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }
}
