/// Tables of former relations and of former states of entities: part of every store since schema 4. Former golden
/// records lie beside each golden table (`ModelTables.history`).
enum HistoryTables {
    static let names = ["relation_history", "entity_history"]

    /// `since_run` and `until_run`: the row held as of run n when since_run <= n < until_run.
    static let create = """
        CREATE TABLE IF NOT EXISTS relation_history(from_entity INTEGER NOT NULL, kind_id INTEGER NOT NULL,
            to_entity INTEGER NOT NULL, until_run INTEGER NOT NULL, qualifier TEXT NOT NULL,
            support INTEGER NOT NULL, since_run INTEGER NOT NULL,
            PRIMARY KEY (from_entity, kind_id, to_entity, until_run)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS relation_history_by_end ON relation_history(to_entity, kind_id);
        CREATE TABLE IF NOT EXISTS entity_history(entity_no INTEGER NOT NULL, until_run INTEGER NOT NULL,
            retired_run INTEGER, redirect INTEGER, PRIMARY KEY (entity_no, until_run)) WITHOUT ROWID;
        """

    /// Name in `meta` of the first run that can be looked back to.
    static let horizon = "history-since"

    /// What turns schema 3 into schema 4. Nothing is known of the time before: history begins with the last run.
    static let migration =
        create + """

            ALTER TABLE entity_relation ADD COLUMN since_run INTEGER NOT NULL DEFAULT 0;
            INSERT INTO meta(name, value) SELECT '\(horizon)', (SELECT max(run_id) FROM run)
                WHERE EXISTS (SELECT 1 FROM run);
            """
}
