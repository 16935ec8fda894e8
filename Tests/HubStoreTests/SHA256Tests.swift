import HubCrypto
import TestSupport
import Testing

/// Vectors: FIPS 180-4 examples (NIST CSRC, "Secure Hash Standard" example values).
@Suite struct SHA256Tests {
    private static let vectors: [(text: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test func knownDigests() throws {
        let hash = try SHA256()
        for vector in Self.vectors {
            hash.update(Array(vector.text.utf8).span)
            #expect(hash.finish() == vector.digest)
        }
    }

    @Test func piecesMakeTheSameDigestAsTheWhole() throws {
        let bytes = (0..<300).map { UInt8($0 & 0xFF) }
        let whole = try SHA256()
        whole.update(bytes.span)
        let expected = whole.finish()
        for size in [1, 7, 63, 64, 65, 299] {
            let hash = try SHA256()
            var start = 0
            while start < bytes.count {
                let end = min(start + size, bytes.count)
                hash.update(bytes.span.extracting(start..<end))
                start = end
            }
            #expect(hash.finish() == expected)
        }
    }

    @Test func filesAreReadToTheEnd() throws {
        let folder = try TemporaryFolder()
        for size in [0, 1, 1 << 20, 1 << 20 + 1, 3_000_000] {
            let bytes = [UInt8](repeating: 97, count: size)
            let hash = try SHA256()
            hash.update(bytes.span)
            let path = try folder.write("f\(size)", bytes)
            #expect(try SHA256.hex(ofFile: path) == hash.finish())
        }
    }

    @Test func whatCannotBeReadIsNamed() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: CryptoError.self) { try SHA256.hex(ofFile: folder.path + "/none") }
        #expect(missing?.message.contains("/none") == true)
        #expect(throws: CryptoError.self) { try SHA256.hex(ofFile: folder.path) }
    }
}
