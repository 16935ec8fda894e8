import Foundation
import HubConnect

/// A path in which names of folders and of the file may be patterns.
struct PathPattern: Sendable {
    /// Absolute, pattern and all.
    let path: String
    /// What the pattern starts from: the workspace, or `/`. Its own characters stand for themselves.
    private let folder: String
    private let names: [String]

    /// - Parameters:
    ///   - path: absolute, or relative to `folder`.
    ///   - folder: the workspace.
    init(_ path: Substring, folder: String) {
        let isAbsolute = path.hasPrefix("/")
        self.path = isAbsolute ? String(path) : "\(folder)/\(path)"
        self.folder = isAbsolute ? "/" : folder
        names = path.split(separator: "/").map(String.init)
    }

    /// Whether it may stand for several files. A file of exactly this name is that file, brackets and all.
    var isPattern: Bool {
        names.contains { Glob.isPattern($0) } && !FileManager.default.fileExists(atPath: path)
    }

    /// The files that fit, in no order; for a plain path that path, whether there is a file or not.
    ///
    /// - Throws: `notFound` when none fits, `unreadable` when a folder may not be listed.
    func files() throws(ConnectorError) -> [String] {
        guard isPattern else { return [path] }
        var found = [folder]
        for (depth, name) in names.enumerated() {
            let isLast = depth == names.count - 1
            var next: [String] = []
            for folder in found { next += try entries(of: folder, fitting: name, isFolder: !isLast) }
            found = next
        }
        guard !found.isEmpty else {
            throw ConnectorError(
                .notFound,
                "no file fits \(path); deliver one or correct `path` (relative paths start at the workspace)")
        }
        return found
    }

    /// A file by what the path leaves open: its name, or its path from the first folder that is a pattern.
    func name(of file: String) -> String {
        let open = names.firstIndex { Glob.isPattern($0) } ?? names.count - 1
        return file.split(separator: "/").suffix(max(1, names.count - open)).joined(separator: "/")
    }

    /// Paths of the folders, or of what is no folder, in `folder`.
    private func entries(
        of folder: String, fitting name: String, isFolder: Bool
    ) throws(ConnectorError) -> [String] {
        guard Glob.isPattern(name) else {
            let path = join(folder, name)
            return FileFacts(of: path)?.isFolder == isFolder ? [path] : []
        }
        let all: [String]
        do {
            all = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            // A folder that went away meanwhile holds nothing.
            guard FileManager.default.fileExists(atPath: folder) else { return [] }
            throw ConnectorError(
                .unreadable, "\(folder) cannot be listed; let the account that runs isthmus read the folder")
        }
        let glob = Glob(name)
        if let name = all.first(where: { glob.matches($0) && $0.unicodeScalars.contains("\u{FFFD}") }) {
            throw ConnectorError(
                .unreadable,
                "\(folder) holds a file whose name is not UTF-8, `\(name)`; rename it, or have names sent in UTF-8"
            )
        }
        // A link to nowhere passes for a file, so that the message is of the link.
        return all.filter { glob.matches($0) }.map { join(folder, $0) }
            .filter { FileFacts(of: $0)?.isFolder ?? false == isFolder }
    }

    private func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
}
