import Foundation
import HubModel

extension Workspace {
    /// The file that makes a folder a workspace.
    package static let fileName = "isthmus.json5"

    /// Reads and cross-checks a whole workspace. Every mistake of every file is reported; the workspace is `nil`
    /// when there is one.
    package static func load(folder: String) -> (workspace: Workspace?, diagnostics: Diagnostics) {
        var report = Diagnostics()
        let workspace = load(folder: folder, &report)
        return (report.isEmpty ? workspace : nil, report)
    }

    /// The nearest folder with an `isthmus.json5`, from `folder` upwards.
    package static func find(from folder: String) -> String? {
        var url = URL(fileURLWithPath: folder).standardizedFileURL
        while true {
            if FileManager.default.fileExists(atPath: url.appendingPathComponent(fileName).path) {
                return url.path
            }
            let parent = url.deletingLastPathComponent().standardizedFileURL
            if parent.path == url.path { return nil }
            url = parent
        }
    }

    private static func load(folder: String, _ report: inout Diagnostics) -> Workspace? {
        let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
        let settings = WorkspaceSettings(folder: folder, &report)
        func read(_ name: String, _ what: String, required: Bool) -> ConfigFolder {
            ConfigFolder(
                absolute("\(settings.mappings)/\(name)", in: folder), shownAs: "\(settings.mappings)/\(name)",
                holds: what, required: required, isReferred: name == "models", &report)
        }
        let misplaced = misplaced(settings, folder, &report)
        let modelFiles = read("models", "model", required: true)
        let feedFiles = read("feeds", "feed", required: true).files
        let datasetFiles = read("datasets", "dataset", required: false).files
        let tables = TableCatalog.read(
            absolute("\(settings.mappings)/tables", in: folder), shownAs: "\(settings.mappings)/tables",
            &report)

        let names = ModelNames(modelFiles, misplaced: misplaced)
        let drafts = modelFiles.files.map {
            ModelDraft(
                $0, models: names, tables: tables, areaCode: settings.areaCode, &report)
        }
        ModelDraft.checkTogether(drafts, &report)
        // The rules of a model, feeds and datasets speak of the relations of any model.
        let relations = RelationCatalog(drafts, isWhole: names.isComplete)
        let rules = drafts.enumerated().map { type, draft in
            ModelRules(draft, type: type, relations: relations, &report)
        }
        let order = ResolutionOrder.of(rules, names: names.names, &report)
        let feeds = feedFiles.compactMap { file in
            file.node.flatMap { node in
                var reader = FeedReader(
                    models: drafts, names: names, catalog: relations, tables: tables,
                    areaCode: settings.areaCode)
                defer { report.merge(reader.report) }
                return reader.read(node, file)
            }
        }
        let datasets = datasetFiles.compactMap { file in
            file.node.flatMap {
                DatasetReader.read($0, file, models: drafts, names: names, relations: relations, &report)
            }
        }
        DatasetReader.checkReferences(datasets, &report)
        let models = WeightsReader.weighted(
            zip(drafts, rules).map { $0.model(rules: $1) },
            by: read("weights", "model", required: false).files,
            &report)
        guard let order, report.isEmpty else { return nil }
        return Workspace(
            folder: folder, name: settings.name, store: absolute(settings.store, in: folder),
            publications: absolute(settings.publications, in: folder),
            reports: absolute(settings.reports, in: folder), keptVersions: settings.keptVersions,
            weights: absolute("\(settings.mappings)/weights", in: folder), areaCode: settings.areaCode,
            quarantineDays: settings.quarantineDays, retention: settings.retention, models: models,
            feeds: feeds, datasets: datasets,
            resolutionOrder: order)
    }

    /// Names that files in the wrong place would declare. A folder that holds the whole workspace is not looked
    /// through: anything may stand there.
    private static func misplaced(
        _ settings: WorkspaceSettings, _ folder: String, _ report: inout Diagnostics
    ) -> Set<String> {
        let mappings = absolute(settings.mappings, in: folder)
        if mappings == folder || folder.hasPrefix(mappings == "/" ? mappings : mappings + "/") { return [] }
        let others = [settings.store, settings.publications, settings.reports].map {
            absolute($0, in: folder)
        }
        return MisplacedFiles.report(in: mappings, shownAs: settings.mappings, besides: others, &report)
    }

