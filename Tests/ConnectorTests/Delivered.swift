import HubConnect
import HubModel
import Testing

/// Everything a connector delivered.
struct Delivered {
    var batches: [RecordBatch] = []
    var remarks: [String] = []

    var columns: [String] { batches.first?.columns ?? [] }
    var positions: [RecordPosition] { batches.flatMap(\.positions) }
    var rejects: [Reject] { batches.flatMap(\.rejects) }
    var rows: [[String?]] {
        batches.flatMap { batch in
            (0..<batch.table.rowCount).map { row in
                (0..<batch.table.width).map { batch.table.text(row, $0) }
            }
        }
    }
}

/// Reads a source to its end.
func read(_ connector: any Connector) async throws -> Delivered {
    var reading = Delivered()
    var batches: [RecordBatch] = []
    reading.remarks = try await connector.read { batches.append($0) }.remarks
    reading.batches = batches
    return reading
}

/// A case as an argument of a test: its name is the name of the connector.
struct Described: Sendable, CustomTestStringConvertible {
    let item: any ConnectorCase
    var testDescription: String { item.type.name }
}

/// What a receiver throws that has seen enough.
struct StopReading: Error {}

/// Values that have broken readers.
let nastyValues = [
    "", " ", "  leading", "trailing  ", "\t", "a\tb", "张三丰", "䶮", "𠮷野家", "👨‍👩‍👧‍👦", "e\u{301}", "\u{200B}",
    "\u{FEFF}", "\u{A0}", "a,b", "a;b", "a|b", "\"", "\"\"", "a\"b", "\"quoted\"", "'", "it's", "\\", "\\.",
    "\\N",
    "\\n", "line\nbreak", "\n", "carriage\rreturn", "\r\n", "NULL", "null", "nil", "=1+1", "@SUM(A1)", "-",
    "+86",
    "<tag>", "&amp;", "]]>", "<!--", "${HOME}", "%s", "0x00", "1e5", "00123", "{}", "{a,b}", "#", "--", ";",
    String(repeating: "长", count: 30_000),
]

/// Column names that have broken readers.
let nastyNames = [
    "姓名", "a b", "select", "A", "a", "na,me", "quo\"te", "😀", "line\nbreak", "x-y.z", "_", "价格(元)", "a'b",
]
