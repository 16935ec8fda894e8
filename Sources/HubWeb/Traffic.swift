import Synchronization

/// Requests that were answered since the service started, by route and status.
///
/// What the gate of the server turns away (not HTTP, too long, not GET) never gets here and is not counted.
package final class Traffic: Sendable {
    struct Key: Hashable {
        let route: String
        let status: Int
    }

    struct Tally {
        var requests = 0
        var seconds = 0.0
    }

    private let tallies = Mutex<[Key: Tally]>([:])

    package init() {}

    func count(route: String, status: Int, seconds: Double) {
        tallies.withLock { tallies in
            tallies[Key(route: route, status: status), default: Tally()].requests += 1
            tallies[Key(route: route, status: status), default: Tally()].seconds += seconds
        }
    }

    /// Sorted by route and status.
    var all: [(key: Key, tally: Tally)] {
        tallies.withLock { $0 }.map { (key: $0.key, tally: $0.value) }
            .sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
    }
}
