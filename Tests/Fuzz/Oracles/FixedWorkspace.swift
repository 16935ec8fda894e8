import HubModel

/// A small workspace that uses every kind of key a mapping file has, and every semantic type.
enum FixedWorkspace {
    static let fileNames = [
        "Mappings/feeds/people.json5", "Mappings/models/person.json5", "Mappings/models/house.json5",
        "Mappings/datasets/register.json5", "isthmus.json5", "Mappings/feeds/all-types.json5",
    ]

    static let files: [String: String] = [
        "isthmus.json5": """
        { name: "Fuzz", store: "store/a.sqlite", publications: "published", mappings: "Mappings", area_code: "0574" }
        """,
        "Mappings/models/house.json5": """
        {
          title: "房屋", id_prefix: "H",
          attributes: {
            address: { title: "地址", type: "address", survivorship: "longest" },
            code: { title: "编码", type: "house-code", distinct: true },
          },
          blocking: [["code"], ["address:first8", "code:last4"]],
          comparisons: {
            address: [
              { is: "equal", m: 0.8, u: 0.0001, term_frequency: true }, { is: "edits", at_most: 1, m: 0.1, u: 0.001 },
              { is: "else", m: 0.1, u: 0.9989 },
            ],
          },
          prior: 0.001, threshold: 0.95,
        }
        """,
        "Mappings/models/person.json5": """
        {
          title: "人", id_prefix: "P",
          attributes: {
            name: { title: "姓名", type: "person-name", survivorship: "most-trusted" },
            resident_id: { title: "号码", type: "resident-id", distinct: true },
            birth_date: { title: "出生", type: "date", derive_from: "resident_id" },
            sex: { title: "性别", type: "sex", derive_from: "resident_id" },
            phone: { title: "电话", type: "phone", multiple: true, survivorship: "union" },
          },
          relations: { lives_in: { title: "居住", to: "house" }, knows: { title: "认识", to: "person" } },
          blocking: [["resident_id"], ["name", "lives_in"], ["phone"]],
          comparisons: {
            name: [
              { is: "equal", m: 0.9, u: 0.01, term_frequency: true }, { is: "similar", at_least: 0.5, m: 0.05, u: 0.04 },
              { is: "prefix", at_least: 1, m: 0.02, u: 0.02 }, { is: "else", m: 0.03, u: 0.93 },
            ],
            birth_date: [
              { is: "equal", m: 0.9, u: 0.01 }, { is: "near-date", m: 0.05, u: 0.04 }, { is: "else", m: 0.05, u: 0.95 },
            ],
            lives_in: [{ is: "equal", m: 0.7, u: 0.01 }, { is: "else", m: 0.3, u: 0.99 }],
          },
        }
        """,
        "Mappings/models/thing.json5": """
        { title: "物", id_prefix: "T", attributes: { \(everyType) }, blocking: [], comparisons: {} }
        """,
        "Mappings/feeds/people.json5": """
        {
          title: "人口",
          source: { department: "公安局", system: "系统", legal_basis: "条例", contact: "-" },
          connector: "csv", settings: { path: "people.csv", encoding: "gb18030", delimiter: ";" },
          required: false, key: ["no", "part"], trust: 90, on_invalid: "record",
          mentions: {
            resident: {
              type: "person", requires: ["name"],
              attributes: {
                name: { column: "name", transform: [["before", "("], "strip-spaces"], default: "无名" },
                resident_id: { column: "id", when: { sex: { not: ["x"], blank: false } } }, sex: { column: "sex", codes: { "0": "2", "1": "1", "": "" }, unknown: "keep" },
                birth_date: { first: ["birth", { template: "{year}-{month}-01" }] },
                phone: { all: ["phone", { column: "mobile", split: "/" }] },
              },
            },
            home: { type: "house", attributes: { address: { template: "{road}{number}号" }, code: { sql: "coalesce(\\"tie\\", 'A') || '-000001'" } },
              when: { road: { blank: false } } },
          },
          relations: [{ kind: "lives_in", from: "resident", to: "home", qualifier: "tie" }],
        }
        """,
        "Mappings/feeds/all-types.json5": """
        {
          title: "一切", source: { department: "局" }, connector: "csv", key: ["text"], on_invalid: "value",
          mentions: { thing: { type: "thing", attributes: { \(everyColumn) } } },
        }
        """,
        "Mappings/tables/ties.csv": "code,name\n1,户主\n2,配偶\n",
        "Mappings/datasets/register.json5": """
        {
          title: "登记册", type: "person", format: "csv", header: "zh", purpose: "…", recipients: ["民政局"],
          requires: ["name"],
          columns: [
            "entity_id", "mentions", "name", { value: "resident_id", mask: true },
            { value: "lives_in.address", name: "home", title: "住址" },
          ],
        }
        """,
    ]

    private static func attribute(_ type: any SemanticType) -> String {
        String(type.name.map { $0 == "-" ? "_" : $0 })
    }

    private static var everyType: String {
        SemanticTypes.all().map { "\(attribute($0)): { title: \"t\", type: \"\($0.name)\" }" }
            .joined(separator: ", ")
    }

    private static var everyColumn: String {
        SemanticTypes.all().map { "\(attribute($0)): \"\(attribute($0))\"" }.joined(separator: ", ")
    }
}
