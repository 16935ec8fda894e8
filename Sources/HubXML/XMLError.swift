/// Why a document was refused. The text names place and rule, never a value of the document.
package struct XMLError: Error, Sendable, CustomStringConvertible {
    /// What kind of refusal.
    package struct Code: Sendable, Hashable {
        let name: String

        /// The document breaks XML 1.0.
        package static let notWellFormed = Code(name: "not-well-formed")
        /// The text is not UTF-8.
        package static let encoding = Code(name: "encoding")
        /// The document breaks Namespaces in XML: an undeclared prefix, `xmlns:xml` bound to something else.
        package static let namespace = Code(name: "namespace")
        /// The document ends before its root element does.
        package static let truncated = Code(name: "truncated")
        /// The document carries a DOCTYPE.
        package static let documentType = Code(name: "document-type")
        /// The document goes over one of `XMLLimits`.
        package static let tooLarge = Code(name: "too-large")
        /// The root element is not the one asked for.
        package static let wrongRoot = Code(name: "wrong-root")
        /// A value of an ancestor comes after records that should have had it.
        package static let lateValue = Code(name: "late-value")
    }

    /// What kind of refusal.
    package let code: Code
    /// Line of the document, from 1.
    package let line: Int
    /// What is wrong, without the line.
    package let problem: String

    package init(_ code: Code, line: Int, _ problem: String) {
        self.code = code
        self.line = line
        self.problem = problem
    }

    package var description: String { "line \(line): \(problem)" }
}

extension XMLError {
    /// What libxml2 found besides the code: names of tags and the line of the earlier one.
    struct Names {
        var first: String?
        var second: String?
        var line = 0
    }

    /// Words for libxml2's codes. Its own message is not passed on: it may quote the document. Names of tags and
    /// prefixes are no values, and are told.
    init(libxml2 code: Int32, line: Int, _ names: Names = Names()) {
        switch code {
        case 4: self.init(.notWellFormed, line: line, "no root element")
        case 5: self.init(.notWellFormed, line: line, "content after the end of the root element")
        case 9: self.init(.notWellFormed, line: line, "a character XML does not allow")
        case 26, 27: self.init(.notWellFormed, line: line, "an entity that is not declared")
        case 38: self.init(.notWellFormed, line: line, "`<` inside an attribute value")
        case 39: self.init(.notWellFormed, line: line, "an attribute value without quotation marks")
        case 41: self.init(.notWellFormed, line: line, "an attribute without a value")
        case 68:
            self.init(.notWellFormed, line: line, "`&` or `<` that begins nothing: as text `&amp;`, `&lt;`")
        case 80: self.init(.notWellFormed, line: line, "`--` inside a comment")
        case 42: self.init(.notWellFormed, line: line, "an attribute is given twice")
        case 62: self.init(.notWellFormed, line: line, "`]]>` in text")
        case 73: self.init(.notWellFormed, line: line, "a tag without its `>`")
        case 76: self.init(.notWellFormed, line: line, Self.mismatch(names))
        case 77: self.init(.truncated, line: line, "the document ends inside an element")
        case 81: self.init(.encoding, line: line, "bytes that are not UTF-8")
        case 201:
            let prefix = names.first.map { "the prefix `\(Self.short($0))`" } ?? "a prefix"
            self.init(.namespace, line: line, "\(prefix) without its xmlns declaration")
        case 200...209: self.init(.namespace, line: line, "namespaces misused (libxml2 code \(code))")
        default: self.init(.notWellFormed, line: line, "not well-formed (libxml2 code \(code))")
        }
    }

    private static func mismatch(_ names: Names) -> String {
        guard let start = names.first, let end = names.second else {
            return "an end tag that does not match its start tag"
        }
        let place = names.line > 0 ? " of line \(names.line)" : ""
        // libxml2 tells names without their prefixes.
        if start == end {
            return "the end tag `\(short(end))` has another prefix than the start tag\(place)"
        }
        return "the end tag `\(short(end))` does not match the start tag `\(short(start))`\(place)"
    }

    /// A tag cut off in its name can run on for long.
    private static func short(_ name: String) -> String {
        name.count > 40 ? name.prefix(40) + "…" : name
    }
}
