import Foundation
import HubModel

/// Writes the feed file by which a hub takes in a dataset that another hub publishes, from its manifest alone.
///
/// The record key is the entity id of the other hub: `isthmus mentions` then tells which entity of the one is which of the
/// other, and a record of the other hub stays the same record whatever changes in it.
package struct PublicationFeed {
    /// A publication as it lies somewhere.
    package struct Publication {
        package let manifest: Manifest

        /// Reads `manifest.json`.
        package init(manifest path: String) throws {
            do {
                manifest = try Manifest.decoded(Data(contentsOf: URL(fileURLWithPath: path)))
            } catch {
                throw PublishError("\(path) is no manifest of a publication of a hub")
            }
        }

        /// Datasets that are rows of entities with their ids, by name; others cannot be a feed.
        package var datasets: [Manifest.Dataset] {
            manifest.datasets.filter { dataset in
                dataset.columns.contains { $0.value == "entity_id" && !$0.masked }
            }
        }
    }

    private let manifest: Manifest
    private let dataset: Manifest.Dataset
    private let models: [EntityModel]

    package init(_ publication: Publication, _ dataset: Manifest.Dataset, models: [EntityModel]) {
        manifest = publication.manifest
        self.dataset = dataset
        self.models = models
    }

    /// What one column of the dataset becomes.
    private struct Mapped {
        let attribute: String
        let value: String
    }

    /// The feed file; `path` is that of the dataset's file as the feed file says it.
    package func text(path: String) throws -> String {
        guard let type = models.firstIndex(where: { $0.name == dataset.type }) else {
            throw PublishError(
                "\(dataset.name) is of entities `\(dataset.type)`, a type that this workspace does not have")
        }
        guard let key = dataset.columns.first(where: { $0.value == "entity_id" && !$0.masked }) else {
            throw PublishError("\(dataset.name) has no entity ids, so its rows have no names")
        }
        var remarks: [String] = []
        var own: [Mapped] = []
        var related: [String: Mapped] = [:]
        for column in dataset.columns where column != key {
            guard let value = column.value, value != "mentions" else {
                remarks.append("\(column.name): \(column.type), nothing that a record says")
                continue
            }
            if column.masked {
                remarks.append("\(column.name): masked")
                continue
            }
            let parts = value.split(separator: ".", maxSplits: 1).map(String.init)
            if parts.count == 1 {
                if let mapped = self.own(column, value, type) {
                    own.append(mapped)
                } else {
                    remarks.append("\(column.name): no attribute `\(value)` of one value in this workspace")
                }
            } else if related[parts[0]] == nil, let mapped = tied(column, parts[0], parts[1], type) {
                related[parts[0]] = mapped
            } else {
                remarks.append("\(column.name): \(value)")
            }
        }
        guard !own.isEmpty else { throw PublishError("\(dataset.name) shows nothing that could be mapped") }
        return file(path: path, key: key, type: type, own: own, related: related, remarks: remarks)
    }

    private func file(
        path: String, key: Manifest.Column, type: Int, own: [Mapped], related: [String: Mapped],
        remarks: [String]
    ) -> String {
        var lines = [
            "// Written from the manifest of the hub \(manifest.workspace), dataset \(dataset.name).",
            "// The record key is the entity id there: `isthmus mentions` tells which entity here is which there.",
            "// What came from here comes back from there: keep `trust` below that of your own feeds.",
            "{",
            "  title: \(Self.quoted(dataset.title)),",
            "  source: { department: \(Self.quoted(manifest.workspace)), system: \"isthmus\" },",
            "  connector: \(Self.quoted(dataset.format)),",
            "  settings: { \(settings(path)) },",
            "  key: [\(Self.quoted(name(of: key)))],",
            "  trust: 40,",
            "  mentions: {",
            "    entity: {",
            "      type: \(Self.quoted(models[type].name)),",
            "      unique: true, // one row an entity",
            "      attributes: {",
        ]
        lines += own.map { "        \($0.attribute): \($0.value)," }
        lines += ["      },", "    },"]
        let kinds = related.keys.sorted()
        for kind in kinds {
            guard let end = end(of: kind, type), let mapped = related[kind] else { continue }
            lines += [
                "    \(kind): { type: \(Self.quoted(models[end.type].name)), "
                    + "attributes: { \(mapped.attribute): \(mapped.value) } },"
            ]
        }
        lines += ["  },", "  relations: ["]
        for kind in kinds {
            guard let end = end(of: kind, type) else { continue }
            let ends = end.isForward ? ("entity", kind) : (kind, "entity")
            lines.append("    { kind: \"\(kind)\", from: \"\(ends.0)\", to: \"\(ends.1)\" },")
        }
        lines.append("  ],")
        lines += remarks.map { "  // not taken: \($0)" }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    private func settings(_ path: String) -> String {
        let place = "path: \(Self.quoted(path))"
        switch dataset.format {
        case "xml":
            return place + ", record: \(Self.quoted("/dataset/" + dataset.type.replacing("-", with: "_")))"
        case "sqlite": return place + ", table: \(Self.quoted(dataset.type.replacing("-", with: "_")))"
        default: return place
        }
    }

    /// A column as the connector of the format calls it.
    private func name(of column: Manifest.Column) -> String {
        ["csv", "xlsx"].contains(dataset.format) ? column.header : column.name
    }

    private func own(_ column: Manifest.Column, _ value: String, _ type: Int) -> Mapped? {
        guard let attribute = models[type].attributes.first(where: { $0.name == value }),
            attribute.type.name == column.type
        else { return nil }
        if column.multiple == true {
            // Joined values are taken apart by types that know how.
            let probe = Array("13800000000;13900000000".utf8)
            guard attribute.type.split(probe.span).count == 2 else { return nil }
        }
        return Mapped(attribute: value, value: Self.quoted(name(of: column)))
    }

    /// Of several entities at the other end the first is taken, and one value of it: those of several columns would not
    /// belong together.
    private func tied(_ column: Manifest.Column, _ kind: String, _ value: String, _ type: Int) -> Mapped? {
        guard let end = end(of: kind, type),
            let attribute = models[end.type].attributes.first(where: { $0.name == value }),
            attribute.type.name == column.type
        else { return nil }
        return Mapped(
            attribute: value,
            value: "{ column: \(Self.quoted(name(of: column))), split: \";\", take: 1 }")
    }

    private func end(of kind: String, _ type: Int) -> (type: Int, isForward: Bool)? {
        if let relation = models[type].relations.first(where: { $0.name == kind }) {
            return (relation.to, true)
        }
        let starts = models.indices.filter { start in
            models[start].relations.contains { $0.name == kind && $0.to == type }
        }
        return starts.count == 1 ? (starts[0], false) : nil
    }

    /// A JSON text.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case let control where control.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
