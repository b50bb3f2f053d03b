"""City profiles: what the default says, and how a city overrides it."""

import pytest

from data import profile
from geo.errors import InputError


def test_every_city_has_the_tables_of_the_default():
    default = profile.read_profile()
    for city in profile.city_names():
        assert set(default) <= set(profile.read_profile(city))


def test_an_unknown_city_is_named():
    with pytest.raises(InputError, match="city_unknown"):
        profile.read_profile("atlantis")


def test_a_city_replaces_tables_and_overrides_keys(tmp_path, monkeypatch):
    default = (profile.CITIES / "default.toml").read_text(encoding="utf-8")
    (tmp_path / "default.toml").write_text(default, encoding="utf-8")
    (tmp_path / "here.toml").write_text(
        """name = "here"
replace = ["categories"]
[grid_classes]
2 = 10
[categories]
9901 = { kind = "event", major_zh = "其他", major_en = "Other", zh = "其他", en = "Other", limit = 1,
  unit = "work_day", hours = 1, aliases = [] }
""".replace(",\n  unit", ", unit"),
        encoding="utf-8",
    )
    monkeypatch.setattr(profile, "CITIES", tmp_path)
    here = profile.read_profile("here")
    assert list(here["categories"]) == ["9901"]
    assert here["grid_classes"] == {"1": 3, "2": 10, "3": 14}


def test_a_record_remembers_its_profile(record):
    assert profile.profile_of(record)["name"] == "default"
    assert record.rows("SELECT count(*) FROM category") == [(16,)]
    assert record.rows("SELECT DISTINCT reach_m FROM facility_kind ORDER BY 1") == [(300,), (500,), (1000,)]
