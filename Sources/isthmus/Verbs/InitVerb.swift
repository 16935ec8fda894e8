import Foundation
import HubModel

/// `isthmus init DIR`: a new workspace with commented examples.
struct InitVerb: Verb {
    static let name = "init"
    static let summary = "make a new workspace with commented examples"
    static let operands = "DIR"
    static let operandCount = 1...1
    static let options: [OptionDeclaration] = []
    static let details = """
        Writes isthmus.json5, the models that come with Isthmus and the JSON Schemas for editors, one example feed
        with three invented people and one dataset, so that `isthmus -C DIR run` works at once. Never overwrites:
        DIR must be new or empty.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let operand = arguments.operands[0]
        let folder = URL(fileURLWithPath: operand).standardizedFileURL.path
        let files = FileManager.default
        if let entries = try? files.contentsOfDirectory(atPath: folder), !entries.isEmpty {
            throw UsageError("\(operand) is not empty; name a new folder")
        }
        if files.fileExists(atPath: folder), !FeedTarget.isFolder(folder) {
            throw UsageError("\(operand) is a file; name a new folder")
        }
        let mappings = try SharedFiles.mappings()
        for sub in ["Mappings/feeds", "Mappings/datasets", "feeds"] {
            try files.createDirectory(atPath: "\(folder)/\(sub)", withIntermediateDirectories: true)
        }
        for sub in ["models", "schemas"]
        where sub == "models" || files.fileExists(atPath: "\(mappings)/\(sub)") {
            try files.copyItem(atPath: "\(mappings)/\(sub)", toPath: "\(folder)/Mappings/\(sub)")
        }
        for (path, text) in Example.files {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
        }
        Terminal.print(
            """
            A workspace is in \(operand). Next:
              isthmus -C \(operand) check
              isthmus -C \(operand) preview residents
              isthmus -C \(operand) run
            The language of the mapping files is explained in \(mappings)/README.md.
            """)
        return .done
    }
}

/// The files of a new workspace. The people are invented; their county code, 990101, does not exist.
private enum Example {
    static let files = [
        ("isthmus.json5", workspace), ("Mappings/feeds/residents.json5", feed),
        ("Mappings/datasets/resident-list.json5", dataset), ("feeds/residents.csv", residents),
        (".gitignore", "store/\npublished/\nreports/\n"),
    ]

    private static let workspace = """
        // A workspace of Isthmus: `isthmus check` reads every file, `isthmus run` does the night.
        {
          name: "New district",
          store: "store/isthmus.sqlite",  // everything taken in, resolved and merged; any SQLite client reads it
          publications: "published",      // published/current is what departments receive
          reports: "reports",             // a page of every run; open reports/latest.html
          // area_code: "0574",           // put before local telephone numbers; set it before the first night
        }

        """

    private static let feed = """
        // One feed: where its records come from and what they say. The models say how each value is
        // validated and compared; this file only says where it stands.
        {
          $schema: "../schemas/feed.schema.json", // for editors
          title: "Example residents",
          source: { department: "Example department", system: "example" },
          connector: "csv",
          settings: { path: "feeds/residents.csv" },
          key: ["no"],                     // names a record from night to night
          trust: 50,                       // 0-100: whose value wins when feeds differ
          mentions: {
            resident: {
              type: "person",
              requires: ["name"],
              attributes: { name: "name", resident_id: "id_number", phone: "phone" },
            },
            home: { type: "house", attributes: { address: "address" } },
          },
          relations: [{ kind: "lives_in", from: "resident", to: "home" }],
        }

        """

    private static let dataset = """
        {
          title: "常住人口名单",
          type: "person",
          format: "csv",
          header: "zh",
          purpose: "Example",
          recipients: ["Example department"],
          columns: ["entity_id", "name", { value: "resident_id", mask: true }, "lives_in.address"],
        }

        """

    private static var residents: String {
        let people = [
            ("张三", "99010119800101001", "13800000001"), ("李四", "99010119850615002", "13800000002"),
            ("王五", "99010119911224003", "13800000003"),
        ]
        let rows = people.enumerated().map { index, person in
            let check = CheckDigits.residentID(Array(person.1.utf8).span)
            let number = person.1 + String(UnicodeScalar(check))
            return "\(index + 1),\(person.0),\(number),\(person.2),示范路\(index + 1)号\n"
        }
        return "no,name,id_number,phone,address\n" + rows.joined()
    }
}
