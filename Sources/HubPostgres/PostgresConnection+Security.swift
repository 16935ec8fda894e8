internal import CLibPQ

/// What protects a connection against those between us and the server.
package enum PostgresProtection: Sendable, Hashable {
    /// It does not leave this machine.
    case local
    /// Encrypted, and the server proved by certificate that it is the host asked for.
    case verified
    /// Encrypted, but whoever answered was believed.
    case encrypted
    /// Readable on the way.
    case none

    /// The protection of a connection to a host, or socket folder, under an `sslmode`.
    package init(host: String, isEncrypted: Bool, mode: String) {
        if Self.isLocal(host) {
            self = .local
        } else if isEncrypted {
            self = mode == "verify-full" ? .verified : .encrypted
        } else {
            self = .none
        }
    }

    private static func isLocal(_ host: String) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost"
            || host.hasPrefix("127.") || host == "::1"
    }
}

extension PostgresConnection {
    /// What protects this connection.
    package var protection: PostgresProtection {
        let address = unsafe Self.text(PQhostaddr(handle))
        let host = address.isEmpty ? unsafe Self.text(PQhost(handle)) : address
        let isEncrypted = unsafe PQsslInUse(handle) == 1 || PQgssEncInUse(handle) == 1
        return PostgresProtection(host: host, isEncrypted: isEncrypted, mode: option("sslmode"))
    }

    /// An option of the connection as libpq has it in the end, from wherever it got it.
    private func option(_ name: String) -> String {
        guard let options = unsafe PQconninfo(handle) else { return "" }
        defer { unsafe PQconninfoFree(options) }
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if unsafe String(cString: keyword) == name { return unsafe Self.text(option.pointee.val) }
            unsafe option += 1
        }
        return ""
    }
}
