"""What could be wrong inside a record, and where: a table of checks, each a query or a function.

A finding names the check, what it is about and, where it has a place, the place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from data.audit import broken_links
from data.db import Record
from data.permits import Actor
from geo.check import coverage_faults
from geo.crs import to_metric
from geo.locate import Locator
from geo.names import ACTION_KINDS
from geo.workflow import MOVES

FINDINGS = ("check", "severity", "subject", "detail", "lon", "lat")
_AT = "(g.min_lon + g.max_lon) / 2 AS lon, (g.min_lat + g.max_lat) / 2 AS lat"
_GRID = "LEFT JOIN (SELECT * FROM grid WHERE valid_to IS NULL) g ON g.grid_id ="


@dataclass(frozen=True)
class Check:
    """One check: how bad it is, what it means in words, and the query (or function) that finds it."""

    severity: str
    sentence: str
    find: str | Callable[[Record], pd.DataFrame]


def _topology(kind: str) -> Callable[[Record], pd.DataFrame]:
    """Faults of one kind, counted as the import and the grid doctor count them; grids by the codes people know."""

    def find(record: Record) -> pd.DataFrame:
        grids = record.geo_frame(
            "SELECT grid_id, grid_code, ST_AsWKB(geometry) AS geometry FROM grid WHERE valid_to IS NULL"
        )
        if grids.empty:
            return _nothing()
        faults = coverage_faults(to_metric(grids))
        faults = faults[faults["kind"] == kind]
        codes = grids.set_index("grid_id")["grid_code"].to_dict()
        places = faults.geometry.representative_point().to_crs("EPSG:4326")
        return pd.DataFrame(
            {
                "subject": [f"grids {', '.join(codes[one] for one in ids)}:" for ids in faults["grid_ids"]],
                "detail": [f"{area:,.1f} m²" for area in faults["area_m2"]],
                "lon": places.x.to_numpy(),
                "lat": places.y.to_numpy(),
            }
        )

    return find


def _misplaced(table: str, key: str) -> Callable[[Record], pd.DataFrame]:
    """Rows of a table whose stored grid is not the one their point lies in."""

    def find(record: Record) -> pd.DataFrame:
        grids = record.frame("SELECT grid_id, ST_AsWKB(geometry) AS wkb FROM grid WHERE valid_to IS NULL")
        points = record.frame(f"SELECT {key} AS id, lon, lat, coalesce(grid_id, -1) AS grid_id FROM {table}")
        if grids.empty or points.empty:
            return _nothing()
        shapes = shapely.from_wkb([bytes(wkb) for wkb in grids["wkb"]])
        points["found"] = Locator(shapes, grids["grid_id"]).locate(points["lon"], points["lat"])
        wrong = points[points["found"] != points["grid_id"]]
        return pd.DataFrame(
            {
                "subject": [f"{table} {key}" for key in wrong["id"]],
                "detail": [
                    f"stored {_grid(stored)}, lies in {_grid(found)}"
                    for stored, found in zip(wrong["grid_id"], wrong["found"], strict=True)
                ],
                "lon": wrong["lon"].to_numpy(),
                "lat": wrong["lat"].to_numpy(),
            }
        )

    return find


def _grid(grid_id: int) -> str:
    return "no grid" if grid_id < 0 else f"grid {grid_id}"


def _replayed(record: Record) -> pd.DataFrame:
    """Cases whose log makes a forbidden step, or ends in another state than the case carries, or handled them when
    the case does not say so."""
    table = pd.DataFrame(
        [(*move, state) for move, state in MOVES.items()], columns=["before", "action", "after"]
    )
    with record.cursor() as cursor:
        cursor.register("moves_table", table)
        return cursor.execute(_REPLAY).df()


#: an action leads to one state whatever came before (a test walks the table), so the state before a
#: step is the one the step before it leads to, and no log need be played row by row
_REPLAY = """
WITH leads AS (SELECT DISTINCT action, "after" FROM moves_table),
  step AS (
    SELECT l.incident_id, l.seq, l.action, l.logged_at, e."after",
      coalesce(lag(e."after") OVER one, '') AS before, l.seq - coalesce(lag(l.seq) OVER one, 0) AS stride,
      row_number() OVER (PARTITION BY l.incident_id ORDER BY l.seq DESC) = 1 AS is_last
    FROM incident_log l LEFT JOIN leads e ON e.action = l.action
    WINDOW one AS (PARTITION BY l.incident_id ORDER BY l.seq)),
  -- the handling that stands: the last step into handled or closed from elsewhere. A file may know the time better
  -- than the log, which then says only when the case was imported
  handling AS (
    SELECT s.incident_id, max_by(s.logged_at, s.seq) AS logged_at, max_by(s.action = 'handle', s.seq) AS by_hand
    FROM step s WHERE s."after" IN ('handled', 'closed') AND s.before NOT IN ('handled', 'closed') GROUP BY ALL),
  wrong AS (
    SELECT s.incident_id, 'step ' || s.seq || ': ' || s.action || ' after "' || s.before || '"' AS detail
    FROM step s ANTI JOIN moves_table m ON m.before = s.before AND m.action = s.action
    UNION ALL SELECT s.incident_id, 'step before ' || s.seq || ' is missing' FROM step s WHERE s.stride <> 1
    UNION ALL SELECT i.incident_id, 'state ' || i.state || ', the log says ' || coalesce(s."after", 'nothing')
    FROM incident i LEFT JOIN step s ON s.incident_id = i.incident_id AND s.is_last
    WHERE i.state IS DISTINCT FROM s."after"
    UNION ALL SELECT i.incident_id, 'handled ' || coalesce(i.handled_at::TEXT, 'nobody knows when') || ', the log says '
      || coalesce(h.logged_at::TEXT, 'nothing')
    FROM incident i LEFT JOIN handling h ON h.incident_id = i.incident_id
    WHERE CASE WHEN i.state NOT IN ('handled', 'closed') THEN i.handled_at IS NOT NULL
      WHEN h.by_hand AND i.batch_id IS NULL THEN i.handled_at IS DISTINCT FROM h.logged_at
      ELSE i.state = 'closed' AND i.handled_at IS NULL END)
