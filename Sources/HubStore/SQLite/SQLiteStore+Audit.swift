import HubModel
import HubSQLite

// The accounting of the store: numbers that must agree, whatever nights there were.
extension SQLiteStore {
    /// Reads the whole store. What waits for its resolution is no fault of the store: ask only when nothing does.
    package func audit() throws(StoreError) -> [Finding] {
        try guarded {
            var findings = [
                Finding("the file is whole", "", expected: "ok", found: try integrity())
            ]
            findings += try auditFeeds()
            for model in layout.models { findings += try audit(model) }
            findings += try auditEntities()
            return findings
        }
    }

    private func integrity() throws -> String {
        let check = try database.statement("PRAGMA quick_check(1)")
        defer { check.reset() }
        return try check.step() ? check.text(0) ?? "" : ""
    }

    private func auditFeeds() throws -> [Finding] {
        var findings: [Finding] = []
        let statement = try database.statement(
            """
            SELECT f.name, f.records, (SELECT count(*) FROM record r WHERE r.record_id >= f.feed_id << 32
            AND r.record_id < (f.feed_id + 1) << 32 AND r.missing_since IS NULL)
            FROM feed f WHERE f.run_id IS NOT NULL ORDER BY f.name
            """)
        defer { statement.reset() }
        while try statement.step() {
            findings.append(
                Finding(
                    "a feed has the records of its last reading", statement.text(0) ?? "",
                    expected: Int(statement.integer(1)), found: Int(statement.integer(2))))
        }
        return findings
    }

    private func audit(_ tables: ModelTables) throws -> [Finding] {
        let name = tables.model.name
        let (golden, mention) = (tables.golden, tables.mention)
        let present = "JOIN record r ON r.record_id = m.mention_id >> 6 AND r.missing_since IS NULL"
        func count(_ sql: String) throws -> Int { Int(try database.integer(sql) ?? 0) }
        let mentions = try count("SELECT count(*) FROM \(mention) m \(present)")
        let live = try count(
            "SELECT count(*) FROM entity WHERE type_id = \(tables.typeID) AND retired_run IS NULL")
        let values = tables.attributes.map { "count(\($0))" }.joined(separator: " + ")
        return [
            Finding(
                "every mention is in an entity that lives", name, expected: mentions,
                found: try count(
                    """
                    SELECT count(*) FROM \(mention) m \(present) JOIN assignment a ON a.mention_id = m.mention_id
                    JOIN entity e ON e.entity_no = a.entity_no AND e.retired_run IS NULL
                    AND e.type_id = \(tables.typeID)
                    """)),
            Finding(
                "mentions of golden records are all mentions", name, expected: mentions,
                found: try count("SELECT coalesce(sum(mentions), 0) FROM \(golden)")),
            Finding(
                "golden records that count their mentions wrongly", name, expected: 0,
                found: try count(
                    """
                    SELECT count(*) FROM \(golden) g LEFT JOIN (SELECT a.entity_no, count(*) AS n FROM \(mention) m
                    \(present) JOIN assignment a ON a.mention_id = m.mention_id GROUP BY a.entity_no) c
                    ON c.entity_no = g.entity_no WHERE g.mentions <> coalesce(c.n, 0)
                    """)),
            Finding(
                "every entity that lives has a golden record", name, expected: live,
                found: try count(
                    "SELECT count(*) FROM \(golden) g JOIN entity e ON e.entity_no = g.entity_no AND e.retired_run IS NULL"
                )),
            Finding(
                "golden records of entities that do not live", name, expected: 0,
                found: try count("SELECT count(*) FROM \(golden)")
                    - count(
                        "SELECT count(*) FROM \(golden) g JOIN entity e ON e.entity_no = g.entity_no AND e.retired_run IS NULL"
                    )),
            Finding(
                "every golden value names where it came from", name,
                expected: values.isEmpty ? 0 : try count("SELECT \(values) FROM \(golden)"),
                found: try count("SELECT count(*) FROM \(golden) g, json_each(g.provenance) j")),
            Finding(
                "golden values that name a mention of another entity", name, expected: 0,
                found: try count(
                    """
                    SELECT count(*) FROM \(golden) g, json_each(g.provenance) j
                    LEFT JOIN assignment a ON a.mention_id = json_extract(j.value, '$.mention')
                    WHERE json_extract(j.value, '$.mention') > 0 AND a.entity_no IS NOT g.entity_no
                    """)),
        ]
    }

    private func auditEntities() throws -> [Finding] {
        func count(_ sql: String) throws -> Int { Int(try database.integer(sql) ?? 0) }
        return [
            Finding(
                "relations whose ends do not live", "", expected: 0,
                found: try count(
                    """
                    SELECT count(*) FROM entity_relation r LEFT JOIN entity f ON f.entity_no = r.from_entity
                    AND f.retired_run IS NULL LEFT JOIN entity t ON t.entity_no = r.to_entity AND t.retired_run IS NULL
                    WHERE f.entity_no IS NULL OR t.entity_no IS NULL
                    """)),
            Finding(
                "entities that lead nowhere", "", expected: 0,
                found: try count(
                    """
                    SELECT count(*) FROM entity e LEFT JOIN entity t ON t.entity_no = e.redirect
                    WHERE e.redirect > 0 AND t.entity_no IS NULL
                    """)),
            Finding(
                "copies in quarantine that no reject speaks of", "", expected: 0,
                found: try count(
                    "SELECT count(*) FROM rejected_copy WHERE copy_id NOT IN (SELECT copy_id FROM reject WHERE copy_id IS NOT NULL)"
                )),
        ]
    }
}
