import HubEngine
import HubMapping
import HubModel

/// What an error that ended a verb says, and with which exit code.
enum Failure {
    static func text(_ error: any Error) -> String {
        guard let diagnostics = error as? Diagnostics else { return explanation(of: error) }
        let count = diagnostics.entries.count
        let mistakes = count == 1 ? "1 mistake" : "\(count) mistakes"
        return "\(mistakes) in the configuration\n"
            + diagnostics.sorted.map(\.description).joined(separator: "\n")
    }

    static func code(_ error: any Error) -> ExitCode {
        switch error {
        case is Diagnostics, is UsageError: .usage
        case is RunLock.Held: .locked
        case is CancellationError: .interrupted
        default: .failed
        }
    }
}
