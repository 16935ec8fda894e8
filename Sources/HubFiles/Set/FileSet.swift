import HubConnect

/// The files behind a `path` setting: one file, those that fit a pattern, members of archives.
///
/// ```
/// feeds/people.csv                one file; .gz is unpacked, whatever its name
/// feeds/people-*.csv              the newest of those that fit, or all of them
/// feeds/delivery.zip              the one member of an archive
/// feeds/delivery-*.zip!人口/*.csv  members that fit, of archives that fit
/// ```
package struct FileSet: Sendable {
    /// The settings that every connector of files takes.
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration(
            "path", .path, required: true,
            help: "the file, relative to the workspace; `*`, `?` and `[…]` stand for parts of names, "
                + "`x.zip!name` for a member of an archive"),
        SettingDeclaration(
            "take", .choice(["newest", "all"]), default: "newest",
            help: "which of several files that fit `path`; of records with one key the newest file's is taken"
        ),
        SettingDeclaration(
            "order", .choice(["name", "time"]), default: "name",
            help: "what makes a file newer: its name, numbers in it by value, or when it was changed"),
    ]

    /// What a path stands for at the moment.
    package struct Selection: Sendable {
        /// Newest first, one at least.
        package let parts: [FilePart]
        /// What to tell of the choice; empty where there was none.
        package let remarks: [String]
    }

    private let pattern: PathPattern
    private let member: String?
    private let takesAll: Bool
    private let byTime: Bool
    private let limits: UnpackLimits

    /// Takes the settings of `FileSet.settings`. Opens nothing.
    package init(_ settings: Settings, _ context: ConnectorContext, limits: UnpackLimits = UnpackLimits()) {
        let path = settings.text("path") ?? ""
        // `!` divides file and member only behind `.zip`; elsewhere it is part of a name.
        if let division = path.range(of: ".zip!", options: .caseInsensitive) {
            pattern = PathPattern(path[..<path.index(before: division.upperBound)], folder: context.folder)
            member = String(path[division.upperBound...])
        } else {
            pattern = PathPattern(path[...], folder: context.folder)
            member = nil
        }
        takesAll = settings.text("take") == "all"
        byTime = settings.text("order") == "time"
        self.limits = limits
    }

    /// The path as it is named in messages.
    package var path: String { member.map { "\(pattern.path)!\($0)" } ?? pattern.path }

    /// The chosen files on disk as they are, archives not opened, newest first.
    ///
    /// - Throws: `notFound` when no file fits, `unreadable` when a folder may not be listed.
    package func files() throws(ConnectorError) -> [String] {
        let fitting = try pattern.files()
        let all = sorted(fitting, name: { $0 }, time: { FileFacts(of: $0)?.modified ?? 0 })
        return takesAll ? all : Array(all.prefix(1))
    }

    /// The chosen files and members, newest first.
    ///
    /// - Throws: what `files` throws, and what opening archives throws.
    package func select() throws(ConnectorError) -> Selection {
        let files = try files()
        var found: [(file: String, archive: ZipArchive?, member: ZipMember?)] = []
        var fitting = 0
        for file in files {
            guard let archive = try archive(file) else {
                found.append((file, nil, nil))
                continue
            }
            let all = try members(of: archive)
            fitting += all.count
            found += (takesAll ? all : Array(all.prefix(1))).map { (file, archive, $0) }
        }
        let isDivided = pattern.isPattern || member.map { Glob.isPattern($0) } ?? false
        let parts = found.enumerated().map { number, one in
            var name = pattern.isPattern || one.member == nil ? pattern.name(of: one.file) : ""
            if let member = one.member { name += name.isEmpty ? member.name : "!\(member.name)" }
            return FilePart(
                isDivided ? SourcePart(number: number, name: name) : .whole, file: one.file,
                archive: one.archive, member: one.member, limits: limits)
        }
        return Selection(parts: parts, remarks: isDivided ? [try remark(parts, members: fitting)] : [])
    }

    /// Stands for the bytes of all chosen files, in their order.
    package func contentDigest() throws(ConnectorError) -> String {
        let files = try files()
        if files.count == 1 { return try FileDigest.of(path: files[0]) }
        var digests: [String] = []
        for file in files { digests.append(try FileDigest.of(path: file)) }
        return FileDigest.of(digests)
    }

    /// Differs when a chosen file was written to, or others would be chosen; `nil` when the system does not tell.
    package func changeStamp() -> String? {
        guard let files = try? files() else { return nil }
        var stamps: [String] = []
        for file in files {
            guard let stamp = FileDigest.stamp(of: file) else { return nil }
            stamps.append(files.count == 1 && !pattern.isPattern ? stamp : "\(file) \(stamp)")
        }
        return stamps.joined(separator: "\n")
    }

    /// When a chosen file was last written to, in seconds since 1970; `nil` when the system does not tell.
    package func lastChange() -> Int? {
        guard let files = try? files() else { return nil }
        return files.compactMap { FileDigest.lastChange(of: $0) }.max()
    }

    // MARK: Choosing

    /// Newest first.
    private func sorted<File>(
        _ files: [File], name: (File) -> String, time: (File) -> Double
    ) -> [File] {
        let timed = files.map { (file: $0, name: name($0), time: byTime ? time($0) : 0) }
        return timed.sorted { a, b in
            a.time != b.time ? a.time > b.time : NaturalOrder.precedes(b.name, a.name)
        }.map(\.file)
    }

    /// The archive a file is; `nil` for any other file.
    private func archive(_ file: String) throws(ConnectorError) -> ZipArchive? {
        let isZip = ZipArchive.isZip(try FileReader(path: file).readAll(4))
        guard isZip || member != nil else { return nil }
        guard isZip else {
            throw ConnectorError(
                .malformed, "\(file) is not a ZIP archive; take what stands behind `!` off `path`")
        }
        let archive = try ZipArchive(path: file, limits: limits)
        guard !archive.isWorkbook else {
            throw ConnectorError(
                .malformed,
                "\(file) is a spreadsheet; read it by the connector for workbooks, or save the sheet as CSV")
        }
        return archive
    }

    /// The members that are meant, newest first, one at least.
    private func members(of archive: ZipArchive) throws(ConnectorError) -> [ZipMember] {
        // Packers for macOS add files of their own.
        let all = archive.members.filter {
            !$0.name.hasPrefix("__MACOSX/") && !$0.name.hasSuffix("/.DS_Store") && $0.name != ".DS_Store"
        }
        if let member, let exact = all.first(where: { $0.name == member }) { return [exact] }
        let glob = member.map { Glob($0) }
        let fitting = all.filter { glob?.matches($0.name) ?? true }
        let names = all.prefix(5).map { "`\($0.name)`" }.joined(separator: ", ")
        let more = all.count > 5 ? " and \(all.count - 5) others" : ""
        guard !fitting.isEmpty else {
            throw ConnectorError(
                .notFound,
                all.isEmpty
                    ? "\(archive.path) holds no files; deliver it again"
                    : "\(archive.path) holds no member `\(member ?? "")`; it has \(names)\(more)")
        }
        guard fitting.count == 1 || member != nil else {
            throw ConnectorError(
                .badSetting,
                "\(archive.path) holds \(fitting.count) files; name one behind it, as in "
                    + "`\(pattern.name(of: archive.path))!\(fitting[0].name)`, or a pattern; it has \(names)\(more)"
            )
        }
        return sorted(fitting, name: { $0.name }, time: { Double($0.modified) })
    }

    private func remark(_ parts: [FilePart], members: Int) throws(ConnectorError) -> String {
        let fitting = try max(pattern.files().count, members)
        if takesAll {
            return "read \(parts.count) files that fit `path`, newest first: \(Self.listed(parts))"
        }
        return fitting == 1
            ? "read \(parts[0].part.name)"
            : "read \(parts[0].part.name), the newest of \(fitting) files that fit"
    }

    private static func listed(_ parts: [FilePart]) -> String {
        let names = parts.prefix(3).map(\.part.name).joined(separator: ", ")
        return parts.count > 3 ? "\(names), …" : names
    }
}
