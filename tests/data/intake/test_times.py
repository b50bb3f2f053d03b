"""Dates that could be read two ways, and offsets, against Python's own clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from strangers import NOW, case, table_file

from data.db import open_record
from data.intake import Options, load, note_text, preview
from data.intake.reader import Source
from data.intake.stage import staged
from data.intake.times import Habit, by_the_clock, habit
from data.permits import OPERATOR

JANUARY, FEBRUARY = datetime(2026, 1, 2), datetime(2026, 2, 1)


@pytest.fixture(scope="module")
def cursor():
    record = open_record(":memory:")
    with record.cursor() as one:
        yield one
    record.close()


def read(cursor, *texts: str) -> tuple[list, list]:
    """The times a column of texts stands for, and the faults."""
    n = len(texts)
    columns = {"t": list(texts), "__row": range(2, n + 2), "__fault": pa.nulls(n, pa.string())}
    given = Source(pa.table(columns), "f.csv", "", "csv", "", "", (), "utf-8")
    table = staged(cursor, given, "incidents", {"reported_at": "t"}, {})
    return table["reported_at"].to_pylist(), table["__fault"].to_pylist()


@pytest.mark.parametrize("mark", "/.-")
@pytest.mark.parametrize(
    ("other", "meant"),
    [("13/02/2026", FEBRUARY), ("02/13/2026", JANUARY), ("05/06/2026", JANUARY), ("2026-02-13", JANUARY),
     ("13/13/2026", JANUARY)],
)  # fmt: skip
def test_the_column_tells_what_comes_first(cursor, mark, other, meant):
    """A first part above twelve is a day, a second part above twelve too; without either, months come first."""
    times, faults = read(cursor, "01/02/2026".replace("/", mark), None, other.replace("/", mark))
    assert (times[0], faults[:2]) == (meant, [None, None])


@pytest.mark.parametrize("hour", ["", " 00:00", " 00:00:00", " 12:00:00 AM", " 12:00 AM"])
def test_whatever_time_of_day_follows(cursor, hour):
    times, _ = read(cursor, f"01/02/2026{hour}", f"13/02/2026{hour}")
    assert times == [FEBRUARY, datetime(2026, 2, 13)]


def test_where_both_occur_only_what_can_be_read_one_way_is_read(cursor):
    times, faults = read(cursor, "01/02/2026", "13/02/2026", "02/13/2026", "05/05/2026 08:00", "2026-01-02")
    assert times == [None, datetime(2026, 2, 13), datetime(2026, 2, 13), datetime(2026, 5, 5, 8), JANUARY]
    assert faults == ["time_unreadable", None, None, None, None]


def test_evidence_counts_wherever_it_stands_and_other_marks_too():
    texts = ["01/02/2026"] * 5000 + ["31.12.2026 08:00"]
    assert habit(pa.chunked_array([texts])) == Habit("day", (".", "/"))
    assert habit(pa.chunked_array([["2026/01/02", None, "x", ""]])) == Habit()
    assert habit(pa.chunked_array([[], [None]], pa.string())) == Habit()


def test_a_guess_is_said_before_and_after_and_evidence_is_not(town_record, tmp_path):
    file = table_file(
        tmp_path / "c.csv", [case(1, reported_at="01/02/2026 08:00"), case(2, reported_at="02/02/2026")]
    )
    said = [
        preview(file, "incidents").problems,
        load(town_record, OPERATOR, file, "incidents", now=NOW).notes,
    ]
    for problems in said:
        (told,) = (problem for problem in problems if problem.code.startswith("dates_"))
        assert note_text(told) == (
            "Dates like 01/02/2026 in the column “reported_at” were read month first; no date in it tells"
            " whether the day comes first."
        )
    told = table_file(
        tmp_path / "d.csv", [case(1, reported_at="01/02/2026 08:00"), case(2, reported_at="02/13/2026")]
    )
    assert not [
        problem for problem in preview(told, "incidents").problems if problem.code.startswith("dates_")
    ]


def test_a_column_that_contradicts_itself_is_said_and_its_doubtful_rows_are_rejected(town_record, tmp_path):
    days = ["01/02/2026", "13/02/2026", "02/13/2026"]
    file = table_file(tmp_path / "c.csv", [case(k, reported_at=day) for k, day in enumerate(days)])
    report = load(town_record, OPERATOR, file, "incidents", now=NOW)
    assert (report.loaded, report.reasons) == (2, {"time_unreadable": 1})
    assert "dates_mixed" in {note.code for note in report.notes}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Chicago", "Asia/Taipei", "Asia/Kathmandu", "UTC"])
def test_every_moment_around_the_edges_of_summer_time_is_as_python_says(zone):
    """Each minute of the days on which Chicago's clocks moved in 2026, and some of a century."""
    edges = [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]
    moments = [edge + timedelta(minutes=k) for edge in edges for k in range(1440)]
    moments += [datetime(1950, 1, 1, tzinfo=UTC) + timedelta(days=13.37 * k) for k in range(2500)]
    plain = np.array([moment.replace(tzinfo=None) for moment in moments], "datetime64[us]")
    expected = [moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in moments]
    assert by_the_clock(plain, zone).tolist() == expected


