import Foundation
import HubModel

/// The versions of a workspace's publications: list, compare, go back.
package struct VersionHistory {
    /// One version.
    package struct Version: Sendable {
        package let name: String
        package let isCurrent: Bool
        /// `nil` when its manifest cannot be read.
        package let manifest: Manifest?
    }

    /// How a dataset differs between two versions.
    package struct Difference: Sendable {
        package let dataset: String
        /// Rows in either; `nil` where the dataset is not there.
        package let rows: (before: Int?, after: Int?)
        /// `nil` when the versions cannot be compared row by row.
        package let changes: Manifest.Changes?
        /// What else differs: `columns`, `recipients`, `format`, `purpose`.
        package let aspects: [String]
    }

    private let library: VersionFolder
    private let log: DeliveryLog

    package init(folder: String, log: String) {
        library = VersionFolder(path: folder)
        self.log = DeliveryLog(path: log)
    }

    /// Oldest first.
    package var versions: [Version] {
        let current = library.current
        return library.versions.map {
            Version(name: $0, isCurrent: $0 == current, manifest: try? library.manifest(of: $0))
        }
    }

    /// The full name of a version given as `12` or `000012`; `nil` when there is none.
    package func version(_ name: String) -> Version? {
        let number = Int(name)
        return versions.first { $0.name == name || (number != nil && Int($0.name) == number) }
    }

    package func path(of version: Version) -> String { library.path(of: version.name) }

    /// Whether every file has the bytes it was published with.
    package func isWhole(_ version: Version) -> Bool {
        version.manifest.map { library.isWhole(version.name, $0) } ?? false
    }

    /// Dataset by dataset, in the order of names. `deliver` gets every row that differs, by entity id.
    package func differences(
        from before: Version, to after: Version, in only: String? = nil,
        deliver: (_ dataset: String, RowChange, _ id: String) throws -> Void = { _, _, _ in }
    ) throws -> [Difference] {
        let (old, new) = (try datasets(of: before), try datasets(of: after))
        let names = Set(old.keys).union(new.keys).filter { only == nil || $0 == only }
        return try names.sorted().map { name in
            guard let a = old[name], let b = new[name] else {
                return Difference(
                    dataset: name, rows: (old[name]?.rows, new[name]?.rows), changes: nil, aspects: [])
            }
            var aspects: [String] = []
            if a.columns != b.columns { aspects.append("columns") }
            if a.format != b.format { aspects.append("format") }
            if a.recipients != b.recipients { aspects.append("recipients") }
            if a.purpose != b.purpose { aspects.append("purpose") }
            var changes: Manifest.Changes?
            if let older = library.index(of: a, in: before.name),
                let newer = library.index(of: b, in: after.name)
            {
                var comparison = try RowComparison(against: older)
                let gone = { (id: [UInt8]) in try deliver(name, .delete, String(decoding: id, as: UTF8.self))
                }
                while let row = try newer.next() {
                    if let change = try comparison.compare(row.id[...], row.hash, gone: gone) {
                        try deliver(name, change, String(decoding: row.id, as: UTF8.self))
                    }
                }
                try comparison.finish(gone: gone)
                changes = .init(
                    since: before.name, inserted: comparison.inserted, updated: comparison.updated,
                    deleted: comparison.deleted)
            }
            return Difference(dataset: name, rows: (a.rows, b.rows), changes: changes, aspects: aspects)
        }
    }

    private func datasets(of version: Version) throws -> [String: Manifest.Dataset] {
        let manifest = try library.manifest(of: version.name)
        return Dictionary(manifest.datasets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Switches to a version that is whole, at once, and writes it down. `whileHeld` runs the switch while nobody can
    /// take the run lock over, and says no when somebody has.
    package func rollBack(
        to version: Version, at time: String, datasets: [DatasetDeclaration] = [],
        environment: [String: String] = [:],
        whileHeld: (() throws -> Void) throws -> Bool = { body in
            try body()
            return true
        }
    ) throws {
        guard let manifest = version.manifest, library.isWhole(version.name, manifest) else {
            throw PublishError(
                "version \(version.name) is damaged: its files are not those of its SHA256SUMS; "
                    + "`isthmus versions --verify` tells which are whole")
        }
        let isDone = try whileHeld {
            try library.point(at: version.name)
            try log.append(manifest, version: version.name, action: .rolledBack, at: time)
        }
        guard isDone else {
            throw PublishError(
                "a run took this workspace over; nothing was switched, `isthmus runs` tells of it")
        }
        try ServerMirror(datasets: datasets, environment: environment).pointBack(to: version.name)
    }
}
