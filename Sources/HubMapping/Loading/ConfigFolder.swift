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

    /// Largest file read; configuration is written by hand.
    private static let maximumSize = 4 << 20
    /// What editors and people leave beside the files.
    private static let ignoredEndings = ["~", ".bak", ".orig", ".swp", ".tmp", ".md", ".txt"]

    /// Reads all files of `path` and reports what is no configuration file.
    init(
        _ path: String, shownAs shown: String, holds what: String, required: Bool, _ report: inout Diagnostics
    ) {
        let folder = SourceLocation(file: shown, line: 1, column: 1)
        let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
        if entries == nil, required || FileManager.default.fileExists(atPath: path) {
            report.report(
                "the folder cannot be read", hint: "it holds one file for each \(what)", at: folder)
        }
        var files: [File] = []
        var taken: [String: String] = [:]
        for entry in (entries ?? []).sorted() where Self.counts(entry) {
            let place = SourceLocation(file: "\(shown)/\(entry)", line: 1, column: 1)
            guard let name = Self.name(of: entry, in: path, what: what, at: place, &report) else { continue }
            if let other = taken.updateValue(entry, forKey: name) {
                report.report(
                    "two files declare the \(what) `\(name)`: `\(other)` and `\(entry)`",
                    hint: "names that differ only in case or joints are one name; rename or remove one",
                    at: place)
            }
            let node = Self.parse("\(path)/\(entry)", at: place, &report)
            files.append(File(name: name, node: node, location: place))
        }
        if required, entries != nil, files.isEmpty {
            report.report("the folder has no \(what)", hint: "add a file such as `example.json5`", at: folder)
        }
        self.files = files.sorted { $0.name < $1.name }
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

    private static func counts(_ entry: String) -> Bool {
        !entry.hasPrefix(".") && !ignoredEndings.contains { entry.hasSuffix($0) }
    }

    /// The name a file declares. A badly spelled one is reported and mended, so that what refers to it is found.
    private static func name(
        of entry: String, in path: String, what: String, at place: SourceLocation, _ report: inout Diagnostics
    ) -> String? {
        let facts = try? URL(fileURLWithPath: "\(path)/\(entry)").resourceValues(forKeys: [.isDirectoryKey])
        if facts?.isDirectory == true {
            report.report(
                "a folder inside the folder is not read", hint: "move its files up and remove it", at: place)
            return nil
        }
        guard let dot = entry.lastIndex(of: "."), entry[dot...].lowercased().hasPrefix(".json") else {
            report.report("this is no `.json5` file", hint: "move it out of the folder", at: place)
            return nil
        }
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
