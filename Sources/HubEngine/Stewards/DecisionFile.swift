import HubConnect
import HubModel
import HubStore

/// Decisions of many pairs in one delimited file, as `review export` writes it and a spreadsheet gives it back.
package struct DecisionFile {
    package static let columns = [
        "feed_a", "record_key_a", "role_a", "feed_b", "record_key_b", "role_b", "verdict", "why",
    ]

    package struct Row: Sendable {
        package let line: Int
        package let first: MentionName
        package let second: MentionName
        package let verdict: Judgement.Verdict
        package let why: String
    }

    package private(set) var rows: [Row] = []
    /// Rows whose verdict was left empty.
    package private(set) var undecided = 0
    /// What is wrong, by line.
    package private(set) var faults: [(line: Int, what: String)] = []

    /// Reads the whole file through a connector of `type`, which takes one setting, `path`.
    package init(file: String, type: any Connector.Type) async throws {
        let place = SourceLocation(file: file, line: 1, column: 1)
        var diagnostics = Diagnostics()
        let path = Node.Member(name: "path", location: place, value: Node(.string(file), at: place))
        let settings = Settings(
            Node(.object([path]), at: place), declared: type.settings, environment: [:], owner: place,
            diagnostics: &diagnostics)
        guard diagnostics.isEmpty else { throw diagnostics }
        let connector = try type.init(settings, ConnectorContext(folder: "/", columns: Self.columns))
        var rows: [Row] = []
        var undecided = 0
        var faults: [(line: Int, what: String)] = []
        try await connector.read { batch in
            let positions = try Self.columns.map { name in
                guard let position = batch.columns.firstIndex(of: name) else {
                    throw ConnectorError(
                        .noSuchColumn,
                        "the file has no column `\(name)`; `isthmus review export FILE` writes one that has")
                }
                return position
            }
            faults += batch.rejects.map { ($0.position.line, $0.reason.code) }
            for row in 0..<batch.table.rowCount {
                let line = batch.positions[row].line
                let cells = positions.map { Self.trimmed(batch.table.text(row, $0) ?? "") }
                if cells[6].isEmpty {
                    undecided += 1
                } else if let verdict = Self.verdict(cells[6]) {
                    rows.append(
                        Row(
                            line: line,
                            first: MentionName(feed: cells[0], recordKey: cells[1], role: cells[2]),
                            second: MentionName(feed: cells[3], recordKey: cells[4], role: cells[5]),
                            verdict: verdict, why: cells[7]))
                } else {
                    faults.append((line, "`verdict` must be same, different or unsure"))
                }
            }
        }
        self.rows = rows
        self.undecided = undecided
        self.faults = faults
    }

    /// As people write it.
    private static func verdict(_ text: String) -> Judgement.Verdict? {
        switch text.lowercased() {
        case "same", "yes", "是", "同": .same
        case "different", "no", "否", "不同": .different
        case "unsure", "不确定": .unsure
        default: nil
        }
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension StewardDesk {
    /// What became of a file of decisions.
    package struct Applied: Sendable {
        package var outcomes: [Outcome] = []
        /// Rows that say what was decided already.
        package var unchanged = 0
        /// What is wrong, by line. When anything is, nothing was recorded.
        package var faults: [(line: Int, what: String)] = []
    }

    /// Records every row of a file, one judgement each. Call it inside `transact`, and roll back when there are faults.
    package func apply(_ file: DecisionFile, who: String, why: String?) throws -> Applied {
        var applied = Applied()
        applied.faults = file.faults
        let known = try store.mentions(named: Set(file.rows.flatMap { [$0.first, $0.second] }))
        let at = timestamp()
        for row in file.rows {
            let reason = row.why.isEmpty ? why ?? "" : row.why
            guard !reason.isEmpty else {
                applied.faults.append((row.line, "`why` is empty; give a reason there, or --why for all"))
                continue
            }
            guard let first = known[row.first], let second = known[row.second] else {
                let stranger = known[row.first] == nil ? row.first : row.second
                applied.faults.append((row.line, unknownMention(stranger).description))
                continue
            }
            do {
                applied.outcomes.append(
                    try decide(
                        .mention(first), .mention(second), row.verdict,
                        by: Signature(who: who, why: reason, at: at)))
            } catch let error as StewardError where error.isRepetition {
                applied.unchanged += 1
            } catch let error as StewardError {
                applied.faults.append((row.line, error.description))
            }
        }
        applied.faults.sort { $0.line < $1.line }
        return applied
    }
}
