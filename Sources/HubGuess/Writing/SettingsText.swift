import HubModel

/// JSON5 as people write it.
enum JSON5Text {
    /// A text in double quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || Scalars.isInvisible(scalar.value) || isLineBreak(scalar):
                result += scalar.value > 0xFFFF ? "\(scalar)" : "\\u" + hex(scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A member's name: bare when it may be.
    static func key(_ name: String) -> String {
        let isBare =
            !name.isEmpty
            && name.utf8.enumerated().allSatisfy { index, byte in
                Scalars.isLatin(UInt32(byte)) || byte == UInt8(ascii: "_")
                    || index > 0 && Scalars.isDigit(UInt32(byte))
            }
        return isBare ? name : quoted(name)
    }

    /// A text for a `//` comment: one line, nothing that a terminal obeys, not too long.
    static func comment(_ text: String, limit: Int = 160) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { return result + "…" }
            let isShown = scalar.value >= 0x20 && !Scalars.isInvisible(scalar.value) && !isLineBreak(scalar)
            result.unicodeScalars.append(isShown ? scalar : " ")
            count += 1
        }
        return result
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0x85 || scalar.value == 0x2028 || scalar.value == 0x2029 || scalar.value == 0x7F
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// The `settings` object of a feed.
enum SettingsText {
    static func of(_ settings: [SourceSetting], indent: String) -> String {
        if settings.allSatisfy({ $0.remark.isEmpty }), settings.count <= 3,
            !settings.contains(where: { if case .dictionary = $0.value { true } else { false } })
        {
            let members = settings.map { "\(JSON5Text.key($0.name)): \(value($0.value, indent: indent))" }
            return "{ \(members.joined(separator: ", ")) }"
        }
        let lines = settings.map { setting in
            "\(indent)  \(JSON5Text.key(setting.name)): \(value(setting.value, indent: indent + "  ")),"
                + (setting.remark.isEmpty ? "" : " // \(JSON5Text.comment(setting.remark))") + "\n"
        }
        return "{\n\(lines.joined())\(indent)}"
    }

    private static func value(_ value: SourceSetting.Value, indent: String) -> String {
        switch value {
        case .text(let text): return JSON5Text.quoted(text)
        case .texts(let texts): return "[\(texts.map { JSON5Text.quoted($0) }.joined(separator: ", "))]"
        case .number(let number): return String(number)
        case .flag(let flag): return String(flag)
        case .dictionary(let entries):
            let lines = entries.map {
                "\(indent)  \(JSON5Text.key($0.name)): \(JSON5Text.quoted($0.text)),\n"
            }
            return "{\n\(lines.joined())\(indent)}"
        }
    }
}
