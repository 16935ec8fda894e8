import Foundation
import HubHTTP
import HubStore

/// What is answered over HTTP: how the hub fares. Counts, times and names of feeds, never anything of a person.
///
/// The store is opened for each request and closed behind it, so that a store that is made, replaced or mended
/// while the service runs is seen at once.
package struct WebService: Sendable {
    /// Absolute path of the SQLite file.
    let store: String
    /// Age of the last good run, in hours, above which the hub is not well.
    let maxAge: Int
    let now: @Sendable () -> Date
    let traffic = Traffic()

    package init(store: String, maxAge: Int, now: @escaping @Sendable () -> Date = { .now }) {
        self.store = store
        self.maxAge = maxAge
        self.now = now
    }

    /// Every route, in the order of `docs/serve.md`.
    package static let routes: [Route] = [
        Route("/health", "whether the last run was good and is young enough") { service, _ in
            service.health()
        },
        Route("/runs", "the newest runs") { service, _ in
            try service.runs()
        },
        Route("/runs/{id}", "the report of one run") { service, places in
            try service.report(of: places["id"] ?? "")
        },
        Route("/metrics", "figures for a monitor, in Prometheus' text format") { service, _ in
            service.metrics()
        },
    ]

    package func answer(_ request: HTTPRequest) -> HTTPResponse {
        let clock = ContinuousClock()
        let start = clock.now
        let route = Self.routes.first { $0.match(request.path) != nil }
        let response = answer(request, by: route)
        let took = (clock.now - start) / .seconds(1)
        // Paths that nobody serves are anybody's invention: they share one line.
        traffic.count(route: route?.path ?? "none", status: response.status, seconds: took)
        return response
    }

    private func answer(_ request: HTTPRequest, by route: Route?) -> HTTPResponse {
        if let route, let places = route.match(request.path) {
            do {
                return try route.answer(self, places)
            } catch let error as StoreError {
                return .error(503, error.code.description, explanation(error))
            } catch {
                return .error(500, "failed", "the answer could not be made; the store may be damaged")
            }
        }
        let paths = Self.routes.map(\.path).joined(separator: ", ")
        return .error(404, "no-such-route", "nothing is here; there are: \(paths)")
    }

    func openStore() throws(StoreError) -> SQLiteStore { try SQLiteStore(path: store, readOnly: true) }

    /// The store's own words without the path of the file, which is nobody's business on the network.
    func explanation(_ error: StoreError) -> String {
        let text = error.message.replacing("\(store): ", with: "")
        return text.contains(store) ? "the store cannot be read (\(error.code))" : text
    }
}

/// One route: a path whose segments in braces stand for anything, and what is answered there.
package struct Route: Sendable {
    package typealias Answer = @Sendable (WebService, _ places: [String: String]) throws -> HTTPResponse

    package let path: String
    package let summary: String
    let answer: Answer

    init(_ path: String, _ summary: String, answer: @escaping Answer) {
        self.path = path
        self.summary = summary
        self.answer = answer
    }

    /// What stands in the places of the braces; `nil` when the path is another one.
    func match(_ path: String) -> [String: String]? {
        let wanted = self.path.split(separator: "/", omittingEmptySubsequences: false)
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == given.count else { return nil }
        var places: [String: String] = [:]
        for (pattern, segment) in zip(wanted, given) {
            if pattern.hasPrefix("{"), !segment.isEmpty {
                places[String(pattern.dropFirst().dropLast())] = String(segment)
            } else if pattern != segment {
                return nil
            }
        }
        return places
    }
}
