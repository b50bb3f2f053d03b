"""GPS tracks on the 3 × 3 town: a walk through the grids one can follow with a finger.

W001, a fix every two minutes from 09:00:   1 1 1 1   2   5 5 5 5 5   outside   5 5
so it visits grid 1 for 6 minutes and grid 5 for 8; grid 2 is passed through, and 5 again too short.
"""

import json
import zipfile
from datetime import datetime, timedelta

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from strangers import MIDDLES, NOW, table_file
from town import town

from data.cli import main
from data.intake import load
from data.intake.model import Options
from data.permits import OPERATOR
from geo.errors import InputError

WALK = [1, 1, 1, 1, 2, 5, 5, 5, 5, 5, None, 5, 5]
BEGIN = datetime(2026, 3, 1, 9)
VISITS = [(1, 1, BEGIN, 6.0, "track"), (5, 1, BEGIN + timedelta(minutes=10), 8.0, "track")]


def rows(walk=WALK, worker="W001", begin=BEGIN, minutes=2):
    """One row a fix; None is a place a fifth of a degree east of the town."""
    outside = (MIDDLES[9][0] + 0.2, MIDDLES[9][1])
    return [
        {"工号": worker, "时间": f"{begin + timedelta(minutes=minutes * k):%Y-%m-%d %H:%M:%S}",
         "经度": (MIDDLES.get(grid) or outside)[0], "纬度": (MIDDLES.get(grid) or outside)[1]}
        for k, grid in enumerate(walk)
    ]  # fmt: skip


def imported(record, file, **options):
    return load(record, OPERATOR, file, "tracks", Options(**options), now=NOW)


def visits(record):
    return record.rows(
        "SELECT grid_id, worker_id, visited_at, minutes, source FROM visit ORDER BY visited_at"
    )


def test_a_walk_becomes_visits_and_again_changes_nothing(town_record, tmp_path):
    file = table_file(tmp_path / "t.csv", rows(), "gb18030")
    report = imported(town_record, file)
    assert visits(town_record) == VISITS
    assert (report.read, report.loaded, report.unchanged, report.rejected) == (13, 2, 0, 0)
    (note,) = [note.facts for note in report.notes if note.code == "tracks_read"]
    assert note == {"points": 13, "visits": 2, "short": 2, "minutes": 5.0, "outside": 1}
    again = imported(town_record, file)
    assert (again.loaded, again.unchanged) == (0, 2)
    assert visits(town_record) == VISITS


def test_files_that_overlap_or_cut_a_stay_leave_one_visit(town_record, tmp_path):
    """Grid 5 from 09:10 to 09:18, told from its beginning, from its end, and whole."""
    all_rows = rows()
    for name, part in {"begin": all_rows[:9], "end": all_rows[6:], "whole": all_rows}.items():
        imported(town_record, table_file(tmp_path / f"{name}.csv", part))
    assert visits(town_record) == VISITS


def test_a_gap_that_a_later_file_closes_makes_two_visits_one(town_record, tmp_path):
    whole = rows([5] * 20)
    imported(town_record, table_file(tmp_path / "gap.csv", whole[:6] + whole[13:]))
    assert [(row[0], row[3]) for row in visits(town_record)] == [(5, 10), (5, 12)]
    imported(town_record, table_file(tmp_path / "whole.csv", whole))
    assert [(row[0], row[3]) for row in visits(town_record)] == [(5, 38)]


def test_a_point_on_a_border_is_in_the_grid_of_the_smallest_number(town_record, tmp_path):
    """Grids 5, 6, 8 and 9 meet in a corner: whoever stands there is in 5, in every order of rows."""
    shapes = town().set_index("grid_id").geometry
    ((x, y),) = set.intersection(*(set(shapes[grid].exterior.coords) for grid in (5, 6, 8, 9)))
    told = [row | {"经度": x, "纬度": y} for row in rows([5] * 4)]
    imported(town_record, table_file(tmp_path / "border.csv", told[::-1]))
    assert [(row[0], row[3]) for row in visits(town_record)] == [(5, 6)]


