"""From frames to rows."""

import pytest

from data.audit import take_ids
from data.demo import rows


def test_every_table_with_a_place_in_it_is_filled_or_emptied(built):
    own = {
        "setting",
        "version",
        "migration",
        "category",
        "facility_kind",
        "grid_class",
        "audit",
        "audit_head",
    }
    tables = {
        name for (name,) in built.rows("SELECT table_name FROM duckdb_tables() WHERE database_name <> 'tile'")
    }
    assert set(rows.TABLES) == tables - own - {"id_counter"}


@pytest.mark.parametrize("table", sorted(set(rows.SELECTS)))
def test_no_table_is_empty(built, table):
    assert built.rows(f"SELECT count(*) > 0 FROM {table}") == [(True,)]


def test_the_next_id_follows_the_highest(built):
    with built.cursor() as cursor:
        cursor.begin()
        assert take_ids(cursor, "grid", 1) == 601
        assert take_ids(cursor, "incident", 1) == 20_001
        assert take_ids(cursor, "batch", 1) == 1
        cursor.rollback()
