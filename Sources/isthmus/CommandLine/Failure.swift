import HubEngine
import HubMapping
import HubModel
import HubPublish

/// `1 feed`, `2 feeds`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// What an error that ended a verb says, and with which exit code.
enum Failure {
    static func text(_ error: any Error) -> String {
        guard let diagnostics = error as? Diagnostics else { return explanation(of: error) }
        return counted(diagnostics.entries.count, "mistake") + " in the configuration\n"
            + diagnostics.sorted.map(\.description).joined(separator: "\n")
    }

    static func code(_ error: any Error) -> ExitCode {
        switch error {
        case is Diagnostics, is UsageError: .usage
        case let error as StewardError where error.isUnknown: .usage
        case is PublicationHeld: .overThreshold
        case is RunLock.Held: .locked
        case is CancellationError: .interrupted
        default: .failed
        }
    }
}
