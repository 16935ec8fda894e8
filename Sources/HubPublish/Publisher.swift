import Foundation
import HubModel
import HubStore

/// Issues all datasets of a workspace as one publication: built aside, made durable, switched to at once.
///
/// ```
/// published/
///   000001/  resident-register.csv  house-register.csv  …  manifest.json  SHA256SUMS
///   000002/  …
///   current -> 000002            replaced by one rename(2): a reader sees one night or the other
/// ```
package struct Publisher {
    /// What the publication is made from; written into the manifest.
    package struct Origin: Sendable {
        package let workspace: String
        /// Run that last changed the entities.
        package let resolvedRun: Int64
        /// Names what that run resolved, among all stores.
        package let resolution: String
        package let publishedAt: String
        package let feeds: [FeedState]

        package init(
            workspace: String, resolvedRun: Int64, resolution: String, publishedAt: String, feeds: [FeedState]
        ) {
            self.workspace = workspace
            self.resolvedRun = resolvedRun
            self.resolution = resolution
            self.publishedAt = publishedAt
            self.feeds = feeds
        }
    }

    /// What became of one publication.
    package struct Outcome: Sendable {
        /// Folder name of the version that is current now.
        package let version: String
        /// Absolute path of that folder.
        package let folder: String
        /// False when nothing differs from the version before, so that no new one was made.
        package let isNew: Bool
        package let datasets: [Manifest.Dataset]
    }

    private let store: any Store
    private let models: [EntityModel]
    private let library: VersionFolder

    package init(store: any Store, models: [EntityModel], folder: String) {
        self.store = store
        self.models = models
        library = VersionFolder(path: folder)
    }

    /// The current publication when it was made from the same entities by the same declarations and its files
    /// are what they were, so that building it again would change nothing; `nil` when it must be built.
    package func upToDate(_ datasets: [DatasetDeclaration], origin: Origin) -> Outcome? {
        guard let current = library.current, let manifest = try? library.manifest(of: current),
            manifest.resolvedRun == origin.resolvedRun, manifest.resolution == origin.resolution,
            manifest.datasets.map(\.declaration) == datasets.map(declarationHash),
            manifest.datasets.map(\.title) == datasets.map(\.title),
            manifest.datasets.map(\.purpose) == datasets.map(\.purpose),
            manifest.datasets.map(\.recipients) == datasets.map(\.recipients),
            library.isWhole(current, manifest)
        else { return nil }
        return Outcome(
            version: current, folder: library.path(of: current), isNew: false, datasets: manifest.datasets)
    }

    /// Builds every dataset and switches to the new version; datasets not in `only` (when given) are taken
    /// over from the current version as they are.
    package func publish(
        _ datasets: [DatasetDeclaration], only: Set<String>? = nil, origin: Origin,
        progress: (String) -> Void = { _ in }
    ) throws -> Outcome {
        let current = library.current
        // Publishing everything needs nothing of the version before, readable or not.
        let previous = try current.flatMap { version in
            only == nil ? try? library.manifest(of: version) : try library.manifest(of: version)
        }
        let aside = try library.makeAside()
        var built: [Manifest.Dataset] = []
        for dataset in datasets {
            try Task.checkCancellation()
            progress(dataset.name)
            let isWanted = only?.contains(dataset.name) ?? true
            let kept = isWanted ? nil : previous?.datasets.first { $0.name == dataset.name }
            if let kept, let current, library.holds(kept, in: current) {
                try library.link(kept.file, of: current, into: aside)
                built.append(kept)
            } else if isWanted || kept != nil {
                built.append(try export(dataset, into: aside))
            }
        }
        let isWhole = built.map(\.name) == datasets.map(\.name)
        let manifest = Manifest(
            workspace: origin.workspace, publishedAt: origin.publishedAt,
            resolvedRun: isWhole && only == nil ? origin.resolvedRun : -1, resolution: origin.resolution,
            feeds: origin.feeds, datasets: built)
        if let previous, let current, manifest.saysTheSame(as: previous), library.isWhole(current, previous) {
            try library.replaceManifest(of: current, with: manifest, aside: aside)
            return Outcome(
                version: current, folder: library.path(of: current), isNew: false, datasets: built)
        }
        let version = try library.install(aside, manifest: manifest)
        return Outcome(version: version, folder: library.path(of: version), isNew: true, datasets: built)
    }

    private func export(_ dataset: DatasetDeclaration, into folder: String) throws -> Manifest.Dataset {
        let file = "\(dataset.name).\(dataset.format.rawValue)"
        let sink = try DurableFile(path: "\(folder)/\(file)")
        var writer = RowWriter(dataset: dataset, models: models)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        try store.readDataset(dataset) { rows in
            writer.write(rows, into: &buffer)
            if buffer.count >= 1 << 20 {
                try Task.checkCancellation()
                try sink.write(&buffer)
            }
        }
        writer.end(into: &buffer)
        try sink.write(&buffer)
        let sum = try sink.close()
        return Manifest.Dataset(
            name: dataset.name, title: dataset.title, type: models[dataset.type].name, file: file,
            format: dataset.format.rawValue, rows: writer.rows, bytes: sink.byteCount, sha256: sum,
            declaration: declarationHash(dataset), purpose: dataset.purpose, recipients: dataset.recipients,
            columns: writer.columns)
    }

    /// Raised when the code that writes or masks gives other bytes for the same declaration.
    private static let writerVersion = 1

    /// Stands for everything in a declaration that decides the bytes of the file.
    private func declarationHash(_ dataset: DatasetDeclaration) -> String {
        let columns = dataset.columns.map { "\($0.name)\u{1}\($0.title)\u{1}\($0.source)\u{1}\($0.isMasked)" }
        let types = models.map { model in
            "\(model.name):\(model.attributes.map { "\($0.name)=\($0.type.name)" })"
        }
        let text = [
            "\(Self.writerVersion) \(dataset.name) \(dataset.type) \(dataset.format) \(dataset.header) \(dataset.requires)",
            columns.joined(separator: "\u{2}"), types.joined(separator: "\u{2}"),
        ].joined(separator: "\u{3}")
        return String(StableHash.of(text), radix: 16)
    }
}
