import Foundation
import HubCrypto

/// A file of checksums as sha256sum(1) writes and checks it: `DIGEST  NAME`, one file a line.
package enum Checksums {
    /// Name of the file inside its folder.
    package static let file = "SHA256SUMS"

    /// SHA-256 of a file's bytes, in hexadecimal digits.
    package static func of(file path: String) throws -> String { try SHA256.hex(ofFile: path) }

    /// The line of one file.
    package static func line(_ digest: String, _ name: String) -> String { "\(digest)  \(name)\n" }

    /// Names and digests, in the order they stand; `nil` when a line is none, or leads out of the folder.
    package static func read(_ text: String) -> [(name: String, digest: String)]? {
        var entries: [(name: String, digest: String)] = []
        for line in text.split(separator: "\n") {
            let digest = line.prefix(64)
            let name = line.dropFirst(66)
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard digest.utf8.count == 64, digest.utf8.allSatisfy({ Self.isDigit($0) }),
                line.dropFirst(64).prefix(2) == "  ", !name.isEmpty,
                parts.allSatisfy({ !["", ".", ".."].contains($0) })
            else { return nil }
            entries.append((String(name), String(digest)))
        }
        return entries
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
