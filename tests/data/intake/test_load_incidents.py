"""The actions that lead to a state, and when a case is due."""

from datetime import datetime

import pytest
from strangers import NOW, case, table_file

from data.intake import Options, load
from data.integrity import check
from data.permits import OPERATOR
from geo.workflow import STATES, STEPS, after, replay

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


@pytest.mark.parametrize("column", ["reported_at", "occurred_at", "handled_at", "closed_at"])
@pytest.mark.parametrize(
    ("time", "reasons"), [("2026-03-03 08:00", {}), ("2026-03-03 10:00", {"time_ahead": 1})]
)
def test_no_time_of_a_case_lies_more_than_a_day_ahead(column, time, reasons, town_record, tmp_path):
    """NOW is 2 March, nine o'clock; the file may come from where it is tomorrow already."""
    rows = [
        case(1, state="已结案" if column == "closed_at" else "", closed_at="", handled_at="") | {column: time}
    ]
    if column == "occurred_at":
        rows[0]["reported_at"] = "2026-03-03 09:00"
    report = load(town_record, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert report.reasons == reasons


@pytest.mark.parametrize(
    ("times", "reasons"),
    [(("02-01", "02-02", "02-03"), {}), (("02-02", "02-01", "02-03"), {"times_out_of_order": 1}),
     (("02-01", "02-03", "02-02"), {"times_out_of_order": 1}), (("02-02", "", "02-01"), {"times_out_of_order": 1}),
     (("02-01", "02-01", "02-01"), {})],
)  # fmt: skip
def test_reported_then_handled_then_closed(times, reasons, town_record, tmp_path):
    names = ("reported_at", "handled_at", "closed_at")
    days = {name: day and f"2026-{day}" for name, day in zip(names, times, strict=True)}
    file = table_file(tmp_path / "c.csv", [case(1) | days])
    assert load(town_record, OPERATOR, file, "incidents", now=NOW).reasons == reasons


#: state, handled, closed as a file gives them → state, handled, closed as kept, and the log
TIMES = {
    ("closed", "02", "05"): ("closed", "02", "05", [("report", "01"), ("import_closed", "05")]),
    ("closed", "", "05"): ("closed", "05", "05", [("report", "01"), ("import_closed", "05")]),
    ("closed", "02", ""): ("handled", "02", None, [("report", "01"), ("import_handled", "02")]),
    ("closed", "", ""): ("handled", None, None, [("report", "01"), ("import_handled", "01")]),
    ("handled", "03", ""): ("handled", "03", None, [("report", "01"), ("import_handled", "03")]),
    ("", "03", ""): ("handled", "03", None, [("report", "01"), ("import_handled", "03")]),
    ("dispatched", "03", "05"): ("dispatched", None, None, [("report", "01"), ("import_dispatched", "01")]),
    ("voided", "", "05"): ("voided", None, "05", [("report", "01"), ("import_voided", "05")]),
}


def february(day: str | None):
    return day and datetime(2026, 2, int(day))


@pytest.mark.parametrize("given", TIMES)
def test_when_it_was_handled(given, town_record, tmp_path):
    """A file may know it; else what is closed was handled by then; a handling of unknown time stays unknown."""
    state, handled, closed = given
    row = case(1, reported_at="2026-02-01", state=state)
    row |= {"handled_at": handled and f"2026-02-{handled}", "closed_at": closed and f"2026-02-{closed}"}
    file = table_file(tmp_path / "c.csv", [row])
    load(town_record, OPERATOR, file, "incidents", now=NOW)
    *kept, log = TIMES[given]
    found = town_record.rows("SELECT state, handled_at, closed_at FROM incident")
    assert found == [(kept[0], february(kept[1]), february(kept[2]))]
    logged = town_record.rows("SELECT action, logged_at FROM incident_log ORDER BY seq")
    assert logged == [(action, february(day)) for action, day in log]
    assert load(town_record, OPERATOR, file, "incidents", now=NOW).unchanged == 1
    assert check(town_record, OPERATOR).empty


def moved_on(record, *steps: str) -> None:
    """What people do in the product with case 1, noon by noon of March, in the log and in the case."""
    for step in steps:
        ((seq, state),) = record.rows("SELECT max(l.seq), any_value(i.state) FROM incident_log l, incident i")
        at, then = datetime(2026, 3, seq, 12), after(state, step)
        record.rows("INSERT INTO incident_log VALUES (1, ?, ?, ?, 'x', NULL, NULL)", [seq + 1, step, at])
        record.rows("UPDATE incident SET state = ?", [then])
        if step in ("handle", "close"):
            record.rows(f"UPDATE incident SET {'handled' if step == 'handle' else 'closed'}_at = ?", [at])
        if step == "rework":
            record.rows("UPDATE incident SET handled_at = NULL")


#: the state in the file, and every way people may take the case on from there
WAYS = [
    (state, way)
    for state in ("reported", "filed", "dispatched", "handled", "suspended")
    for way in (
        "file dispatch handle close", "file dispatch handle rework", "file dispatch suspend resume", "file void",
        "reject", "dispatch handle rework handle", "dispatch return_", "handle", "handle close", "suspend",
        "suspend void", "resume handle", "rework", "close",
    )
    if (state, way.split()[0]) in STEPS
]  # fmt: skip


@pytest.mark.parametrize(("state", "way"), WAYS)
def test_the_same_file_again_changes_nothing_however_the_case_has_moved_on(state, way, town_record, tmp_path):
    file = table_file(tmp_path / "c.csv", [case(1, state=state)])
    load(town_record, OPERATOR, file, "incidents", now=NOW)
    moved_on(town_record, *way.split())
    before = town_record.rows("FROM incident"), town_record.rows("FROM incident_log ORDER BY seq")
    report = load(town_record, OPERATOR, file, "incidents", now=NOW)
    assert (report.loaded, report.unchanged, report.reasons) == (0, 1, {})
    assert (town_record.rows("FROM incident"), town_record.rows("FROM incident_log ORDER BY seq")) == before
    further = before[0][0] and town_record.rows("SELECT state FROM incident") != [(state,)]
    assert ("cases_further_on" in {note.code for note in report.notes}) == further


def imported(record, tmp_path, *states: str, **more) -> list:
    """Files that say one state after another of case 1; a state that comes again is the same file again."""
    reports = []
    for state in states:
        closed = "2026-02-09" if state == "closed" else ""
        file = table_file(tmp_path / f"{state}.csv", [case(1, state=state, closed_at=closed) | more])
        reports.append(load(record, OPERATOR, file, "incidents", now=NOW))
    return reports


@pytest.mark.parametrize(
    ("states", "last", "steps"),
    [
        (("dispatched", "closed", "dispatched"), "unchanged", "dispatched closed"),
        (
            ("dispatched", "suspended", "dispatched"),
            "unchanged",
            "dispatched suspended",
        ),  # the old file again
        (("filed", "suspended", "dispatched"), "loaded", "filed suspended dispatched"),  # news: resumed
        (("filed", "handled", "dispatched"), "loaded", "filed handled dispatched"),  # news: its check failed
        (("closed", "filed"), "unchanged", "closed"),  # an older file, seen for the first time
        (("closed", "voided"), "rejected", "closed"),
        (("rejected", "dispatched"), "rejected", "rejected"),
        (("voided", "closed"), "rejected", "voided"),
    ],
)
def test_files_one_after_another(states, last, steps, town_record, tmp_path):
    report = imported(town_record, tmp_path, *states)[-1]
    counts = {name: getattr(report, name) for name in ("loaded", "unchanged", "rejected")}
    assert counts == dict.fromkeys(counts, 0) | {last: 1}
    assert report.reasons == ({"state_backwards": 1} if last == "rejected" else {})
    logged = town_record.rows("SELECT action FROM incident_log ORDER BY seq")
    assert [action for (action,) in logged] == ["report", *(f"import_{state}" for state in steps.split())]
    assert check(town_record, OPERATOR).empty


def test_what_an_old_file_corrects_is_taken_and_its_old_state_is_not(town_record, tmp_path):
    imported(town_record, tmp_path, "dispatched", "closed")
    (report,) = imported(town_record, tmp_path, "dispatched", address="Long Lane 7")
    assert report.loaded == 1
    found = town_record.rows("SELECT state, handled_at, closed_at, address FROM incident")
    assert found == [("closed", february("9"), february("9"), "Long Lane 7")]


def test_a_due_time_that_was_put_off_stays_when_something_else_is_corrected(town_record, tmp_path):
    imported(town_record, tmp_path, "dispatched")
    town_record.rows("UPDATE incident SET due_at = due_at + INTERVAL 3 DAY")
    (before,) = town_record.rows("SELECT due_at FROM incident")
    imported(town_record, tmp_path, "dispatched", address="Long Lane 7")
    assert town_record.rows("SELECT due_at FROM incident") == [before]
    imported(town_record, tmp_path, "dispatched", category="1301")
    assert town_record.rows("SELECT due_at FROM incident") == [(datetime(2026, 2, 1, 12),)]


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
