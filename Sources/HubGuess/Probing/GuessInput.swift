/// What a feed file is to be written for: a file, or a table of a server.
package struct GuessInput: Sendable {
    /// Where it is.
    package enum Place: Sendable {
        /// `written` goes into the feed file; `absolute` is what was opened.
        case file(written: String, absolute: String)
        /// The connection string never goes into the feed file: `${variable}` does.
        case server(connection: String, variable: String, table: String)
    }

    /// Name of the feed to be: `police-household`.
    package let name: String
    /// Title of the feed to be, for people.
    package let title: String
    package let place: Place
    /// The first bytes of a file, at best a MiB.
    package let head: [UInt8]
    /// Whether `head` is the whole file.
    package let isWhole: Bool
    /// The table of a file that holds several.
    package let table: String?
    /// Whether columns go by their numbers though they have names.
    var numbersColumns = false

    package init(
        name: String, title: String, place: Place, head: [UInt8] = [], isWhole: Bool = true,
        table: String? = nil
    ) {
        self.name = name
        self.title = title
        self.place = place
        self.head = head
        self.isWhole = isWhole
        self.table = table
    }

    /// How many bytes of a file are enough to find its dialect.
    package static let headSize = 1 << 20

    /// The last part of the path behind its point, in lower case; empty for servers.
    var ending: String {
        guard case .file(let path, _) = place, let name = path.split(separator: "/").last else { return "" }
        let parts = name.split(separator: ".")
        return parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    }
}

/// Why nothing could be guessed: what, where, and how to mend it, without a value of a record.
package struct GuessError: Error, CustomStringConvertible {
    package let description: String

    package init(_ text: String) { description = text }
}
