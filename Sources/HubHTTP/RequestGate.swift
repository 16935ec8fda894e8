/// Decides which requests come in. The library below is lenient: it takes two lengths, unknown methods, strange
/// header names. Whatever a proxy before us could read in another way is refused here, and its connection closed.
///
/// Authority: RFC 9112 §3.2 (Host), §5.1 (field names), §6.3 (body length), §11.2 (request smuggling).
struct RequestGate: Sendable {
    let limits: HTTPLimits

    /// Bytes as they came; names and values of header lines in their order. `headSize` counts the bytes of the
    /// request line and all header lines, 0 when unknown.
    func admit(
        method: String, version: String, target: [UInt8], headers: [(name: [UInt8], value: [UInt8])],
        headSize: Int
    ) throws(Refusal) -> HTTPRequest {
        guard target.count <= limits.targetBytes else {
            throw Refusal(414, "target-too-long", "a target may take \(limits.targetBytes) bytes")
        }
        let size = headers.reduce(0) { $0 + $1.name.count + $1.value.count + 4 }
        guard headers.count <= limits.headerCount, size <= limits.headerBytes else {
            throw Refusal(
                431, "headers-too-large",
                "a request may have \(limits.headerCount) headers of \(limits.headerBytes) bytes in all")
        }
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw Refusal(505, "bad-version", "only HTTP/1.1 and HTTP/1.0 are spoken here")
        }
        // The request line, lines `name:value`, an empty line; a value may follow a space.
        let plain = method.utf8.count + target.count + version.utf8.count + 6 + size - headers.count
        guard headSize == 0 || (plain...plain + headers.count).contains(headSize) else {
            throw Refusal(
                400, "hidden-bytes",
                "the request holds NULs, folded lines, lines without CR LF or more than one space before a value"
            )
        }
        let fields = try Self.fields(headers)
        let lengths = fields["content-length"] ?? []
        try Self.checkAmbiguity(fields, isHostNeeded: version == "HTTP/1.1")
        guard method == "GET" || method == "HEAD" else {
            throw Refusal(
                405, "method-not-allowed", "only GET and HEAD are answered", headers: [("Allow", "GET, HEAD")]
            )
        }
        guard fields["transfer-encoding"] == nil, lengths.allSatisfy({ $0.utf8.allSatisfy { $0 == 0x30 } })
        else { throw Refusal(413, "body-not-allowed", "a request may not have a body") }
        let parsed = try RequestTarget(target)
        return HTTPRequest(
            method: method, path: parsed.path, query: parsed.query,
            headers: fields.mapValues { $0.joined(separator: ", ") })
    }

    /// Values by name in lower case.
    private static func fields(
        _ headers: [(name: [UInt8], value: [UInt8])]
    ) throws(Refusal) -> [String: [String]] {
        var fields: [String: [String]] = [:]
        for header in headers {
            guard !header.name.isEmpty, header.name.allSatisfy(isTokenByte) else {
                throw Refusal(400, "bad-header", "a header name holds a character that is not allowed")
            }
            guard header.value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }),
                let value = String(validating: header.value, as: UTF8.self)
            else {
                throw Refusal(400, "bad-header", "a header value holds a control character or is not UTF-8")
            }
            fields[String(decoding: header.name, as: UTF8.self).lowercased(), default: []].append(value)
        }
        return fields
    }

    private static func checkAmbiguity(
        _ fields: [String: [String]], isHostNeeded: Bool
    ) throws(Refusal) {
        let hosts = fields["host"]?.count ?? 0
        guard hosts == 1 || hosts == 0 && !isHostNeeded else {
            throw Refusal(400, "bad-host", "a request must have one Host header")
        }
        let lengths = fields["content-length"] ?? []
        let isPlain = lengths.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && !$0.isEmpty }
        guard lengths.count <= 1, isPlain, lengths.isEmpty || fields["transfer-encoding"] == nil else {
            throw Refusal(400, "ambiguous-length", "the length of the body is given twice or not as a number")
        }
    }

    /// `tchar` of RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x7C, 0x7E, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E:
            true
        default: false
        }
    }
}
