/// What one server takes upon itself.
package struct HTTPLimits: Sendable {
    /// Requests worked on at the same time. A slow handler holds up the connections of its thread alone.
    package var threads = 4
    /// Open connections in all; further ones wait until one closes.
    package var connections = 256
    /// Open connections from one address; further ones are closed at once. Behind a proxy all come from one.
    package var connectionsPerAddress = 128
    /// Seconds without a byte in either direction after which a connection is closed.
    package var idleSeconds = 15
    package var targetBytes = 2048
    package var headerBytes = 16_384
    package var headerCount = 64
    /// Seconds `stop` waits for answers under way.
    package var drainSeconds = 5

    /// What a connection may take in the library, whose own answer to excess is not in our shape: enough for
    /// every target and header that we refuse ourselves, and for a target of 2048 empty query items.
    let memoryPerConnection = 262_144

    package init() {}
}
