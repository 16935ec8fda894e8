import HubStore
import TestSupport
import Testing

/// One kind of store. Every contract test runs against each of `all`.
struct StoreMaker: Sendable, CustomTestStringConvertible {
    let name: String
    /// Opens the store that lives in a folder, making it the first time.
    let open: @Sendable (_ folder: TemporaryFolder, _ isReadOnly: Bool) throws -> any Store

    var testDescription: String { name }

    static let all = [
        StoreMaker(name: "SQLite") { folder, isReadOnly in
            try SQLiteStore(path: folder.path + "/store/isthmus.sqlite", readOnly: isReadOnly)
        }
    ]
}
