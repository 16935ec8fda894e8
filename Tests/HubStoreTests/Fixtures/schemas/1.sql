-- A store of schema 1, as the Isthmus of its time made it, with two people of whom one turned out to be the other.
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE run(run_id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, status TEXT NOT NULL,
    started_at TEXT NOT NULL, finished_at TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE entity_type(type_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL);
CREATE TABLE feed(feed_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    trust INTEGER NOT NULL, run_id INTEGER, version INTEGER, records INTEGER, digest TEXT);
CREATE TABLE role(feed_id INTEGER NOT NULL, role_no INTEGER NOT NULL, name TEXT NOT NULL,
    type_id INTEGER NOT NULL, PRIMARY KEY (feed_id, role_no), UNIQUE (feed_id, name, type_id)) WITHOUT ROWID;
CREATE TABLE relation_kind(kind_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE record(record_id INTEGER PRIMARY KEY, record_key TEXT NOT NULL,
    key_high INTEGER NOT NULL, key_low INTEGER NOT NULL,
    content_high INTEGER NOT NULL, content_low INTEGER NOT NULL,
    line INTEGER NOT NULL, byte_offset INTEGER NOT NULL, run_id INTEGER NOT NULL, missing_since INTEGER);
CREATE INDEX record_missing ON record(missing_since) WHERE missing_since IS NOT NULL;
CREATE TABLE relation_mention(from_mention INTEGER NOT NULL, to_mention INTEGER NOT NULL,
    kind_id INTEGER NOT NULL, qualifier TEXT NOT NULL,
    PRIMARY KEY (from_mention, to_mention, kind_id, qualifier)) WITHOUT ROWID;
CREATE TABLE entity(entity_no INTEGER PRIMARY KEY, entity_id TEXT NOT NULL UNIQUE, type_id INTEGER NOT NULL,
    created_run INTEGER NOT NULL, retired_run INTEGER, redirect INTEGER);
CREATE TABLE assignment(mention_id INTEGER PRIMARY KEY, entity_no INTEGER NOT NULL);
CREATE INDEX assignment_by_entity ON assignment(entity_no);
CREATE TABLE touched_entity(entity_no INTEGER PRIMARY KEY);
CREATE TABLE entity_relation(from_entity INTEGER NOT NULL, kind_id INTEGER NOT NULL,
    to_entity INTEGER NOT NULL, qualifier TEXT NOT NULL, support INTEGER NOT NULL,
    PRIMARY KEY (from_entity, kind_id, to_entity)) WITHOUT ROWID;
CREATE INDEX entity_relation_by_end ON entity_relation(to_entity, kind_id);
CREATE TABLE reject(reject_id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL, record_id INTEGER,
    record_key TEXT NOT NULL, scope TEXT NOT NULL, reason TEXT NOT NULL, ordinal INTEGER NOT NULL,
    line INTEGER NOT NULL, byte_offset INTEGER NOT NULL, source_column TEXT NOT NULL, target TEXT NOT NULL,
    detail TEXT NOT NULL, raw TEXT NOT NULL, run_id INTEGER NOT NULL);
CREATE INDEX reject_by_record ON reject(feed_id, record_id);
CREATE VIEW relation AS SELECT k.name AS kind, ft.name AS from_type, f.entity_id AS from_entity,
    tt.name AS to_type, t.entity_id AS to_entity, r.qualifier, r.support
    FROM entity_relation r JOIN relation_kind k ON k.kind_id = r.kind_id
    JOIN entity f ON f.entity_no = r.from_entity JOIN entity_type ft ON ft.type_id = f.type_id
    JOIN entity t ON t.entity_no = r.to_entity JOIN entity_type tt ON tt.type_id = t.type_id;
CREATE VIEW quarantine AS SELECT j.reject_id, f.name AS feed, j.scope, j.reason, j.record_key, j.ordinal,
    j.line, j.byte_offset, j.source_column, j.target, j.detail, j.raw, j.run_id AS run
    FROM reject j JOIN feed f ON f.feed_id = j.feed_id
    LEFT JOIN record r ON r.record_id = j.record_id WHERE r.missing_since IS NULL;
CREATE TABLE "house_mention"(mention_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, "house_code" TEXT, "address" TEXT);
CREATE TABLE "house"(entity_no INTEGER PRIMARY KEY, entity_id TEXT NOT NULL, mentions INTEGER NOT NULL, "house_code" TEXT, "address" TEXT, provenance TEXT NOT NULL, run_id INTEGER NOT NULL);
CREATE INDEX "house_by_house_code" ON "house"("house_code");
CREATE VIEW "house_source" AS SELECT e.entity_id, f.name AS feed, r.record_key, o.name AS role, r.line, m.run_id AS run, m."house_code", m."address" FROM "house_mention" m JOIN assignment a ON a.mention_id = m.mention_id JOIN entity e ON e.entity_no = a.entity_no JOIN record r ON r.record_id = m.mention_id >> 6 AND r.missing_since IS NULL JOIN feed f ON f.feed_id = m.mention_id >> 38 JOIN role o ON o.feed_id = m.mention_id >> 38 AND o.role_no = m.mention_id & 63;
CREATE VIEW "house_provenance" AS SELECT g.entity_id, j.key AS attribute, CASE j.key WHEN 'house_code' THEN g."house_code" WHEN 'address' THEN g."address" END AS value, f.name AS feed, r.record_key, r.line, json_extract(j.value, '$.support') AS support, json_extract(j.value, '$.conflicts') AS conflicts FROM "house" g, json_each(g.provenance) j LEFT JOIN record r ON r.record_id = json_extract(j.value, '$.mention') >> 6 LEFT JOIN feed f ON f.feed_id = json_extract(j.value, '$.mention') >> 38;
CREATE TABLE "person_mention"(mention_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, "resident_id" TEXT, "name" TEXT, "phone" TEXT);
CREATE TABLE "person"(entity_no INTEGER PRIMARY KEY, entity_id TEXT NOT NULL, mentions INTEGER NOT NULL, "resident_id" TEXT, "name" TEXT, "phone" TEXT, provenance TEXT NOT NULL, run_id INTEGER NOT NULL);
CREATE INDEX "person_by_resident_id" ON "person"("resident_id");
CREATE VIEW "person_source" AS SELECT e.entity_id, f.name AS feed, r.record_key, o.name AS role, r.line, m.run_id AS run, m."resident_id", m."name", m."phone" FROM "person_mention" m JOIN assignment a ON a.mention_id = m.mention_id JOIN entity e ON e.entity_no = a.entity_no JOIN record r ON r.record_id = m.mention_id >> 6 AND r.missing_since IS NULL JOIN feed f ON f.feed_id = m.mention_id >> 38 JOIN role o ON o.feed_id = m.mention_id >> 38 AND o.role_no = m.mention_id & 63;
CREATE VIEW "person_provenance" AS SELECT g.entity_id, j.key AS attribute, CASE j.key WHEN 'resident_id' THEN g."resident_id" WHEN 'name' THEN g."name" WHEN 'phone' THEN g."phone" END AS value, f.name AS feed, r.record_key, r.line, json_extract(j.value, '$.support') AS support, json_extract(j.value, '$.conflicts') AS conflicts FROM "person" g, json_each(g.provenance) j LEFT JOIN record r ON r.record_id = json_extract(j.value, '$.mention') >> 6 LEFT JOIN feed f ON f.feed_id = json_extract(j.value, '$.mention') >> 38;
INSERT INTO meta(name, value) VALUES ('resolved-run', '1');
INSERT INTO run VALUES (1, 'nightly', 'done', '2025-03-01T01:00:00Z', '2025-03-01T01:00:09Z', '{"job":"nightly","started_at":"2025-03-01T01:00:00Z","run":1,"status":"done"}');
INSERT INTO entity_type VALUES (1, 'house', 'house'), (2, 'person', 'person');
INSERT INTO feed(feed_id, name, title, trust, run_id, version, records, digest) VALUES (1, 'police', '公安', 90, 1, 1, 2, 'a-b');
INSERT INTO role VALUES (1, 0, 'resident', 2), (1, 1, 'home', 1);
INSERT INTO relation_kind VALUES (1, 'lives_in');
INSERT INTO record(record_id, record_key, key_high, key_low, content_high, content_low, line, byte_offset, run_id) VALUES (4294967297, 'a', 1, 1, 1, 1, 2, 20, 1), (4294967298, 'b', 2, 2, 2, 2, 3, 40, 1);
INSERT INTO relation_mention VALUES (274877907008, 274877907009, 1, ''), (274877907072, 274877907073, 1, '');
INSERT INTO entity VALUES (1, 'P1001', 2, 1, NULL, NULL), (2, 'P1002', 2, 1, 1, 1), (3, 'H1003', 1, 1, NULL, NULL);
INSERT INTO assignment(mention_id, entity_no) VALUES (274877907008, 1), (274877907072, 1), (274877907009, 3), (274877907073, 3);
INSERT INTO entity_relation VALUES (1, 1, 3, '', 2);
INSERT INTO person_mention VALUES (274877907008, 1, 'a', '甲', NULL), (274877907072, 1, 'a', '甲', '1');
INSERT INTO house_mention VALUES (274877907009, 1, NULL, '示范路1号'), (274877907073, 1, NULL, '示范路1号');
INSERT INTO person VALUES (1, 'P1001', 2, 'a', '甲', '1', '{"resident_id":{"mention":274877907008,"support":2,"conflicts":0},"name":{"mention":274877907008,"support":2,"conflicts":0},"phone":{"mention":274877907072,"support":1,"conflicts":0}}', 1);
INSERT INTO house VALUES (3, 'H1003', 2, NULL, '示范路1号', '{"address":{"mention":274877907009,"support":2,"conflicts":0}}', 1);
INSERT INTO reject(reject_id, feed_id, record_id, record_key, scope, reason, ordinal, line, byte_offset, source_column, target, detail, raw, run_id) VALUES (1, 1, 4294967298, 'b', 'value', 'bad-date', 1, 3, 40, 'birth', 'resident.name', '', 'x', 1), (2, 1, NULL, '', 'record', 'missing-key', 2, 4, 60, '', '', '', ',', 1);
PRAGMA application_id = 1230197832;
PRAGMA user_version = 1;
