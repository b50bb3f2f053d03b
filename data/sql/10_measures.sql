-- Figures per grid. Period ends are exclusive; category '' means all, a major code means all its minors.

-- New, open and overdue cases a grid: new by reported_at inside the period, open and overdue as of `until`.
-- Overdue is what was due before `until` and not handled by then: a handled case waits for its check with the clock
-- standing still, so it is open, but nobody is late with it. Handled nobody knows when counts as handled.
CREATE OR REPLACE MACRO grid_cases(scope, since, until, cat) AS TABLE
  SELECT s.grid_id,
    count(i.incident_id) FILTER (i.reported_at >= since AND i.reported_at < until) AS new_cases,
    count(i.incident_id) FILTER (i.reported_at < until AND i.state NOT IN ('rejected', 'voided')
      AND (i.closed_at IS NULL OR i.closed_at >= until)) AS open_cases,
    count(i.incident_id) FILTER (i.due_at < until AND i.state NOT IN ('rejected', 'voided', 'suspended')
      AND NOT coalesce(i.handled_at < until, i.state = 'handled')) AS overdue_cases
  FROM grids_in_scope(scope) s
  LEFT JOIN incident i ON i.grid_id = s.grid_id AND i.reported_at < until
    AND (cat = '' OR starts_with(i.category, cat))
  GROUP BY s.grid_id;

-- The visits of today's grids: one to a grid that was split or merged later counts for what became of it.
CREATE OR REPLACE MACRO visits_since_split(scope) AS TABLE
  SELECT s.grid_id, v.visited_at FROM grids_in_scope(scope) s
  JOIN (
    SELECT o.grid_id, o.visited_at FROM visit o
    UNION ALL SELECT a.grid_id, o.visited_at FROM visit o JOIN grid_ancestors() a ON a.ancestor_id = o.grid_id) v
    ON v.grid_id = s.grid_id;

-- Days since the last visit before a day, beside the interval of the grid's class.
CREATE OR REPLACE MACRO grid_presence(scope, day) AS TABLE
  SELECT s.grid_id, max(v.visited_at) AS last_visit_at,
    date_diff('day', CAST(max(v.visited_at) AS DATE), any_value(CAST(day AS DATE))) AS days_since_visit,
    any_value(c.visit_interval_days) AS visit_interval_days
  FROM grids_in_scope(scope) s
  LEFT JOIN visits_since_split(scope) v ON v.grid_id = s.grid_id AND v.visited_at < day
  LEFT JOIN grid_class c ON c.grid_class = s.grid_class
  GROUP BY s.grid_id;

-- Days of a period that ended with the last visit longer ago than the interval of the grid's class, by the visits made
-- before `seen`. Before the first visit to any grid nobody knows: that day stands for one to each.
CREATE OR REPLACE MACRO grid_overdue(scope, since, until, seen) AS TABLE
  WITH made AS (
    SELECT v.grid_id, CAST(v.visited_at AS DATE) AS visited_on FROM visits_since_split(scope) v
    WHERE v.visited_at < seen
    UNION SELECT s.grid_id, f.began
    FROM grids_in_scope(scope) s, (SELECT CAST(min(o.visited_at) AS DATE) AS began FROM visit o) f
    WHERE f.began < CAST(until AS DATE)),
  spells AS (
    SELECT m.grid_id, m.visited_on,
      coalesce(lead(m.visited_on) OVER (PARTITION BY m.grid_id ORDER BY m.visited_on), CAST(until AS DATE)) AS next_on
    FROM made m)
  SELECT s.grid_id, CAST(coalesce(sum(greatest(0, date_diff('day',
      greatest(p.visited_on + CAST(c.visit_interval_days AS INTEGER), CAST(since AS DATE)),
      least(p.next_on, CAST(until AS DATE)))))
    FILTER (p.next_on IS NOT NULL AND c.visit_interval_days IS NOT NULL), 0) AS INTEGER) AS overdue_days
  FROM grids_in_scope(scope) s
  LEFT JOIN spells p ON p.grid_id = s.grid_id
  LEFT JOIN grid_class c ON c.grid_class = s.grid_class
  GROUP BY s.grid_id;

