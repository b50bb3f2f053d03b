"""A sound town has no findings; each harm done to it is found, named and placed."""

from datetime import datetime

import pytest
import stock

from data.integrity import CHECKS, FINDINGS, check
from data.permits import OPERATOR, Actor
from geo.check import coverage_faults
from geo.errors import NotAllowed
from geo.workflow import ACTIONS, MOVES

#: what is done to the town → (check, subject)
HARMS = {
    "overlap": ("UPDATE grid SET geometry = ST_Buffer(geometry, 0.0005) WHERE grid_id = 5", "grids "),
    "gap": ("UPDATE grid SET geometry = ST_Buffer(geometry, -0.0003) WHERE grid_id = 5", ""),
    "sliver": ("UPDATE grid SET geometry = ST_Union(geometry, ST_MakeEnvelope(117.05, 40.0, 117.050001, 40.01))"
               " WHERE grid_id = 5", "grids 990101"),
    "orphan_grid": ("UPDATE grid SET community_code = 'x' WHERE grid_id = 5", "grid 5"),
    "two_boundaries": ("INSERT INTO grid SELECT * REPLACE (DATE '2026-02-01' AS valid_from) FROM grid"
        " WHERE grid_id = 5",
                       "grid 5"),
    "same_code": ("UPDATE grid SET grid_code = '990101001001001' WHERE grid_id = 5", "grid 1"),
    "two_workers": ("INSERT INTO assignment VALUES (5, 1, DATE '2026-01-01', NULL, NULL)", "grid 5"),
    "overlapping_spans": ("INSERT INTO assignment VALUES (5, 1, DATE '2025-12-01', DATE '2026-01-02', NULL)", "grid 5"),
    "assignment_grid_unknown": ("INSERT INTO assignment VALUES (77, 1, DATE '2026-01-01', NULL, NULL)", "grid 77"),
    "assignment_worker_unknown": ("UPDATE assignment SET worker_id = 9 WHERE grid_id = 5", "grid 5"),
    "assignment_worker_inactive": ("UPDATE worker SET active = false WHERE worker_id = 2", "grid 3"),
    "incident_misplaced": ("UPDATE incident SET grid_id = 5 WHERE incident_id = 1", "incident 1"),
    "facility_misplaced": ("INSERT INTO facility VALUES (1, 'f', 'Clinic', 'clinic', 1, 0, 0, 0, 0, 'EPSG:4326', 5,"
                           " '', NULL)", "facility 1"),
    "building_misplaced": ("INSERT INTO building VALUES (1, 'b', 1, 3, NULL, NULL, 0, 0, 0, 0, 'EPSG:4326', 5,"
                           " '', NULL)", "building 1"),
    "same_incident": ("INSERT INTO incident SELECT * FROM incident WHERE incident_id = 1", "incident 1"),
    "category_unknown": ("UPDATE incident SET category = '9999' WHERE incident_id = 1", "category 9999"),
    "action_grid_unknown": ("INSERT INTO field_action_grid VALUES (1, 5)", "action 1"),
    "action_kind_unknown": ("INSERT INTO field_action (action_id, kind, title, since, who, marked_at) VALUES"
                            " (1, 'dance', 'a', DATE '2026-03-01', 'x', now()::TIMESTAMP)", "action 1"),
    "log_differs": ("UPDATE incident SET state = 'closed' WHERE incident_id = 1", "incident 1"),
    "audit_broken": ("UPDATE audit_head SET seq = 5", "audit 5"),
}  # fmt: skip


#: about no place, or about one that is nowhere
PLACELESS = {
    "audit_broken", "category_unknown", "assignment_grid_unknown", "facility_misplaced", "building_misplaced",
    "action_grid_unknown",
    "action_kind_unknown",
}  # fmt: skip


@pytest.fixture
def sound(town_record):
    """The town with a case in grid 1 and one in grid 9."""
    stock.put_incidents(town_record, [{"grid_id": 1}, {"grid_id": 9}])
    return town_record


def test_a_sound_town_has_no_findings(sound):
    found = check(sound, OPERATOR)
    assert found.empty
    assert tuple(found.columns) == FINDINGS


def test_the_demo_has_no_errors(demo_record):
    found = check(demo_record, OPERATOR)
    assert found[found["severity"] == "error"].empty


@pytest.mark.parametrize("name", HARMS)
def test_every_harm_is_found_and_placed(sound, name):
    sql, subject = HARMS[name]
    sound.rows(sql)
    found = check(sound, OPERATOR)
    mine = found[found["check"] == name]
    assert len(mine) >= 1
    assert mine["subject"].iloc[0].startswith(subject)
    assert (mine["severity"] == CHECKS[name].severity).all()
    if name not in PLACELESS:
        assert mine["lon"].between(116.9, 117.1).all()


