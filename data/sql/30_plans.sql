-- Plans that hand grids over, narrowed to what a scope may see. A draft is its author's: only the two macros that ask
-- who looks show any.

-- Moves of grids in scope; no worker means nobody is responsible.
CREATE OR REPLACE MACRO plan_moves_in_scope(scope) AS TABLE
  SELECT m.plan_id, m.grid_id, m.from_worker_id, m.to_worker_id FROM plan_move m JOIN plan p ON p.plan_id = m.plan_id
  WHERE p.state NOT IN ('draft', 'discarded') AND m.grid_id IN (SELECT b.grid_id FROM boundaries_in_scope(scope) b);

-- Plans that move a grid in scope, with how many such grids they move.
CREATE OR REPLACE MACRO plans_in_scope(scope) AS TABLE
  SELECT p.plan_id, p.title, p.reason, p.state, p.author, p.created_at, p.base_version, p.reviewer,
    p.reviewed_at, p.review_note, p.effective_on, p.reverts_plan_id, m.moves, p.locks
  FROM plan p JOIN (SELECT x.plan_id, count(*) AS moves FROM plan_moves_in_scope(scope) x GROUP BY x.plan_id) m
    ON m.plan_id = p.plan_id;

-- Drafts, thrown away or not, that move a grid in scope: those of who looks; who helps others sees theirs too, if all
-- their grids are in scope.
CREATE OR REPLACE MACRO drafts_in_scope(scope, who, helps) AS TABLE
  SELECT p.plan_id, p.title, p.reason, p.state, p.author, p.created_at, p.base_version, p.reviewer,
    p.reviewed_at, p.review_note, p.effective_on, p.reverts_plan_id, m.moves, p.locks, p.revision
  FROM plan p JOIN (SELECT x.plan_id, count(*) AS drawn, count(b.grid_id) AS moves FROM plan_move x
    LEFT JOIN (SELECT DISTINCT s.grid_id FROM boundaries_in_scope(scope) s) b ON b.grid_id = x.grid_id
    GROUP BY x.plan_id) m ON m.plan_id = p.plan_id
  WHERE p.state IN ('draft', 'discarded') AND m.moves > 0 AND (p.author = who OR (helps AND m.moves = m.drawn));

-- Moves of grids in scope of the drafts that who looks may see.
CREATE OR REPLACE MACRO draft_moves_in_scope(scope, who, helps) AS TABLE
  SELECT m.plan_id, m.grid_id, m.from_worker_id, m.to_worker_id FROM plan_move m
  WHERE m.plan_id IN (SELECT d.plan_id FROM drafts_in_scope(scope, who, helps) d)
    AND m.grid_id IN (SELECT b.grid_id FROM boundaries_in_scope(scope) b);

-- Moves of plans not yet in force that give the worker of a scope a grid or take one away.
CREATE OR REPLACE MACRO moves_concerning(scope) AS TABLE
  SELECT m.plan_id, m.grid_id, m.from_worker_id, m.to_worker_id FROM plan_move m JOIN plan p ON p.plan_id = m.plan_id
  WHERE p.state IN ('proposed', 'accepted') AND starts_with(scope, 'worker:')
    AND list_contains([m.from_worker_id, m.to_worker_id], TRY_CAST(substr(scope, 8) AS INTEGER));

-- What the worker of a scope said against plans, with what became of each: who decided and why, who undid it and why.
CREATE OR REPLACE MACRO objections_of(scope) AS TABLE
  SELECT o.plan_id, p.title, o.objection, o.made_at, p.state, p.effective_on, p.reviewer, p.reviewed_at, p.review_note,
    r.author AS undone_by, r.created_at AS undone_at, r.reason AS undone_because
  FROM plan_objection o JOIN plan p ON p.plan_id = o.plan_id LEFT JOIN plan r ON r.reverts_plan_id = p.plan_id
  WHERE starts_with(scope, 'worker:') AND o.worker_id = TRY_CAST(substr(scope, 8) AS INTEGER);

-- Grids that plans in force since a day gave the worker of a scope or took away, as they were on the plan's day: of a
-- grid given away its name and who has it now, and nothing else that concerns it.
CREATE OR REPLACE MACRO handed_over(scope, since) AS TABLE
  SELECT p.plan_id, p.title, p.effective_on, m.grid_id, coalesce(nullif(g.name, ''), g.grid_code) AS grid,
    f.name AS giver, t.name AS taker, g.geometry
  FROM plan p JOIN plan_move m ON m.plan_id = p.plan_id
  JOIN grid g ON g.grid_id = m.grid_id AND g.valid_from = (
    SELECT max(v.valid_from) FROM grid v WHERE v.grid_id = m.grid_id AND v.valid_from <= p.effective_on)
  LEFT JOIN worker f ON f.worker_id = m.from_worker_id LEFT JOIN worker t ON t.worker_id = m.to_worker_id
  WHERE p.state = 'in_force' AND p.effective_on >= since AND starts_with(scope, 'worker:')
    AND TRY_CAST(substr(scope, 8) AS INTEGER) IN (m.from_worker_id, m.to_worker_id);
