import Foundation
import HubModel

extension TrainedWeights {
    /// The weights as a file for `Mappings/weights/`, which people read too: the bits of each level beside it.
    package func text(for model: EntityModel) -> String {
        var text = """
            // What agreement and disagreement weigh for `\(model.name)`, worked out from its mentions without labels by
            // `isthmus resolve \(model.name) --train`. Remove this file to go back to the weights of the model.
            {
              version: \(version),
              trained: "\(trained)",
              mentions: \(mentions),
              // Pairs of one entity for each mention. Among n mentions the prior is 2 × this / (n - 1).
              pairs_per_mention: \(Self.digits(pairsPerMention)),
              comparisons: {

            """
        for comparison in model.comparisons {
            guard let levels = comparisons[comparison.name] else { continue }
            text += "    \(Self.key(comparison.name)): [\n"
            let width = levels.map(\.test.count).max() ?? 0
            for level in levels {
                let name = "\"\(level.test)\",".padding(toLength: width + 3, withPad: " ", startingAt: 0)
                let bits = String(format: "%+.1f", log2(level.m / level.u))
                text +=
                    "      { level: \(name) m: \(Self.digits(level.m)), u: \(Self.digits(level.u)) }, // \(bits) bits\n"
            }
            text += "    ],\n"
        }
        text += "  },\n"
        if let calibration {
            text += """
                  // What \(calibration.same + calibration.different) judgements of stewards made of the scores: odds are 2 to the scale × bits + shift.
                  calibration: { scale: \(Self.digits(calibration.scale)), shift: \(String(format: "%.4f", calibration.shift)), same: \(calibration.same), different: \(calibration.different) },

                """
        }
        return text + "}\n"
    }

    /// Six significant digits, without an exponent.
    private static func digits(_ number: Double) -> String {
        guard number > 0 else { return "0" }
        let places = max(0, 5 - Int(log10(number).rounded(.down)))
        return String(format: "%.\(places)f", number)
    }

    /// A name as a JSON5 key.
    private static func key(_ name: String) -> String {
        name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? name : "\"\(name)\""
    }
}
