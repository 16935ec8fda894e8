/// How texts of a session are written as bytes: UTF-8, unless the bytes of a database are not what it says.
///
/// Such a database is spoken to with `client_encoding` SQL_ASCII, which has the server pass bytes on as they are
/// in both directions.
package struct PostgresCoding: Sendable {
    /// `nil` when the text cannot be written.
    let encode: @Sendable (String) -> [UInt8]?
    /// `nil` when the bytes are no text.
    let decode: @Sendable ([UInt8]) -> String?

    package init(
        encode: @escaping @Sendable (String) -> [UInt8]?, decode: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.encode = encode
        self.decode = decode
    }

    package static let utf8 = PostgresCoding(
        encode: { Array($0.utf8) }, decode: { String(validating: $0, as: UTF8.self) })
}
