-- Boundaries in the course of time: which grid came from which, and who was where on a day.

-- Every grid that another one came from, by splitting or merging, however long ago.
CREATE OR REPLACE MACRO grid_ancestors() AS TABLE
  WITH RECURSIVE up(grid_id, ancestor_id) AS (
    SELECT d.grid_id, d.parent_id FROM grid_descent d
    UNION SELECT u.grid_id, d.parent_id FROM up u JOIN grid_descent d ON d.grid_id = u.ancestor_id)
  SELECT u.grid_id, u.ancestor_id FROM up u WHERE u.grid_id <> u.ancestor_id;

-- What was on the ground of one of today's grids on a day, and who was responsible: itself, or the grids it came from.
CREATE OR REPLACE MACRO ground_on(scope, ground_id, day) AS TABLE
  SELECT g.grid_id, g.grid_code, g.name, g.area_km2, a.worker_id, g.valid_from, g.valid_to, g.geometry
  FROM grid g
  LEFT JOIN assignment a ON a.grid_id = g.grid_id AND a.valid_from <= day AND (a.valid_to IS NULL OR a.valid_to > day)
  WHERE g.valid_from <= day AND (g.valid_to IS NULL OR g.valid_to > day)
    AND ground_id IN (SELECT s.grid_id FROM grids_in_scope(scope) s)
    AND (g.grid_id = ground_id
      OR g.grid_id IN (SELECT n.ancestor_id FROM grid_ancestors() n WHERE n.grid_id = ground_id));

-- Edits of boundaries that made or ended a grid in scope; those outside it are seen only by scope 'all'.
CREATE OR REPLACE MACRO edits_in_scope(scope) AS TABLE
  SELECT e.edit_id, e.kind, e.state, e.reason, e.author, e.made_at, e.effective_on, e.request, e.ended, e.made,
    e.undoes_edit_id
  FROM grid_edit e
  WHERE scope = 'all' OR EXISTS (
    SELECT 1 FROM grids_in_scope(scope) s WHERE list_contains(e.made, s.grid_id) OR list_contains(e.ended, s.grid_id));
