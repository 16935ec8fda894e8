import Foundation
import HubMapping
import HubPublish
import HubStore

/// Puts a backup back, in its old place or another: every file is checked first, and nothing that stands in the way is
/// ever deleted.
package struct Restore {
    package struct Outcome: Sendable {
        package let manifest: BackupManifest
        /// What stood in the way, under its new name.
        package let movedAside: [String]
        package let places: Workspace.Places
    }

    private let backup: BackupFolder
    private let target: String
    private let files = FileManager.default

    /// `target` is the folder of the workspace, absolute.
    package init(backup path: String, target: String) {
        backup = BackupFolder(path: path)
        self.target = target
    }

    /// With `replaces`, what stands in the way gets another name; otherwise it is an error.
    package func carryOut(replaces: Bool) throws -> Outcome {
        let names = try backup.verified()
        let manifest = try backup.readManifest()
        try check(manifest)
        guard let places = Workspace.places(of: backup.path, in: target) else {
            throw BackupError("\(backup.file(BackupFolder.configuration)) has mistakes; take another backup")
        }
        let configuration = "\(target)/\(Workspace.fileName)"
        let log = places.deliveryLog
        var wanted = [places.store, configuration, places.mappings, log]
        if manifest.hasPublications { wanted.append(places.publications) }
        let inTheWay = wanted.filter { isInTheWay($0) }
        guard inTheWay.isEmpty || replaces else {
            throw BackupError(
                "there is something already: \(inTheWay.joined(separator: ", ")); restore to another folder, or give "
                    + "these other names with --force")
        }
        let lock = try RunLock(store: places.store)
        defer { lock.release() }
        let aside = ".replaced-" + timestamp().filter { $0.isNumber }
        let moved = try inTheWay.map { try moveAside($0, suffix: aside) }
        // The store last: where it is, all of the backup is.
        try put(names, places, configuration: configuration, log: log, manifest)
        let fresh = places.store + ".restoring"
        try? files.removeItem(atPath: fresh)
        try BackupFolder.copy(backup.file(BackupFolder.store), to: fresh)
        guard try StoreBackup.verify(fresh) == manifest.store else {
            throw BackupError(
                "\(fresh) does not hold what the backup holds; check the disk and restore again")
        }
        try files.moveItem(atPath: fresh, toPath: places.store)
        return Outcome(manifest: manifest, movedAside: moved, places: places)
    }

    private func check(_ manifest: BackupManifest) throws {
        guard manifest.store.schema <= StoreBackup.schema else {
            throw BackupError(
                "a later Isthmus made this backup (schema \(manifest.store.schema), this one knows \(StoreBackup.schema)); "
                    + "update Isthmus")
        }
        guard try StoreBackup.verify(backup.file(BackupFolder.store)) == manifest.store else {
            throw BackupError(
                "\(backup.file(BackupFolder.store)) does not hold what \(BackupFolder.manifest) says; take another backup"
            )
        }
    }

    private func isInTheWay(_ path: String) -> Bool {
        guard files.fileExists(atPath: path) else { return false }
        // A folder without anything in it is in nobody's way.
        return (try? files.contentsOfDirectory(atPath: path))?.isEmpty != true
    }

    /// What lies beside an SQLite file belongs to it.
    private func moveAside(_ path: String, suffix: String) throws -> String {
        for side in ["-wal", "-shm"] where files.fileExists(atPath: path + side) {
            try files.moveItem(atPath: path + side, toPath: path + suffix + side)
        }
        try files.moveItem(atPath: path, toPath: path + suffix)
        return path + suffix
    }

    private func put(
        _ names: [String], _ places: Workspace.Places, configuration: String, log: String,
        _ manifest: BackupManifest
    ) throws {
        let readable = 0o644
        try BackupFolder.copy(
            backup.file(BackupFolder.configuration), to: configuration, rights: readable)
        try files.createDirectory(atPath: places.mappings, withIntermediateDirectories: true)
        for name in names {
            if let file = name.inside(BackupFolder.mappings) {
                try BackupFolder.copy(
                    backup.file(name), to: "\(places.mappings)/\(file)", rights: readable)
            } else if let file = name.inside(BackupFolder.publications) {
                try putPublished(name, file, in: places.publications, isWhole: manifest.hasPublications)
            }
        }
        if names.contains(BackupFolder.deliveries) {
            try BackupFolder.copy(backup.file(BackupFolder.deliveries), to: log)
        }
        let lineage = places.lineage
        if names.contains(BackupFolder.lineage), !files.fileExists(atPath: lineage) {
            try BackupFolder.copy(backup.file(BackupFolder.lineage), to: lineage)
        }
        if manifest.hasPublications, let current = manifest.currentVersion {
            try files.createSymbolicLink(
                atPath: "\(places.publications)/current", withDestinationPath: current)
        }
    }

    /// Manifests alone are no version. They are put under another name: numbers are counted on from there, and nobody
    /// takes a folder without its files for a publication.
    private func putPublished(_ name: String, _ file: String, in publications: String, isWhole: Bool) throws {
        // Departments read these.
        if isWhole {
            return try BackupFolder.copy(backup.file(name), to: "\(publications)/\(file)", rights: 0o644)
        }
        let path = "\(publications)/\(file).of-backup"
        let version = (path as NSString).deletingLastPathComponent
        guard !files.fileExists(atPath: "\(version)/manifest.json"), !files.fileExists(atPath: path) else {
            return
        }
        try BackupFolder.copy(backup.file(name), to: path)
    }
}

extension String {
    /// The rest of a path below `folder`; `nil` when it is not below.
    fileprivate func inside(_ folder: String) -> String? {
        hasPrefix(folder + "/") ? String(dropFirst(folder.count + 1)) : nil
    }
}
