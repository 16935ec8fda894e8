import Foundation
import HubEngine
import HubMatching
import HubModel

/// `isthmus resolve --train TYPE`
struct ResolveVerb: Verb {
    static let name = "resolve"
    static let summary = "work out match weights from the data"
    static let operands = "TYPE"
    static let operandCount = 1...1
    static let options: [OptionDeclaration] = []
    static let details = "x"

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let type = try open.type(arguments.operands[0])
        let store = try open.storeForReading()
        let mentions = try store.mentions(type: type)
        let model = open.workspace.models[type]
        let estimate = await Trainer(
            MatchInput(model: model, values: mentions.values, ranks: mentions.ranks, related: [:])
        ).run()
        print("prior \(estimate.prior) matches \(estimate.matches)")
        for (index, comparison) in model.comparisons.enumerated() {
            print(comparison.name, "support", Int(estimate.support[index]))
            for (level, values) in zip(comparison.levels, estimate.comparisons[index]) {
                print("   ", level.test, values.m, values.u, log2(values.m / values.u), "was", level.m, level.u)
            }
        }
        return .done
    }
}
