"""The whole build: counts, speed, the same twice, and nothing of others overwritten."""

import hashlib
from datetime import date

import pytest
import shapely

from data.audit import broken_links
from data.db import open_record
from data.demo import make_demo, rows
from geo.errors import InputError

SMALL = {"grids": 120, "incidents": 2000, "workers": 6, "until": date(2026, 11, 25)}


def contents(record):
    """A hash of every row of every table, in the order they were written."""
    digest = hashlib.sha256()
    for table in (*rows.TABLES, "setting", "category", "facility_kind", "grid_class", "audit", "id_counter"):
        columns = record.rows(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [table]
        )
        shown = ", ".join(
            f"ST_AsWKB({name})" if kind == "GEOMETRY" else f'"{name}"' for name, kind in columns
        )
        digest.update(repr(record.rows(f"SELECT {shown} FROM {table} ORDER BY rowid")).encode())
    return digest.hexdigest()


def made(**changes):
    record = open_record(":memory:")
    make_demo(record, **{**SMALL, **changes})
    return record


def test_six_hundred_grids_and_twenty_thousand_cases_in_ten_seconds(built):
    assert built.seconds < 10


def test_as_many_as_asked_for(built):
    counts = {
        name: built.rows(f"SELECT count(*) FROM {name}")[0][0] for name in ("grid", "worker", "incident")
    }
    assert counts == {"grid": 600, "worker": 30, "incident": 20_000}


def test_the_stored_grids_form_a_clean_coverage(shapes):
    assert len(shapes) == 600
    assert shapely.coverage_is_valid(shapes.geometry.to_numpy())


def test_bounds_and_areas_of_the_stored_grids(built):
    wrong = built.rows("""
        SELECT grid_id FROM grid WHERE min_lon <> ST_XMin(geometry) OR max_lon <> ST_XMax(geometry)
          OR min_lat <> ST_YMin(geometry) OR max_lat <> ST_YMax(geometry)""")
    assert wrong == []
    ((mean,),) = built.rows("SELECT avg(households) FROM grid WHERE grid_kind = 'basic'")
    assert 300 <= mean <= 500


@pytest.fixture(scope="module")
def small():
    record = made(seed=3)
    yield record
    record.close()


def test_the_same_seed_gives_the_same_bytes(small):
    again = made(seed=3)
    assert contents(again) == contents(small)
    again.close()


def test_another_seed_or_day_gives_another_town(small):
    for change in ({"seed": 4}, {"seed": 3, "until": date(2026, 11, 24)}):
        other = made(**change)
        assert contents(other) != contents(small)
        other.close()


def test_it_is_labelled_and_on_record(built):
    assert built.setting("demo") == "true"
    assert "虚构" in built.setting("place")
    assert built.rows("SELECT action, written_at::DATE::TEXT FROM audit") == [("make_demo", "2026-11-25")]
    assert broken_links(built) == []
    assert set(built.rows("SELECT n FROM version")) == {(1,)}


def test_a_demo_is_replaced_only_by_force():
    record = made()
    with pytest.raises(InputError, match="demo_not_empty"):
        make_demo(record, **SMALL)
    make_demo(record, **{**SMALL, "grids": 60}, force=True)
    assert record.rows("SELECT count(*) FROM grid") == [(60,)]
    record.close()


def test_other_data_is_not_replaced_even_by_force(town_record):
    for force in (False, True):
        with pytest.raises(InputError, match="demo_not_empty"):
            make_demo(town_record, **SMALL, force=force)
    assert town_record.rows("SELECT count(*) FROM grid") == [(9,)]


@pytest.mark.parametrize("change", [{"grids": 11}, {"workers": 0}, {"incidents": -1}])
def test_too_small_is_refused(change):
    record = open_record(":memory:")
    with pytest.raises(InputError, match="demo_too_small"):
        make_demo(record, **{**SMALL, **change})
    record.close()


@pytest.mark.parametrize(
    "change", [{"grids": 12, "workers": 1, "incidents": 0}, {"grids": 12, "workers": 40}]
)
def test_a_hamlet_works_too(change):
    record = made(**change)
    assert record.rows("SELECT count(*) FROM grid") == [(12,)]
    record.close()


def test_each_step_is_announced():
    record, words = open_record(":memory:"), []
    make_demo(record, **SMALL, say=words.append)
    assert words[0] == "laying out streets"
    assert len(words) == len(set(words)) == 10
    record.close()
