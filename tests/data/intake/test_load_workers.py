"""Workers from a list, or from the cases they worked on."""

from strangers import NOW, table_file

from data.intake import Options, load
from data.permits import OPERATOR


def test_a_file_of_cases_gives_its_workers(record, tmp_path):
    rows = [{"inspector": code} for code in ("B2", "B1", "B2", "", "B1")]
    file = table_file(tmp_path / "v.csv", rows)
    report = load(record, OPERATOR, file, "workers", Options(mapping={"worker_code": "inspector"}), now=NOW)
    assert (report.loaded, report.unchanged, report.reasons) == (2, 2, {"code_missing": 1})
    assert record.rows("SELECT worker_code, name, hours_per_week FROM worker ORDER BY 1") == [
        ("B1", "B1", 40),
        ("B2", "B2", 40),
    ]


def test_a_list_updates_what_it_states(record, tmp_path):
    load(
        record,
        OPERATOR,
        table_file(tmp_path / "a.csv", [{"工号": "1", "姓名": "李娜", "单位": "街道办"}]),
        "workers",
        now=NOW,
    )
    rows = [{"工号": "1", "姓名": "李娜", "每周工时": "20"}, {"工号": "2", "姓名": "", "每周工时": "-1"}]
    report = load(record, OPERATOR, table_file(tmp_path / "b.csv", rows), "workers", now=NOW)
    assert (report.loaded, report.reasons) == (1, {"number_negative": 1})
    sql = "SELECT w.name, w.hours_per_week, o.name FROM worker w JOIN organisation o USING (organisation_id)"
    assert record.rows(sql) == [("李娜", 20, "街道办")]
