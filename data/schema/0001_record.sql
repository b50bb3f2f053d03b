-- The record. Forward only: a later file adds, none rewrites this one.
-- Constraints stand at CREATE because DuckDB adds none later. No RTREE, ever: after a crash with one
-- in the file the database no longer opens. Times are the city's wall clock without zone.
-- Incidents and logs carry no unique index: one write lane and the check command guard them, and
-- two million rows load in seconds.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

-- one counter a topic; a reader caches by it, a writer of several rows touches it as a lock
CREATE TABLE version (topic TEXT PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO version VALUES ('grids', 0), ('assignments', 0), ('workers', 0), ('incidents', 0),
  ('facilities', 0), ('buildings', 0), ('visits', 0), ('streets', 0), ('barriers', 0),
  ('plans', 0), ('actions', 0), ('profile', 0);

-- the city's rules, filled from data/cities/*.toml
CREATE TABLE category (
  category TEXT PRIMARY KEY, major TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  major_zh TEXT NOT NULL, major_en TEXT NOT NULL,
  incident_kind TEXT NOT NULL CHECK (incident_kind IN ('component', 'event')),
  time_limit DOUBLE NOT NULL CHECK (time_limit > 0),
  time_unit TEXT NOT NULL CHECK (time_unit IN ('urgent_hour', 'work_hour', 'work_day', 'natural_day')),
  handling_hours DOUBLE NOT NULL CHECK (handling_hours >= 0));
CREATE TABLE facility_kind (
  facility_kind TEXT PRIMARY KEY, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  reach_m DOUBLE NOT NULL CHECK (reach_m > 0), icon TEXT NOT NULL, source TEXT NOT NULL,
  older_m DOUBLE CHECK (older_m > 0), children_m DOUBLE CHECK (children_m > 0));
CREATE TABLE grid_class (grid_class INTEGER PRIMARY KEY, visit_interval_days INTEGER NOT NULL);

CREATE TABLE division (
  division_code TEXT PRIMARY KEY,
  level TEXT NOT NULL CHECK (level IN ('district', 'street', 'community')),
  parent_code TEXT, name TEXT NOT NULL);

-- boundaries are versioned: a redrawn grid keeps grid_id and gets a new row
CREATE TABLE grid (
  grid_id INTEGER NOT NULL, source_id TEXT NOT NULL, grid_code TEXT NOT NULL, name TEXT NOT NULL,
  community_code TEXT NOT NULL, street_code TEXT NOT NULL, district_code TEXT NOT NULL,
  grid_kind TEXT NOT NULL DEFAULT 'basic' CHECK (grid_kind IN ('basic', 'special')),
  grid_class INTEGER NOT NULL DEFAULT 2,
  households INTEGER CHECK (households >= 0), population INTEGER CHECK (population >= 0),
  older INTEGER CHECK (older >= 0), children INTEGER CHECK (children >= 0),
  area_km2 DOUBLE NOT NULL, geometry GEOMETRY NOT NULL,
  min_lon DOUBLE NOT NULL, min_lat DOUBLE NOT NULL, max_lon DOUBLE NOT NULL, max_lat DOUBLE NOT NULL,
  valid_from DATE NOT NULL, valid_to DATE, batch_id BIGINT,
  PRIMARY KEY (grid_id, valid_from));

-- what changed boundaries, asked for with a reason and in force from a day. One that waits for its day is worked out
-- anew when it comes; the stamp tells whether the ground is still what its author saw
CREATE TABLE grid_edit (
  edit_id BIGINT PRIMARY KEY, kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'in_force', 'withdrawn', 'undone')),
  reason TEXT NOT NULL, author TEXT NOT NULL, made_at TIMESTAMP NOT NULL, effective_on DATE NOT NULL,
  request JSON NOT NULL, stamp TEXT NOT NULL, ended INTEGER[] NOT NULL, made INTEGER[] NOT NULL,
  undoes_edit_id BIGINT);
-- which new grid came from which that is no more, and what share of its area; a redrawn grid stays itself
CREATE TABLE grid_descent (
  edit_id BIGINT NOT NULL, grid_id INTEGER NOT NULL, parent_id INTEGER NOT NULL, share DOUBLE NOT NULL,
  since DATE NOT NULL, PRIMARY KEY (edit_id, grid_id, parent_id));

CREATE TABLE organisation (
  organisation_id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, name TEXT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('government', 'enterprise', 'social_org', 'resident')));
