/// The way to a record, or from a record to a value: the part of XPath that feeds need.
///
/// ```
/// /h:households/h:household/h:member     a record path
/// /h:households/h:household/h:member?    … that is a record, too, of a household without members
/// h:address/h:road   @id   .             a value inside the record
/// ../h:number        ../../@code         a value of an element around it
/// position()                             which of its parent's records it is, from 1; 0 for a parent without
/// ```
///
/// A prefix stands for its namespace in the feed's settings, not in the document. An element without a
/// prefix is in the namespace of the prefix `""`, if the settings bind it, else in none; an attribute
/// without a prefix is in none.
package struct XMLPath: Sendable, Equatable {
    /// How many elements up from the record.
    let up: Int
    /// The elements on the way down.
    let steps: [XMLName]
    /// The attribute at the end; `nil` for the element's own text.
    let attribute: XMLName?
    /// How many of the steps, from the end, the document may lack.
    let optionalSteps: Int
    /// Whether it stands for the number of the record, not for something in the document.
    let isPosition: Bool

    /// Parses the absolute path of the records.
    package init(record text: String, namespaces: [String: String]) throws(XMLPathError) {
        guard text.hasPrefix("/") else {
            throw XMLPathError(text, "it must start with `/` and the root element", isRecord: true)
        }
        var parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        up = 0
        isPosition = false
        optionalSteps = parts.reversed().prefix { $0.hasSuffix("?") }.count
        guard parts.filter({ $0.hasSuffix("?") }).count == optionalSteps, optionalSteps < parts.count else {
            throw XMLPathError(
                text, "`?` may stand behind its last steps only, and not behind the root element",
                isRecord: true)
        }
        parts = parts.map { $0.hasSuffix("?") ? $0.dropLast() : $0 }
        do {
            steps = try Self.elements(parts, of: text, namespaces)
        } catch {
            throw XMLPathError(text, error.problem, isRecord: true)
        }
        attribute = nil
        guard steps.count < XMLLimits().depth else {
            throw XMLPathError(text, "it has more than \(XMLLimits().depth - 1) steps", isRecord: true)
        }
    }

    /// The column of the number of a record within its parent.
    private static let position = "position()"

    /// Parses the path of a value, relative to the record element.
    package init(value text: String, namespaces: [String: String]) throws(XMLPathError) {
        guard text != "." else {
            (up, steps, attribute, optionalSteps, isPosition) = (0, [], nil, 0, false)
            return
        }
        isPosition = text == Self.position
        optionalSteps = 0
        guard !isPosition else {
            (up, steps, attribute) = (0, [], nil)
            return
        }
        guard !text.hasPrefix("/") else {
            throw XMLPathError(text, "it must start at the record, without `/`")
        }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        let climbs = parts.prefix { $0 == ".." }.count
        parts = parts.dropFirst(climbs)
        up = climbs
        if let last = parts.last, last.hasPrefix("@") {
            attribute = try Self.name(last.dropFirst(), of: text, namespaces, byDefault: "")
            parts = parts.dropLast()
        } else {
            attribute = nil
        }
        guard attribute != nil || !parts.isEmpty else {
            throw XMLPathError(text, "it must end in an element or an `@attribute`")
        }
        steps = try Self.elements(Array(parts), of: text, namespaces)
    }

    private static func elements(
        _ parts: [Substring], of path: String, _ namespaces: [String: String]
    ) throws(XMLPathError) -> [XMLName] {
        var names: [XMLName] = []
        for part in parts {
            names.append(try name(part, of: path, namespaces, byDefault: namespaces[""] ?? ""))
        }
        return names
    }

    private static func name(
        _ part: Substring, of path: String, _ namespaces: [String: String], byDefault: String
    ) throws(XMLPathError) -> XMLName {
        let words = part.split(separator: ":", omittingEmptySubsequences: false)
        guard words.count <= 2, words.allSatisfy(isName) else {
            throw XMLPathError(path, "`\(part)` is not the name of an element or attribute")
        }
        guard words.count == 2 else { return XMLName(namespace: byDefault, local: String(part)) }
        if words[0] == "xml" { return XMLName(namespace: XMLName.xml, local: String(words[1])) }
        guard let namespace = namespaces[String(words[0])] else {
            let known = namespaces.keys.filter { !$0.isEmpty }.sorted().map { "`\($0)`" }
            throw XMLPathError(
                path,
                "the prefix `\(words[0])` is not in the setting `namespaces`, which has "
                    + (known.isEmpty ? "none" : known.joined(separator: ", ")))
        }
        return XMLName(namespace: namespace, local: String(words[1]))
    }

    /// Rejects what XPath could mean something else by; whether XML allows the rest, the document shows.
    private static func isName(_ word: Substring) -> Bool {
        let forbidden: (Unicode.Scalar) -> Bool = { scalar in
            scalar.value <= 0x20 || "*[]()@|,;=!?<>&'\"{}$+".unicodeScalars.contains(scalar)
        }
        guard let first = word.unicodeScalars.first else { return false }
        return first != "." && first != "-" && !word.unicodeScalars.contains(where: forbidden)
    }
}

/// A path that cannot be understood or used.
package struct XMLPathError: Error, Sendable {
    /// The path as written.
    package let path: String
    /// What is wrong with it.
    package let problem: String
    /// Whether it is the path of the records, not of a value.
    package let isRecord: Bool

    init(_ path: String, _ problem: String, isRecord: Bool = false) {
        self.path = path
        self.problem = problem
        self.isRecord = isRecord
    }
}
