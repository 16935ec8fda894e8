import Foundation
import HubModel

/// What stands beside the folders of models, feeds, datasets, tables and schemas and would never be read.
enum MisplacedFiles {
    /// Schemas are for editors; nobody reads them here.
    private static let folders = ["models", "feeds", "datasets", "tables", "weights", "schemas"]
    /// Keys that tell what a file is, the surest first: weights have `mentions` and `comparisons` too.
    private static let marks = [
        ("pairs_per_mention", "weights"), ("id_prefix", "models"), ("blocking", "models"),
        ("comparisons", "models"), ("mentions", "feeds"), ("connector", "feeds"), ("columns", "datasets"),
        ("recipients", "datasets"),
    ]

    /// Reports every misplaced entry of the folder at `path` and returns the names they would declare.
    ///
    /// `others` are absolute paths that may lie in the folder: the workspace's store, with files named after it,
    /// and publications.
    static func report(
        in path: String, shownAs shown: String, besides others: [String], _ report: inout Diagnostics
    ) -> Set<String> {
        var declared: Set<String> = []
        var causes = Diagnostics()
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where !folders.contains(entry) && ConfigFolder.counts(entry) {
            let inside = "\(path)/\(entry)"
            if others.contains(where: { inside.hasPrefix($0) || $0.hasPrefix(inside + "/") }) { continue }
            let isFolder = ConfigFolder.isFolder(inside)
            let place = SourceLocation(file: "\(shown)/\(entry)", line: 1, column: 1)
            let near = isFolder ? nearestName(to: entry, among: folders) : home(of: inside, at: place)
            causes.report(
                isFolder ? "this folder is not read" : "this file is not read",
                hint: near.map { isFolder ? "did you mean `\($0)`?" : "move it into `\($0)`" }
                    ?? "files belong into `models`, `feeds` or `datasets`",
                at: place)
            declared.formUnion(ConfigFolder.declared(by: inside))
        }
        report.merge(causes: causes)
        return declared
    }

    /// The folder that a file belongs into by its keys.
    private static func home(of path: String, at place: SourceLocation) -> String? {
        if path.hasSuffix(".csv") { return "tables" }
        var ignored = Diagnostics()
        guard path.hasSuffix(".json5"), let node = ConfigFolder.parse(path, at: place, &ignored) else {
            return nil
        }
        return marks.first { node[$0.0] != nil }?.1
    }
}
