"""Every macro has a comment and an answer counted by hand on the 3 × 3 town; row scope holds in each.

The town's cases (new is 1 to 14 March, as of the 15th):

    +-------------------+---+-----------+   1: closed 10 March; dispatched, due 4 March
    | 1: 0201, 1101     | 2 | 3: 0201   |   3: of 20 February, due 20 March
    +-------------------+---+-----------+   6: rejected
    | 4                 | 5 | 6: 1202   |   9: suspended, due 6 March
    +-------------------+---+-----------+   and one, of 6 March, a degree east of every grid
    | 7                 | 8 | 9: 1101   |
    +-------------------+---+-----------+
"""

import re
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import stock

from data.db import open_record

SQL = Path(__file__).resolve().parents[1] / "data/sql"
TEXT = "\n".join(file.read_text(encoding="utf-8") for file in sorted(SQL.glob("*.sql")))
MACROS = dict(re.findall(r"MACRO (\w+)\(([^)]*)\)", TEXT))
MARCH = "DATE '2026-03-01', DATE '2026-03-15'"
WEST, EAST = "990101001001", "990101001002"
ALL = list(range(1, 10))

#: macro → arguments after the scope, columns to look at, what they are with scope 'all'
COUNTED = {
    "grids_in_scope": ("", "grid_id", [(k,) for k in ALL]),
    "boundaries_in_scope": ("", "grid_id", [(k,) for k in ALL]),
    "incidents_in_scope": ("", "incident_id", [(k,) for k in range(1, 7)]),
    "current_assignments": ("", "grid_id, worker_id",
        [(1, 1), (2, 1), (3, 2), (4, 1), (5, 3), (6, 2), (7, 3), (8, 3)]),
    "assignments_on": ("DATE '2025-12-31'", "grid_id", []),
    "division_totals": ("", "division_code, grids, households",
        [("990101", 9, 1500), ("990101001", 9, 1500), (WEST, 6, 900), (EAST, 3, 600)]),
    "workers_in_scope": ("", "worker_id, grids", [(1, 3), (2, 2), (3, 3)]),
    "absences_in_scope": ("", "absence_id, worker_name", [(1, "Worker 2"), (2, "Worker 1")]),
    "grid_ancestors": ("", "grid_id, ancestor_id", [(3, 77), (3, 78), (77, 78)]),
    "ground_on": ("3, DATE '2026-03-15'", "grid_id, worker_id", [(3, 2)]),
    "edits_in_scope": ("", "edit_id, kind, ended, made", [(1, "split", [78], [77]), (2, "merge", [77], [3])]),
    "grid_cases": (f"{MARCH}, ''", "grid_id, new_cases, open_cases, overdue_cases",
        [(1, 2, 1, 1), (2, 0, 0, 0), (3, 0, 1, 0), (4, 0, 0, 0), (5, 0, 0, 0), (6, 1, 0, 0), (7, 0, 0, 0),
         (8, 0, 0, 0), (9, 1, 1, 0)]),
    "grid_presence": ("DATE '2026-03-15'", "grid_id, days_since_visit, visit_interval_days",
        [(1, 5, 7), (2, None, 7), (3, 1, 7), *((k, None, 7) for k in range(4, 10))]),
    "visits_since_split": ("", "grid_id, visited_at::DATE::TEXT",
        [(1, "2026-03-01"), (1, "2026-03-10"), (3, "2026-03-14")]),
    # every seven days, from the first visit to any grid on: 1 is overdue on the 8th and 9th, 3 until the day before the
    # 14th, the others from the 8th to the 14th
    "grid_overdue": (f"{MARCH}, DATE '2026-03-15'", "grid_id, overdue_days",
        [(1, 2), (3, 6), *((k, 7) for k in (2, 4, 5, 6, 7, 8, 9))]),
    # of fourteen days: worker 2 is away on all, worker 1 on the first; nobody has 9
    "grid_unattended": (MARCH, "grid_id, unattended_days",
        [(1, 1), (2, 1), (3, 14), (4, 1), (5, 0), (6, 14), (7, 0), (8, 0), (9, 14)]),
    "daily_cases": ("DATE '2026-03-02', DATE '2026-03-05', '', []::INTEGER[]", "day::TEXT, new_cases, closed_cases",
        [("2026-03-02", 1, 0), ("2026-03-03", 1, 0), ("2026-03-04", 0, 0)]),
    "grid_steps": (f"{MARCH}, '', 'week'", "grid_id, step, new_cases", [(1, 0, 2), (6, 1, 1), (9, 0, 1)]),
    "grid_majors": (f"{MARCH}, 2", "grid_id, major, step, new_cases",
        [(1, "02", 0, 1), (1, "11", 1, 1), (6, "12", 6, 1), (9, "11", 2, 1)]),
    # residents told of all; the case of 6 was rejected
    "found_first": (MARCH, "grid_id, worker_id, filed, missed", [(1, 1, 2, 2), (9, 0, 1, 1)]),
    # by their logs, which say no more than that they were reported; 1 is closed that day at noon
    "open_on": ("DATE '2026-03-10', ['report'], 116, 39, 117.5, 41", "incident_id, last_action",
        [(k, "report") for k in (1, 2, 3, 5)]),
    # 1 was handled five days late, 2 is not handled; what is suspended has no deadline
    "due_cases": (MARCH, "grid_id, worker_id, due, on_time", [(1, 1, 2, 0)]),
    # the last is the one outside
    "case_work": (f"{MARCH}, 7", "step, handling_hours, grid_id IS NULL",
        [(0, 1.0, False), (0, 1.0, False), (0, 4.0, False), (0, 4.0, True)]),
    # grid 1: a broken road (4 h) and rubbish (1 h); grid 9: rubbish; the rejected case needs none
    "grid_work": (f"{MARCH}, 31", "grid_id, step, cases, handling_hours, handling_squares",
        [(1, 0, 2, 5.0, 17.0), (9, 0, 1, 1.0, 1.0)]),
    "incidents_wanted": (f"{MARCH}, '11', [], []::INTEGER[], NULL, ''", "incident_id", [(2,), (5,)]),
    "grid_shapes": ("", "id, ST_GeometryType(geometry)::TEXT", [(k, "POLYGON") for k in ALL]),
    "backdrop_shapes": ("", "kind, name", [("residential", "Long Lane"), ("water", "Pond")]),
    "grid_parents": ("", "grid_id, parent", [(k, 2 if k % 3 == 0 else 1) for k in ALL]),
    "grid_names": ("3, 9", "grid_id, name, worker_name",
        [(k, f"Grid {k}", {3: "Worker 2", 6: "Worker 2", 4: "Worker 1", 9: None}.get(k, "Worker 3"))
         for k in range(3, 10)]),
    "incident_places": (f"{MARCH}, '', 116, 39, 117.5, 41", "incident_id", [(1,), (2,), (4,), (5,)]),
    # hexagons of ten kilometres hold the whole town
    "incident_hexes": (f"{MARCH}, '', 116, 39, 117.5, 41, 10000", "cases", [(4,)]),
    "plan_moves_in_scope": ("", "plan_id, grid_id, from_worker_id, to_worker_id",
        [(1, 3, 2, 1), (1, 5, 3, 1), (5, 6, 3, 2)]),
    "plans_in_scope": ("", "plan_id, moves", [(1, 2), (5, 1)]),
    # 2 and 3 are drafts of x, 4 of y was thrown away: who helps sees them, as does x the own ones
    "drafts_in_scope": ("'z', true", "plan_id, moves", [(2, 1), (3, 2), (4, 1)]),
    "draft_moves_in_scope": ("'x', false", "plan_id, grid_id, to_worker_id", [(2, 9, 2), (3, 3, 1), (3, 5, 1)]),
    "moves_concerning": ("", "plan_id", []),
    "handed_over": ("DATE '2026-03-01'", "plan_id", []),
    "objections_of": ("", "plan_id", []),
    "actions_in_scope": ("", "action_id, kind, grid_ids", [(1, "patrol", [3, 5]), (2, "repair", [9])]),
    "export_grids": ("", "grid_code, community_name, worker_code",
        [(f"{WEST}00{k}", "West", w) for k, w in zip(range(1, 7), ("W001", "W001", "W001", "W003", "W003", "W003"),
                                                    strict=True)]
        + [(f"{EAST}001", "East", "W002"), (f"{EAST}002", "East", "W002"), (f"{EAST}003", "East", None)]),
    "export_incidents": ("", "source_id, grid_code",
        [("I1", f"{WEST}001"), ("I2", f"{WEST}001"), ("I3", f"{EAST}001"), ("I4", f"{EAST}002"),
         ("I5", f"{EAST}003"), ("I6", None)]),
    "export_facilities": ("", "source_id, grid_code", [("f1", f"{WEST}004")]),
    "buildings_in_scope": ("", "building_id", [(1,), (2,)]),
    "export_buildings": ("", "source_id, households, grid_code", [("b1", 3, f"{EAST}001"), ("b2", 1, None)]),
    "export_workers": ("", "worker_code, organisation", [(f"W00{k}", "Street office") for k in (1, 2, 3)]),
    "export_assignments": ("", "grid_code, worker_code",
        [(f"{WEST}00{k}", w) for k, w in zip(range(1, 7), ("W001", "W001", "W001", "W003", "W003", "W003"),
                                            strict=True)]
        + [(f"{EAST}001", "W002"), (f"{EAST}002", "W002")]),
    "export_visits": ("", "source_id, grid_code", [("v1", f"{WEST}001"), ("v2", f"{WEST}001"), ("v3", f"{EAST}001")]),
    "export_streets": ("", "source_id, length_m", [("e1", 25.0)]),
    "export_barriers": ("", "source_id, barrier_kind, name", [("r1", "river", "Long River")]),
}  # fmt: skip

