"""A place is data: every profile is complete, fits the tables, and overrides as told."""

import pytest

from data import profile
from data.profile import city_names, profile_of, read_profile, write_profile
from geo.errors import InputError
from geo.names import GRID_KINDS


@pytest.mark.parametrize("city", city_names())
def test_every_city_fits_the_record(record, city):
    with record.cursor() as cursor:
        write_profile(cursor, read_profile(city))
    assert profile_of(record) == read_profile(city)
    counts = record.rows("SELECT (SELECT count(*) FROM category), (SELECT count(*) FROM facility_kind)")
    assert counts == [(len(read_profile(city)["categories"]), len(read_profile(city)["facility_kinds"]))]
    assert record.rows("SELECT count(*) FROM category WHERE major <> category[1:2]") == [(0,)]


def test_the_default_has_what_the_field_asks_for():
    default = read_profile()
    assert default["name"] == "default"
    assert default["grid_code"]["pattern"] == [6, 3, 3, 3]
    assert len(default["facility_kinds"]) == 8
    assert {row["kind"] for row in default["categories"].values()} == {"component", "event"}
    assert set(GRID_KINDS) == {"basic", "special"}


def test_a_record_without_profile_has_the_default(record):
    record.rows("DELETE FROM setting WHERE name = 'profile'")
    assert profile_of(record) == read_profile()


def test_an_unknown_city_is_said_so():
    with pytest.raises(InputError) as caught:
        read_profile("atlantis")
    assert caught.value.code == "city_unknown"
    assert "default" in caught.value.facts["known"]


@pytest.mark.parametrize("city", ["../default", "/etc/passwd", ""])
def test_a_city_is_a_name_not_a_path(city):
    with pytest.raises(InputError, match="city_unknown"):
        read_profile(city)


def test_a_file_overrides_keys_and_replaces_whole_tables_when_told(tmp_path, monkeypatch):
    (tmp_path / "default.toml").write_text(
        "crs = ''\n[limits]\na = 1\nb = 2\n[kinds.x]\nn = 1\n[kinds.y]\nn = 2\n"
    )
    (tmp_path / "here.toml").write_text(
        "replace = ['kinds']\ncrs = 'EPSG:1'\n[limits]\nb = 3\n[kinds.z]\nn = 9\n"
    )
    monkeypatch.setattr(profile, "CITIES", tmp_path)
    assert city_names() == ["default", "here"]
    assert read_profile("here") == {"crs": "EPSG:1", "limits": {"a": 1, "b": 3}, "kinds": {"z": {"n": 9}}}
