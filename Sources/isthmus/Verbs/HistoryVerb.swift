import HubEngine
import HubModel
import HubStore

/// `isthmus history ENTITY`: what changed about it, run by run.
struct HistoryVerb: Verb {
    static let name = "history"
    static let summary = "tell what changed about an entity, run by run"
    static let operands = "ENTITY"
    static let operandCount = 1...1
    static let options = [
        OptionDeclaration(
            name: "attribute", value: "A", help: "only changes of this attribute, relation kind or `identity`"
        ),
        OptionDeclaration(name: "mask", value: nil, help: "mask personal values"),
        OptionDeclaration.format,
    ]
    static let details = """
        One line for each golden value that became another, each relation that came, changed or went, and each time
        the entity was made, merged, split, ended or revived. An entity that was merged away has its own history
        up to then. History that expired is left out; `query --as-of` and `trace --as-of` show a whole state.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let store = try open.storeForReading()
        let id = arguments.operands[0].uppercased()
        guard let (number, type) = try store.number(ofEntity: id) else {
            throw UsageError("there is no entity \(id); `isthmus query TYPE attribute=value` finds ids")
        }
        let model = open.workspace.models[type]
        let history = try EntityHistory(number: number, type: type, model: model, store: store)
        let wanted = arguments.value("attribute")
        if let wanted {
            let names = ["identity"] + model.attributes.map(\.name) + history.changes.map(\.what)
            guard names.contains(wanted) else {
                throw UsageError(
                    "\(model.name) has no attribute or relation `\(wanted)`"
                        + OpenWorkspace.suggestion(wanted, Set(names).sorted()))
            }
        }
        let isMasked = arguments.flag("mask")
        var output = Output(
            try arguments.format(), columns: ["run", "night", "what", "before", "after"], numbers: ["run"])
        for change in history.changes where wanted.map({ $0 == change.what }) ?? true {
            let attribute = change.attribute.map { model.attributes[$0] }
            let shown = { (value: String?) -> String? in
                guard isMasked, let attribute else { return value }
                return value.map(attribute.masked)
            }
            output.row([
                String(change.run), change.at, change.what, shown(change.before), shown(change.after),
            ])
        }
        output.finish()
        let since = try store.historySince()
        if since > 0 { Terminal.error("history goes back to run \(since)") }
        return .done
    }
}
