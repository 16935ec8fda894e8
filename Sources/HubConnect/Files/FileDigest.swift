import Foundation
import HubModel

/// Stands for all bytes of a file: two files of one digest hold the same records.
public enum FileDigest {
    /// 128 bits in hexadecimal, by two independent `StableHash`es. Complexity: O(bytes), a fraction of parsing them.
    ///
    /// - Throws: what `FileReader` throws.
    public static func of(path: String) throws(ConnectorError) -> String {
        let reader = try FileReader(path: path)
        var high = StableHash(seed: 1)
        var low = StableHash(seed: 2)
        while true {
            let bytes = try reader.read(1 << 20)
            if bytes.isEmpty { break }
            high.combine(bytes.span)
            low.combine(bytes.span)
        }
        return String(high.finish(), radix: 16) + "-" + String(low.finish(), radix: 16)
    }

    /// One digest of several, in this order.
    public static func of(_ digests: [String]) -> String {
        var high = StableHash(seed: 3)
        var low = StableHash(seed: 4)
        for digest in digests {
            high.combine(StableHash.of(digest))
            low.combine(StableHash.of(digest, seed: 5))
        }
        return String(high.finish(), radix: 16) + "-" + String(low.finish(), radix: 16)
    }

    /// Differs whenever the file was written to or replaced in between: number, size and time of the last change.
    /// `nil` when the system does not tell.
    public static func stamp(of path: String) -> String? {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target),
            let number = attributes[.systemFileNumber] as? Int, let size = attributes[.size] as? Int,
            let changed = attributes[.modificationDate] as? Date
        else { return nil }
        return "\(number) \(size) \(changed.timeIntervalSinceReferenceDate)"
    }

    /// When the file was last written to, in seconds since 1970; `nil` when the system does not tell.
    public static func lastChange(of path: String) -> Int? {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        return (attributes?[.modificationDate] as? Date).map { Int($0.timeIntervalSince1970) }
    }
}
