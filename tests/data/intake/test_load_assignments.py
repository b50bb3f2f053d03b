"""Responsibility from a file: a new worker ends the old one's time."""

from datetime import date

from strangers import NOW, table_file
from town import town

from data import integrity
from data.intake import load
from data.permits import OPERATOR


def test_a_file_hands_a_grid_over(town_record, tmp_path):
    """Grid 9 had nobody, grid 1 had worker 1 since 1 January, grid 3 keeps worker 2."""
    codes = town()["grid_code"]
    rows = [
        {"grid_code": codes[8], "worker_code": "W003", "from": "2026-02-01"},
        {"grid_code": codes[0], "worker_code": "W002", "from": "2026-02-01"},
        {"grid_code": codes[2], "worker_code": "W002", "from": "2026-02-01"},
        {"grid_code": codes[1], "worker_code": "W003", "from": "2025-01-01"},
        {"grid_code": "nowhere", "worker_code": "W002", "from": ""},
        {"grid_code": codes[3], "worker_code": "nobody", "from": ""},
        {"grid_code": "", "worker_code": "W001", "from": ""},
    ]
    file = table_file(tmp_path / "a.csv", rows)
    report = load(town_record, OPERATOR, file, "assignments", now=NOW)
    assert (report.read, report.loaded, report.unchanged) == (7, 2, 1)
    assert report.reasons == {
        "assignment_earlier": 1,
        "grid_unknown": 1,
        "worker_unknown": 1,
        "code_missing": 1,
    }
    history = town_record.rows(
        "SELECT worker_id, valid_from, valid_to FROM assignment WHERE grid_id = 1 ORDER BY 2"
    )
    assert history == [(1, date(2026, 1, 1), date(2026, 2, 1)), (2, date(2026, 2, 1), None)]
    assert town_record.rows(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM assignment WHERE valid_to IS NULL GROUP BY grid_id)"
    ) == [(1,)]
    assert load(town_record, OPERATOR, file, "assignments", now=NOW).loaded == 0


def test_a_time_that_has_passed_is_not_given_to_somebody_else(town_record, tmp_path):
    """Worker 1 had grid 1 until 1 February; since then nobody has it."""
    town_record.rows("UPDATE assignment SET valid_to = DATE '2026-02-01' WHERE grid_id = 1")
    row = {"grid_code": town()["grid_code"][0], "worker_code": "W002", "from": "2026-01-10"}
    early = load(town_record, OPERATOR, table_file(tmp_path / "a.csv", [row]), "assignments", now=NOW)
    later = table_file(tmp_path / "b.csv", [row | {"from": "2026-02-01"}])
    assert early.reasons == {"assignment_earlier": 1}
    assert load(town_record, OPERATOR, later, "assignments", now=NOW).loaded == 1
    assert integrity.check(town_record, OPERATOR).empty
