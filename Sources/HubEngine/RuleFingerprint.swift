import HubMapping
import HubModel

extension Workspace {
    /// Raised when the code that matches or merges gives other results for the same rules.
    private static let rulesVersion: UInt64 = 2

    /// Stands for everything besides the mentions that decides entities and golden records: models and trust.
    /// When it differs from last night's, everything is resolved and merged anew.
    var ruleFingerprint: String {
        var hash = StableHash(seed: Self.rulesVersion)
        func add(_ text: String) { hash.combine(StableHash.of(text)) }
        for model in models {
            add("model \(model.name) \(model.idPrefix) \(model.prior) \(model.threshold)")
            add("trained \(model.weights?.pairsPerMention ?? 0)")
            add("calibrated \(model.calibration.scale) \(model.calibration.shift)")
            for attribute in model.attributes {
                add("attribute \(attribute.name) \(attribute.type.name) \(attribute.survivorship)")
                add("\(attribute.isMultiple) \(attribute.isDistinct) \(attribute.derivedFrom ?? "")")
                add("\(attribute.aliases.digest)")
            }
            add("limits \(model.limits.largest) \(model.limits.contradiction) \(model.limits.doubt)")
            for relation in model.relations where relation.keepsApart { add("apart \(relation.name)") }
            for rule in model.apart { add("apart \(rule.name) \(rule.when) \(rule.unless)") }
            for rule in model.blocking { add("blocking \(rule.text)") }
            for comparison in model.comparisons {
                add("comparison \(comparison.name)")
                for level in comparison.levels {
                    add("\(level.test) \(level.m) \(level.u) \(level.adjustsForFrequency)")
                }
            }
        }
        for feed in feeds {
            add("feed \(feed.name) \(feed.trust)")
            for mention in feed.mentions where mention.isUnique { add("unique \(mention.role)") }
        }
        return String(hash.finish(), radix: 16)
    }
}
