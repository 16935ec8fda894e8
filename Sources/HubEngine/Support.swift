import Foundation
import HubMapping
import HubModel
import HubPublish
import HubStore

/// Now, in UTC, to the second: `2026-03-05T01:00:00Z`.
package func timestamp() -> String { Date.now.formatted(.iso8601) }

extension Duration {
    /// Whole and fractional seconds.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

/// What to tell a person of an error; the hub's own errors say what, where and how to mend it.
package func explanation(of error: any Error) -> String {
    switch error {
    case is CancellationError: "stopped by a signal"
    case let diagnostics as Diagnostics: diagnostics.sorted.map(\.description).joined(separator: "\n")
    case let error as CocoaError: explanation(of: error)
    default: String(describing: error)
    }
}

/// Foundation's errors describe themselves as dumps; what helps is the file and the reason.
private func explanation(of error: CocoaError) -> String {
    let file = error.filePath ?? error.url?.path
    let text = DiskTrouble.text(of: error)
    return file.map { "\($0): \(text)" } ?? text
}

/// Largest resident size of this process so far, in MiB; 0 where the system does not tell.
package func peakMemoryMiB() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
        let kibibytes = line.split(separator: " ").compactMap({ Int($0) }).first
    else { return 0 }
    return kibibytes / 1024
}

extension Feed {
    /// What a record without a key has no value in.
    var keyInWords: String {
        isKeyDerived ? "any mapped column" : key.map { "`\($0.value)`" }.joined(separator: " or ")
    }

    /// What the store must know of the feed.
    package var shape: FeedShape {
        FeedShape(
            name: name, title: title, trust: trust, roles: mentions.map { ($0.role, $0.type) },
            relations: relations.map { ($0.kind, $0.from, $0.to) })
    }
}
