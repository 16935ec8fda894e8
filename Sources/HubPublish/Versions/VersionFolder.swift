import Foundation
import HubCrypto

/// The folder of publications: numbered versions and `current`, a symbolic link to one of them.
struct VersionFolder {
    /// Inside a version: what versions are compared by. Not part of what is delivered.
    static func indexFile(of dataset: String) -> String { ".\(dataset).rows" }

    let path: String
    private var files: FileManager { .default }

    init(path: String) { self.path = path }

    /// Name of the version `current` points to.
    var current: String? {
        guard let target = try? files.destinationOfSymbolicLink(atPath: "\(path)/current") else { return nil }
        return files.fileExists(atPath: "\(path)/\(target)/manifest.json") ? target : nil
    }

    func path(of version: String) -> String { "\(path)/\(version)" }

    func manifest(of version: String) throws -> Manifest {
        let file = "\(path)/\(version)/manifest.json"
        do {
            return try Manifest.decoded(Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw PublishError("cannot read \(file); `isthmus publish` publishes everything anew")
        }
    }

    /// Whether the file of a dataset is there with the bytes it was published with.
    func holds(_ dataset: Manifest.Dataset, in version: String) -> Bool {
        dataset.files.allSatisfy {
            (try? SHA256.hex(ofFile: "\(path)/\(version)/\($0.name)")) == $0.sha256
        }
    }

    /// The index of a dataset, when it is there and what it was.
    func index(of dataset: Manifest.Dataset, in version: String) -> RowIndexReader? {
        let file = "\(path)/\(version)/\(Self.indexFile(of: dataset.name))"
        guard !dataset.index.isEmpty, (try? SHA256.hex(ofFile: file)) == dataset.index else { return nil }
        return try? RowIndexReader(path: file)
    }

    /// Names of all versions that have a manifest, oldest first.
    var versions: [String] {
        let names = (try? files.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { isVersion($0) && files.fileExists(atPath: "\(path)/\($0)/manifest.json") }
            .sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    }

    private func isVersion(_ name: String) -> Bool {
        name.utf8.count < 16 && name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Removes a version for good. It gets another name first, so that it is never seen half gone.
    func remove(_ version: String) throws {
        let doomed = "\(path)/.removing"
        if type(of: doomed) != nil { try files.removeItem(atPath: doomed) }
        try replace(doomed, with: "\(path)/\(version)")
        try files.removeItem(atPath: doomed)
    }

    /// Whether all files of a version are.
    func isWhole(_ version: String, _ manifest: Manifest) -> Bool {
        let sums = try? String(contentsOfFile: "\(path)/\(version)/SHA256SUMS", encoding: .utf8)
        return sums == manifest.sums && manifest.datasets.allSatisfy { holds($0, in: version) }
    }

    /// A fresh folder to build in; what interrupted runs left behind is removed first.
    ///
    /// Throws right away when it could not be switched to: `current` is ours only while it is a link.
    func makeAside() throws -> String {
        guard type(of: "\(path)/current") != .typeDirectory else {
            throw PublishError(
                "\(path)/current is a folder, but must be the link to the version that is current; move it away "
                    + "and run again")
        }
        // Each in a folder of its own: who was stopped and lost the run lock finds its folder gone when it wakes, and
        // never writes into that of another.
        let aside = "\(workshop)/\(UUID().uuidString)"
        do {
            if type(of: path) == nil {
                try DiskTrouble.makeFolders(path)
                try synchronize((path as NSString).deletingLastPathComponent)
            }
            if type(of: workshop) != nil { try files.removeItem(atPath: workshop) }
            try DiskTrouble.makeFolders(aside)
        } catch let error as PublishError {
            throw error
        } catch {
            throw PublishError("cannot build in \(path): \(DiskTrouble.text(of: error))")
        }
        return aside
    }

    /// Where versions are built.
    private var workshop: String { "\(path)/.building" }

    /// What stands at a path itself, links not followed; `nil` when nothing does.
    private func type(of path: String) -> FileAttributeType? {
        (try? files.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }

    func link(_ file: String, of version: String, into aside: String) throws {
        try files.linkItem(atPath: "\(path)/\(version)/\(file)", toPath: "\(aside)/\(file)")
    }

    /// Nothing differs: only the manifest tells of the newer run. `aside` is removed.
    func replaceManifest(of version: String, with manifest: Manifest, aside: String) throws {
        let fresh = "\(aside)/manifest.json"
        try write(manifest.encoded(), to: fresh)
        try replace("\(path)/\(version)/manifest.json", with: fresh)
        drop(aside)
    }

    /// Gives the finished folder its number and points `current` at it.
    func install(_ aside: String, manifest: Manifest) throws -> String {
        try write(Data(manifest.sums.utf8), to: "\(aside)/SHA256SUMS")
        try write(manifest.encoded(), to: "\(aside)/manifest.json")
        try synchronize(aside)
        let version = try nextVersion()
        try replace("\(path)/\(version)", with: aside)
        try point(at: version)
        drop(aside)
        return version
    }

    /// Nothing that was built stays.
    func drop(_ aside: String) {
        try? files.removeItem(atPath: aside)
        // Only when it is empty: somebody else may be building there by now.
        _ = unsafe rmdir(workshop)
    }

    /// Switches to a version, at once.
    func point(at version: String) throws {
        let link = "\(path)/.current"
        try? files.removeItem(atPath: link)
        do {
            try files.createSymbolicLink(atPath: link, withDestinationPath: version)
        } catch {
            throw PublishError("cannot make the link \(link): \(DiskTrouble.text(of: error))")
        }
        try replace("\(path)/current", with: link)
    }

    private func nextVersion() throws -> String {
        // Longer numbers are not ours, and would leave none to count on to.
        let known = try files.contentsOfDirectory(atPath: path).filter { $0.utf8.count < 16 }
        let last = known.compactMap { Int($0) }.max() ?? 0
        let digits = String(max(last, 0) + 1)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private func write(_ data: Data, to file: String) throws {
        var bytes = [UInt8](data)
        let sink = try DurableFile(path: file)
        try sink.write(&bytes)
        _ = try sink.close()
    }

    /// rename(2), which replaces at once, and then the folder entry itself is made durable.
    private func replace(_ target: String, with source: String) throws {
        guard unsafe rename(source, target) == 0 else {
            throw PublishError("cannot rename \(source) to \(target): \(DiskTrouble.text(of: errno))")
        }
        try synchronize((target as NSString).deletingLastPathComponent)
    }

    private func synchronize(_ folder: String) throws {
        do {
            try DiskTrouble.synchronize(folder: folder)
        } catch {
            throw PublishError("cannot save the folder \(folder): \(DiskTrouble.text(of: error))")
        }
    }
}
