import HubModel

/// A type of reader: one file in `Connectors/`, one line in its `Registry.swift`, one case in the contract suite.
///
/// The contract, checked for every connector by `ConnectorContractTests`:
/// - `read` delivers at least one batch, even of no records, so that the columns are known;
/// - rows keep source order, ordinals rise by one, counting rejected records too;
/// - cells are valid UTF-8; what is not becomes a `Reject`, never a replacement character;
/// - the result does not depend on chunk sizes;
/// - a broken source (missing, truncated, hostile, unreachable) throws `ConnectorError`; a broken record is a
///   `Reject` and reading goes on;
/// - memory does not grow with the source; cancellation is noticed between batches;
/// - error texts name place and remedy, and no value of a record.
public protocol Connector: Sendable {
    /// Name in feed files: `csv`.
    static var name: String { get }
    /// One line for documentation and help.
    static var summary: String { get }
    /// Every setting it takes; anything else in a feed file is a mistake.
    static var settings: [SettingDeclaration] { get }

    /// Takes checked settings. Opens nothing.
    init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError)

    /// Opens the source, reads as little as it can, and names the columns it would deliver.
    func columns() async throws -> [String]

    /// Streams the source in batches; awaiting `deliver` is the back-pressure.
    ///
    /// - Parameters:
    ///   - checkpoint: what the last good reading returned as its `checkpoint`; `nil` asks for everything. A connector
    ///     that cannot go on from it reads everything and says so with `isComplete`.
    ///   - deliver: takes one batch; batches of one part of the source follow each other.
    /// - Returns: what the reading stands for.
    /// - Throws: `ConnectorError` when the source as a whole cannot be read; what `deliver` throws.
    func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading

    /// Stands for everything the source holds, where that can be had much faster than its records; two equal
    /// digests promise equal records. Default: `nil`, the source must be read.
    func contentDigest() async throws -> String?

    /// Differs whenever the source was written to in between, whatever was written. A digest is believed only when
    /// this is the same before and after reading. Default: `nil`, which is never the same.
    func changeStamp() async throws -> String?

    /// When the source was last written to, in seconds since 1970: what a feed that expects to be fresh is judged by.
    /// Default: `nil`, the source does not tell.
    func lastChange() async throws -> Int?

    /// How delimited text from this source is written, for what is sent back to its department. Default: `nil`, the
    /// source is no such text.
    func delimitedFormat() async throws -> DelimitedFormat?
}

extension Connector {
    /// The source must be read.
    public func contentDigest() async throws -> String? { nil }

    /// No delimited text.
    public func delimitedFormat() async throws -> DelimitedFormat? { nil }

    /// Nothing is known.
    public func changeStamp() async throws -> String? { nil }

    /// Nothing is known.
    public func lastChange() async throws -> Int? { nil }

    /// Streams everything, from the beginning.
    ///
    /// - Throws: what `read(from:deliver:)` throws.
    @discardableResult
    public func read(deliver: (RecordBatch) async throws -> Void) async throws -> Reading {
        try await read(from: nil, deliver: deliver)
    }
}

/// What a connector is told besides its settings.
public struct ConnectorContext: Sendable {
    /// Folder that relative paths start from: the workspace.
    public let folder: String
    /// Columns the mapping asks for. Connectors that must be told what to pick (XML) use it; others ignore it.
    public let columns: [String]

    /// Creates a context.
    public init(folder: String, columns: [String]) {
        self.folder = folder
        self.columns = columns
    }

    /// `path` made absolute by the workspace folder.
    public func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
}
