extension DatasetDeclaration {
    /// Who receives a dataset, and what allows it.
    package struct Recipient: Sendable, Hashable, Codable {
        package let name: String
        /// The law or rule that allows the transfer.
        package var legalBasis: String?
        /// Number of the agreement between the two departments.
        package var agreement: String?
        /// What this recipient needs it for, when that is not what all do.
        package var purpose: String?

        package init(
            name: String, legalBasis: String? = nil, agreement: String? = nil, purpose: String? = nil
        ) {
            self.name = name
            self.legalBasis = legalBasis
            self.agreement = agreement
            self.purpose = purpose
        }
    }

    /// Encoding of a CSV file.
    package enum Encoding: String, Sendable, CaseIterable {
        case markedUTF8 = "utf-8-bom"
        case utf8 = "utf-8"
        case gb18030
    }

    /// Who opens a CSV file.
    package enum Audience: String, Sendable, CaseIterable {
        /// Programs: every value exactly as it is.
        case machines
        /// People with a spreadsheet, which would compute what begins with `=`: a `'` goes before it.
        case people
    }

    /// Which values a row must, or must not, have.
    package struct Condition: Sendable, Hashable {
        package let source: Column.Source
        /// Normal forms; of several values of an entity one is enough.
        package let values: [String]
        /// Rows with these values are left out instead.
        package let isExclusion: Bool

        package init(source: Column.Source, values: [String], isExclusion: Bool) {
            self.source = source
            self.values = values
            self.isExclusion = isExclusion
        }
    }

    /// What must hold of a dataset before it is published.
    package struct Gates: Sendable, Hashable {
        package var minimumRows: Int?
        package var maximumRows: Int?
        /// Share of the rows of the version before, of a hundred or more, that may be lacking.
        package var shrink = 0.2
        /// Share of rows that may have no value, by column.
        package var missing: [Share] = []
        /// Columns whose values occur once; missing ones do not count.
        package var unique: [Int] = []
        /// Columns whose values are entity ids of the rows of another dataset.
        package var references: [Reference] = []

        package init() {}

        package struct Share: Sendable, Hashable {
            package let column: Int
            package let atMost: Double

            package init(column: Int, atMost: Double) {
                self.column = column
                self.atMost = atMost
            }
        }

        package struct Reference: Sendable, Hashable, CustomStringConvertible {
            package let column: Int
            package let dataset: String
            /// Where it was declared.
            package let location: SourceLocation

            package init(column: Int, dataset: String, location: SourceLocation) {
                self.column = column
                self.dataset = dataset
                self.location = location
            }

            /// The same wherever in its file it stands: publications are told apart by it.
            package var description: String { "\(column) in \(dataset)" }
        }
    }

    /// A schema of a PostgreSQL server that shows the dataset too.
    package struct Server: Sendable, Hashable {
        /// Environment variable that holds the connection.
        package let connection: String
        package let schema: String

        package init(connection: String, schema: String) {
            self.connection = connection
            self.schema = schema
        }
    }

    /// Counting instead of listing.
    package struct Statistics: Sendable, Hashable {
        /// Counts below this are withheld, and one more where only one would be.
        package let minimum: Int

        package init(minimum: Int) { self.minimum = minimum }
    }
}
