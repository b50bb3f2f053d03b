-- What the map is drawn from, in EPSG:3857. Row scope is applied here, when a tile table is built.

-- Today's grids in scope.
CREATE OR REPLACE MACRO grid_shapes(scope) AS TABLE
  SELECT s.grid_id AS id, '' AS kind, s.name, s.community_code, s.street_code, s.district_code,
    ST_Transform(s.geometry, 'EPSG:4326', 'EPSG:3857', always_xy := true) AS geometry
  FROM grids_in_scope(scope) s;

-- Quiet geography below the grids: water, green and streets. Public, so not narrowed by scope.
CREATE OR REPLACE MACRO backdrop_shapes() AS TABLE
  SELECT 0 AS id, b.kind, coalesce(b.name, '') AS name,
    ST_Transform(b.geometry, 'EPSG:4326', 'EPSG:3857', always_xy := true) AS geometry FROM backdrop b
  UNION ALL
  SELECT e.edge_id, e.street_class, coalesce(e.name, ''),
    ST_Transform(e.geometry, 'EPSG:4326', 'EPSG:3857', always_xy := true) FROM street_edge e;

-- Which community a grid belongs to, communities numbered by code from 1: the ids of their tiles.
CREATE OR REPLACE MACRO grid_parents(scope) AS TABLE
  SELECT s.grid_id, dense_rank() OVER (ORDER BY s.community_code) AS parent
  FROM grids_in_scope(scope) s;

-- Who reads what on hover: the name of each grid of a block of ids, and its worker.
CREATE OR REPLACE MACRO grid_names(scope, first_id, last_id) AS TABLE
  SELECT s.grid_id, s.name, s.grid_code, w.name AS worker_name
  FROM grids_in_scope(scope) s
  LEFT JOIN assignment a ON a.grid_id = s.grid_id AND a.valid_to IS NULL
  LEFT JOIN worker w ON w.worker_id = a.worker_id
  WHERE s.grid_id BETWEEN first_id AND last_id;

-- New cases of a period in a box of degrees, with their place in EPSG:3857.
CREATE OR REPLACE MACRO incident_places(scope, since, until, cat, west, south, east, north) AS TABLE
  SELECT i.incident_id, i.incident_code, i.category, i.state, radians(i.lon) * 6378137 AS x,
    ln(tan(pi() / 4 + radians(i.lat) / 2)) * 6378137 AS y
  FROM incidents_in_scope(scope) i
  WHERE i.lon BETWEEN west AND east AND i.lat BETWEEN south AND north
    AND i.reported_at >= since AND i.reported_at < until AND (cat = '' OR starts_with(i.category, cat));

-- The same counted in hexagons that stand on a corner, `size` from centre to corner. A point's two axial
-- coordinates and their negative sum are rounded; the one rounded most is put right from the others.
CREATE OR REPLACE MACRO incident_hexes(scope, since, until, cat, west, south, east, north, size) AS TABLE
  WITH axial AS (
    SELECT (sqrt(3) / 3 * p.x - p.y / 3) / size AS q, (2 / 3 * p.y) / size AS r
    FROM incident_places(scope, since, until, cat, west, south, east, north) p),
  rounded AS (
    SELECT round(q) AS a, round(r) AS b, round(-q - r) AS c,
      abs(round(q) - q) AS da, abs(round(r) - r) AS db, abs(round(-q - r) + q + r) AS dc FROM axial),
  hexes AS (
    SELECT CASE WHEN da > db AND da > dc THEN -b - c ELSE a END AS q,
      CASE WHEN NOT (da > db AND da > dc) AND db > dc THEN -a - c ELSE b END AS r FROM rounded)
  SELECT size * sqrt(3) * (q + r / 2) AS x, size * 1.5 * r AS y, count(*) AS cases
  FROM hexes GROUP BY q, r;
