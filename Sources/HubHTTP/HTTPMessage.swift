import Foundation

/// A request that passed the gate: GET or HEAD, no body, nothing ambiguous.
package struct HTTPRequest: Sendable {
    /// `GET` or `HEAD`. Both are answered alike; the server leaves the body of an answer to HEAD out.
    package let method: String
    /// Percent-decoded. No segment is `.` or `..`, holds a slash, a backslash or a control character.
    package let path: String
    /// In the order of the target, percent-decoded, `+` as a space.
    package let query: [(name: String, value: String)]
    /// Names in lower case; repeated ones joined by `, ` (RFC 9110 §5.2).
    package let headers: [String: String]

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [String: String] = [:]
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
    }
}

/// What is answered. The server adds `Date`, `Content-Length`, `Cache-Control: no-store` and
/// `X-Content-Type-Options: nosniff`.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    package var headers: [(name: String, value: String)]

    package init(
        status: Int = 200, contentType: String = "application/json; charset=utf-8", body: [UInt8],
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// The one shape of every failure: `{"error": {"code": "…", "message": "…"}}`.
    package static func error(
        _ status: Int, _ code: String, _ message: String, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try? encoder.encode(["error": ["code": code, "message": message]])
        return HTTPResponse(status: status, body: Array((body ?? Data()) + Data("\n".utf8)), headers: headers)
    }
}

/// Why a request is not let in, as the answer it gets.
struct Refusal: Error {
    let response: HTTPResponse

    init(
        _ status: Int, _ code: String, _ message: String, headers: [(name: String, value: String)] = []
    ) {
        response = .error(status, code, message, headers: headers)
    }
}
