import Foundation

/// What the system tells of a file without opening it; of a link, what it tells of its target.
struct FileFacts {
    let isFolder: Bool
    /// Seconds since 2001.
    let modified: Double

    /// `nil` when there is nothing of this name.
    init?(of path: String) {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else { return nil }
        isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
        modified = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0
    }
}
