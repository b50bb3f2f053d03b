-- What goes into files: codes instead of internal ids, so that an export can be imported again.

-- Today's grids with the names of their divisions.
CREATE OR REPLACE MACRO export_grids(scope) AS TABLE
  SELECT s.grid_code, s.name, s.community_code, c.name AS community_name, s.street_code, t.name AS street_name,
    s.district_code, d.name AS district_name, s.grid_kind, s.grid_class, s.households, s.population, s.older, s.children, s.area_km2,
    w.worker_code, ST_AsWKB(s.geometry) AS geometry
  FROM grids_in_scope(scope) s
  LEFT JOIN division c ON c.division_code = s.community_code
  LEFT JOIN division t ON t.division_code = s.street_code
  LEFT JOIN division d ON d.division_code = s.district_code
  LEFT JOIN assignment a ON a.grid_id = s.grid_id AND a.valid_to IS NULL
  LEFT JOIN worker w ON w.worker_id = a.worker_id
  ORDER BY s.grid_code, s.grid_id;

-- Cases in scope.
CREATE OR REPLACE MACRO export_incidents(scope) AS TABLE
  SELECT i.source_id, i.incident_code, i.category, i.source, i.description, i.address, i.lon, i.lat, i.occurred_at,
    i.reported_at, i.due_at, i.handled_at, i.closed_at, i.state, w.worker_code, g.grid_code
  FROM incidents_in_scope(scope) i
  LEFT JOIN grid g ON g.grid_id = i.grid_id AND g.valid_to IS NULL
  LEFT JOIN worker w ON w.worker_id = i.worker_id
  ORDER BY i.incident_id;

-- Facilities are public places and serve neighbours: row scope does not narrow them.
CREATE OR REPLACE MACRO export_facilities() AS TABLE
  SELECT f.source_id, f.name, f.facility_kind, f.capacity, f.address, f.lon, f.lat, g.grid_code
  FROM facility f LEFT JOIN grid g ON g.grid_id = f.grid_id AND g.valid_to IS NULL
  ORDER BY f.facility_id;

-- Where people live, in scope.
CREATE OR REPLACE MACRO export_buildings(scope) AS TABLE
  SELECT b.source_id, b.households, b.population, b.older, b.children, b.address, b.lon, b.lat, g.grid_code
  FROM buildings_in_scope(scope) b LEFT JOIN grid g ON g.grid_id = b.grid_id AND g.valid_to IS NULL
  ORDER BY b.building_id;

-- Workers in scope with the body they belong to.
CREATE OR REPLACE MACRO export_workers(scope) AS TABLE
  SELECT s.worker_code, s.name, s.hours_per_week, o.name AS organisation, s.active
  FROM workers_in_scope(scope) s LEFT JOIN organisation o ON o.organisation_id = s.organisation_id
  ORDER BY s.worker_code, s.worker_id;

-- Who is responsible today for the grids in scope. Import knows no ends of spans; a backup keeps history.
CREATE OR REPLACE MACRO export_assignments(scope) AS TABLE
  SELECT s.grid_code, w.worker_code, a.valid_from
  FROM assignment a JOIN grids_in_scope(scope) s ON s.grid_id = a.grid_id
  JOIN worker w ON w.worker_id = a.worker_id
  WHERE a.valid_to IS NULL
  ORDER BY s.grid_code;

-- Visits to the grids in scope.
CREATE OR REPLACE MACRO export_visits(scope) AS TABLE
  SELECT v.source_id, s.grid_code, w.worker_code, v.visited_at, v.minutes, v.source
  FROM visit v JOIN grids_in_scope(scope) s ON s.grid_id = v.grid_id
  LEFT JOIN worker w ON w.worker_id = v.worker_id
  ORDER BY v.visit_id;

-- The walking network, public as well.
CREATE OR REPLACE MACRO export_streets() AS TABLE
  SELECT e.source_id, e.from_node, e.to_node, e.length_m, e.name, e.street_class, e.one_way AS foot_one_way,
    ST_AsWKB(e.geometry) AS geometry
  FROM street_edge e ORDER BY e.edge_id;

-- What nobody walks across, public as well.
CREATE OR REPLACE MACRO export_barriers() AS TABLE
  SELECT b.source_id, b.barrier_kind, b.name, ST_AsWKB(b.geometry) AS geometry FROM barrier b ORDER BY b.barrier_id;
