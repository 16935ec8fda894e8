internal import CMicroHTTPD
import Synchronization

/// Where the library hands requests over. It calls `begun` when it has read the target, `answer` when it has all
/// headers and once more when the request is complete, `completed` when the request is over, however it ended.
final class Desk: Sendable {
    struct Load {
        var open = 0
        var answering = 0
        var isClosing = false
    }

    let gate: RequestGate
    let handler: @Sendable (HTTPRequest) -> HTTPResponse
    let load = Mutex(Load())

    init(gate: RequestGate, handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse) {
        self.gate = gate
        self.handler = handler
    }

    /// One request, from its target to its end. The library holds it; one thread at a time touches it.
    final class Exchange {
        /// As it came; cut behind what the gate allows.
        let target: [UInt8]
        var admitted: HTTPRequest?
        var isAnswering = false

        init(target: [UInt8]) { self.target = target }
    }
}

// Callbacks. The context is the desk, kept by the server; the request's own pointer is an exchange, retained in
// `begun` and released in `completed`.
extension Desk {
    static let begun:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
            UnsafeMutableRawPointer? = { context, target, _ in
                guard let desk = unsafe Desk.at(context) else { return nil }
                desk.load.withLock { $0.open += 1 }
                let bytes = unsafe Desk.bytes(target, atMost: desk.gate.limits.targetBytes + 1)
                return unsafe Unmanaged.passRetained(Exchange(target: bytes)).toOpaque()
            }

    static let answer: MHD_AccessHandlerCallback = { context, connection, _, method, version, _, _, request in
        guard let desk = unsafe Desk.at(context), let exchange = unsafe Desk.exchange(request),
            let connection = unsafe connection
        else { return .NO }
        if let admitted = exchange.admitted {
            return unsafe desk.send(desk.handler(admitted), closing: false, on: connection)
        }
        do throws(Refusal) {
            let admitted = try unsafe desk.gate.admit(
                method: Desk.text(method), version: Desk.text(version), target: exchange.target,
                headers: Desk.headers(of: connection), headSize: Int(isthmus_http_head_size(connection)))
            exchange.admitted = admitted
            exchange.isAnswering = true
            desk.load.withLock { $0.answering += 1 }
            return .YES
        } catch {
            return unsafe desk.send(error.response, closing: true, on: connection)
        }
    }

    static let completed: MHD_RequestCompletedCallback = { context, _, request, _ in
        guard let desk = unsafe Desk.at(context), let request = unsafe request,
            let pointer = unsafe request.pointee
        else { return }
        unsafe request.pointee = nil
        let exchange = unsafe Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue()
        desk.load.withLock { load in
            load.open -= 1
            if exchange.isAnswering { load.answering -= 1 }
        }
    }

    private static let takeHeader: MHD_KeyValueIteratorN = { context, _, name, nameSize, value, valueSize in
        guard let list = unsafe context?.assumingMemoryBound(to: [(name: [UInt8], value: [UInt8])].self)
        else { return .NO }
        let field = unsafe (bytes(name, count: nameSize), bytes(value, count: valueSize))
        unsafe list.pointee.append(field)
        return .YES
    }

    private func send(
        _ response: HTTPResponse, closing: Bool, on connection: OpaquePointer
    ) -> MHD_Result {
        let made = unsafe response.body.withUnsafeBytes { body in
            unsafe isthmus_http_response(body.baseAddress, body.count)
        }
        guard let made = unsafe made else { return .NO }
        defer { unsafe MHD_destroy_response(made) }
        var fields = response.headers
        fields.append(("Content-Type", response.contentType))
        fields.append(("X-Content-Type-Options", "nosniff"))
        fields.append(("Cache-Control", "no-store"))
        if closing || load.withLock({ $0.isClosing }) { fields.append(("Connection", "close")) }
        for field in fields {
            // A line end inside a header is the handler's mistake: better no answer than a forged one.
            guard unsafe MHD_add_response_header(made, field.name, field.value) == .YES else { return .NO }
        }
        return unsafe MHD_queue_response(connection, UInt32(clamping: response.status), made)
    }
}

// From C to Swift: everything is copied here.
extension Desk {
    private static func at(_ context: UnsafeMutableRawPointer?) -> Desk? {
        unsafe context.map { unsafe Unmanaged<Desk>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func exchange(_ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Exchange? {
        guard let pointer = unsafe request?.pointee else { return nil }
        return unsafe Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    }

    private static func headers(of connection: OpaquePointer) -> [(name: [UInt8], value: [UInt8])] {
        var list: [(name: [UInt8], value: [UInt8])] = []
        unsafe withUnsafeMutablePointer(to: &list) { unsafe isthmus_http_headers(connection, takeHeader, $0) }
        return list
    }

    private static func text(_ characters: UnsafePointer<CChar>?) -> String {
        unsafe characters.map { unsafe String(cString: $0) } ?? ""
    }

    private static func bytes(_ start: UnsafePointer<CChar>?, count: Int) -> [UInt8] {
        guard let start = unsafe start else { return [] }
        return unsafe UnsafeRawBufferPointer(start: start, count: count).map { $0 }
    }

    /// Up to the terminating zero.
    private static func bytes(_ start: UnsafePointer<CChar>?, atMost limit: Int) -> [UInt8] {
        guard let start = unsafe start else { return [] }
        var count = 0
        while count < limit, unsafe start[count] != 0 { count += 1 }
        return unsafe bytes(start, count: count)
    }
}