CREATE TABLE worker (
  worker_id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, worker_code TEXT NOT NULL, name TEXT NOT NULL,
  organisation_id INTEGER, hours_per_week DOUBLE NOT NULL DEFAULT 40 CHECK (hours_per_week >= 0),
  active BOOLEAN NOT NULL DEFAULT true, batch_id BIGINT);
-- when a worker is away: until is the day after the last, none while nobody knows it; one taken back stays on record.
-- Why somebody is away is nobody's business here
CREATE TABLE absence (
  absence_id INTEGER PRIMARY KEY, worker_id INTEGER NOT NULL, since DATE NOT NULL, until DATE, who TEXT NOT NULL,
  noted_at TIMESTAMP NOT NULL, removed_at TIMESTAMP, removed_by TEXT, batch_id BIGINT,
  CHECK (until IS NULL OR until > since));

-- a zero-length span (made and undone on one day) answers no as-of question but stays on record
CREATE TABLE assignment (
  grid_id INTEGER NOT NULL, worker_id INTEGER NOT NULL,
  valid_from DATE NOT NULL, valid_to DATE, plan_id BIGINT, CHECK (valid_to IS NULL OR valid_to >= valid_from));

CREATE TABLE plan (
  plan_id BIGINT PRIMARY KEY, title TEXT NOT NULL, reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'accepted', 'in_force', 'rejected', 'reverted')),
  author TEXT NOT NULL, created_at TIMESTAMP NOT NULL, base_version BIGINT NOT NULL,
  reviewer TEXT, reviewed_at TIMESTAMP, review_note TEXT, effective_on DATE, reverts_plan_id BIGINT);
CREATE TABLE plan_move (
  plan_id BIGINT NOT NULL, grid_id INTEGER NOT NULL, from_worker_id INTEGER, to_worker_id INTEGER,
  PRIMARY KEY (plan_id, grid_id));
-- what a worker whom a plan concerns has against it; who speaks again, speaks instead
CREATE TABLE plan_objection (
  plan_id BIGINT NOT NULL, worker_id INTEGER NOT NULL, objection TEXT NOT NULL, made_at TIMESTAMP NOT NULL,
  PRIMARY KEY (plan_id, worker_id));

-- what was done in some grids, marked by hand so that later maps show it; until is the day after its last, none
-- while it goes on; one taken back stays on record. The kinds are geo.names.ACTION_KINDS
CREATE TABLE field_action (
  action_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL CHECK (title <> ''),
  note TEXT NOT NULL DEFAULT '', since DATE NOT NULL, until DATE, who TEXT NOT NULL, marked_at TIMESTAMP NOT NULL,
  removed_at TIMESTAMP, removed_by TEXT, CHECK (until IS NULL OR until > since));
CREATE TABLE field_action_grid (
  action_id INTEGER NOT NULL, grid_id INTEGER NOT NULL, PRIMARY KEY (action_id, grid_id));

-- state, due_at, handled_at and closed_at are written in the transaction that appends the log row behind them;
-- the check command replays the log and reports any row that disagrees. handled_at is when the handling ended that
-- still stands: one that failed its check is none; missing in a handled case where a file did not say
CREATE TABLE incident (
  incident_id BIGINT NOT NULL, source_id TEXT NOT NULL, incident_code TEXT NOT NULL,
  category TEXT NOT NULL, source TEXT NOT NULL, description TEXT, address TEXT,
  lon DOUBLE NOT NULL, lat DOUBLE NOT NULL,
  raw_x DOUBLE NOT NULL, raw_y DOUBLE NOT NULL, raw_crs TEXT NOT NULL,
  grid_id INTEGER, worker_id INTEGER,
  occurred_at TIMESTAMP NOT NULL, reported_at TIMESTAMP NOT NULL,
  state TEXT NOT NULL, due_at TIMESTAMP, handled_at TIMESTAMP, closed_at TIMESTAMP, batch_id BIGINT);
-- geo.workflow.ACTIONS; a number to a row instead of a word, as every case has several
CREATE TYPE case_action AS ENUM (
  'report', 'file', 'reject', 'dispatch', 'void', 'handle', 'return_', 'suspend', 'resume', 'close',
  'rework', 'import_filed', 'import_dispatched', 'import_handled', 'import_closed', 'import_rejected',
  'import_voided', 'import_suspended');
CREATE TABLE incident_log (
  incident_id BIGINT NOT NULL, seq INTEGER NOT NULL, action case_action NOT NULL, logged_at TIMESTAMP NOT NULL,
  who TEXT NOT NULL, organisation_id INTEGER, note TEXT);

