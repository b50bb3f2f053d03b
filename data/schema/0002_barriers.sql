-- What nobody walks across but by a bridge or an underpass: lines or areas.
CREATE TABLE barrier (
  barrier_id INTEGER NOT NULL, source_id TEXT NOT NULL,
  barrier_kind TEXT NOT NULL CHECK (barrier_kind IN ('river', 'motorway', 'railway', 'other')),
  name TEXT, geometry GEOMETRY NOT NULL, batch_id BIGINT);
INSERT INTO version VALUES ('barriers', 0);
INSERT INTO id_counter VALUES ('barrier', 1);
