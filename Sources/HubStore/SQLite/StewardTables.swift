/// Tables of stewards' work and of the identity of entities: part of every store since schema 3.
enum StewardTables {
    static let names = [
        "judgement", "judged_pair", "value_override", "review_candidate", "review_count", "entity_event",
        "resolution", "identity_journal",
    ]

    static let create = """
        CREATE TABLE judgement(judgement_id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL,
            action TEXT NOT NULL, subject TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, made_at TEXT NOT NULL,
            undone_at TEXT, undone_by TEXT, undone_why TEXT);
        CREATE TABLE judged_pair(pair_id INTEGER PRIMARY KEY, judgement_id INTEGER NOT NULL, verdict TEXT NOT NULL,
            first_feed TEXT NOT NULL, first_key TEXT NOT NULL, first_role TEXT NOT NULL,
            first_high INTEGER NOT NULL, first_low INTEGER NOT NULL,
            second_feed TEXT NOT NULL, second_key TEXT NOT NULL, second_role TEXT NOT NULL,
            second_high INTEGER NOT NULL, second_low INTEGER NOT NULL, superseded_by INTEGER);
        CREATE INDEX judged_pair_by_judgement ON judged_pair(judgement_id);
        CREATE TABLE value_override(override_id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL,
            entity_no INTEGER NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL,
            why TEXT NOT NULL, made_at TEXT NOT NULL, undone_at TEXT, undone_by TEXT, undone_why TEXT);
        CREATE TABLE review_candidate(candidate_id INTEGER PRIMARY KEY AUTOINCREMENT, type_id INTEGER NOT NULL,
            kind TEXT NOT NULL, first_mention INTEGER NOT NULL, second_mention INTEGER NOT NULL,
            probability REAL NOT NULL, priority REAL NOT NULL, first_size INTEGER NOT NULL,
            second_size INTEGER NOT NULL, run_id INTEGER NOT NULL);
        CREATE TABLE review_count(type_id INTEGER NOT NULL, kind TEXT NOT NULL, pairs INTEGER NOT NULL,
            PRIMARY KEY (type_id, kind)) WITHOUT ROWID;
        CREATE TABLE entity_event(event_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, entity_no INTEGER NOT NULL,
            entity_id TEXT, kind INTEGER NOT NULL, other_no INTEGER NOT NULL, judgement_id INTEGER NOT NULL);
        CREATE TABLE resolution(run_id INTEGER PRIMARY KEY, rules TEXT NOT NULL);
        CREATE VIEW identity_journal AS SELECT v.event_id, v.run_id AS run, u.started_at AS at, t.name AS type,
            CASE v.kind WHEN 1 THEN 'made' WHEN 2 THEN 'split' WHEN 3 THEN 'merged' WHEN 4 THEN 'ended'
            ELSE 'revived' END AS event, e.entity_id, o.entity_id AS other_id,
            nullif(v.judgement_id, 0) AS judgement, j.who, j.why, s.rules
            FROM entity_event v JOIN entity e ON e.entity_no = v.entity_no
            JOIN entity_type t ON t.type_id = e.type_id LEFT JOIN entity o ON o.entity_no = v.other_no
            LEFT JOIN run u ON u.run_id = v.run_id LEFT JOIN resolution s ON s.run_id = v.run_id
            LEFT JOIN judgement j ON j.judgement_id = v.judgement_id;
        """

    /// What turns schema 2 into schema 3. Entities made before get the journal that is still known of them.
    static let migration =
        """
        ALTER TABLE assignment ADD COLUMN home_no INTEGER;

        """ + create + """

            INSERT INTO entity_event(run_id, entity_no, entity_id, kind, other_no, judgement_id)
                SELECT created_run, entity_no, entity_id, 1, 0, 0 FROM entity ORDER BY entity_no;
            INSERT INTO entity_event(run_id, entity_no, kind, other_no, judgement_id)
                SELECT retired_run, entity_no, CASE WHEN redirect > 0 THEN 3 ELSE 4 END, coalesce(redirect, 0), 0
                FROM entity WHERE retired_run IS NOT NULL ORDER BY retired_run, entity_no;
            """
}
