import Foundation

/// The folder of publications: numbered versions and `current`, a symbolic link to one of them.
struct VersionFolder {
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
            throw PublishError("cannot read \(file); remove \(path)/current to publish everything anew")
        }
    }

    func has(_ file: String, bytes: Int, in version: String) -> Bool {
        let attributes = try? files.attributesOfItem(atPath: "\(path)/\(version)/\(file)")
        return attributes?[.size] as? Int == bytes
    }

    /// A fresh folder to build in; what interrupted runs left behind is removed first.
    func makeAside() throws -> String {
        let aside = "\(path)/.building"
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            if files.fileExists(atPath: aside) { try files.removeItem(atPath: aside) }
            try files.createDirectory(atPath: aside, withIntermediateDirectories: false)
        } catch {
            throw PublishError("cannot build in \(path): \((error as NSError).localizedDescription)")
        }
        return aside
    }

    func linkFromCurrent(_ file: String, into aside: String) throws {
        guard let current else { return }
        try files.linkItem(atPath: "\(path)/\(current)/\(file)", toPath: "\(aside)/\(file)")
    }

    /// Nothing differs: only the manifest tells of the newer run. `aside` is removed.
    func replaceManifest(of version: String, with manifest: Manifest, aside: String) throws {
        let fresh = "\(aside)/manifest.json"
        try write(manifest.encoded(), to: fresh)
        try replace("\(path)/\(version)/manifest.json", with: fresh)
        try files.removeItem(atPath: aside)
    }

    /// Gives the finished folder its number and points `current` at it.
    func install(_ aside: String, manifest: Manifest) throws -> String {
        let sums = manifest.datasets.map { "\($0.sha256)  \($0.file)\n" }.joined()
        try write(Data(sums.utf8), to: "\(aside)/SHA256SUMS")
        try write(manifest.encoded(), to: "\(aside)/manifest.json")
        try synchronize(aside)
        let version = try nextVersion()
        try replace("\(path)/\(version)", with: aside)
        let link = "\(path)/.current"
        try? files.removeItem(atPath: link)
        try files.createSymbolicLink(atPath: link, withDestinationPath: version)
        try replace("\(path)/current", with: link)
        return version
    }

    private func nextVersion() throws -> String {
        let last = try files.contentsOfDirectory(atPath: path).compactMap { Int($0) }.max() ?? 0
        let digits = String(last + 1)
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
            throw PublishError("cannot rename \(source) to \(target): error \(errno)")
        }
        try synchronize((target as NSString).deletingLastPathComponent)
    }

    private func synchronize(_ folder: String) throws {
        guard let handle = FileHandle(forReadingAtPath: folder) else {
            throw PublishError("cannot open \(folder)")
        }
        try handle.synchronize()
        try handle.close()
    }
}