-- Days of a period on which nobody responsible for a grid was there: no worker had it, or the one who had it was away.
-- Who stands in for somebody counts once the grid is assigned to them; who has left is away as long as they still
-- have it. Before the first assignment on record those of its first day stand. What a grid was split or merged from
-- counts for it; of several any.
CREATE OR REPLACE MACRO grid_unattended(scope, since, until) AS TABLE
  WITH had AS (
    SELECT a.grid_id, a.worker_id, a.valid_from, a.valid_to FROM assignment a
    UNION ALL SELECT n.grid_id, a.worker_id, a.valid_from, a.valid_to
    FROM assignment a JOIN grid_ancestors() n ON n.ancestor_id = a.grid_id),
  held AS (
    SELECT h.grid_id, h.worker_id,
      CASE WHEN h.valid_from <= f.began THEN CAST(since AS DATE)
        ELSE greatest(CAST(h.valid_from AS DATE), CAST(since AS DATE)) END AS first_day,
      least(coalesce(CAST(h.valid_to AS DATE), CAST(until AS DATE)), CAST(until AS DATE)) AS end_day
    FROM had h JOIN worker w ON w.worker_id = h.worker_id, (SELECT min(o.valid_from) AS began FROM assignment o) f
    WHERE h.grid_id IN (SELECT s.grid_id FROM grids_in_scope(scope) s) AND (w.active OR h.valid_to IS NOT NULL)
      AND h.valid_to IS DISTINCT FROM h.valid_from),
  away AS (
    SELECT DISTINCT b.worker_id, CAST(unnest(generate_series(
      greatest(CAST(b.since AS DATE), CAST(since AS DATE)),
      least(coalesce(CAST(b.until AS DATE), CAST(until AS DATE)), CAST(until AS DATE)) - 1, INTERVAL 1 DAY)) AS DATE) AS day
    FROM absence b WHERE b.removed_at IS NULL),
  attended AS (
    SELECT h.grid_id, sum(greatest(0, date_diff('day', h.first_day, h.end_day))) AS days FROM held h GROUP BY ALL),
  missed AS (
    SELECT h.grid_id, count(*) AS days FROM held h
    JOIN away y ON y.worker_id = h.worker_id AND y.day >= h.first_day AND y.day < h.end_day GROUP BY ALL)
  SELECT s.grid_id, CAST(greatest(0, date_diff('day', CAST(since AS DATE), CAST(until AS DATE))
      - coalesce(t.days, 0) + coalesce(m.days, 0)) AS INTEGER) AS unattended_days
  FROM grids_in_scope(scope) s
  LEFT JOIN attended t ON t.grid_id = s.grid_id LEFT JOIN missed m ON m.grid_id = s.grid_id;

-- New and closed cases for every day of a period, for the trend; an empty list of grids means all. Cases
-- outside every grid are left out, as in every figure that is a sum over grids.
CREATE OR REPLACE MACRO daily_cases(scope, since, until, cat, grid_list) AS TABLE
  WITH wanted AS (
    SELECT i.reported_at, i.closed_at FROM incidents_in_scope(scope) i
    WHERE (cat = '' OR starts_with(i.category, cat))
      AND i.grid_id IS NOT NULL AND (len(grid_list) = 0 OR list_contains(grid_list, i.grid_id)))
  SELECT CAST(d.generate_series AS DATE) AS day,
    coalesce(n.cases, 0) AS new_cases, coalesce(c.cases, 0) AS closed_cases
  FROM generate_series(CAST(since AS TIMESTAMP), CAST(until AS TIMESTAMP) - INTERVAL 1 DAY, INTERVAL 1 DAY) d
  LEFT JOIN (SELECT CAST(w.reported_at AS DATE) AS on_day, count(*) AS cases FROM wanted w
             WHERE w.reported_at >= since AND w.reported_at < until GROUP BY ALL) n
    ON n.on_day = CAST(d.generate_series AS DATE)
  LEFT JOIN (SELECT CAST(w.closed_at AS DATE) AS on_day, count(*) AS cases FROM wanted w
             WHERE w.closed_at >= since AND w.closed_at < until GROUP BY ALL) c
    ON c.on_day = CAST(d.generate_series AS DATE);