#: what worker 2, responsible for grids 3 and 6, may see: macro → rows; public or not by grid are left out
WORKER_2 = {
    "grids_in_scope": 2, "boundaries_in_scope": 2, "incidents_in_scope": 2, "current_assignments": 2,
    "assignments_on": 0,
    "division_totals": 3, "workers_in_scope": 1, "absences_in_scope": 1, "ground_on": 1, "edits_in_scope": 1,
    "grid_cases": 2, "grid_presence": 2, "visits_since_split": 1, "grid_overdue": 2,
    "grid_unattended": 2, "daily_cases": 3, "grid_majors": 1, "found_first": 0,
    "grid_steps": 1, "grid_work": 0, "incidents_wanted": 0, "grid_shapes": 2, "grid_parents": 2,
    "grid_names": 2, "incident_places": 1, "incident_hexes": 1, "plan_moves_in_scope": 2, "plans_in_scope": 2,
    # grid 3 of draft 3 is theirs, 5 is not: x sees the one, and who helps nothing
    "drafts_in_scope": 1, "draft_moves_in_scope": 1,
    "moves_concerning": 1, "handed_over": 1, "due_cases": 0, "objections_of": 1, "actions_in_scope": 1,
    "buildings_in_scope": 1, "export_buildings": 1,
    "export_grids": 2, "export_incidents": 2, "export_workers": 1, "export_assignments": 2, "export_visits": 1,
}  # fmt: skip
NOTHING = ["", "worker:", "worker:77", "worker:x", "division:", "division:99", "ALL", "everything"]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The town of the picture; tests here only read."""
    record = open_record(tmp_path_factory.mktemp("sql") / "town.duckdb")
    stock.put_profile(record)
    stock.put_town(record)
    at = {day: datetime(2026, 3, day, 12) for day in (2, 3, 5, 6, 10, 14, 20)} | {4: datetime(2026, 3, 4, 8)}
    rows = [
        {"grid_id": 1, "category": "0201", "reported_at": at[2], "state": "closed", "closed_at": at[10],
         "due_at": at[5]},
        {"grid_id": 1, "category": "1101", "reported_at": at[3], "state": "dispatched", "due_at": at[4]},
        {"grid_id": 3, "reported_at": datetime(2026, 2, 20), "state": "dispatched", "due_at": at[20]},
        {"grid_id": 6, "category": "1202", "reported_at": at[14], "state": "rejected"},
        {"grid_id": 9, "category": "1101", "reported_at": at[5], "state": "suspended", "due_at": at[6]},
        {"grid_id": None, "lon": 118.0, "lat": 39.75, "reported_at": at[6]},
    ]  # fmt: skip
    stock.put_incidents(record, [{"closed_at": None, "due_at": None} | row for row in rows])
    visits = [(1, "v1", 1, datetime(2026, 3, 1)), (2, "v2", 1, at[10]), (3, "v3", 3, at[14])]
    columns = ["visit_id", "source_id", "grid_id", "visited_at"]
    stock.insert(record, "visit", pd.DataFrame(visits, columns=columns))
    for sql in (
        "INSERT INTO facility VALUES (1, 'f1', 'Clinic', 'clinic', 1, 117, 39, 117, 39, 'EPSG:4326', 5, '', NULL)",
        "INSERT INTO building VALUES (1, 'b1', 3, 7, 2, 1, 117, 39, 117, 39, 'EPSG:4326', 3, '', NULL)",
        "INSERT INTO building VALUES (2, 'b2', 1, 2, 0, 0, 117, 39, 117, 39, 'EPSG:4326', NULL, '', NULL)",
        "INSERT INTO backdrop VALUES ('water', 'Pond', ST_MakeEnvelope(117, 39, 117.01, 39.01))",
        """INSERT INTO street_edge VALUES (1, 'e1', 1, 2, 25, 'Long Lane', 'residential',
          ST_MakeLine(ST_Point(117, 39), ST_Point(117.001, 39)), NULL, false)""",
        """INSERT INTO barrier VALUES (1, 'r1', 'river', 'Long River',
          ST_MakeLine(ST_Point(117, 39), ST_Point(117.001, 39)), NULL)""",
        """INSERT INTO plan (plan_id, title, reason, state, author, created_at, base_version) VALUES
          (1, 'a', 'b', 'proposed', 'x', now()::TIMESTAMP, 0), (2, 'a', 'b', 'draft', 'x', now()::TIMESTAMP, 0),
          (3, 'a', 'b', 'draft', 'x', now()::TIMESTAMP, 0), (4, 'a', 'b', 'discarded', 'y', now()::TIMESTAMP, 0)""",
        """INSERT INTO plan (plan_id, title, reason, state, author, created_at, base_version, effective_on) VALUES
          (5, 'a', 'b', 'in_force', 'x', now()::TIMESTAMP, 0, DATE '2026-03-10')""",
        """INSERT INTO plan_move VALUES (1, 3, 2, 1), (1, 5, 3, 1), (2, 9, NULL, 2), (3, 3, 2, 1), (3, 5, 3, 1),
          (4, 6, 2, 1), (5, 6, 3, 2)""",
        """INSERT INTO plan_objection VALUES (1, 2, 'no', now()::TIMESTAMP), (1, 3, 'never', now()::TIMESTAMP)""",
        """INSERT INTO field_action (action_id, kind, title, since, who, marked_at, removed_at) VALUES
          (1, 'patrol', 'a', DATE '2026-03-01', 'x', now()::TIMESTAMP, NULL),
          (2, 'repair', 'b', DATE '2026-03-02', 'x', now()::TIMESTAMP, NULL),
          (3, 'repair', 'c', DATE '2026-03-03', 'x', now()::TIMESTAMP, now()::TIMESTAMP)""",
        """INSERT INTO absence VALUES (1, 2, DATE '2026-03-01', NULL, 'x', now()::TIMESTAMP, NULL, NULL, NULL),
          (2, 1, DATE '2026-03-01', DATE '2026-03-02', 'x', now()::TIMESTAMP, NULL, NULL, NULL),
          (3, 1, DATE '2026-03-01', NULL, 'x', now()::TIMESTAMP, now()::TIMESTAMP, 'x', NULL)""",
        "INSERT INTO field_action_grid VALUES (1, 3), (1, 5), (2, 9), (3, 3)",
        """INSERT INTO grid_edit VALUES
          (1, 'split', 'in_force', 'a', 'x', now()::TIMESTAMP, DATE '2025-01-01', '{}', '', [78], [77], NULL),
          (2, 'merge', 'in_force', 'b', 'x', now()::TIMESTAMP, DATE '2025-02-01', '{}', '', [77], [3], NULL)""",
        """INSERT INTO grid_descent VALUES (1, 77, 78, 1, DATE '2025-01-01'), (2, 3, 77, 1, DATE '2025-02-01')""",
    ):
        record.rows(sql)
    yield record
    record.close()


def call(name: str, scope: str) -> str:
    """The macro with the arguments of the table above and a scope."""
    arguments = COUNTED[name][0]
    if not MACROS[name].startswith("scope"):
        return f"{name}({arguments})"
    return f"{name}('{scope}'{', ' if arguments else ''}{arguments})"


def test_every_macro_has_a_comment():
    bare = [name for name in MACROS if not re.search(rf"--[^\n]+\nCREATE OR REPLACE MACRO {name}\(", TEXT)]
    assert bare == []


def test_every_macro_is_counted():
    assert set(COUNTED) == set(MACROS)


@pytest.mark.parametrize("name", COUNTED)
def test_the_answer_is_the_one_counted_by_hand(town, name):
    _, columns, expected = COUNTED[name]
    found = town.rows(f"SELECT {columns} FROM {call(name, 'all')}")
    assert sorted(found, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("name", WORKER_2)
def test_a_worker_sees_only_the_own_beat(town, name):
    found = town.frame(f"SELECT * FROM {call(name, 'worker:2')}")
    assert len(found) == WORKER_2[name]
    if "grid_id" in found:
        assert set(found["grid_id"]) <= {3, 6}


def test_every_macro_with_a_scope_is_looked_at():
    assert set(WORKER_2) == {name for name, arguments in MACROS.items() if arguments.startswith("scope")}


@pytest.mark.parametrize("name", sorted(set(WORKER_2) - {"daily_cases"}))
@pytest.mark.parametrize("scope", NOTHING)
def test_an_unknown_scope_sees_nothing(town, name, scope):
    assert town.rows(f"SELECT * FROM {call(name, scope)}") == []


@pytest.mark.parametrize("scope", NOTHING)
def test_an_unknown_scope_counts_nothing_and_nobody(town, scope):
    assert (
        town.frame(f"FROM {call('daily_cases', scope)}")[["new_cases", "closed_cases"]].to_numpy().sum() == 0
    )


def test_a_division_sees_its_own_workers_and_those_who_look_after_nothing(town):
    """Worker 2 is in the east; 1 and 3 look after grids of the west only; 4 after none, 5 after none any more."""
    town.rows(
        "INSERT INTO worker SELECT k, 'S' || k, 'W00' || k, 'Worker ' || k, 1, 40, true, NULL FROM range(4, 6) r(k)"
    )
    town.rows("INSERT INTO assignment VALUES (9, 5, DATE '2026-01-01', DATE '2026-02-01', NULL)")
    seen = {
        scope: [
            worker for (worker,) in town.rows(f"SELECT worker_id FROM workers_in_scope('{scope}') ORDER BY 1")
        ]
        for scope in (
            f"division:{EAST}",
            f"division:{WEST}",
            "division:990101",
            "division:99",
            "worker:4",
            "all",
        )
    }
    town.rows("DELETE FROM worker WHERE worker_id > 3")
    town.rows("DELETE FROM assignment WHERE worker_id = 5")
    assert seen == {f"division:{EAST}": [2, 4, 5], f"division:{WEST}": [1, 3, 4, 5], "division:99": [], "worker:4": [],
                    "division:990101": [1, 2, 3, 4, 5], "all": [1, 2, 3, 4, 5]}  # fmt: skip


@pytest.mark.parametrize(("scope", "grids"), [("division:990101", ALL), ("division:990101001", ALL),
    (f"division:{WEST}", [1, 2, 4, 5, 7, 8]), (f"division:{EAST}", [3, 6, 9]), ("worker:1", [1, 2, 4])])  # fmt: skip
def test_scopes_of_every_level(town, scope, grids):
    assert [g for (g,) in town.rows(f"SELECT grid_id FROM grids_in_scope('{scope}') ORDER BY 1")] == grids
