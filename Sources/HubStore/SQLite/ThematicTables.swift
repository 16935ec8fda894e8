import HubModel

/// The tables and views of one entity type. Everything a model names is quoted.
struct ModelTables {
    let model: EntityModel
    /// Number of the type in the store; never changes, unlike the model's index.
    let typeID: Int64

    /// Golden records.
    var golden: String { model.table.quoted }
    /// What each record said.
    var mention: String { (model.table + "_mention").quoted }
    /// Former golden records.
    var history: String { (model.table + "_history").quoted }
    var attributes: [String] { model.attributes.map(\.name.quoted) }
    /// `, "a", "b"`: attributes after other columns.
    var attributeList: String { attributes.map { ", " + $0 }.joined() }

    /// Every table and view of the type.
    static func names(of model: EntityModel) -> [String] {
        ["", "_mention", "_history", "_source", "_provenance"].map { model.table + $0 }
    }

    /// Columns that the store itself puts into tables and views of a type.
    static let reservedColumns: Set<String> = [
        "entity_no", "entity_id", "mentions", "provenance", "run_id", "mention_id", "feed", "record_key",
        "role", "line",
        "run", "until_run",
    ]

    func createTables() -> [String] {
        let columns = attributes.map { ", \($0) TEXT" }.joined()
        return [
            "CREATE TABLE IF NOT EXISTS \(mention)(mention_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL\(columns))",
            """
            CREATE TABLE IF NOT EXISTS \(golden)(entity_no INTEGER PRIMARY KEY, entity_id TEXT NOT NULL, \
            mentions INTEGER NOT NULL\(columns), provenance TEXT NOT NULL, run_id INTEGER NOT NULL)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(history)(entity_no INTEGER NOT NULL, until_run INTEGER NOT NULL, \
            entity_id TEXT NOT NULL, mentions INTEGER NOT NULL\(columns), provenance TEXT NOT NULL, \
            run_id INTEGER NOT NULL, PRIMARY KEY (entity_no, until_run)) WITHOUT ROWID
            """,
        ]
    }

    /// Identifiers are what people look up by.
    func createIndexes() -> [String] {
        model.attributes.filter(\.isDistinct).map { attribute in
            let name = "\(model.table)_by_\(attribute.name)".quoted
            return "CREATE INDEX IF NOT EXISTS \(name) ON \(golden)(\(attribute.name.quoted))"
        }
    }

    /// View name and definition.
    func views() -> [(name: String, sql: String)] {
        let source = model.table + "_source"
        let provenance = model.table + "_provenance"
        let values = attributes.map { ", m.\($0)" }.joined()
        let cases = model.attributes.map { " WHEN \($0.name.literal) THEN g.\($0.name.quoted)" }.joined()
        return [
            (
                source,
                """
                CREATE VIEW \(source.quoted) AS SELECT e.entity_id, f.name AS feed, r.record_key, o.name AS role, r.line, \
                m.run_id AS run\(values) FROM \(mention) m JOIN assignment a ON a.mention_id = m.mention_id \
                JOIN entity e ON e.entity_no = a.entity_no \
                JOIN record r ON r.record_id = m.mention_id >> 6 AND r.missing_since IS NULL \
                JOIN feed f ON f.feed_id = m.mention_id >> 38 \
                JOIN role o ON o.feed_id = m.mention_id >> 38 AND o.role_no = m.mention_id & 63
                """
            ),
            (
                provenance,
                """
                CREATE VIEW \(provenance.quoted) AS SELECT g.entity_id, j.key AS attribute, \
                CASE j.key\(cases) END AS value, f.name AS feed, r.record_key, r.line, \
                json_extract(j.value, '$.support') AS support, json_extract(j.value, '$.conflicts') AS conflicts, \
                CASE WHEN json_extract(j.value, '$.override') > 0 THEN 1.0 ELSE \
                round((json_extract(j.value, '$.support') + 0.5) / (json_extract(j.value, '$.support') + \
                json_extract(j.value, '$.conflicts') + 1), 4) END AS confidence, \
                json_extract(j.value, '$.override') AS override FROM \(golden) g, json_each(g.provenance) j \
                LEFT JOIN record r ON r.record_id = json_extract(j.value, '$.mention') >> 6 \
                LEFT JOIN feed f ON f.feed_id = json_extract(j.value, '$.mention') >> 38
                """
            ),
        ]
    }
}
