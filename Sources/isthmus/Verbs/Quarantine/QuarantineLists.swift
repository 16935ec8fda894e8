import HubEngine
import HubModel
import HubStore

/// What only looks into the quarantine.
enum QuarantineLists {
    static func list(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let store = try open.storeForReading()
        let filter = try QuarantineVerb.filter(arguments, open, store)
        let limit = try arguments.number("limit", default: 20, most: .max - 1)
        let showsRaw = arguments.flag("raw")
        var output = Output(
            try arguments.format(),
            columns: ["id", "feed", "run", "line", "record", "scope", "reason", "column", "target", "detail"]
                + (showsRaw ? ["record_key", "raw"] : []), numbers: ["id", "run", "line", "record"])
        let rejects = try store.rejects(filter, limit: limit + 1)
        for reject in rejects.prefix(limit) {
            output.row(
                [
                    String(reject.id), reject.feed, String(reject.run),
                    reject.line > 0 ? String(reject.line) : nil,
                    String(reject.ordinal), reject.scope, reject.reason, reject.column, reject.target,
                    reject.detail,
                ] + (showsRaw ? [reject.recordKey, try text(of: reject, store)] : []))
        }
        output.finish()
        if rejects.count > limit { Output.tellOfMore(shown: limit) }
        return .done
    }

    /// The refused value; of a record, the record.
    private static func text(of reject: RejectRow, _ store: any Store) throws -> String {
        guard reject.scope == "record", reject.raw.isEmpty else { return reject.raw }
        let copy = try reject.copy.flatMap { try store.copy($0) }
        return copy.map { CSVField.line($0.cells.map { $0 ?? "" }) } ?? ""
    }

    static func show(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let store = try open.storeForReading()
        let operand = arguments.operands[1]
        guard let id = Int64(operand), id > 0 else {
            throw UsageError("ID must be a number; `isthmus quarantine list` tells the ids")
        }
        guard let reject = try store.reject(id) else {
            throw UsageError(
                "there is no reject \(id) (any more); `isthmus quarantine list` tells the ids")
        }
        let format = try arguments.format()
        let view = RejectView(workspace: open.workspace, isMasked: !arguments.flag("raw"))
        let lines = view.lines(reject, copy: try reject.copy.flatMap { try store.copy($0) })
        if format == .table {
            // Whole sentences: nothing is cut off as in a table.
            let width = lines.map(\.name.displayWidth).max() ?? 0
            for (index, line) in lines.enumerated() {
                if index > 0, lines[index - 1].part != line.part { Terminal.write("\n") }
                let fill = String(repeating: " ", count: width - line.name.displayWidth + 2)
                let text = (line.name + fill + line.value).map { $0.isNewline ? "⏎" : $0 }
                Terminal.write(String(text).withVisibleControls + "\n")
            }
            Terminal.flush()
            return .done
        }
        var output = Output(format, columns: ["part", "name", "value"])
        for line in lines { output.row([line.part, line.name, line.value]) }
        output.finish()
        return .done
    }

    static func count(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let store = try open.storeForReading()
        let filter = try QuarantineVerb.filter(arguments, open, store)
        let all = try store.rejectCounts()
        let read = try recordsRead(store, all)
        let departments = Dictionary(
            open.workspace.feeds.map { ($0.name, $0.department) }, uniquingKeysWith: { first, _ in first })
        var output = Output(
            try arguments.format(),
            columns: ["feed", "department", "scope", "reason", "column", "count", "share"],
            numbers: ["count", "share"])
        let isWhole =
            filter.feed == nil && filter.reason == nil && filter.column == nil && filter.since == nil
        for count in try isWhole ? all : store.rejectCounts(filter) {
            output.row([
                count.feed, departments[count.feed], count.scope, count.reason, count.column,
                String(count.count),
                share(count.count, of: read[count.feed] ?? 0),
            ])
        }
        output.finish()
        return .done
    }

    /// Records of the last reading of each feed, refused ones among them.
    private static func recordsRead(_ store: any Store, _ counts: [RejectCount]) throws -> [String: Int] {
        var read: [String: Int] = [:]
        for state in try store.feedStates() { read[state.feed] = state.records }
        for count in counts where count.scope == "record" {
            read[count.feed]? += count.count
        }
        return read
    }

    /// Four places: `0.0125`.
    private static func share(_ count: Int, of whole: Int) -> String? {
        guard whole > 0 else { return nil }
        let parts = (count * 20_000 + whole) / (2 * whole)
        let digits = String(parts % 10_000)
        return "\(parts / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
