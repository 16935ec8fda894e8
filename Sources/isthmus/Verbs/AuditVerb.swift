import HubEngine
import HubStore

/// `isthmus audit`: proves the accounting.
struct AuditVerb: Verb {
    static let name = "audit"
    static let summary = "prove that the numbers of runs, store and publications agree"
    static let operands = "[RUN]"
    static let operandCount = 0...1
    static let options = [
        OptionDeclaration(
            name: "all", value: nil, help: "print every finding, not only rules and what fails"),
        OptionDeclaration.format,
    ]
    static let details = """
        Every record read is new, changed, unchanged, rejected or superseded; every mention is in exactly one entity
        that lives; every golden value names the record it came from; datasets have the rows that the store gives for
        them; files of publications have their checksums. With RUN: the report of that run alone. Exit code 1 when a
        number does not agree. `docs/reports.md` lists the rules.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let format = try arguments.format()
        let store = try open.storeForReading()
        let audit = Audit(workspace: open.workspace, store: store)
        let findings: [Finding]
        if let operand = arguments.operands.first {
            guard let id = Int64(operand), let run = try store.run(id) else {
                throw UsageError("there is no run `\(operand)`; `isthmus runs` lists them")
            }
            findings = audit.run(run)
            if findings.isEmpty { Terminal.error("run \(id) is \(run.status) and has no report to look at") }
        } else {
            findings = try audit.all()
        }
        show(findings, format, isWhole: arguments.flag("all") || format != .table)
        let wrong = findings.count { !$0.holds }
        Terminal.error(
            wrong == 0
                ? "\(counted(findings.count, "number")) looked at, all agree"
                : "\(wrong) of \(counted(findings.count, "number")) looked at \(wrong == 1 ? "does" : "do") not agree"
        )
        return wrong == 0 ? .done : .failed
    }

    /// As a table: a line a rule, with how often it was looked at, and below it whatever does not hold.
    private static func show(_ findings: [Finding], _ format: OutputFormat, isWhole: Bool) {
        var output = Output(
            format, columns: ["rule", "subject", "expected", "found", "holds"])
        if isWhole {
            for finding in findings { output.row(row(finding)) }
            return output.finish()
        }
        var rules: [String] = []
        var groups: [String: [Finding]] = [:]
        for finding in findings {
            if groups[finding.rule] == nil { rules.append(finding.rule) }
            groups[finding.rule, default: []].append(finding)
        }
        for rule in rules {
            let group = groups[rule] ?? []
            let wrong = group.filter { !$0.holds }
            if wrong.isEmpty {
                output.row(
                    group.count == 1
                        ? row(group[0])
                        : [rule, "\(group.count) looked at", "all agree", "all agree", "yes"])
            }
            for finding in wrong { output.row(row(finding)) }
        }
        output.finish()
    }

    private static func row(_ finding: Finding) -> [String?] {
        [finding.rule, finding.subject, finding.expected, finding.found, finding.holds ? "yes" : "NO"]
    }
}
