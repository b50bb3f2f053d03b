"""Text stays text, times and numbers are read, what cannot be read is marked."""

from datetime import datetime

import pyarrow as pa
import pytest

from data.db import open_record
from data.intake.reader import Source
from data.intake.stage import staged


@pytest.fixture(scope="module")
def cursor():
    record = open_record(":memory:")
    with record.cursor() as one:
        yield one
    record.close()


def source(**columns) -> Source:
    n = len(next(iter(columns.values())))
    table = pa.table(columns | {"__row": pa.array(range(2, n + 2)), "__fault": pa.nulls(n, pa.string())})
    return Source(table, "f.csv", "", "csv", "", "", (), "utf-8")


@pytest.mark.parametrize(
    "text",
    ["2026-01-02 03:04", "2026-01-02T03:04:00", "2026/1/2 03:04", "2026/01/02 03:04:00", "01/02/2026 03:04:00 AM",
     "1/2/2026 3:04 AM", "01.02.2026 03:04", "01-02-2026 03:04:00", "2026年01月02日 03:04", "20260102030400",
     " 2026-01-02 03:04:00 ",
     # eight hours ahead of UTC it is four minutes past three when it is so and so late elsewhere
     "2026-01-02T03:04:00+08:00", "2026-01-01T19:04Z", "2026-01-01 14:04:00-0500", "2026-01-01T19:04:00.000Z",
     "2026-01-02 06:34+1130", "2026-01-01 16:04:00 -03", "01/01/2026 19:04:00Z"],
)  # fmt: skip
def test_times_as_people_write_them(cursor, text):
    for others in (
        [],
        ["2026-01-05"],
        ["soon"],
    ):  # alone, beside one that Arrow reads, beside one nobody reads
        given = source(t=[text, *others])
        table = staged(cursor, given, "incidents", {"reported_at": "t"}, {}, "Asia/Shanghai")
        assert table["reported_at"].to_pylist()[0] == datetime(2026, 1, 2, 3, 4)


def test_what_cannot_be_read_is_marked(cursor):
    given = source(code=["001", "2", "3", "4"], n=["12", "a dozen", "", "NaN"])
    table = staged(cursor, given, "grids", {"grid_code": "code", "households": "n"}, {})
    assert table["grid_code"].to_pylist() == ["001", "2", "3", "4"]
    assert table["households"].to_pylist() == [12, None, None, None]
    assert table["__fault"].to_pylist() == [None, "number_unreadable", None, None]
    assert table["__pos"].to_pylist() == [0, 1, 2, 3]


def test_numbers_in_columns_of_codes_lose_no_digit(cursor):
    given = source(code=[17031842400.0, 44.5, float("nan")], other=[2**40, 7, 8])
    table = staged(cursor, given, "grids", {"grid_code": "code", "name": "other"}, {})
    assert table["grid_code"].to_pylist()[:2] == ["17031842400", "44.5"]
    assert table["name"].to_pylist() == [str(2**40), "7", "8"]


def test_constants_and_names_nobody_can_abuse(cursor):
    given = source(**{'x"; DROP TABLE grid; --': ["a"]})
    table = staged(
        cursor, given, "facilities", {"name": 'x"; DROP TABLE grid; --'}, {"facility_kind": "'; DROP"}
    )
    assert table["name"].to_pylist() == ["a"] and table["facility_kind"].to_pylist() == ["'; DROP"]
    assert cursor.execute("SELECT count(*) FROM grid").fetchone() == (0,)


def test_wkt_in_a_column(cursor):
    given = source(g=["POINT (1 2)", "POINT (1", None])
    table = staged(cursor, given, "facilities", {"geometry": "g"}, {})
    assert [shape is not None for shape in table["geometry"].to_pylist()] == [True, False, False]


@pytest.mark.parametrize("odd", ["2026-02-01 08:00:00+08:00", "soon", " 2026-02-01 08:00 "])
def test_one_odd_time_or_number_changes_no_other(cursor, odd):
    """A column that is wholly plain takes a short road; one odd value sends it the long one, to the same end."""
    plain = {"t": ["2026-02-01 08:00", "2026-02-01"], "x": ["116.5", "-1e2"]}
    mapping = {"reported_at": "t", "lon": "x"}
    short = staged(cursor, source(**plain), "incidents", mapping, {})
    longer = {"t": [*plain["t"], odd], "x": [*plain["x"], "12 km"]}
    long = staged(cursor, source(**longer), "incidents", mapping, {})
    for table in (short, long):
        assert table["reported_at"].to_pylist()[:2] == [datetime(2026, 2, 1, 8), datetime(2026, 2, 1)]
        assert table["lon"].to_pylist()[:2] == [116.5, -100.0]
        assert table["__fault"].to_pylist()[:2] == [None, None]
    assert long["__fault"].to_pylist()[2] == ("time_unreadable" if odd == "soon" else None)
