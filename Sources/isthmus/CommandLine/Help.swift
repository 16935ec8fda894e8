import HubModel

/// Help texts, made from what the verbs declare.
enum Help {
    static var overview: String {
        let width = Isthmus.verbs.map { $0.name.count }.max() ?? 0
        let lines = Isthmus.verbs.map { verb in
            "  " + verb.name + String(repeating: " ", count: width - verb.name.count + 2) + verb.summary
        }
        return """
            Isthmus joins the registers of departments into one registry of people, houses and organisations.

            Usage: isthmus [-C DIR] VERB [options]

            \(lines.joined(separator: "\n"))

            The workspace is the folder with isthmus.json5, found upwards from here, or -C DIR.
            `isthmus help VERB` tells more. Exit codes: 0 done, 1 failed, 2 usage or configuration,
            3 a delivery was held, 4 locked by another run, 130/143 stopped by a signal.
            """
    }

    static func usage(of verb: any Verb.Type) -> String {
        "Usage: isthmus [-C DIR] \(verb.name)"
            + (verb.operands.isEmpty ? "" : " \(verb.operands)")
            + (verb.options.isEmpty ? "" : " [options]")
    }

    static func of(_ verb: any Verb.Type) -> String {
        var text = "\(verb.summary)\n\n\(usage(of: verb))\n\n\(verb.details)"
        if !verb.options.isEmpty {
            let names = verb.options.map { "--\($0.name)" + ($0.value.map { " \($0)" } ?? "") }
            let width = names.map(\.count).max() ?? 0
            text += "\n\nOptions:"
            for (name, option) in zip(names, verb.options) {
                text += "\n  \(name)" + String(repeating: " ", count: width - name.count + 2) + option.help
            }
        }
        return text
    }

    static func unknownVerb(_ name: String) -> String {
        let near = nearestName(to: name, among: Isthmus.verbs.map { $0.name })
        return "isthmus: there is no verb `\(name)`"
            + (near.map { "; did you mean `\($0)`?" } ?? "; try `isthmus help`")
    }
}
