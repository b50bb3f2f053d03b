"""Cases loaded before the grids get theirs when the grids come."""

from strangers import NOW, case, table_file, town_file

from data.intake import load
from data.intake.locating import grid_locator, grids_extent
from data.permits import OPERATOR


def test_grids_that_come_late(record, tmp_path):
    report = load(record, OPERATOR, table_file(tmp_path / "c.csv", [case(1, 5)]), "incidents", now=NOW)
    assert report.outside == 1 and "no_grids_yet" in {note.code for note in report.notes}
    with record.cursor() as cursor:
        assert grid_locator(cursor) is None and grids_extent(cursor) is None
    load(record, OPERATOR, town_file(tmp_path / "t.geojson"), "grids", now=NOW)
    assert record.rows("SELECT count(grid_id) FROM incident") == [(1,)]


def test_codes_that_disagree_with_the_place_are_counted(town_record, tmp_path):
    code = town_record.rows("SELECT grid_code FROM grid WHERE grid_id = 1")[0][0]
    rows = [case(1, 1, grid_code=code), case(2, 5, grid_code=code), case(3, 5, grid_code="elsewhere")]
    report = load(town_record, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert {n.code: n.facts for n in report.notes}["grid_codes_disagree"] == {"n": 1, "stated": 2}
    assert town_record.rows("SELECT grid_id FROM incident ORDER BY incident_id") == [(1,), (5,), (5,)]
