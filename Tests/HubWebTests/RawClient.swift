import Foundation
import HubHTTP
import Testing

struct NobodyListens: Error {}

/// A connection that sends what it is told to, however wrong.
final class RawClient {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw NobodyListens() }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Everything until the server closes; fails when it does not within ten seconds.
    func readToEnd() -> String {
        var bytes: [UInt8] = []
        while let more = read() { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Until `length` bytes of body came behind the first head.
    func readAnswer() -> Answer {
        var bytes: [UInt8] = []
        while true {
            let answer = Answer(String(decoding: bytes, as: UTF8.self))
            if let length = answer.headers["content-length"].flatMap({ Int($0) }),
                answer.body.utf8.count >= length
            {
                return answer
            }
            guard let more = read() else { return answer }
            bytes += more
        }
    }

    private func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { Issue.record("the server keeps the connection open and silent") }
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}

/// An answer, taken apart.
struct Answer {
    let text: String
    let status: Int
    let headers: [String: String]
    let body: String

    init(_ text: String) {
        self.text = text
        let end = text.range(of: "\r\n\r\n")
        let lines = text[..<(end?.lowerBound ?? text.startIndex)].components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        self.headers = headers
        body = end.map { String(text[$0.upperBound...]) } ?? ""
    }

    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }

    /// `code` of an answer in the shape of failures and in no other.
    var errorCode: String? {
        guard json.count == 1, let error = json["error"] as? [String: String],
            error.keys.sorted() == ["code", "message"], error["message"]?.isEmpty == false
        else { return nil }
        return error["code"]
    }

    /// One request on a connection of its own.
    static func get(_ target: String, port: Int, method: String = "GET") throws -> Answer {
        let client = try RawClient(port: port)
        client.send("\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return Answer(client.readToEnd())
    }
}