SELECT 'incident ' || w.incident_id AS subject, w.detail, i.lon, i.lat
FROM wrong w LEFT JOIN incident i ON i.incident_id = w.incident_id ORDER BY w.incident_id, w.detail
"""


def _chain(record: Record) -> pd.DataFrame:
    rows = [
        (f"audit {seq}", "" if seq else "the head of the chain is missing", np.nan, np.nan)
        for seq in broken_links(record)
    ]
    return pd.DataFrame(rows, columns=FINDINGS[2:])


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=FINDINGS[2:])


CHECKS: dict[str, Check] = {
    "overlap": Check("error", "Grids overlap: a point there has two owners.", _topology("overlap")),
    "gap": Check("warning", "There is a gap between grids: a point there has no owner.", _topology("gap")),
    "sliver": Check("warning", "A part of a grid is thinner than a footpath.", _topology("sliver")),
    "orphan_grid": Check("error", "A grid's community, street or district is not among the divisions.",
        f"""SELECT 'grid ' || g.grid_id AS subject, u.code AS detail, {_AT}
        FROM grid g, unnest([g.community_code, g.street_code, g.district_code]) u(code)
        WHERE g.valid_to IS NULL AND u.code NOT IN (SELECT division_code FROM division)"""),
    "two_boundaries": Check("error", "A grid has two boundaries on one day.",
        f"""SELECT 'grid ' || g.grid_id AS subject, g.next_from::TEXT AS detail, {_AT} FROM (
          SELECT *, lead(valid_from) OVER (PARTITION BY grid_id ORDER BY valid_from) AS next_from FROM grid) g
        WHERE g.next_from < coalesce(g.valid_to, DATE '9999-12-31')"""),
    "same_code": Check("error", "Two grids of today carry one grid code.",
        f"""SELECT 'grid ' || g.grid_id AS subject, g.grid_code AS detail, {_AT} FROM grid g
        WHERE g.valid_to IS NULL QUALIFY count(*) OVER (PARTITION BY g.grid_code) > 1"""),
    "two_workers": Check("error", "A grid has more than one worker today.",
        f"""SELECT 'grid ' || a.grid_id AS subject, 'workers ' || a.who AS detail, {_AT}
        FROM (SELECT grid_id, string_agg(worker_id::TEXT, ', ' ORDER BY worker_id) AS who, count(*) AS n
              FROM assignment WHERE valid_to IS NULL GROUP BY grid_id) a {_GRID} a.grid_id WHERE a.n > 1"""),
    "overlapping_spans": Check("error", "Two workers were responsible for a grid on the same day.",
        f"""SELECT 'grid ' || a.grid_id AS subject, a.next_from::TEXT AS detail, {_AT} FROM (
          SELECT *, lead(valid_from) OVER (PARTITION BY grid_id ORDER BY valid_from, valid_to NULLS LAST) AS next_from
          FROM assignment WHERE valid_to IS NULL OR valid_to > valid_from) a {_GRID} a.grid_id
        WHERE a.next_from < coalesce(a.valid_to, DATE '9999-12-31')"""),
    "assignment_grid_unknown": Check("error", "Somebody is responsible for a grid that does not exist.",
        """SELECT 'grid ' || a.grid_id AS subject, 'worker ' || a.worker_id AS detail, NULL AS lon, NULL AS lat
        FROM assignment a WHERE a.valid_to IS NULL AND a.grid_id NOT IN (SELECT grid_id FROM grid
          WHERE valid_to IS NULL)"""),
    "assignment_worker_unknown": Check("error", "A grid is with a worker who does not exist.",
        f"""SELECT 'grid ' || a.grid_id AS subject, 'worker ' || a.worker_id AS detail, {_AT}
        FROM assignment a {_GRID} a.grid_id WHERE a.worker_id NOT IN (SELECT worker_id FROM worker)"""),
    "assignment_worker_inactive": Check("warning", "A grid is with a worker who no longer works here.",
        f"""SELECT 'grid ' || a.grid_id AS subject, 'worker ' || a.worker_id AS detail, {_AT}
        FROM assignment a JOIN worker w ON w.worker_id = a.worker_id AND NOT w.active {_GRID} a.grid_id
        WHERE a.valid_to IS NULL"""),
    "incident_misplaced": Check("error", "A case is kept in another grid than the one it lies in.",
        _misplaced("incident", "incident_id")),
    "facility_misplaced": Check("error", "A facility is kept in another grid than the one it lies in.",
        _misplaced("facility", "facility_id")),
    "building_misplaced": Check("error", "A building is kept in another grid than the one it lies in.",
        _misplaced("building", "building_id")),
    "same_incident": Check("error", "Two cases carry one number.",
        """SELECT 'incident ' || incident_id AS subject, count(*) || ' times' AS detail, any_value(lon) AS lon,
        any_value(lat) AS lat FROM incident GROUP BY incident_id HAVING count(*) > 1"""),
    "category_unknown": Check("warning", "Cases carry a category the city does not have.",
        """SELECT 'category ' || category AS subject, count(*) || ' cases' AS detail, NULL AS lon, NULL AS lat
        FROM incident WHERE category NOT IN (SELECT category FROM category) GROUP BY category"""),
    "action_grid_unknown": Check("error", "A field action takes place in no grid, or in one that never was.",
        """SELECT 'action ' || a.action_id AS subject, coalesce('grid ' || g.grid_id, 'no grid') AS detail, NULL AS lon,
        NULL AS lat FROM field_action a LEFT JOIN field_action_grid g ON g.action_id = a.action_id
        WHERE g.grid_id IS NULL OR g.grid_id NOT IN (SELECT grid_id FROM grid)
        UNION ALL SELECT 'action ' || g.action_id, 'grid ' || g.grid_id, NULL, NULL FROM field_action_grid g
        WHERE g.action_id NOT IN (SELECT action_id FROM field_action)"""),
    "action_kind_unknown": Check("warning", "A field action is of a kind that is not known here.",
        f"""SELECT 'action ' || action_id AS subject, kind AS detail, NULL AS lon, NULL AS lat FROM field_action
        WHERE NOT list_contains({list(ACTION_KINDS)}, kind)"""),
    "log_differs": Check("error", "A case and its log disagree.", _replayed),
    "audit_broken": Check("error", "The audit trail was changed after it was written.", _chain),
}  # fmt: skip


def check(record: Record, actor: Actor) -> pd.DataFrame:
    """Everything that is wrong: ``FINDINGS``, one row each, in the order of ``CHECKS``.

    ``severity`` is ``error`` or ``warning``; ``lon`` and ``lat`` are NaN where there is no place.
    """
    actor.require("check")
    found = [_found(record, name, one) for name, one in CHECKS.items()]
    found = [frame for frame in found if not frame.empty]
    if not found:
        return pd.DataFrame(columns=FINDINGS)
    return pd.concat(found, ignore_index=True)


def _found(record: Record, name: str, one: Check) -> pd.DataFrame:
    frame = record.frame(one.find) if isinstance(one.find, str) else one.find(record)
    frame = frame.assign(check=name, severity=one.severity)[list(FINDINGS)]
    return frame.astype({"lon": float, "lat": float})
