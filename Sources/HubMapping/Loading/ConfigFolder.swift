import Foundation
import HubModel

/// The files of one folder under `Mappings/`.
struct ConfigFolder {
    /// One file; `node` is nil when it could not be read as JSON5, which has been reported.
    struct File {
        /// What the file declares: its name without `.json5`.
        let name: String
        let node: Node?
        /// The first byte of the file, for what has no better place.
        let location: SourceLocation
    }

    /// Sorted by name; names are unique unless that was reported.
    let files: [File]
    /// Whether the folder could be read and holds a file.
    let isFilled: Bool
    /// What files would declare that stand here and were not taken, which has been reported.
    let untaken: Set<String>

    /// Largest file read; configuration is written by hand.
    private static let maximumSize = 4 << 20
    /// What editors and people leave beside the files.
    private static let ignoredEndings = ["~", ".bak", ".orig", ".swp", ".tmp", ".md", ".txt"]

    /// Reads all files of `path` and reports what is no configuration file. When other files refer to these
    /// (`isReferred`), one that is missing or cannot be read is the cause of other complaints.
    init(
        _ path: String, shownAs shown: String, holds what: String, required: Bool, isReferred: Bool,
        _ report: inout Diagnostics
    ) {
        let folder = SourceLocation(file: shown, line: 1, column: 1)
        var causes = Diagnostics()
        defer { if isReferred { report.merge(causes: causes) } else { report.merge(causes) } }
        let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
        if entries == nil, required || FileManager.default.fileExists(atPath: path) {
            causes.report(
                "the folder cannot be read", hint: "it holds one file for each \(what)", at: folder)
        }
        var files: [File] = []
        var taken: [String: String] = [:]
        var untaken: Set<String> = []
        for entry in (entries ?? []).sorted() where Self.counts(entry) {
            let place = SourceLocation(file: "\(shown)/\(entry)", line: 1, column: 1)
            guard Self.isConfiguration(entry, in: path, at: place, &causes) else {
                untaken.formUnion(Self.declared(by: "\(path)/\(entry)"))
                continue
            }
            let name = Self.name(of: entry, what: what, at: place, &report)
            if let other = taken.updateValue(entry, forKey: name) {
                report.report(
                    "two files declare the \(what) `\(name)`: `\(other)` and `\(entry)`",
                    hint: "names that differ only in case or joints are one name; rename or remove one",
                    at: place)
            }
            var found = Diagnostics()
            let node = Self.parse("\(path)/\(entry)", at: place, &found)
            if node == nil { causes.merge(found) } else { report.merge(found) }
            files.append(File(name: name, node: node, location: place))
        }
        if required, entries != nil, files.isEmpty {
            causes.report("the folder has no \(what)", hint: "add a file such as `example.json5`", at: folder)
        }
        self.files = files.sorted { $0.name < $1.name }
        self.untaken = untaken
        isFilled = !files.isEmpty
    }

    /// What the files at `path`, a file or a folder, would declare if they stood where they belong.
    static func declared(by path: String) -> Set<String> {
        let inside = try? FileManager.default.contentsOfDirectory(atPath: path)
        let names = inside ?? [URL(fileURLWithPath: path).lastPathComponent]
        return Set(names.filter(counts).compactMap { $0.split(separator: ".").first.map(String.init) })
    }

    /// Reads one JSON5 file; what is wrong is reported.
    static func parse(_ path: String, at place: SourceLocation, _ report: inout Diagnostics) -> Node? {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let facts = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
        if let size = facts?.fileSize, size > maximumSize {
            report.report(
                "the file has \(size) bytes", hint: "a configuration file has at most 4 MiB; is it data?",
                at: place)
            return nil
        }
        // A named pipe would keep us waiting for ever.
        guard facts?.isRegularFile == true, let data = try? Data(contentsOf: file) else {
            report.report(
                "the file cannot be read", hint: "does it exist, and may this user read it?", at: place)
            return nil
        }
        return JSON5Parser.read([UInt8](data), file: place.file, &report)
    }

    /// Whether an entry is a file to read, not what editors and people leave there.
    static func counts(_ entry: String) -> Bool {
        !entry.hasPrefix(".") && !ignoredEndings.contains { entry.hasSuffix($0) }
    }

    static func isFolder(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        return (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }

    private static func isConfiguration(
        _ entry: String, in path: String, at place: SourceLocation, _ report: inout Diagnostics
    ) -> Bool {
        if isFolder("\(path)/\(entry)") {
            report.report(
                "a folder inside the folder is not read", hint: "move its files up and remove it", at: place)
            return false
        }
        guard let dot = entry.lastIndex(of: "."), entry[dot...].lowercased().hasPrefix(".json") else {
            report.report("this is no `.json5` file", hint: "move it out of the folder", at: place)
            return false
        }
        return true
    }

    /// The name a file declares. A badly spelled one is reported and mended, so that what refers to it is found.
    private static func name(
        of entry: String, what: String, at place: SourceLocation, _ report: inout Diagnostics
    ) -> String {
        let dot = entry.lastIndex(of: ".") ?? entry.endIndex
        let stem = String(entry[..<dot])
        if entry[dot...] == ".json5", Names.isValid(stem, joint: "-") { return stem }
        let mended = String(stem.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
        let isName = Names.isValid(mended, joint: "-")
        report.report(
            "`\(entry)` cannot be the file name of a \(what)",
            hint: isName
                ? "rename it to `\(mended).json5`"
                : "lower-case words joined by `-`, at most \(Names.maximumLength) characters, then `.json5`",
            at: place)
        return isName ? mended : stem
    }
}
