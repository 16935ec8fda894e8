import Foundation

/// Where the mapping files that come with Isthmus are: in the source tree it was built in, or beside an
/// installed binary in `share/isthmus`.
enum SharedFiles {
    /// The folder `Mappings`; `ISTHMUS_MAPPINGS` overrides the search.
    static func mappings() throws -> String {
        if let path = ProcessInfo.processInfo.environment["ISTHMUS_MAPPINGS"] { return path }
        let binary = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        var folder = URL(fileURLWithPath: binary).deletingLastPathComponent()
        while folder.path != "/" {
            for candidate in ["Mappings", "share/isthmus/Mappings"] {
                let path = folder.appendingPathComponent(candidate).path
                if FileManager.default.fileExists(atPath: "\(path)/models") { return path }
            }
            folder.deleteLastPathComponent()
        }
        throw UsageError(
            "the mapping files that come with Isthmus were not found near \(binary); "
                + "set ISTHMUS_MAPPINGS to the folder Mappings of its source tree")
    }
}
