import HubConnect

/// What an archive may cost. A few kilobytes can be made to unpack to petabytes; what is counted is the bytes that
/// really come out, never what a header claims.
package struct UnpackLimits: Sendable {
    /// Unpacked bytes for one packed byte. Text of departments has 5 to 30; deflate can do 1032.
    package var ratio = 100
    /// Below this many unpacked bytes the ratio does not matter.
    package var freeBytes = 10 << 20
    /// Members an archive may list.
    package var members = 1000

    package init() {}

    /// Throws when `unpacked` bytes are more than `packed` ones may stand for.
    func check(unpacked: Int, packed: Int, path: String) throws(ConnectorError) {
        guard unpacked > freeBytes, unpacked / ratio > packed else { return }
        throw ConnectorError(
            .forbiddenContent,
            "\(path) unpacks to more than \(ratio) times its size, as archives do that are made to fill up "
                + "machines; if it is in order, unpack it by hand and name the file in it")
    }
}
