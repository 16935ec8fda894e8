import HubConnect

/// Which encoding a document is in: XML 1.0, appendix F, without guessing.
enum XMLEncoding {
    /// The encoding, with what to tell of it; nothing where feed and document agree.
    static func decide(
        _ label: String, head: ArraySlice<UInt8>, path: String
    ) throws(ConnectorError) -> (encoding: TextEncoding, remark: String?) {
        func wrong(_ problem: String) -> ConnectorError { ConnectorError(.encoding, "\(path) \(problem)") }
        let marked = TextEncoding.marked(head)
        let declared = declaration(head.dropFirst(marked == .utf8 ? 3 : 0))
        if label != "auto", let chosen = TextEncoding(label: label) {
            if label == "utf-16", marked == .utf16BigEndian { return (.utf16BigEndian, nil) }
            guard marked ?? chosen == chosen else {
                let mark = marked?.rawValue ?? ""
                throw wrong("begins with the byte order mark of \(mark), but `encoding` says \(label)")
            }
            guard let declared, TextEncoding(label: declared) != chosen else { return (chosen, nil) }
            return (
                chosen, "read as \(chosen.rawValue) as `encoding` says, not as the \(declared) it declares"
            )
        }
        if let marked, marked != .utf8 {
            return (marked, "read as \(marked.rawValue), by its byte order mark")
        }
        if head.prefix(2) == [0x3C, 0x00] || head.prefix(2) == [0x00, 0x3C] {
            throw wrong(
                "looks like UTF-16 without a byte order mark; set `encoding` to utf-16le or utf-16be")
        }
        guard let declared else { return (.utf8, "read as utf-8, which XML is unless it declares otherwise") }
        guard let encoding = TextEncoding(label: declared), [.utf8, .gb18030].contains(encoding) else {
            throw wrong(
                "declares the encoding `\(declared)`, which is not accepted; deliver it in UTF-8, GB 18030 or "
                    + "UTF-16 with a byte order mark, or set `encoding` if the declaration is wrong")
        }
        if marked == .utf8, encoding != .utf8 {
            throw wrong("has the byte order mark of UTF-8 and declares `\(declared)`; set `encoding`")
        }
        return (encoding, "read as \(encoding.rawValue), as it declares")
    }

    /// The encoding that `<?xml version="1.0" encoding="…"?>` names.
    private static func declaration(_ head: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: head.prefix(1024), as: UTF8.self)
        guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") else { return nil }
        let match = text[..<end.lowerBound].firstMatch(of: /\sencoding\s*=\s*["']([A-Za-z0-9._\-:]*)["']/)
        return match.map { String($0.output.1) }
    }
}
