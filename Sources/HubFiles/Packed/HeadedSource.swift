import HubConnect

/// A source whose first bytes were looked at, and come again.
struct HeadedSource: ByteSource {
    private var head: [UInt8]
    private var rest: any ByteSource

    var path: String { rest.path }

    init(_ head: [UInt8], before rest: any ByteSource) {
        self.head = head
        self.rest = rest
    }

    mutating func read(_ count: Int) throws(ConnectorError) -> [UInt8] {
        if head.isEmpty { return try rest.read(count) }
        let bytes = Array(head.prefix(count))
        head.removeFirst(bytes.count)
        return bytes
    }
}
