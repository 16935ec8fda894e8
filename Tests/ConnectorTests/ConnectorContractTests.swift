import Connectors
import HubConnect
import HubModel
import Testing

/// The contract of `Connector`, line by line, for every connector.
@Suite struct ConnectorContractTests {
    @Test func everyConnectorHasACase() {
        #expect(connectorCases.map { $0.type.name } == ConnectorRegistry.names)
    }
}
