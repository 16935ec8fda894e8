import Glibc

/// A socket bound to one address, listening. Made here and not by the library, which does not tell why it failed.
struct ListeningSocket {
    let descriptor: Int32
    /// In numbers, such as `127.0.0.1` or `::1`.
    let address: String
    let port: Int

    /// Binds to the first address `host` stands for; port 0 takes a free one.
    init(host: String, port: Int) throws(HTTPServerError) {
        let place = "\(host):\(port)"
        guard (0...65_535).contains(port) else {
            throw HTTPServerError(.badAddress, "\(place): a port is a number from 0 to 65535")
        }
        guard !host.isEmpty, !host.utf8.contains(0) else {
            throw HTTPServerError(.badAddress, "\(place): give a host name or an address to listen on")
        }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0, let first = unsafe found else {
            throw HTTPServerError(.badAddress, "\(place): this host name has no address; check its spelling")
        }
        defer { unsafe freeaddrinfo(first) }
        let opened = unsafe socket(
            first.pointee.ai_family,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard opened >= 0 else { throw Self.error(errno, place) }
        var isKept = false
        defer { if !isKept { close(opened) } }
        // A port is free again as soon as its server stopped, though old connections still linger.
        var yes: Int32 = 1
        _ = unsafe setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe bind(opened, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
            listen(opened, SOMAXCONN) == 0
        else { throw Self.error(errno, place) }
        guard let (address, service) = Self.name(of: opened), let bound = Int(service) else {
            throw Self.error(errno, place)
        }
        isKept = true
        descriptor = opened
        self.address = address
        self.port = bound
    }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { address == "::1" || address.hasPrefix("127.") }

    /// The address and the port a socket is bound to, in numbers.
    private static func name(of descriptor: Int32) -> (address: String, port: String)? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let result = unsafe withUnsafeMutableBytes(of: &storage) { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return -1 }
            let generic = unsafe start.assumingMemoryBound(to: sockaddr.self)
            guard unsafe getsockname(descriptor, generic, &size) == 0 else { return -1 }
            return unsafe getnameinfo(
                generic, size, &host, socklen_t(host.count), &service, socklen_t(service.count),
                NI_NUMERICHOST | NI_NUMERICSERV)
        }
        return result == 0 ? (text(host), text(service)) : nil
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func error(_ number: Int32, _ place: String) -> HTTPServerError {
        switch number {
        case EADDRINUSE:
            HTTPServerError(
                .portBusy, "\(place): another program listens there; stop it or take another port")
        case EACCES, EPERM:
            HTTPServerError(
                .noRight, "\(place): this user may not listen there; take a port from 1024 to 65535")
        case EADDRNOTAVAIL:
            HTTPServerError(.badAddress, "\(place): this machine does not have that address")
        default:
            HTTPServerError(.failed, "\(place): the system refuses to listen (error \(number))")
        }
    }
}
