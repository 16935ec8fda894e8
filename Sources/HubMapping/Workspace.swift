import HubModel

/// A workspace, read and cross-checked: `isthmus.json5` and every file under `Mappings/`.
package struct Workspace: Sendable {
    /// Absolute path of the folder that holds `isthmus.json5`.
    package let folder: String
    package let name: String
    /// Absolute path of the SQLite file.
    package let store: String
    /// Absolute path of the folder that publications appear in.
    package let publications: String
    /// How many publications are kept; `nil`: all.
    package let keptVersions: Int?
    /// Absolute path of the folder that trained weights are written to.
    package let weights: String
    /// Telephone area code put before local numbers, digits with the leading 0; empty when none.
    package let areaCode: String
    /// Days that values stay in quarantine; `nil` when they stay for as long as their reject.
    package let quarantineDays: Int?
    /// Sorted by name; indices into this array are the model indices used everywhere.
    package let models: [EntityModel]
    /// Sorted by name.
    package let feeds: [Feed]
    /// Sorted by name.
    package let datasets: [DatasetDeclaration]
    /// Indices of all models, those that rules of others look at through relations first.
    package let resolutionOrder: [Int]

    /// Absolute path of the file that deliveries are written down in, beside the store.
    package var deliveryLog: String { store + ".deliveries.ndjson" }
}