    /// Where a workspace keeps things, by its `isthmus.json5` alone: absolute paths.
    package struct Places: Sendable {
        package let name: String
        package let store: String
        package let publications: String
        package let mappings: String
        package let reports: String

        package var deliveryLog: String { store + ".deliveries.ndjson" }
        package var lineage: String { reports + "/lineage.ndjson" }
    }

    /// The places that the `isthmus.json5` in `folder` names for a workspace in `target`; `nil` when it has mistakes.
    package static func places(of folder: String, in target: String) -> Places? {
        var report = Diagnostics()
        let settings = WorkspaceSettings(folder: folder, &report)
        guard report.isEmpty else { return nil }
        return Places(
            name: settings.name, store: absolute(settings.store, in: target),
            publications: absolute(settings.publications, in: target),
            mappings: absolute(settings.mappings, in: target), reports: absolute(settings.reports, in: target)
        )
    }

    private static func absolute(_ path: String, in folder: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder, isDirectory: true))
            .standardizedFileURL.path
    }
}

/// `isthmus.json5`.
private struct WorkspaceSettings {
    var name = ""
    var store = "store/isthmus.sqlite"
    var publications = "published"
    var reports = "reports"
    var mappings = "Mappings"
    var areaCode = ""
    var quarantineDays: Int?
    var keptVersions: Int?
    var retention = RetentionRules()

    init(folder: String, _ report: inout Diagnostics) {
        let place = SourceLocation(file: Workspace.fileName, line: 1, column: 1)
        var causes = Diagnostics()
        let parsed = ConfigFolder.parse("\(folder)/\(Workspace.fileName)", at: place, &causes)
        if parsed == nil { report.merge(causes: causes) } else { report.merge(causes) }
        guard let node = parsed,
            let reader = ObjectReader(node, "the workspace", .workspace, &report)
        else { return }
        name = reader.text("name", hint: "what the reports call this hub", &report) ?? name
        store = reader.text("store", default: store, &report) ?? store
        publications = reader.text("publications", default: publications, &report) ?? publications
        reports = reader.text("reports", default: reports, &report) ?? reports
        if reader["keep_versions"] != nil {
            keptVersions = reader.integer("keep_versions", in: 2...100_000, &report)
        }
        mappings = reader.text("mappings", default: mappings, &report) ?? mappings
        while mappings.count > 1, mappings.hasSuffix("/") { mappings.removeLast() }
        if let node = reader["quarantine"],
            let quarantine = ObjectReader(node, "`quarantine`", .quarantine, &report)
        {
            quarantineDays = quarantine.integer("keep_days", in: 1...36_500, &report)
        }
        if let node = reader["retention"] { retention = RetentionRules(node, &report) }
        guard let text = reader["area_code"]?.text("`area_code`", &report) else { return }
        areaCode = text
        let digits = Array(text.utf8)
        let isCode = (3...4).contains(digits.count) && digits[0] == UInt8(ascii: "0")
        if !isCode || !digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            report.report(
                "`area_code` is no telephone area code",
                hint: "three or four digits, the first a 0: \"0574\"",
                at: reader["area_code"]?.location ?? place)
        }
    }
}

extension RetentionRules {
    /// `retention: { … }` of `isthmus.json5`.
    fileprivate init(_ node: Node, _ report: inout Diagnostics) {
        self.init()
        guard let reader = ObjectReader(node, "`retention`", .retention, &report) else { return }
        func days(_ key: String) -> Int? {
            reader[key] == nil ? nil : reader.integer(key, in: 1...36_500, &report)
        }
        runDays = days("run_days")
        pageDays = days("page_days")
        lineageDays = days("lineage_days")
        historyDays = days("history_days")
    }
}