#: steps after the report of the 1st, one a day; the state they lead to; the day of the handling that stands
HANDLED = [
    ("file dispatch handle", "handled", 4), ("file dispatch handle close", "closed", 4),
    ("file dispatch handle rework", "dispatched", None), ("file dispatch handle rework handle", "handled", 6),
    ("file dispatch suspend resume handle close", "closed", 6), ("file dispatch", "dispatched", None),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "state", "day"), HANDLED)
def test_the_time_of_handling_is_the_one_in_the_log(town_record, steps, state, day):
    march = {day: datetime(2026, 3, day, 9) for day in range(1, 32)}
    actions = steps.split()
    row = {"grid_id": 1, "reported_at": march[1], "state": state, "handled_at": march.get(day)}
    stock.put_incidents(
        town_record, [row | {"closed_at": march[len(actions) + 1] if state == "closed" else None}]
    )
    for seq, action in enumerate(actions, 2):
        log = "INSERT INTO incident_log VALUES (1, ?, ?, ?, 'x', NULL, NULL)"
        town_record.rows(log, [seq, action, march[seq]])
    assert check(town_record, OPERATOR).empty
    for wrong in (march[20], march[1], *([None] if day else [])):
        town_record.rows("UPDATE incident SET handled_at = ?", [wrong])
        found = check(town_record, OPERATOR)
        assert found["check"].tolist() == ["log_differs"] and "handled" in found["detail"].iloc[0]


def test_a_chain_without_its_head_is_a_finding(sound):
    sound.rows("DELETE FROM audit_head")
    found = check(sound, OPERATOR)
    assert found[["check", "subject", "detail"]].to_numpy().tolist() == [
        ["audit_broken", "audit 0", "the head of the chain is missing"]
    ]


def test_every_check_has_its_harm():
    assert set(HARMS) == set(CHECKS)


def test_a_span_of_no_length_harms_nothing(sound):
    sound.rows("INSERT INTO assignment VALUES (5, 1, DATE '2026-03-01', DATE '2026-03-01', NULL)")
    assert check(sound, OPERATOR).empty


@pytest.mark.parametrize(
    ("log", "state", "told"),
    [
        ("report file dispatch handle close", "closed", []),
        ("report file dispatch return_ dispatch suspend resume handle rework handle", "handled", []),
        ("report dispatch", "dispatched", ['step 2: dispatch after "reported"']),
        ("file", "filed", ['step 1: file after ""']),
        ("report file", "reported", ["state reported, the log says filed"]),
    ],
)
def test_logs_are_replayed(sound, log, state, told):
    sound.rows("DELETE FROM incident_log WHERE incident_id = 1")
    for seq, action in enumerate(log.split(), 1):
        sound.rows(
            "INSERT INTO incident_log VALUES (1, ?, ?, now()::TIMESTAMP, 'x', NULL, NULL)", [seq, action]
        )
    handled = "(SELECT max(logged_at) FROM incident_log WHERE incident_id = 1 AND action = 'handle')"
    sound.rows(f"UPDATE incident SET state = ?, handled_at = {handled} WHERE incident_id = 1", [state])
    found = check(sound, OPERATOR)
    assert sorted(found["detail"]) == sorted(told)


def test_the_log_knows_the_actions_of_the_table_and_no_others(sound):
    """A number to a row instead of a word, so the schema lists them too."""
    assert sound.rows("SELECT enum_range(NULL::case_action)") == [(list(ACTIONS),)]


def test_a_missing_step_is_found(sound):
    sound.rows("UPDATE incident_log SET seq = 2 WHERE incident_id = 1")
    assert check(sound, OPERATOR)["detail"].tolist() == ["step before 2 is missing"]


def test_an_action_leads_to_one_state_whatever_came_before():
    """The query that replays logs relies on it."""
    assert len({(action, after) for (_, action), after in MOVES.items()}) == len(
        {action for _, action in MOVES}
    )


def test_not_everybody_may_check(sound):
    with pytest.raises(NotAllowed):
        check(sound, Actor("W", "worker", "worker:1"))


def test_gaps_are_counted_as_the_import_and_the_doctor_count_them(sound):
    for sql in (HARMS["gap"][0], HARMS["sliver"][0].replace("grid_id = 5", "grid_id = 9")):
        sound.rows(sql)
    counts = check(sound, OPERATOR)["check"].value_counts()
    grids = sound.geo_frame("SELECT grid_id, ST_AsWKB(geometry) AS geometry FROM grid WHERE valid_to IS NULL")
    kinds = coverage_faults(grids)["kind"].value_counts()
    assert counts["gap"] == kinds["gap"] == 1
    assert counts["sliver"] == kinds["sliver"] == 1
