import Foundation

/// The folder of a synthetic district: whether it may be written, and everything in it but feeds and truth.
struct WorkspaceFiles {
    let folder: String

    /// First line of `README.txt`; by it a synthetic district is known again.
    private static let mark = "Isthmus synthetic district"
    private static let own = ["README.txt", "isthmus.json5", "Mappings", "feeds", "truth"]

    /// Makes the folders and writes the files that do not depend on chance.
    func prepare(mappings: String, people: Int, seed: UInt64) throws {
        try checkMayWrite()
        let manager = FileManager.default
        do {
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try describe(people: people, seed: seed, night: 0)
            for name in Self.own.dropFirst() where manager.fileExists(atPath: "\(folder)/\(name)") {
                try manager.removeItem(at: url(name))
            }
            for name in ["feeds/postgresql", "truth"] {
                try manager.createDirectory(at: url(name), withIntermediateDirectories: true)
            }
        } catch let error as CocoaError {
            throw DistrictError("\(folder) cannot be written: \(error.localizedDescription)")
        }
        do {
            try manager.copyItem(atPath: mappings, toPath: "\(folder)/Mappings")
        } catch {
            throw DistrictError(
                "the mapping files cannot be copied from \(mappings): \(error.localizedDescription)")
        }
        try Data(workspace.utf8).write(to: url("isthmus.json5"))
    }

    /// Writes `README.txt`, which tells what the district is and by which it is known again.
    func describe(people: Int, seed: UInt64, night: Int) throws {
        try Data(readme(people: people, seed: seed, night: night).utf8).write(to: url("README.txt"))
    }

    /// People of the first night and seed of the district in the folder.
    func origin() throws -> (people: Int, seed: UInt64) {
        let readme = (try? String(contentsOf: url("README.txt"), encoding: .utf8)) ?? ""
        let line = readme.split(separator: "\n").dropFirst().first ?? ""
        let numbers = line.split { !$0.isNumber }.prefix(2).compactMap { UInt64($0) }
        guard readme.hasPrefix(Self.mark), numbers.count == 2, let people = Int(exactly: numbers[0]),
            people > 0
        else {
            throw DistrictError(
                "\(folder) holds no synthetic district to turn into a later night; "
                    + "write one first, without --night")
        }
        for name in ["feeds/postgresql", "truth"] {
            try FileManager.default.createDirectory(at: url(name), withIntermediateDirectories: true)
        }
        return (people, numbers[1])
    }

    private func url(_ name: String) -> URL { URL(fileURLWithPath: folder).appendingPathComponent(name) }

    private func checkMayWrite() throws {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        let kind = try FileManager.default.attributesOfItem(atPath: folder)[.type] as? FileAttributeType
        guard kind == .typeDirectory else {
            throw DistrictError("\(folder) is a file; name a folder that is new or empty")
        }
        let entries = try FileManager.default.contentsOfDirectory(atPath: folder)
        let readme = try? String(contentsOf: url("README.txt"), encoding: .utf8)
        if entries.isEmpty || readme?.hasPrefix(Self.mark) == true { return }
        throw DistrictError(
            "\(folder) holds something other than a synthetic district, and nothing of it was touched; "
                + "name a folder that is new or empty")
    }

    private func readme(people: Int, seed: UInt64, night: Int) -> String {
        let later = night == 0 ? "" : " Night \(night) after the first."
        return """
            \(Self.mark)

            \(people) people, seed \(seed).\(later) Everything here is made up: no person, house or organisation exists.
            Resident numbers lie in county \(District.countyCode), which no province has; telephone numbers lie on
            prefixes that no operator gives out. The numbers carry valid check digits all the same.

            feeds/             what fifteen departments deliver; postgresql/*.sql is loaded with psql -f
            truth/             which entity each mention speaks of, and what each entity is really like
            Mappings/          how the feeds become one model: start reading at Mappings/README.md
            isthmus.json5      the workspace

            isthmus -C . run
            isthmus -C . evaluate --truth truth/mentions.csv

            以上全部为合成数据，不涉及任何真实的人、房屋或单位。

            """
    }

    private var workspace: String {
        """
        // A synthetic district: everything in it is made up.
        {
          name: "澄湖区（合成数据）",
          store: "store/isthmus.sqlite", // what the hub knows
          publications: "published", // what departments receive
          mappings: "Mappings",
          area_code: "\(District.areaCode)", // put before telephone numbers written without one
        }

        """
    }
}
