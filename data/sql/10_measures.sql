-- Figures per grid. Period ends are exclusive; category '' means all, a major code means all its minors.

-- New, open and overdue cases a grid: new by reported_at inside the period, open and overdue as of `until`.
CREATE OR REPLACE MACRO grid_cases(scope, since, until, cat) AS TABLE
  SELECT s.grid_id,
    count(i.incident_id) FILTER (i.reported_at >= since AND i.reported_at < until) AS new_cases,
    count(i.incident_id) FILTER (i.reported_at < until AND i.state NOT IN ('rejected', 'voided')
      AND (i.closed_at IS NULL OR i.closed_at >= until)) AS open_cases,
    count(i.incident_id) FILTER (i.reported_at < until AND i.state NOT IN ('rejected', 'voided', 'suspended')
      AND (i.closed_at IS NULL OR i.closed_at >= until) AND i.due_at < until) AS overdue_cases
  FROM grids_in_scope(scope) s
  LEFT JOIN incident i ON i.grid_id = s.grid_id AND i.reported_at < until
    AND (cat = '' OR starts_with(i.category, cat))
  GROUP BY s.grid_id;

-- Days since the last visit before a day, beside the interval of the grid's class.
CREATE OR REPLACE MACRO grid_presence(scope, day) AS TABLE
  SELECT s.grid_id, max(v.visited_at) AS last_visit_at,
    date_diff('day', CAST(max(v.visited_at) AS DATE), any_value(CAST(day AS DATE))) AS days_since_visit,
    any_value(c.visit_interval_days) AS visit_interval_days
  FROM grids_in_scope(scope) s
  LEFT JOIN visit v ON v.grid_id = s.grid_id AND v.visited_at < day
  LEFT JOIN grid_class c ON c.grid_class = s.grid_class
  GROUP BY s.grid_id;

-- New cases per day, for the trend.
CREATE OR REPLACE MACRO daily_cases(scope, since, until, cat) AS TABLE
  SELECT CAST(i.reported_at AS DATE) AS day, count(*) AS new_cases
  FROM incidents_in_scope(scope) i
  WHERE i.reported_at >= since AND i.reported_at < until AND (cat = '' OR starts_with(i.category, cat))
  GROUP BY ALL ORDER BY ALL;
