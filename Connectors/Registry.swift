import HubConnect
import HubModel

/// Every connector there is: one line a connector, in the order of `Connectors/README.md`.
package enum ConnectorRegistry {
    package static let all: [any Connector.Type] = [
        CSVConnector.self,
        NDJSONConnector.self,
        XLSXConnector.self,
        XMLConnector.self,
        SQLiteConnector.self,
        PostgreSQLConnector.self,
        SingerConnector.self,
    ]

    /// The connector a feed file calls `name`, `nil` when there is none.
    package static func named(_ name: String) -> (any Connector.Type)? {
        all.first { $0.name == name }
    }

    /// The names a feed file may use, for messages.
    package static var names: [String] { all.map { $0.name } }
}