-- a visit is stated, or made of a GPS track that stayed long enough
CREATE TABLE visit (
  visit_id BIGINT NOT NULL, source_id TEXT NOT NULL, grid_id INTEGER NOT NULL, worker_id INTEGER,
  visited_at TIMESTAMP NOT NULL, minutes DOUBLE,
  source TEXT NOT NULL DEFAULT 'stated' CHECK (source IN ('stated', 'track')), batch_id BIGINT);
CREATE TABLE facility (
  facility_id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, name TEXT NOT NULL, facility_kind TEXT NOT NULL,
  capacity DOUBLE, lon DOUBLE NOT NULL, lat DOUBLE NOT NULL,
  raw_x DOUBLE NOT NULL, raw_y DOUBLE NOT NULL, raw_crs TEXT NOT NULL,
  grid_id INTEGER, address TEXT, batch_id BIGINT);
-- where people live: the grid says how many, its buildings say where. What nobody counted is missing
CREATE TABLE building (
  building_id BIGINT NOT NULL, source_id TEXT NOT NULL,
  households DOUBLE CHECK (households >= 0), population DOUBLE CHECK (population >= 0),
  older DOUBLE CHECK (older >= 0), children DOUBLE CHECK (children >= 0), lon DOUBLE NOT NULL, lat DOUBLE NOT NULL,
  raw_x DOUBLE NOT NULL, raw_y DOUBLE NOT NULL, raw_crs TEXT NOT NULL,
  grid_id INTEGER, address TEXT, batch_id BIGINT);
-- one_way: walked from its first node to its last only; streets that are one-way for vehicles are not
CREATE TABLE street_edge (
  edge_id INTEGER NOT NULL, source_id TEXT NOT NULL, from_node BIGINT NOT NULL, to_node BIGINT NOT NULL,
  length_m DOUBLE NOT NULL CHECK (length_m >= 0), name TEXT, street_class TEXT NOT NULL,
  geometry GEOMETRY NOT NULL, batch_id BIGINT,
  one_way BOOLEAN NOT NULL);
-- the quiet background: water and green, so that no outside tiles are needed
-- what nobody walks across but by a bridge or an underpass; a line or an area
CREATE TABLE barrier (
  barrier_id INTEGER NOT NULL, source_id TEXT NOT NULL,
  barrier_kind TEXT NOT NULL CHECK (barrier_kind IN ('river', 'motorway', 'railway', 'other')),
  name TEXT, geometry GEOMETRY NOT NULL, batch_id BIGINT);
CREATE TABLE backdrop (kind TEXT NOT NULL CHECK (kind IN ('water', 'green')), name TEXT, geometry GEOMETRY NOT NULL);

CREATE TABLE intake_batch (
  batch_id BIGINT PRIMARY KEY, kind TEXT NOT NULL, file_name TEXT NOT NULL, file_sha256 TEXT NOT NULL,
  mapping JSON NOT NULL, crs TEXT NOT NULL, who TEXT NOT NULL, loaded_at TIMESTAMP NOT NULL,
  read INTEGER NOT NULL, loaded INTEGER NOT NULL, unchanged INTEGER NOT NULL, rejected INTEGER NOT NULL,
  outside INTEGER NOT NULL DEFAULT 0);
CREATE TABLE intake_reject (
  batch_id BIGINT NOT NULL, row_number BIGINT NOT NULL, reason TEXT NOT NULL, facts JSON, "values" JSON NOT NULL);

-- who did what: hash-chained, one row a write, committed with it
CREATE TABLE audit (
  seq BIGINT PRIMARY KEY, write_id TEXT NOT NULL UNIQUE, written_at TIMESTAMP NOT NULL, who TEXT NOT NULL,
  role TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, before JSON, after JSON, result JSON,
  previous_hash TEXT NOT NULL, hash TEXT NOT NULL);
-- the head of the chain: one row every writer updates, so two writers cannot both extend it
CREATE TABLE audit_head (seq BIGINT NOT NULL, hash TEXT NOT NULL);
INSERT INTO audit_head VALUES (0, '');

-- ids come from here, in blocks, inside the writing transaction
CREATE TABLE id_counter (subject TEXT PRIMARY KEY, next_id BIGINT NOT NULL);
INSERT INTO id_counter VALUES ('grid', 1), ('worker', 1), ('organisation', 1), ('incident', 1), ('visit', 1),
  ('facility', 1), ('street_edge', 1), ('plan', 1), ('action', 1), ('edit', 1), ('batch', 1),
  ('absence', 1), ('building', 1), ('barrier', 1);
