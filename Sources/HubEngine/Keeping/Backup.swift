import Foundation
import HubMapping
import HubPublish
import HubStore

/// Makes a backup of a workspace, also while a night is running: the store as it is at one moment, the configuration,
/// the logs, and what publications say of themselves.
package struct Backup {
    package struct Outcome: Sendable {
        package let manifest: BackupManifest
        package let files: Int
        package let bytes: Int
    }

    private let folder: String
    private let places: Workspace.Places

    /// Of the workspace in `folder`; its mapping files may have mistakes.
    package init(folder: String, places: Workspace.Places) {
        self.folder = folder
        self.places = places
    }

    /// Makes the folder `path`, whole or not at all.
    ///
    /// Without `withPublications` the manifests of publications come along and their files do not: that is enough to
    /// publish the same datasets anew from the store. `progress` gets pages of the store copied, and in all.
    package func make(
        at path: String, withPublications: Bool, progress: (_ copied: Int, _ all: Int) -> Void = { _, _ in }
    ) throws -> Outcome {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else {
            throw BackupError(
                "\(path) is there already; name a folder that is not, such as one of today's date")
        }
        let folder = BackupFolder(path: path + ".partial")
        if files.fileExists(atPath: folder.path) { try files.removeItem(atPath: folder.path) }
        try files.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            let manifest = try fill(folder, withPublications: withPublications, progress: progress)
            try folder.seal()
            let names = try folder.verified()
            let bytes = try names.reduce(0) { sum, name in
                sum + (try files.attributesOfItem(atPath: folder.file(name))[.size] as? Int ?? 0)
            }
            try files.moveItem(atPath: folder.path, toPath: path)
            return Outcome(manifest: manifest, files: names.count, bytes: bytes)
        } catch {
            try? files.removeItem(atPath: folder.path)
            throw error
        }
    }

    private func fill(
        _ folder: BackupFolder, withPublications: Bool, progress: (Int, Int) -> Void
    ) throws -> BackupManifest {
        // Publications first: what they say may be older than the store, never newer.
        let current = try copyPublications(to: folder, whole: withPublications)
        let contents = try StoreBackup.make(of: places.store, at: folder.file(BackupFolder.store)) {
            copied, all in
            try Task.checkCancellation()
            progress(copied, all)
        }
        try copyIfThere(places.deliveryLog, to: folder.file(BackupFolder.deliveries))
        try copyIfThere(places.lineage, to: folder.file(BackupFolder.lineage))
        try BackupFolder.copy(
            "\(self.folder)/\(Workspace.fileName)", to: folder.file(BackupFolder.configuration))
        let elsewhere = [places.store, places.publications, places.reports, folder.path].map {
            $0 + "/"
        }
        for name in try BackupFolder.files(in: places.mappings) {
            let source = "\(places.mappings)/\(name)"
            // A workspace whose mappings are its own folder has everything else below them too.
            let isElse = elsewhere.contains { source.hasPrefix($0) } || source.hasPrefix(places.store)
            if isElse || source == "\(self.folder)/\(Workspace.fileName)" { continue }
            try BackupFolder.copy(source, to: folder.file("\(BackupFolder.mappings)/\(name)"))
        }
        let manifest = BackupManifest(
            workspace: places.name, madeAt: timestamp(), store: contents, currentVersion: current,
            hasPublications: withPublications)
        try folder.write(manifest)
        return manifest
    }

    /// Returns the version that is current.
    private func copyPublications(to folder: BackupFolder, whole: Bool) throws -> String? {
        let history = VersionHistory(folder: places.publications, log: places.deliveryLog)
        let versions = history.versions
        for version in versions {
            let source = history.path(of: version)
            for name in try BackupFolder.files(in: source)
            where whole || ["manifest.json", Checksums.file].contains(name) {
                try copyIfThere(
                    "\(source)/\(name)",
                    to: folder.file("\(BackupFolder.publications)/\(version.name)/\(name)"))
            }
        }
        return versions.first { $0.isCurrent }?.name
    }

    /// A version may be retired while it is copied; then it is as if the backup had begun later.
    private func copyIfThere(_ source: String, to target: String) throws {
        guard FileManager.default.fileExists(atPath: source) else { return }
        do {
            try BackupFolder.copy(source, to: target)
        } catch  where !FileManager.default.fileExists(atPath: source) {
            try? FileManager.default.removeItem(atPath: target)
        }
    }
}
