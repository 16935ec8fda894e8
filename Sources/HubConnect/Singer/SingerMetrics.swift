import HubModel

/// What a tap says of itself on standard error. The text stays here: it may quote records or passwords. Only numbers leave,
/// and the name of an exception's type.
///
/// ```
/// INFO METRIC: {"type": "counter", "metric": "record_count", "value": 3, "tags": {"endpoint": "person"}}
/// Traceback (most recent call last): …
/// psycopg2.OperationalError: …                         the type alone
/// ```
package struct SingerMetrics: Sendable {
    /// Lines written.
    package private(set) var lines = 0
    /// The type of the last exception that was printed.
    package private(set) var exception: String?
    /// Whether it measured a step as failed.
    package private(set) var hasFailed = false

    /// Counted records by the names in the tags of the count.
    private var counted: [String: Int] = [:]
    private var allCounted: Int?
    private var rest: [UInt8] = []

    package init() {}

    /// Takes a piece of standard error.
    package mutating func append(_ bytes: [UInt8]) {
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            take(rest.isEmpty ? bytes[start..<end] : rest[...] + bytes[start..<end])
            rest = []
            start = end + 1
        }
        // Nothing that is looked for is as long as this.
        rest += bytes[start...].prefix(max(0, Self.longestLine - rest.count))
    }

    private static let longestLine = 1 << 16

    /// To be called at the end.
    package mutating func finish() {
        if !rest.isEmpty { take(rest[...]) }
        rest = []
    }

    /// Whether the tap counted as many records as came: those of the stream, or those of all streams together.
    package func counts(_ records: Int, of stream: String, all: Int) -> Bool {
        if let count = counted[stream] { return count == records }
        return allCounted == all
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        lines += 1
        guard let last = line.last(where: { $0 > 0x20 }), line.count <= Self.longestLine else { return }
        if last == UInt8(ascii: "}") {
            let text = String(decoding: line, as: UTF8.self)
            guard let found = text.firstRange(of: "METRIC") else { return }
            measure(Array(text[found.upperBound...].drop { $0 != "{" }.utf8))
        } else if let type = Self.exceptionType(line) {
            exception = type
        }
    }

    /// The dotted name that a line begins with, if it ends as names of exceptions do.
    private static func exceptionType(_ line: ArraySlice<UInt8>) -> String? {
        let name = line.prefix { byte in
            byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
                || byte == 0x2E
        }
        let next = line.dropFirst(name.count).first ?? 0x0D
        guard name.count <= 100, next == UInt8(ascii: ":") || next == 0x0D else { return nil }
        let text = String(decoding: name, as: UTF8.self)
        return ["Error", "Exception", "Exit", "Interrupt"].contains(where: text.hasSuffix) ? text : nil
    }

    private mutating func measure(_ json: [UInt8]) {
        var ignored = Diagnostics()
        guard let metric = JSON5Parser.read(json, file: "", &ignored) else { return }
        let tags = metric["tags"]?.members ?? []
        if tags.contains(where: { $0.name == "status" && $0.value.string == "failed" }) { hasFailed = true }
        guard metric["metric"]?.string == "record_count", let value = metric["value"]?.integer, value >= 0
        else { return }
        allCounted = (allCounted ?? 0) + value
        for tag in tags where ["stream", "endpoint"].contains(tag.name) {
            if let name = tag.value.string { counted[name, default: 0] += value }
        }
    }
}
