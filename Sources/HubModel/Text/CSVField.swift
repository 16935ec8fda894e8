/// One field of a CSV line: quoted when it holds a comma, a quote or a line break, quotes doubled (RFC 4180 §2.6–2.7).
public enum CSVField {
    /// Appends `field` to `output` as it stands in a line.
    @inlinable public static func append(_ field: some Collection<UInt8>, to output: inout [UInt8]) {
        let needsQuotes = field.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else {
            output.append(contentsOf: field)
            return
        }
        output.append(0x22)
        for byte in field {
            if byte == 0x22 { output.append(0x22) }
            output.append(byte)
        }
        output.append(0x22)
    }

    /// The fields of one line, joined with commas, without a line break.
    public static func line(_ fields: some Sequence<String>) -> String {
        var output: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { output.append(0x2C) }
            append(field.utf8, to: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }
}