def test_rows_that_cannot_be_used_are_refused_with_a_reason_and_end_nothing(town_record, tmp_path):
    good = rows([5] * 5)
    bad = [
        good[1] | {"工号": ""}, good[1] | {"工号": "W9"}, good[1] | {"时间": ""}, good[1] | {"时间": "soon"},
        good[1] | {"时间": "2026-04-01 09:00"}, good[1] | {"经度": "", "纬度": ""}, good[1] | {"纬度": "99"},
        good[1] | {"经度": good[1]["纬度"], "纬度": good[1]["经度"]},
    ]  # fmt: skip
    report = imported(town_record, table_file(tmp_path / "bad.csv", [good[0], *bad, *good[1:]]))
    assert report.reasons == {
        "worker_missing": 1, "worker_unknown": 1, "time_missing": 1, "time_unreadable": 1, "time_ahead": 1,
        "place_missing": 1, "place_off_earth": 1, "axes_swapped": 1,
    }  # fmt: skip
    assert [(row[0], row[3]) for row in visits(town_record)] == [(5, 8)]


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "zip", "parquet", "xlsx"])
def test_every_format(town_record, tmp_path, suffix):
    """With points as geometry, zipped, or with times that are times."""
    file, frame = tmp_path / f"t.{suffix}", pd.DataFrame(rows())
    points = gpd.GeoDataFrame(
        frame[["工号", "时间"]], geometry=gpd.points_from_xy(frame["经度"], frame["纬度"]), crs="EPSG:4326"
    )
    if suffix in ("geojson", "gpkg", "fgb"):
        points.to_file(file)
    elif suffix == "zip":
        csv = table_file(tmp_path / "t.csv", rows())
        with zipfile.ZipFile(file, "w") as archive:
            archive.write(csv, "t.csv")
    elif suffix == "parquet":
        frame.assign(时间=pd.to_datetime(frame["时间"])).to_parquet(file)
    else:
        frame.to_excel(file, index=False)
    imported(town_record, file)
    assert visits(town_record) == VISITS


def test_the_city_says_how_long_a_visit_is(town_record, tmp_path):
    with town_record.cursor() as cursor:
        (text,) = cursor.execute("SELECT value FROM setting WHERE name = 'profile'").fetchone()
        profile = json.loads(text) | {"tracks": {"visit_minutes": 7.0}}
        cursor.execute("UPDATE setting SET value = ? WHERE name = 'profile'", [json.dumps(profile)])
    imported(town_record, table_file(tmp_path / "t.csv", rows()))
    assert [row[0] for row in visits(town_record)] == [5]


def test_tracks_and_statements_stand_side_by_side(town_record, tmp_path):
    stated = [{"网格编码": town()["grid_code"][0], "工号": "W001", "巡查时间": "2026-03-01 09:01"}]
    load(town_record, OPERATOR, table_file(tmp_path / "v.csv", stated), "visits", now=NOW)
    imported(town_record, table_file(tmp_path / "t.csv", rows([1] * 5)))
    assert sorted(row[4] for row in visits(town_record)) == ["stated", "track"]


def test_without_grids_a_track_is_nowhere(record, tmp_path):
    with pytest.raises(InputError) as told:
        imported(record, table_file(tmp_path / "t.csv", rows()))
    assert told.value.code == "tracks_need_grids"


def test_from_the_command_line(town_record, tmp_path):
    file = table_file(tmp_path / "t.csv", rows())
    town_record.close()
    done = CliRunner().invoke(main, ["import", "tracks", str(file), "--db", str(town_record.path)])
    assert done.exit_code == 0, done.output
    assert "13 points make 2 visits of at least 5 minutes; 2 stays were shorter" in done.output