def test_missing_moments_stay_missing_and_the_ends_of_time_do_no_harm():
    shown = by_the_clock(
        np.array(["NaT", "0001-01-01", "9999-12-31T23:59:59"], "datetime64[us]"), "Asia/Shanghai"
    )
    assert np.isnat(shown[0]) and shown[2].astype("datetime64[Y]").astype(int) + 1970 >= 9999


#: what a file may hold, by whose clock it is told, and what Chicago's clocks showed
OFFSETS = {
    "2026-03-08T07:59:00Z": datetime(2026, 3, 8, 1, 59),  # a minute before the clocks are put forward
    "2026-03-08T08:00:00Z": datetime(2026, 3, 8, 3, 0),
    "2026-11-01T06:30:00+00:00": datetime(2026, 11, 1, 1, 30),  # half past one, the first time
    "2026-11-01T07:30:00+00:00": datetime(2026, 11, 1, 1, 30),  # and the second time
    "2026-03-02T08:00:00+08:00": datetime(2026, 3, 1, 18, 0),
    "2026-07-01 08:00:00": datetime(2026, 7, 1, 8, 0),  # no offset: as it is
}


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".geojson"])
def test_a_city_keeps_its_own_time(tmp_path, ending):
    """Alone, in a column of offsets, and in a column of both; from text, and from types that know zones."""
    import geopandas as gpd
    import pandas as pd

    record = open_record(tmp_path / "g.duckdb")
    rows = [
        {"id": f"{k}", "type": "FLY DUMPING", "lon": -87.6, "lat": 41.8, "reported_at": text}
        for k, text in enumerate(OFFSETS)
    ]
    frame = pd.DataFrame(rows)
    if ending == ".csv":
        frame.to_csv(tmp_path / "c.csv", index=False)
    elif ending == ".geojson":
        places = gpd.points_from_xy(frame.pop("lon"), frame.pop("lat"))
        gpd.GeoDataFrame(frame, geometry=places, crs="EPSG:4326").to_file(tmp_path / "c.geojson")
    else:
        frame = frame.iloc[:-1]
        frame["reported_at"] = pd.to_datetime(frame["reported_at"], utc=True).dt.tz_convert("Asia/Tokyo")
        frame.to_parquet(tmp_path / "c.parquet")
    options = Options(constants={"category": "2101"}, mapping={"category": ""}, city="chicago")
    report = load(record, OPERATOR, tmp_path / f"c{ending}", "incidents", options, now=datetime(2026, 12, 1))
    assert report.rejected == 0, report.reasons
    kept = dict(record.rows("SELECT source_id, reported_at FROM incident"))
    expected = {str(k): shown for k, shown in enumerate(OFFSETS.values())}
    assert kept == {key: expected[key] for key in kept}
    assert len(kept) == len(frame)
    record.close()
