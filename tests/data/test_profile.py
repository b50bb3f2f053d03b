"""A place is data: every profile is complete, fits the tables, and overrides as told."""

import pytest

from data import profile
from data.profile import city_names, profile_of, read_profile, write_profile
from data.sentences import sentence
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


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("clinic.reach_m = 0", "clinic.reach_m"),
        ("clinic.reach_m = -5", "clinic.reach_m"),
        ("clinic.reach_m = nan", "clinic.reach_m"),
        ('clinic.reach_m = "far"', "clinic.reach_m"),
        ("clinic.minutes = 7", "clinic.minutes"),
        ("clinic.capacity = -1", "clinic.capacity"),
        ("clinic.capacity = true", "clinic.capacity"),
        ("clinic.groups = { babies = 100 }", "clinic.groups"),
        ("clinic.groups = { older = 0 }", "clinic.groups.older"),
    ],
)
def test_a_standard_that_is_none_is_refused_with_a_sentence(tmp_path, monkeypatch, line, what):
    (tmp_path / "default.toml").write_bytes((profile.CITIES / "default.toml").read_bytes())
    (tmp_path / "odd.toml").write_text(f"[facility_kinds]\n{line}\n")
    monkeypatch.setattr(profile, "CITIES", tmp_path)
    with pytest.raises(InputError, match="standard_wrong") as refused:
        profile.read_profile("odd")
    assert refused.value.facts["what"] == what
    assert what in sentence(refused.value)


def test_a_group_may_have_a_standard_of_its_own(record, tmp_path, monkeypatch):
    (tmp_path / "default.toml").write_bytes((profile.CITIES / "default.toml").read_bytes())
    (tmp_path / "kind.toml").write_text("[facility_kinds]\nclinic.groups = { older = 200 }\n")
    monkeypatch.setattr(profile, "CITIES", tmp_path)
    with record.cursor() as cursor:
        profile.write_profile(cursor, profile.read_profile("kind"))
    sql = "SELECT reach_m, older_m, children_m FROM facility_kind WHERE facility_kind IN ('clinic', 'park') ORDER BY 1"
    assert record.rows(sql) == [(300, 200, None), (500, None, None)]


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
