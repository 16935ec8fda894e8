import HubEngine

/// `isthmus preview FEED`: records as read and as mapped.
struct PreviewVerb: Verb {
    static let name = "preview"
    static let summary = "show records of a feed as read and as mapped; writes nothing"
    static let operands = "FEED"
    static let operandCount = 1...1
    static let options = [
        OptionDeclaration(name: "limit", value: "N", help: "show at most N records (default 3)"),
        OptionDeclaration(name: "mask", value: nil, help: "mask mapped values, leave out raw ones"),
        OptionDeclaration.format,
    ]
    static let details = """
        One line a value: `read` is the cell as delivered, a role is the value as mapped, `reject` is what was
        refused and why.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let feed = try open.feed(arguments.operands[0])
        let lines = try await Preview(
            workspace: open.workspace, connectors: OpenWorkspace.connectors,
            environment: OpenWorkspace.environment
        ).lines(of: feed, limit: try arguments.number("limit", default: 3), isMasked: arguments.flag("mask"))
        if lines.isEmpty {
            Terminal.error("the feed holds no records; do path and settings point at the right place?")
        }
        var output = Output(
            try arguments.format(), columns: ["record", "line", "part", "name", "value"],
            numbers: ["record", "line"])
        for line in lines {
            // Rows of a database stand on no line.
            let place = line.line > 0 ? String(line.line) : nil
            output.row([String(line.record), place, line.part, line.name, line.value])
        }
        output.finish()
        return .done
    }
}
