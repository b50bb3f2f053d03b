"""The actions that lead to a state, and when a case is due."""

from datetime import datetime

import pytest
from strangers import NOW, case, table_file

from data.intake import Options, load
from data.permits import OPERATOR
from geo.workflow import STATES, replay

WORDS_OF_STATES = {
    "reported": "待受理", "filed": "已立案", "dispatched": "处置中", "handled": "handled", "closed": "已结案",
    "rejected": "rejected", "voided": "voided", "suspended": "suspended",
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_log_holds_what_the_file_knows_and_replays_to_the_state(state, town_record, tmp_path):
    """When it was reported, and as what it came; the steps between are not known, so none are made up."""
    row = case(1, state=WORDS_OF_STATES[state], closed_at="2026-02-03 10:00")
    load(town_record, OPERATOR, table_file(tmp_path / "c.csv", [row]), "incidents", now=NOW)
    log = town_record.rows("SELECT action FROM incident_log ORDER BY seq")
    assert log == [("report",), (f"import_{state}",)][: 1 + (state != "reported")]
    assert replay([action for (action,) in log]) == state


def test_due_by_the_limit_of_the_category(town_record, tmp_path):
    """1301 has 4 urgent hours, 1401 seven natural days; a case not yet filed has no due time."""
    rows = [
        case(1, category="1301", state="已立案"),
        case(2, category="邻里纠纷", state="dispatched"),
        case(3, state=""),
    ]
    load(town_record, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert town_record.rows("SELECT due_at FROM incident ORDER BY incident_id") == [
        (datetime(2026, 2, 1, 12, 0),), (datetime(2026, 2, 8, 8, 0),), (None,),
    ]  # fmt: skip


def test_closed_nobody_knows_when_is_handled(town_record, tmp_path):
    report = load(
        town_record, OPERATOR, table_file(tmp_path / "c.csv", [case(1, state="已结案")]), "incidents", now=NOW
    )
    assert town_record.rows("SELECT state, closed_at FROM incident") == [("handled", None)]
    assert {note.code: note.facts for note in report.notes}["closing_time_missing"] == {"n": 1}


@pytest.mark.parametrize("year", [2027, 9999])
def test_a_case_of_the_future_does_not_move_everybodys_last_day(year, town_record, tmp_path):
    """NOW is 2 March 2026, nine o'clock; the evening of that day may be today elsewhere."""
    rows = [case(1, reported_at=f"{year}-12-31 08:00"), case(2, reported_at="2026-03-02 20:00")]
    report = load(town_record, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert (report.loaded, report.reasons) == (1, {"time_ahead": 1})


def test_a_prefix_keeps_two_files_apart(town_record, tmp_path):
    file = table_file(tmp_path / "c.csv", [case(1)])
    for prefix in ("a-", "b-"):
        load(town_record, OPERATOR, file, "incidents", Options(constants={"id_prefix": prefix}), now=NOW)
    assert town_record.rows("SELECT source_id FROM incident ORDER BY 1") == [("a-c1",), ("b-c1",)]


def test_words_of_state_source_and_worker(town_record, tmp_path):
    rows = [
        case(1, state="处置中", source="热线", worker_code="W002"),
        case(2, state="Completed - Dup", source="", worker_code=""),
    ]
    load(town_record, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert town_record.rows("SELECT state, source, worker_id FROM incident ORDER BY 1") == [
        ("dispatched", "hotline", 2), ("voided", "department", None),
    ]  # fmt: skip
