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

    let store: any Store
    let models: [EntityModel]
    let library: VersionFolder
    let log: DeliveryLog
    private let keptVersions: Int?
    private let environment: [String: String]

    /// Publications appear in `folder`, deliveries are written down in the file `log`; `keptVersions` stay, all when
    /// it is `nil`.
    package init(
        store: any Store, models: [EntityModel], folder: String, log: String, keptVersions: Int?,
        environment: [String: String] = [:]
    ) {
        self.store = store
        self.models = models
        library = VersionFolder(path: folder)
        self.log = DeliveryLog(path: log)
        self.keptVersions = keptVersions
        self.environment = environment
    }

    /// The current publication when it was made from the same entities by the same declarations and its files
    /// are what they were, so that building it again would change nothing; `nil` when it must be built.
    package func upToDate(_ datasets: [DatasetDeclaration], origin: Origin) throws -> Outcome? {
        guard let current = library.current, let manifest = try? library.manifest(of: current),
            manifest.resolvedRun == origin.resolvedRun, manifest.resolution == origin.resolution,
            manifest.datasets.map(\.declaration) == datasets.map({ declarationHash($0, origin.year) }),
            manifest.format == Manifest.layout,
            manifest.datasets.map(\.title) == datasets.map(\.title),
            manifest.datasets.map(\.purpose) == datasets.map(\.purpose),
            manifest.datasets.map(\.recipients) == datasets.map(\.recipients),
            library.isWhole(current, manifest)
        else { return nil }
        try store.whileHeld { try? log.complete(with: manifest, version: current) }
        try mirror(datasets, current, manifest.datasets, origin)
        return Outcome(
            version: current, folder: library.path(of: current), isNew: false, datasets: manifest.datasets)
    }

    /// Builds every dataset and switches to the new version when all gates are passed; datasets not in `only` (when
    /// given) are taken over from the current version as they are. With `isAccepted` gates are looked at and written
    /// down, but stop nothing; otherwise `PublicationHeld` is thrown and the version before stays current.
    package func publish(
        _ datasets: [DatasetDeclaration], only: Set<String>? = nil, origin: Origin, isAccepted: Bool = false,
        progress: (String) -> Void = { _ in }
    ) throws -> Outcome {
        let current = library.current
        // Publishing everything needs nothing of the version before, readable or not.
        let previous = try current.flatMap { version in
            only == nil ? try? library.manifest(of: version) : try library.manifest(of: version)
        }
        if let previous, let current {
            try store.whileHeld { try log.complete(with: previous, version: current) }
        }
        var aside = ""
        try store.whileHeld { aside = try library.makeAside() }
        let built = try build(datasets, only, previous, current, origin, aside, progress)
        let finished = try judged(built, in: aside)
        if !isAccepted { try hold(finished, aside) }
        var switched: Outcome?
        // Whoever was stopped up to here and lost the run lock is told so now; inside nobody can take it.
        try store.whileHeld {
            switched = try install(
                finished, isWhole: only == nil && finished.map(\.name) == datasets.map(\.name),
                origin: origin,
                aside: aside, previous: previous.flatMap { manifest in current.map { ($0, manifest) } })
        }
        guard let outcome = switched else { throw PublishError("nothing was switched; run again") }
        try mirror(datasets, outcome.version, outcome.datasets, origin)
        return outcome
    }

    /// Builds what is wanted; the rest is taken over from the version before.
    private func build(
        _ datasets: [DatasetDeclaration], _ only: Set<String>?, _ previous: Manifest?, _ current: String?,
        _ origin: Origin, _ aside: String, _ progress: (String) -> Void
    ) throws -> [DatasetBuilder.Built] {
        var jobs: [DatasetBuilds.Job] = []
        // In their order: `nil` is the next of the jobs.
        var taken: [DatasetBuilder.Built?] = []
        for dataset in datasets {
            let older = previous?.datasets.first { $0.name == dataset.name }
            let isWanted = only?.contains(dataset.name) ?? true
            if !isWanted, let older, let current, library.holds(older, in: current) {
                taken.append(try takeOver(older, of: current, into: aside))
            } else if isWanted || older != nil {
                let before = older.flatMap { older in current.map { ($0, library, older) } }
                jobs.append(
                    .init(dataset: dataset, declaration: declarationHash(dataset, origin.year), older: before)
                )
                taken.append(nil)
            }
        }
        let place = DatasetBuilds.Place(models: models, year: origin.year, folder: aside)
        var built = try DatasetBuilds(jobs: jobs, place: place).build(from: store) { job in
            try Task.checkCancellation()
            try store.confirmHold()
            progress(job.dataset.name)
        }[...]
        return taken.compactMap { $0 ?? built.popFirst() }
    }

    private func mirror(
        _ datasets: [DatasetDeclaration], _ version: String, _ published: [Manifest.Dataset], _ origin: Origin
    ) throws {
        try ServerMirror(datasets: datasets, environment: environment).bring(
            version, names: Set(published.map(\.name)), store: store, models: models, year: origin.year)
    }

    /// Nothing differs: the current version stays, and its manifest tells of the newer run. Else a new one is made.
    private func install(
        _ datasets: [Manifest.Dataset], isWhole: Bool, origin: Origin, aside: String,
        previous: (version: String, manifest: Manifest)?
    ) throws -> Outcome {
        var manifest = Manifest(
            workspace: origin.workspace, publishedAt: origin.publishedAt,
            resolvedRun: isWhole ? origin.resolvedRun : -1, resolution: origin.resolution,
            feeds: origin.feeds, datasets: datasets)
        if let previous, manifest.saysTheSame(as: previous.manifest),
            previous.manifest.format == Manifest.layout,
            library.isWhole(previous.version, previous.manifest)
        {
            manifest.keepWhatStays(of: previous.manifest)
            try library.replaceManifest(of: previous.version, with: manifest, aside: aside)
            return Outcome(
                version: previous.version, folder: library.path(of: previous.version), isNew: false,
                datasets: datasets)
        }
        let version = try library.install(aside, manifest: manifest)
        try log.complete(with: manifest, version: version)
        try retire()
        return Outcome(version: version, folder: library.path(of: version), isNew: true, datasets: datasets)
    }

    private func takeOver(
        _ dataset: Manifest.Dataset, of version: String, into aside: String
    ) throws -> DatasetBuilder.Built {
        var dataset = dataset
        let hasIndex = library.index(of: dataset, in: version) != nil
        // What differed from the version before does not differ from this one.
        dataset.companions.removeAll { $0.use == .delta }
        dataset.changes = hasIndex ? .init(since: version, inserted: 0, updated: 0, deleted: 0) : nil
        for file in dataset.files { try library.link(file.name, of: version, into: aside) }
        if hasIndex {
            try library.link(VersionFolder.indexFile(of: dataset.name), of: version, into: aside)
        } else {
            dataset.index = ""
        }
        return .init(manifest: dataset, gateKeeper: nil)
    }

    /// Adds the verdicts of gates that look into other datasets.
    private func judged(_ built: [DatasetBuilder.Built], in aside: String) throws -> [Manifest.Dataset] {
        var ids: [String: [UInt64]] = [:]
        return try built.map { one in
            var dataset = one.manifest
            dataset.gates +=
                try one.gateKeeper?.referenceVerdicts { name in
                    if let known = ids[name] { return known }
                    guard let other = built.first(where: { $0.manifest.name == name })?.manifest,
                        !other.index.isEmpty
                    else { return nil }
                    let reader = try RowIndexReader(
                        path: "\(aside)/\(VersionFolder.indexFile(of: name))")
                    var known: [UInt64] = []
                    while let row = try reader.next() { known.append(GateKeeper.hash(row.id.span)) }
                    ids[name] = known
                    return known
                } ?? []
            return dataset
        }
    }

    private func hold(_ datasets: [Manifest.Dataset], _ aside: String) throws {
        let reasons = datasets.flatMap { dataset in
            dataset.gates.filter { !$0.passed }.map { gate in
                let place = gate.column.map { ", column \($0)" } ?? ""
                return "\(dataset.name)\(place): \(gate.gate): \(gate.found), wanted: \(gate.wanted)"
            }
        }
        guard !reasons.isEmpty else { return }
        library.drop(aside)
        throw PublicationHeld(reasons: reasons)
    }

    /// Removes the oldest versions; never the current one, nor that before it.
    private func retire() throws {
        guard let keptVersions else { return }
        for version in library.versions.dropLast(max(keptVersions, 2)) where version != library.current {
            try library.remove(version)
        }
    }

    /// Raised when the code that writes or masks gives other bytes for the same declaration.
    private static let writerVersion = 2

    /// Stands for everything in a declaration that decides the bytes of the file, or whether it is published.
    func declarationHash(_ dataset: DatasetDeclaration, _ year: Int) -> String {
        let columns = dataset.columns.map {
            "\($0.name)\u{1}\($0.title)\u{1}\($0.source)\u{1}\($0.isMasked)\u{1}\($0.bands)"
        }
        let types = models.map { model in
            "\(model.name):\(model.attributes.map { "\($0.name)=\($0.type.name)" })"
        }
        let hasBands = dataset.columns.contains { !$0.bands.isEmpty }
        let text = [
            "\(Self.writerVersion) \(dataset.name) \(dataset.type) \(dataset.format) \(dataset.header)",
            "\(dataset.requires) \(dataset.encoding) \(dataset.audience) \(dataset.conditions)",
            "\(dataset.gates) \(dataset.hasDelta) \(String(describing: dataset.statistics))",
            "\(hasBands ? year : 0)",
            columns.joined(separator: "\u{2}"), types.joined(separator: "\u{2}"),
        ].joined(separator: "\u{3}")
        return String(StableHash.of(text), radix: 16)
    }
}

extension Publisher.Origin {
    /// Year of the publication.
    var year: Int { Int(publishedAt.prefix(4)) ?? 2000 }
}
