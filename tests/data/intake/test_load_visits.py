"""Visits by grid code or by place."""

from strangers import MIDDLES, NOW, table_file
from town import town

from data.intake import load
from data.permits import OPERATOR


def test_visits_by_code_and_by_place(town_record, tmp_path):
    lon, lat = MIDDLES[5]
    blank = {
        "网格编码": "",
        "工号": "W001",
        "经度": "",
        "纬度": "",
        "巡查时间": "2026-02-01 09:00",
        "分钟": "15",
    }
    rows = [
        blank | {"网格编码": town()["grid_code"][8]},
        blank | {"经度": lon, "纬度": lat},
        blank | {"经度": lon + 0.2, "纬度": lat},
        blank,
        blank | {"网格编码": "nowhere"},
        blank | {"经度": lon, "纬度": lat, "工号": "W9"},
    ]
    file = table_file(tmp_path / "v.csv", rows, "gb18030")
    report = load(town_record, OPERATOR, file, "visits", now=NOW)
    assert report.reasons == {
        "outside_all_grids": 1,
        "place_missing": 1,
        "grid_unknown": 1,
        "worker_unknown": 1,
    }
    assert town_record.rows("SELECT grid_id, worker_id, minutes FROM visit ORDER BY 1") == [
        (5, 1, 15),
        (9, 1, 15),
    ]
    assert load(town_record, OPERATOR, file, "visits", now=NOW).unchanged == 2


def test_nothing_is_said_of_systems_where_there_are_no_places(town_record, tmp_path):
    rows = [{"grid_code": town()["grid_code"][0], "worker_code": "W001", "visited_at": "2026-02-01"}]
    assert load(town_record, OPERATOR, table_file(tmp_path / "v.csv", rows), "visits", now=NOW).notes == ()
