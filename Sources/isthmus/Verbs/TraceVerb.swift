import Foundation
import HubModel
import HubStore

/// `isthmus trace ENTITY [ATTRIBUTE]`: where a value came from.
struct TraceVerb: Verb {
    static let name = "trace"
    static let summary = "tell where each value of an entity came from: feed, line and night"
    static let operands = "ENTITY [ATTRIBUTE]"
    static let operandCount = 1...2
    static let options = [
        OptionDeclaration(name: "mask", value: nil, help: "mask personal values and record keys"),
        OptionDeclaration.asOf, .format,
    ]
    static let details = """
        With ATTRIBUTE: every mention that speaks of it, the chosen one marked `golden`, those that agree `same`,
        those that lost `conflict`, a value that a steward set `override`; of a set (phones), every mention that gives part of it is `golden`. Without: the
        golden value of every attribute with the mention it came from, of a set the first; then the entities that
        relations lead to or come from.

        With --as-of: the golden values and relations of then. What each record said then is not kept, so each value
        comes with the record it was taken from, and no others.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let (store, then) = try open.storeForReading(asOf: arguments)
        let id = arguments.operands[0].uppercased()
        guard let entity = try store.entity(id: id) else {
            throw UsageError(
                then == nil
                    ? "there is no entity \(id); `isthmus query TYPE attribute=value` finds ids"
                    : "there was no entity \(id) then; `isthmus history \(id)` tells since when there is one")
        }
        if entity.id != id { Terminal.error("\(id) was merged into \(entity.id)") }
        let model = open.workspace.models[entity.type]
        var wanted = Array(model.attributes.indices)
        if arguments.operands.count == 2 {
            let name = arguments.operands[1]
            guard let index = model.index(ofAttribute: name) else {
                let near = OpenWorkspace.suggestion(name, model.attributes.map(\.name))
                throw UsageError("\(model.name) has no attribute `\(name)`\(near)")
            }
            wanted = [index]
        }
        let mentions = then == nil ? try store.mentions(of: entity) : []
        let isMasked = arguments.flag("mask")
        let chosen = try Provenance.sources(entity.provenance)
        var output = Output(
            try arguments.format(),
            columns: [
                "attribute", "value", "standing", "feed", "record_key", "role", "line", "run", "night",
            ], numbers: ["line", "run"])
        for attribute in wanted.map({ model.attributes[$0] }) {
            guard let index = model.index(ofAttribute: attribute.name) else { continue }
            let golden = entity.values[index]
            let isWhole = arguments.operands.count == 1
            if let set = chosen[attribute.name]?.override, let golden {
                output.row(
                    [
                        attribute.name, isMasked ? attribute.masked(golden) : golden, "override",
                        "override \(set)",
                    ] + Array(repeating: nil, count: 5))
                if isWhole { continue }
            }
            if then != nil, let golden, let mention = chosen[attribute.name]?.mention {
                let origin = try store.origin(ofMention: mention)
                output.row([
                    attribute.name, isMasked ? attribute.masked(golden) : golden, "golden", origin?.feed,
                    isMasked ? origin.map { _ in "***" } : origin?.recordKey, origin?.role, nil, nil, nil,
                ])
            }
            let isSet = chosen[attribute.name]?.override != nil
            for mention in mentions {
                guard let value = mention.values[index] else { continue }
                let isChosen = !isSet && mention.mention == chosen[attribute.name]?.mention
                guard isChosen || !isWhole else { continue }
                // Every mention of a set gives part of it.
                let isGolden = isChosen || attribute.isMultiple && !isSet
                let standing = isGolden ? "golden" : value == golden ? "same" : "conflict"
                let shown = isWhole ? golden ?? value : value
                output.row([
                    attribute.name, isMasked ? attribute.masked(shown) : shown, standing,
                    mention.feed, isMasked ? "***" : mention.recordKey,
                    mention.role, mention.line > 0 ? String(mention.line) : nil, String(mention.run),
                    mention.runStartedAt,
                ])
            }
        }
        for relation in arguments.operands.count == 1 ? try store.relations(of: entity) : [] {
            let qualifier = relation.qualifier.isEmpty ? "" : " (\(relation.qualifier))"
            output.row(
                [
                    relation.kind, relation.otherID + qualifier,
                    relation.isOutgoing ? "leads to" : "comes from",
                ] + Array(repeating: nil, count: 6))
        }
        output.finish()
        return .done
    }
}

/// The provenance column of golden tables.
private enum Provenance {
    struct Source: Decodable {
        /// Mention the golden value came from.
        let mention: Int64
        /// Number of the override that set it.
        let override: Int64?
    }

    /// By attribute.
    static func sources(_ json: String) throws -> [String: Source] {
        try JSONDecoder().decode([String: Source].self, from: Data(json.utf8))
    }
}
