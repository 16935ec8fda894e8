import Foundation
import HubConnect
import HubGuess
import HubModel

/// Opens what `isthmus guess` is given.
struct GuessFiles {
    /// The workspace, which paths in feed files start from.
    let folder: String

    /// The input for a file: its first bytes, its path as a feed file says it, its names.
    func input(_ path: String, name: String?, table: String? = nil) throws -> GuessInput {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        if FeedTarget.isFolder(absolute) {
            throw GuessError("\(path) is a folder; `isthmus guess --all \(path)` looks at each of its files")
        }
        if let mark = path.firstIndex(of: "!"), !FileManager.default.fileExists(atPath: absolute),
            FileManager.default.fileExists(atPath: String(path[..<mark]))
        {
            throw GuessError(
                "\(path) names a member of an archive; unpack it to guess, then name the packed file in `path`"
            )
        }
        let file = try FileReader(path: absolute)
        var head: [UInt8] = []
        while head.count < GuessInput.headSize {
            let piece = try file.read(GuessInput.headSize - head.count)
            if piece.isEmpty { break }
            head += piece
        }
        let isWhole = try head.count < GuessInput.headSize || file.read(1).isEmpty
        let title = table ?? Self.stem(absolute)
        return GuessInput(
            name: name ?? Self.feedName(title), title: title,
            place: .file(written: written(absolute), absolute: absolute), head: head, isWhole: isWhole,
            table: table)
    }

    /// The input for a table. The connection string goes by the variable that holds it already, or by a new one.
    static func input(
        connection: String, table: String, name: String?, environment: [String: String]
    ) -> GuessInput {
        let title = table.replacing("\"", with: "").split(separator: ".").last.map(String.init) ?? table
        return GuessInput(
            name: name ?? feedName(title), title: title,
            place: .server(
                connection: connection, variable: variable(for: connection, environment), table: table))
    }

    static func isServer(_ operand: String) -> Bool {
        operand.hasPrefix("postgresql://") || operand.hasPrefix("postgres://")
            || operand.hasPrefix("host=") || operand.hasPrefix("service=") || operand.hasPrefix("dbname=")
    }

    static func variable(for connection: String, _ environment: [String: String]) -> String {
        let known = environment.filter { $0.value == connection && $0.key.hasPrefix("ISTHMUS") }.keys.sorted()
        return known.first ?? "ISTHMUS_SOURCE_PG"
    }

    /// Relative to the workspace when the file is in it.
    private func written(_ absolute: String) -> String {
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        return absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.count + 1)) : absolute
    }

    /// The file name without its ending: `常住人口` of `/srv/ftp/常住人口.csv`.
    private static func stem(_ path: String) -> String {
        let name = URL(fileURLWithPath: path).lastPathComponent
        guard let point = name.lastIndex(of: "."), point > name.startIndex else { return name }
        return String(name[..<point])
    }

    /// A title as a feed may be called.
    static func feedName(_ title: String) -> String {
        let name = Guesser.feedName(title)
        return name.isEmpty ? "feed" : name
    }
}
