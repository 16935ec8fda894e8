import HubMapping
import HubModel
import HubStore

/// One reject as a person is shown it: its reason explained, its record cell by cell, masked unless asked otherwise.
package struct RejectView {
    /// A line: what it is, and what it says.
    package struct Line: Sendable {
        /// `reject`, or `record` for a cell of the record.
        package let part: String
        package let name: String
        package let value: String
    }

    private let workspace: Workspace
    private let isMasked: Bool

    package init(workspace: Workspace, isMasked: Bool) {
        self.workspace = workspace
        self.isMasked = isMasked
    }

    /// The lines of a reject; `record` is what is kept of its record.
    package func lines(_ reject: RejectRow, copy: RecordCopy?) -> [Line] {
        let guide = ReasonGuide.of(reject.reason)
        let feed = workspace.feeds.first { $0.name == reject.feed }
        let aim = feed.flatMap { attribute(reject.target, of: $0) }
        var lines: [(name: String, value: String)] = [
            ("id", String(reject.id)), ("feed", reject.feed), ("department", feed?.department ?? ""),
            ("run", String(reject.run)), ("file", reject.part), ("record", String(reject.ordinal)),
            ("line", reject.line > 0 ? String(reject.line) : ""),
            ("byte", reject.byteOffset >= 0 ? String(reject.byteOffset) : ""), ("scope", reject.scope),
            ("reason", reject.reason), ("meaning", guide.meaning), ("detail", reject.detail),
            ("remedy", guide.remedy), ("column", reject.column), ("target", reject.target),
            ("expected", aim.map { "\($0.type.name): \($0.type.summary)" } ?? ""),
        ]
        if !isMasked {
            lines += [("record_key", reject.recordKey), ("value", reject.raw)]
        }
        if copy == nil, reject.raw.isEmpty {
            lines.append(("values", "none are kept (any more)"))
        }
        var shown = lines.filter { !$0.value.isEmpty }.map {
            Line(part: "reject", name: $0.name, value: $0.value)
        }
        for (column, cell) in zip(copy?.columns ?? [], copy?.cells ?? []) {
            guard let cell else { continue }
            shown.append(
                Line(part: "record", name: column, value: isMasked ? masked(cell, column, feed) : cell))
        }
        return shown
    }

    private func attribute(_ target: String, of feed: Feed) -> Attribute? {
        let parts = target.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let mention = feed.mentions.first(where: { $0.role == parts[0] }) else {
            return nil
        }
        return workspace.models[mention.type].attributes.first { $0.name == parts[1] }
    }

    /// A cell as the types of all attributes that are made from it would mask it. What no type takes is stars.
    private func masked(_ cell: String, _ column: String, _ feed: Feed?) -> String {
        if cell.allSatisfy(\.isWhitespace) { return cell }
        let readers =
            feed?.mentions.flatMap { mention in
                mention.attributes.filter { $0.source.names(column) }
                    .map { workspace.models[mention.type].attributes[$0.attribute] }
            } ?? []
        let masks = readers.map { attribute -> String? in
            let (verdict, normal) = attribute.type.normalised(cell)
            return verdict == .valid ? attribute.masked(normal) : nil
        }
        guard let first = masks.first, let first, masks.allSatisfy({ $0 == first }) else { return "***" }
        return first
    }
}

extension ValueSource {
    /// Whether the column is among those the value is made from.
    fileprivate func names(_ column: String) -> Bool { columns.contains { $0.value == column } }
}
