import Foundation
import HubModel
import HubStore

/// Writes one dataset into a folder of its own, without making a version of it.
package struct DatasetExport {
    private let store: any Store
    private let models: [EntityModel]

    package init(store: any Store, models: [EntityModel]) {
        self.store = store
        self.models = models
    }

    /// Makes `folder`, which must not exist, and writes the files of `dataset` into it, all or none; `year` is the one
    /// that ages are told for.
    package func write(
        _ dataset: DatasetDeclaration, year: Int, to folder: String
    ) throws -> Manifest.Dataset {
        let files = FileManager.default
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw PublishError(
                "cannot make the folder \(folder); it must not exist yet, in a folder that you may write to")
        }
        do {
            var whole = dataset
            whole.hasDelta = false
            let built = try DatasetBuilder(
                store: store, models: models, year: year, folder: folder, check: Task.checkCancellation
            )
            .build(whole, declaration: "", older: nil)
            try files.removeItem(atPath: "\(folder)/\(VersionFolder.indexFile(of: dataset.name))")
            return built.manifest
        } catch {
            try? files.removeItem(atPath: folder)
            throw error
        }
    }
}
