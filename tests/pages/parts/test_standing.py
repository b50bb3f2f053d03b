"""How things stand in an area: counted on the town with its seven cases."""

from datetime import date

import pandas as pd
import pytest
from town import town

from data import current
from data.permits import Actor
from geo.model import Period
from pages.parts import load, standing

LEADER = Actor("a", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
WEST, EAST = "990101001001", "990101001002"


@pytest.fixture
def stands(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    return lambda area="": load.stands(LEADER, MARCH, "", area)


@pytest.mark.parametrize(("code", "count"), [("", 9), ("990101", 9), (WEST, 6), (EAST, 3), ("x", 0)])
def test_inside(code, count):
    grids = town().drop(columns="geometry").set_index("grid_id")
    assert standing.inside(grids, code).sum() == count


def test_the_rows_are_those_inside_most_cases_first(stands):
    assert stands().rows["grid_id"].tolist()[:3] == [1, 2, 5]
    assert set(stands(EAST).rows["grid_id"]) == {3, 6, 9}
    assert stands(EAST).inside.sum() == 3
    assert len(stands(EAST).grids) == 9


def test_numbers_with_their_change(stands):
    """March: five new cases where the thirty days before had two; one grid has nobody."""
    assert stands().numbers["new_cases"] == (5, 3)
    assert stands().numbers["grids_without_worker"][0] == 1
    assert stands(EAST).numbers["new_cases"] == (0, -2)


def test_days_are_those_of_the_area(stands):
    assert stands().daily["new_cases"].sum() == 5
    assert stands(EAST).daily["new_cases"].sum() == 0


def test_a_grid_worth_a_look_is_named_with_its_reasons(stands):
    found = {grid_id: (name, why) for grid_id, name, why, _facts in stands().watched}
    assert "no_worker" in found[9][1]
    assert all(isinstance(name, str) and name for name, _why in found.values())


def test_the_kind_of_facility_is_the_citys_first_on_record(monkeypatch):
    known = pd.DataFrame({"facility_kind": ["clinic", "service_station"], "n": [3, 0]})
    monkeypatch.setattr(standing.places, "facility_kinds", lambda *arguments: known)
    listed = {"facility_kinds": {"service_station": {}, "clinic": {}}}
    monkeypatch.setattr(standing, "profile_of", lambda record: listed)
    assert standing.first_kind(None, LEADER)["facility_kind"] == "clinic"
    known["n"] = 0
    assert standing.first_kind(None, LEADER) == {}


def test_levels_that_do_not_divide_have_no_depth(busy_town):
    """One district and one street are no choice; two communities are."""
    found = standing.divisions(busy_town, LEADER)
    assert {code: division.depth for code, division in found.items()} == {
        "990101": -1, "990101001": -1, WEST: 0, EAST: 0,
    }  # fmt: skip
    assert found[EAST].parent == "990101001"


def test_a_community_that_is_all_of_its_street_has_no_depth(busy_town):
    """Two streets, of which the eastern one is a single community: nobody is asked to choose it twice."""
    rows = pd.DataFrame({
        "division_code": ["1", "1-W", "1-E", "1-W-1", "1-W-2", "1-E-0"],
        "parent_code": [None, "1", "1", "1-W", "1-W", "1-E"],
        "level": ["district", "street", "street", "community", "community", "community"],
        "name": ["Town", "West", "East", "Mill", "Park", "East"],
    })  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standing.areas, "divisions", lambda record, actor: rows)
        found = standing.divisions(busy_town, LEADER)
    assert {code: division.depth for code, division in found.items()} == {
        "1": -1, "1-W": 0, "1-E": 0, "1-W-1": 1, "1-W-2": 1, "1-E-0": -1,
    }  # fmt: skip


def test_the_list_knows_where_the_next_cases_are_likely_once_that_is_worked_out(stands, monkeypatch):
    def likely(record, actor, until, category, progress=None):
        return pd.Series([True], index=[7])

    monkeypatch.setattr(load.inquiries, "likely", likely)
    monkeypatch.setitem(load.TOPICS, likely, ("incidents",))
    assert "likely" not in stands().grids
    load.read(likely, LEADER, MARCH.until, "")
    found = {grid_id: why for grid_id, _name, why, _facts in stands().watched}
    assert "likely" in found[7]
