internal import CCrypto

/// SHA-256 (FIPS 180-4) over bytes that arrive in pieces, by the OpenSSL that libpq brings along.
///
/// ```swift
/// let hash = try SHA256()
/// hash.update(bytes.span)
/// let digest = hash.finish()      // 64 hexadecimal digits, lower case
/// ```
@safe package final class SHA256 {
    private let context: OpaquePointer

    /// Throws when the system's OpenSSL does not offer SHA-256 or has no memory.
    package init() throws(CryptoError) {
        guard let context = unsafe EVP_MD_CTX_new() else { throw CryptoError(message: "out of memory") }
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw CryptoError(message: "this machine's OpenSSL does not offer SHA-256")
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes.
    package func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            // Cannot fail once the context is set up: no memory is taken.
            _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
    }

    /// The digest of all that was added, as 64 lower-case hexadecimal digits. Starts a new hash.
    package func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe digest.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
        }
        _ = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension SHA256 {
    /// The digest of a file's bytes, read in pieces of 1 MB.
    package static func hex(ofFile path: String) throws(CryptoError) -> String {
        let hash = try SHA256()
        guard let file = unsafe fopen(path, "rb") else {
            throw CryptoError(
                message: "\(path): cannot be opened for reading; check that it exists and who may read it")
        }
        defer { _ = unsafe fclose(file) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe fread(&piece, 1, piece.count, file)
            hash.update(piece.span.extracting(0..<count))
            if count < piece.count { break }
        }
        guard unsafe ferror(file) == 0 else {
            throw CryptoError(message: "\(path): reading broke off; check the disk and that it is a file")
        }
        return hash.finish()
    }
}

/// A digest could not be made.
package struct CryptoError: Error, Sendable, CustomStringConvertible {
    /// What, where, how to mend.
    package let message: String
    package var description: String { message }
}
