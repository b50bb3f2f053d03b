-- Row scope, applied before anything else. A scope is text: 'all', 'division:<code>' (any level) or
-- 'worker:<id>' (today's beat). Anything else sees nothing.

-- Today's grids inside a scope.
CREATE OR REPLACE MACRO grids_in_scope(scope) AS TABLE
  SELECT g.* FROM grid g
  WHERE g.valid_to IS NULL AND (
    scope = 'all'
    OR (starts_with(scope, 'division:')
        AND substr(scope, 10) IN (g.district_code, g.street_code, g.community_code))
    OR (starts_with(scope, 'worker:')
        AND g.grid_id IN (SELECT a.grid_id FROM assignment a WHERE a.valid_to IS NULL
                          AND a.worker_id = TRY_CAST(substr(scope, 8) AS INTEGER))));

-- Every boundary a grid inside a scope has or had, of grids that are no more too.
CREATE OR REPLACE MACRO boundaries_in_scope(scope) AS TABLE
  SELECT g.* FROM grid g
  WHERE scope = 'all'
    OR (starts_with(scope, 'division:')
        AND substr(scope, 10) IN (g.district_code, g.street_code, g.community_code))
    OR g.grid_id IN (SELECT s.grid_id FROM grids_in_scope(scope) s);

-- Incidents inside a scope; those outside every grid are seen only by scope 'all'.
CREATE OR REPLACE MACRO incidents_in_scope(scope) AS TABLE
  SELECT i.* FROM incident i
  WHERE scope = 'all' OR i.grid_id IN (SELECT s.grid_id FROM grids_in_scope(scope) s);

-- Buildings inside a scope; those outside every grid are seen only by scope 'all'.
CREATE OR REPLACE MACRO buildings_in_scope(scope) AS TABLE
  SELECT b.* FROM building b
  WHERE scope = 'all' OR b.grid_id IN (SELECT s.grid_id FROM grids_in_scope(scope) s);

-- Who is responsible today: at most one worker a grid.
CREATE OR REPLACE MACRO current_assignments(scope) AS TABLE
  SELECT a.grid_id, a.worker_id, a.valid_from, a.valid_to, a.plan_id FROM assignment a
  WHERE a.valid_to IS NULL AND a.grid_id IN (SELECT s.grid_id FROM grids_in_scope(scope) s);

-- Who was responsible on a day.
CREATE OR REPLACE MACRO assignments_on(scope, day) AS TABLE
  SELECT a.grid_id, a.worker_id, a.valid_from, a.valid_to, a.plan_id FROM assignment a
  WHERE a.valid_from <= day AND (a.valid_to IS NULL OR a.valid_to > day)
    AND a.grid_id IN (SELECT b.grid_id FROM boundaries_in_scope(scope) b);
