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
}
