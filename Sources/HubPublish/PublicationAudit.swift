import HubModel
import HubStore

// The accounting of publications: files against checksums, datasets against the store they were made from.
extension Publisher {
    /// `datasets` are as they are declared now: what was declared otherwise when it was published is not compared.
    /// Rows are compared when what is published is what the store resolved last.
    package func audit(
        _ datasets: [DatasetDeclaration], resolvedRun: Int64, resolution: String
    ) throws -> [Finding] {
        var findings: [Finding] = []
        for version in library.versions {
            let isWhole = (try? library.manifest(of: version)).map { library.isWhole(version, $0) } ?? false
            findings.append(
                Finding(
                    "the files of a version are what was published", version,
                    expected: "whole", found: isWhole ? "whole" : "damaged"))
        }
        guard let current = library.current, let manifest = try? library.manifest(of: current) else {
            return findings
        }
        if manifest.datasets.contains(where: { !$0.recipients.isEmpty }) {
            let isLogged = log.entries().contains { $0.version == current }
            findings.append(
                Finding(
                    "the current version is in the log of deliveries", current, expected: "yes",
                    found: isLogged ? "yes" : "no"))
        }
        guard manifest.resolvedRun == resolvedRun, manifest.resolution == resolution else { return findings }
        let year = Int(manifest.publishedAt.prefix(4)) ?? 2000
        for published in manifest.datasets {
            guard let dataset = datasets.first(where: { $0.name == published.name }),
                declarationHash(dataset, year) == published.declaration
            else { continue }
            var rows = 0
            _ = try DatasetRows(dataset, models: models, year: year).readShown(from: store) {
                rows += $0.rowCount
            }
            findings.append(
                Finding(
                    "rows of a dataset are those the store gives for it", published.name, expected: rows,
                    found: published.rows))
        }
        return findings
    }
}
