"""Absences from a file: the same file twice changes nothing, a later one may say another end."""

from datetime import date

from strangers import NOW, table_file

from data.absences import absences
from data.intake import load
from data.permits import OPERATOR


def read(record, file):
    return load(record, OPERATOR, file, "absences", now=NOW)


def test_a_file_says_who_is_away(town_record, tmp_path):
    rows = [
        {"工号": "W002", "开始日期": "2026-03-09", "结束日期": "2026-03-22"},
        {"工号": "W001", "开始日期": "2026-03-02", "结束日期": ""},
        {"工号": "W009", "开始日期": "2026-03-02", "结束日期": ""},
        {"工号": "", "开始日期": "2026-03-02", "结束日期": ""},
        {"工号": "W003", "开始日期": "", "结束日期": "2026-03-09"},
        {"工号": "W003", "开始日期": "2026-03-09", "结束日期": "2026-03-08"},
    ]
    file = table_file(tmp_path / "a.csv", rows)
    report = read(town_record, file)
    assert (report.read, report.loaded, report.rejected) == (6, 2, 4)
    assert report.reasons == {
        "worker_unknown": 1,
        "code_missing": 1,
        "time_missing": 1,
        "absence_backwards": 1,
    }
    found = absences(town_record, OPERATOR).set_index("worker_id")
    assert found.loc[2, ["since", "until"]].tolist() == [date(2026, 3, 9), date(2026, 3, 23)]
    assert found.loc[1, "until"] is None
    again = read(town_record, file)
    assert (again.loaded, again.unchanged) == (0, 2)


def test_a_later_file_says_another_last_day(town_record, tmp_path):
    row = {"worker_code": "W002", "since": "2026-03-09", "last": ""}
    read(town_record, table_file(tmp_path / "a.csv", [row]))
    report = read(town_record, table_file(tmp_path / "b.csv", [row | {"last": "2026-03-20"}]))
    assert (report.loaded, report.unchanged) == (1, 0)
    assert absences(town_record, OPERATOR)["until"].tolist() == [date(2026, 3, 21)]
