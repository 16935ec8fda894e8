/// Declaration of what a department receives, read from `Mappings/datasets/NAME.json5`.
public struct DatasetDeclaration: Sendable {
    /// File format of a publication.
    public enum Format: String, Sendable, CaseIterable {
        /// RFC 4180; with a UTF-8 byte order mark unless the dataset says otherwise, which Excel needs.
        case csv
        /// One element a row, elements named by attribute, UTF-8; its schema lies beside it.
        case xml
        /// One JSON object a line, UTF-8.
        case ndjson
        /// A workbook for spreadsheets; every value is a text.
        case xlsx
        /// A database file with one table.
        case sqlite
    }

    /// Language of headers and titles.
    public enum Language: String, Sendable, CaseIterable {
        case zh
        case en
    }

    /// One column: where its value comes from and what it is called.
    public struct Column: Sendable {
        /// Where the value comes from.
        public enum Source: Sendable, Hashable {
            /// The entity id.
            case entityID
            /// How many mentions the entity has.
            case mentionCount
            /// An attribute of the entity.
            case attribute(Int)
            /// An attribute (by index) of the entity of model `type` at the other end of a relation; several
            /// are sorted and joined with `;`. `nil` attribute: its entity id.
            case related(kind: String, type: Int, attribute: Int?)
            /// How many entities of model `type` are at the other end of a relation.
            case relationCount(kind: String, type: Int)
            /// Where the golden value of an attribute comes from.
            case provenance(attribute: Int, Trace)
        }

        /// What can be told of the record that a golden value was taken from.
        public enum Trace: String, Sendable, CaseIterable {
            /// Name of its feed; `(steward)` when a steward set the value.
            case feed
            /// Its key in that feed.
            case key
            /// Date (UTC) of the run that read it as it is.
            case night
        }

        /// English name: XML element and `en` header, snake_case.
        public let name: String
        /// `zh` header.
        public let title: String
        /// Where the value comes from.
        public let source: Source
        /// Whether values are masked by their semantic type.
        public let isMasked: Bool
        /// Lowest ages of the bands that a date is told by instead of itself; empty: the date.
        package var bands: [Int] = []

        /// Creates a column.
        public init(name: String, title: String, source: Source, isMasked: Bool) {
            self.name = name
            self.title = title
            self.source = source
            self.isMasked = isMasked
        }
    }

    /// Name in files and on the command line: `resident-register`.
    public let name: String
    /// Title for people.
    public let title: String
    /// Index of the model whose entities are the rows.
    public let type: Int
    /// File format.
    public let format: Format
    /// Language of the header.
    public let header: Language
    /// Columns in order.
    public let columns: [Column]
    /// Attributes that must have a value for an entity to be in the dataset.
    public let requires: [Int]
    /// Who receives it, by which law, for which purpose; written into the manifest.
    package let recipients: [Recipient]
    /// Purpose, written into the manifest.
    public let purpose: String
    /// Where it was declared.
    public let location: SourceLocation
    /// Bytes and readers of a CSV file.
    package var encoding = Encoding.markedUTF8
    package var audience = Audience.machines
    /// Which rows are left: those that meet all.
    package var conditions: [Condition] = []
    /// What must hold before the version is switched to.
    package var gates = Gates()
    /// Whether a file of what differs from the version before is published too.
    package var hasDelta = false
    /// Counts of entities instead of entities, by the columns; `nil`: a row an entity.
    package var statistics: Statistics?
    /// Where it is shown besides its file; `nil`: nowhere.
    package var server: Server?

    /// Creates a declaration.
    package init(
        name: String, title: String, type: Int, format: Format, header: Language, columns: [Column],
        requires: [Int], recipients: [Recipient], purpose: String, location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.format = format
        self.header = header
        self.columns = columns
        self.requires = requires
        self.recipients = recipients
        self.purpose = purpose
        self.location = location
    }
}
