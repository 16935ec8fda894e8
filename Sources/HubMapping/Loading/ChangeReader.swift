import HubModel

/// Reads how the deliveries of a feed follow each other: `change`, `missing`, `on_drift`, `expect`.
struct ChangeReader {
    var report = Diagnostics()

    mutating func read(_ feed: ObjectReader) -> FeedRules {
        var rules = FeedRules()
        rules.change = feed.choice("change", default: .snapshot, &report)
        rules.onDrift = feed.choice("on_drift", default: .warn, &report)
        if let node = feed["missing"] { rules.missing = readMissing(node, of: rules.change) }
        if let node = feed["expect"] {
            var reader = ExpectationsReader()
            rules.expectations = reader.read(node)
            report.merge(reader.report)
            if rules.change == .append, let shrink = node["shrink"] {
                report.report(
                    "of an `append` feed nothing is ever missing, so it cannot shrink",
                    hint: "leave `shrink` out", at: shrink.location)
            }
        }
        var hash = StableHash()
        for key in ObjectDeclaration.deliveryKeys.map(\.name) {
            hash.combine(StableHash.of(key))
            feed[key]?.add(to: &hash)
        }
        rules.fingerprint = hash.finish()
        return rules
    }

    private mutating func readMissing(_ node: Node, of change: ChangeRule) -> MissingRule {
        var rule = MissingRule()
        guard let reader = ObjectReader(node, "`missing`", .missing, &report) else {
            return rule
        }
        rule.policy = reader.choice("policy", default: .close, &report)
        rule.after = reader.integer("after", in: 1...3650, default: 1, &report) ?? 1
        if change == .append {
            report.report(
                "of an `append` feed nothing is ever missing", hint: "leave `missing` out", at: node.location)
        } else if rule.policy == .keep, let after = reader["after"] {
            report.report(
                "`after` says nothing with `policy: \"keep\"`, which waits for ever",
                hint: "leave it out, or choose `close` or `delete`", at: after.location)
        }
        return rule
    }
}