-- New cases a grid and step ('day', 'week' of seven days from the period's first, or 'month'), step 0 being
-- the oldest; only steps with cases. The period holds whole steps.
CREATE OR REPLACE MACRO grid_steps(scope, since, until, cat, step) AS TABLE
  SELECT i.grid_id,
    CASE step WHEN 'month' THEN date_diff('month', CAST(since AS DATE), CAST(i.reported_at AS DATE))
      WHEN 'week' THEN date_diff('day', CAST(since AS DATE), CAST(i.reported_at AS DATE)) // 7
      ELSE date_diff('day', CAST(since AS DATE), CAST(i.reported_at AS DATE)) END AS step,
    count(*) AS new_cases
  FROM grids_in_scope(scope) s
  JOIN incident i ON i.grid_id = s.grid_id AND i.reported_at >= since AND i.reported_at < until
    AND (cat = '' OR starts_with(i.category, cat))
  GROUP BY ALL;

-- What each new case of a period asks of a worker, with the step of so many days it falls in (0 the oldest): hours by
-- the handling time of its category, and whether it is gone to on its own: who finds a case on patrol is there already.
CREATE OR REPLACE MACRO case_work(since, until, step_days) AS TABLE
  SELECT i.grid_id, i.lon, i.lat, coalesce(c.handling_hours, 0) AS handling_hours, i.source <> 'patrol' AS walk,
    date_diff('day', CAST(since AS DATE), CAST(i.reported_at AS DATE)) // step_days AS step
  FROM incident i LEFT JOIN category c ON c.category = i.category
  WHERE i.reported_at >= since AND i.reported_at < until AND i.state NOT IN ('rejected', 'voided');

-- The same by grid and step: how many cases, hours, these hours squared, and walks. Only steps with cases.
CREATE OR REPLACE MACRO grid_work(scope, since, until, step_days) AS TABLE
  SELECT s.grid_id, w.step, count(*) AS cases, sum(w.handling_hours) AS handling_hours,
    sum(w.handling_hours * w.handling_hours) AS handling_squares, count(*) FILTER (w.walk) AS walks
  FROM grids_in_scope(scope) s JOIN case_work(since, until, step_days) w ON w.grid_id = s.grid_id
  GROUP BY ALL;

-- Cases for a list. Empty lists and texts do not narrow; overdue_at keeps cases due before it and not handled by then.
CREATE OR REPLACE MACRO incidents_wanted(scope, since, until, cat, states, grid_list, overdue_at, needle) AS TABLE
  SELECT i.* FROM incidents_in_scope(scope) i
  WHERE i.reported_at >= since AND i.reported_at < until
    AND (cat = '' OR starts_with(i.category, cat))
    AND (len(states) = 0 OR list_contains(states, i.state))
    AND (len(grid_list) = 0 OR list_contains(grid_list, i.grid_id))
    AND (overdue_at IS NULL OR (i.due_at < overdue_at AND i.state NOT IN ('rejected', 'voided', 'suspended')
      AND NOT coalesce(i.handled_at < overdue_at, i.state = 'handled')))
    AND (needle = '' OR contains(lower(concat_ws(' ', i.incident_code, i.description, i.address)), lower(needle)));

-- Cases of a period by grid, major category and step of so many days (0 the oldest), for what is to be expected of a
-- grid; only those that occur.
CREATE OR REPLACE MACRO grid_majors(scope, since, until, step_days) AS TABLE
  SELECT i.grid_id, substr(i.category, 1, 2) AS major,
    date_diff('day', CAST(since AS DATE), CAST(i.reported_at AS DATE)) // step_days AS step, count(*) AS new_cases
  FROM grids_in_scope(scope) s
  JOIN incident i ON i.grid_id = s.grid_id AND i.reported_at >= since AND i.reported_at < until
  GROUP BY ALL;

-- Cases of a box of degrees that were open when a day began, with the last step in their log by then: one turned down,
-- voided or closed later was open that day. `open_actions` are those that lead to an open state.
CREATE OR REPLACE MACRO open_on(day, open_actions, west, south, east, north) AS TABLE
  SELECT x.incident_id, x.last_action FROM (
    SELECT l.incident_id, CAST(max_by(l.action, l.seq) AS VARCHAR) AS last_action
    FROM incident_log l JOIN incident i ON i.incident_id = l.incident_id
    WHERE l.logged_at < day AND i.reported_at < day AND (i.closed_at IS NULL OR i.closed_at >= day)
      AND i.lon BETWEEN west AND east AND i.lat BETWEEN south AND north
    GROUP BY l.incident_id) x
  WHERE list_contains(open_actions, x.last_action);

-- Cases that fell due in a period, by grid and by the worker who was responsible when they did (0: nobody), and how
-- many of them were handled by then. Not filed, void or suspended has no deadline to keep; handled nobody knows when
-- counts as in time.
CREATE OR REPLACE MACRO due_cases(scope, since, until) AS TABLE
  SELECT i.grid_id, coalesce(a.worker_id, i.worker_id, 0) AS worker_id, count(*) AS due,
    count(*) FILTER (coalesce(i.handled_at <= i.due_at, i.state = 'handled')) AS on_time
  FROM grids_in_scope(scope) s
  JOIN incident i ON i.grid_id = s.grid_id AND i.due_at >= since AND i.due_at < until
  LEFT JOIN assignment a ON a.grid_id = i.grid_id AND a.valid_from <= i.due_at
    AND coalesce(a.valid_to, DATE '9999-01-01') > i.due_at
  WHERE i.state NOT IN ('rejected', 'voided', 'suspended')
  GROUP BY ALL;

-- Who found the period's cases, by grid and by the worker who was responsible when they were reported (0: nobody):
-- filed cases, and of these the ones a resident or the hotline told of first. Not filed or void is no problem missed.
CREATE OR REPLACE MACRO found_first(scope, since, until) AS TABLE
  SELECT i.grid_id, coalesce(a.worker_id, i.worker_id, 0) AS worker_id, count(*) AS filed,
    count(*) FILTER (i.source IN ('resident', 'hotline')) AS missed
  FROM grids_in_scope(scope) s
  JOIN incident i ON i.grid_id = s.grid_id AND i.reported_at >= since AND i.reported_at < until
  LEFT JOIN assignment a ON a.grid_id = i.grid_id AND a.valid_from <= i.reported_at
    AND coalesce(a.valid_to, DATE '9999-01-01') > i.reported_at
  WHERE i.state NOT IN ('reported', 'rejected', 'voided')
  GROUP BY ALL;
