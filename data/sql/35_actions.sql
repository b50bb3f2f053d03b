-- What was done in the field, narrowed to what a scope may see.

-- Actions that touch a grid in scope, each with the grids in scope alone; those taken back are left out.
CREATE OR REPLACE MACRO actions_in_scope(scope) AS TABLE
  SELECT a.action_id, a.kind, a.title, a.note, a.since, a.until, a.who, a.marked_at, g.grid_ids
  FROM field_action a
  JOIN (SELECT f.action_id, list(f.grid_id ORDER BY f.grid_id) AS grid_ids FROM field_action_grid f
        WHERE f.grid_id IN (SELECT s.grid_id FROM grids_in_scope(scope) s) GROUP BY f.action_id) g
    ON g.action_id = a.action_id
  WHERE a.removed_at IS NULL;
