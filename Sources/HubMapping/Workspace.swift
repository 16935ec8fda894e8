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
    /// Absolute path of the folder that pages of runs and the lineage appear in.
    package let reports: String
    /// How many publications are kept; `nil`: all.
    package let keptVersions: Int?
    /// Absolute path of the folder that trained weights are written to.
    package let weights: String
    /// Telephone area code put before local numbers, digits with the leading 0; empty when none.
    package let areaCode: String
    /// Days that values stay in quarantine; `nil` when they stay for as long as their reject.
    package let quarantineDays: Int?
    /// How long what runs leave behind is kept.
    package let retention: RetentionRules
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
    /// Absolute path of the file that events of runs are written to, one a line.
    package var lineage: String { reports + "/lineage.ndjson" }
}

/// Days that what runs leave behind is kept; `nil`: for ever. Quarantine and publications have rules of their own.
package struct RetentionRules: Sendable, Equatable {
    /// Reports in the store; that a run was, when, and how it ended, stays.
    package var runDays: Int?
    /// Pages of runs.
    package var pageDays: Int?
    /// Lines of the lineage.
    package var lineageDays: Int?
    /// Former golden records and relations.
    package var historyDays: Int?

    package init() {}
}
