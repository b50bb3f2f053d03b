"""A list of facilities that stays short, and every facility by its id."""

import pandas as pd
import pytest
import stock
import streets

from data import current
from data.permits import Actor
from pages.parts import load, session
from pages.parts.gaps import facilitylist
from pages.parts.gaps.facilitylist import Facility

LEADER = Actor("Li Na", "leader", "all")
NEW = {-1: Facility(-1, "New: Clinic", "clinic")}


@pytest.fixture
def city(town_record, monkeypatch):
    """Five clinics, named against the order of their ids, and a park."""
    streets.put_clinics(town_record, *[streets.MIDDLE] * 5)
    for facility_id in range(1, 6):
        town_record.rows(
            f"UPDATE facility SET name = 'Clinic {6 - facility_id}' WHERE facility_id = {facility_id}"
        )
    park = {"facility_id": 6, "source_id": "P", "name": "A park", "facility_kind": "park", "lon": 117.0, "lat": 39.7,
            "raw_x": 117.0, "raw_y": 39.7, "raw_crs": "EPSG:4326"}  # fmt: skip
    stock.insert(town_record, "facility", pd.DataFrame([park]))
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [town_record])
    monkeypatch.setattr(session, "language", lambda: "en")
    return town_record


def names(found: facilitylist.Listed) -> list[str]:
    return [one.name for one in found.facilities.values()]


def test_a_kind_in_the_order_of_its_names_and_what_is_new_first(city):
    found = facilitylist.listed(LEADER, "clinic", NEW)
    assert names(found) == ["New: Clinic", *(f"Clinic {n}" for n in range(1, 6))]
    assert found.all == 6 and found.hint is None
    assert names(facilitylist.listed(LEADER, "park", NEW)) == ["A park"]
    assert len(facilitylist.listed(LEADER, "all", NEW).facilities) == 7


def test_a_long_list_is_cut_and_says_how_to_choose_another(city, monkeypatch):
    monkeypatch.setattr(facilitylist, "LISTED", 2)
    found = facilitylist.listed(LEADER, "clinic", {})
    assert names(found) == ["Clinic 1", "Clinic 2"]
    assert found.hint == "The first 2 of 5 by name stand here. Any other is chosen by a click on the map."


def test_the_one_that_is_chosen_is_always_listed(city, monkeypatch):
    monkeypatch.setattr(facilitylist, "LISTED", 2)
    assert names(facilitylist.listed(LEADER, "clinic", {}, chosen=1)) == ["Clinic 1", "Clinic 2", "Clinic 5"]
    assert names(facilitylist.listed(LEADER, "clinic", {}, chosen=5)) == ["Clinic 1", "Clinic 2"]


@pytest.mark.parametrize(
    ("facility_id", "name"), [(1, "Clinic 5"), (6, "A park"), (-1, "New: Clinic"), (99, None), (0, None)]
)
def test_any_of_them_by_its_id(city, facility_id, name):
    found = facilitylist.one(LEADER, facility_id, NEW)
    assert (found and found.name) == name
