-- Divisions that hold a grid in scope, with what they hold.
CREATE OR REPLACE MACRO division_totals(scope) AS TABLE
  WITH inside AS (
    SELECT unnest([s.district_code, s.street_code, s.community_code]) AS division_code, s.grid_id,
      s.households, s.population, s.area_km2
    FROM grids_in_scope(scope) s)
  SELECT d.division_code, d.level, d.parent_code, d.name, count(i.grid_id) AS grids,
    sum(i.households) AS households, sum(i.population) AS population, sum(i.area_km2) AS area_km2
  FROM division d JOIN inside i ON i.division_code = d.division_code
  GROUP BY ALL;

-- Workers who look after a grid in scope today; whoever looks after none anywhere is free for every division.
CREATE OR REPLACE MACRO workers_in_scope(scope) AS TABLE
  WITH beat AS (
    SELECT a.worker_id, count(*) AS grids FROM current_assignments(scope) a GROUP BY a.worker_id),
  busy AS (SELECT a.worker_id FROM assignment a WHERE a.valid_to IS NULL)
  SELECT w.worker_id, w.worker_code, w.name, w.organisation_id, w.hours_per_week, w.active,
    coalesce(b.grids, 0) AS grids
  FROM worker w LEFT JOIN beat b ON b.worker_id = w.worker_id
  WHERE b.worker_id IS NOT NULL OR scope = 'all'
    OR (starts_with(scope, 'division:') AND EXISTS (FROM grids_in_scope(scope))
        AND w.worker_id NOT IN (SELECT y.worker_id FROM busy y));

-- When the workers of a scope are away; what was taken back is left out.
CREATE OR REPLACE MACRO absences_in_scope(scope) AS TABLE
  SELECT a.absence_id, a.worker_id, w.name AS worker_name, a.since, a.until, a.who, a.noted_at
  FROM absence a JOIN workers_in_scope(scope) w ON w.worker_id = a.worker_id
  WHERE a.removed_at IS NULL;
