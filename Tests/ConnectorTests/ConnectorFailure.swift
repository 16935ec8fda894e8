import HubConnect
import Testing

/// Expects a `ConnectorError` of this code whose message names all of `words`.
func fails(
    _ code: ConnectorError.Code, naming words: [String],
    sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as ConnectorError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        for word in words {
            #expect(error.message.contains(word), "\(error)", sourceLocation: sourceLocation)
        }
    } catch {
        Issue.record("not a ConnectorError: \(error)", sourceLocation: sourceLocation)
    }
}
