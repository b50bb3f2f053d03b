"""The isochrones of one facility: the list, the outlines, the lines in words."""

import re
from datetime import datetime

import geopandas as gpd
import numpy as np
import pytest
import shapely
import stock
import streets

from geo.model import Note
from geo.scenario import Close
from pages.parts import maps, mapview, session
from pages.parts.gaps import around
from pages.parts.gaps.facilitylist import Facility

#: a square within a larger one, which has a hole
AREAS = gpd.GeoDataFrame(
    {"metres": [300.0, 720.0], "residents": [1250.0, 4000.0], "street_km": [1.3, np.nan]},
    geometry=[
        shapely.box(1, 1, 2, 2), shapely.box(0, 0, 9, 9).difference(shapely.box(4, 4, 5, 5)),
    ],
)  # fmt: skip


@pytest.fixture
def circles(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(around.load, "place", lambda: {"life_circles": {"5": 300}})


def test_each_area_in_a_line(circles):
    assert around.told(AREAS) == [
        "5 minutes · 300 m: 1,250 residents, 1.3 km of street", "720 m: 4,000 residents",
    ]  # fmt: skip


def test_the_outlines_are_closed_and_the_smallest_lies_on_top(circles):
    """Two rings of the larger area, one of the smaller."""
    (layer,) = around.outlined((7, "Clinic", AREAS, Note("isochrone", 1)))
    assert layer.classes.tolist() == [0, 0, 1] and layer.counts == (4000, 1250)
    assert all(line[0] == line[-1] and len(line) == 5 for line in layer.lines)
    assert [words for _colour, words in layer.kinds] == ["720 m", "5 minutes · 300 m"]
    assert shapely.Polygon(layer.lines[2]).equals(AREAS.geometry[0])


def test_the_map_looks_at_the_largest():
    assert around.bounds((7, "Clinic", AREAS, Note("isochrone", 1))) == (0, 0, 9, 9)
    assert around.bounds(None) is None


def test_other_lines_keep_their_classes_and_counts(circles):
    cut = maps.Lines((((0, 0), (1, 1)), ((1, 1), (2, 2))), np.array([0, 0]), (("#fff", "A cut"),), "A cut")
    assert around.outlined(None, cut) == [cut]
    (layer,) = around.outlined((7, "Clinic", AREAS, Note("isochrone", 1)), cut)
    assert layer.classes.tolist() == [0, 0, 1, 2, 2] and layer.counts == (4000, 1250, 2)
    assert layer.kinds[-1] == ("#fff", "A cut") and layer.lines[-2:] == cut.lines


@pytest.fixture
def one_case(town_record):
    stock.put_incidents(town_record, [{"grid_id": 1, "reported_at": datetime(2026, 3, 30)}])
    return town_record


@pytest.mark.parametrize(
    ("with_streets", "said"), [(True, "along the street network"), (False, "Circles around")]
)
def test_a_facility_of_the_address(open_page, one_case, words, with_streets, said):
    if with_streets:
        streets.put_streets(one_case)
    streets.put_clinics(one_case, streets.MIDDLE)
    app = open_page(one_case, "gaps.py", face="service", kind="clinic", facility=1)
    assert not app.exception
    assert "On foot to Clinic" in words(app) and said in words(app)
    assert "300 m: " in words(app).replace("\\", "")


@pytest.mark.parametrize(("role", "residents"), [("leader", "3,750"), ("worker", "1,000")])
def test_of_whom_residents_are_counted_is_said(open_page, one_case, words, role, residents):
    """A kilometre from the middle holds the whole town: 1,500 households, of which 400 are of worker 1's grids."""
    streets.put_clinics(one_case, streets.MIDDLE)
    query = {"face": "service", "kind": "clinic", "facility": 1}
    said = words(open_page(one_case, "gaps.py", role=role, worker_id=1, **query)).replace("\\", "")
    assert f"1,000 m: {residents} residents" in said
    assert ("Only residents of the grids that you see are counted." in said) is (role == "worker")


def test_what_is_not_asked_for_or_closed_is_known(monkeypatch):
    asked = []
    monkeypatch.setattr(around.load, "known", lambda *question: asked.append(question))
    monkeypatch.setattr(around.load, "place", lambda: {"life_circles": {"5": 300}})
    clinic = Facility(7, "Clinic", "clinic")
    assert around.known(None, None, ()) and around.known(None, clinic, (Close(7),))
    assert not asked
    assert not around.known(None, clinic, ())
    assert asked[0][2:] == (7, (300.0,), ())


def test_a_facility_goes_with_its_kind_and_an_unknown_one_is_named(open_page, one_case, words):
    streets.put_clinics(one_case, streets.MIDDLE)
    park = "2 AS facility_id, 'f2' AS source_id, 'Park' AS name, 'park' AS facility_kind"
    one_case.rows(f"INSERT INTO facility SELECT * REPLACE ({park}) FROM facility")
    every = open_page(one_case, "gaps.py", face="service", kind="all", facility=1)
    assert "On foot to Clinic" in words(every)
    other = open_page(one_case, "gaps.py", face="service", kind="park", facility=1)
    assert "On foot to" not in words(other) and "facility" not in other.query_params
    unknown = open_page(one_case, "gaps.py", face="service", kind="clinic", facility=99)
    assert not unknown.exception and "99" in words(unknown) and "On foot to" not in words(unknown)


def clicked(monkeypatch, **answer):
    """What the map's script answered before the page runs."""
    monkeypatch.setattr(mapview, "done", lambda key: maps.Selection(**answer))


def test_a_click_on_the_map_chooses_a_facility_and_another_lets_it_go(
    open_page, one_case, words, monkeypatch
):
    streets.put_clinics(one_case, streets.MIDDLE)
    clicked(monkeypatch, source="facility", facility_id=1)
    app = open_page(one_case, "gaps.py", face="service", at=5)
    assert app.query_params["facility"] in ("1", ["1"]) and app.query_params["at"] in ("5", ["5"])
    assert "On foot to Clinic" in words(app)
    clicked(monkeypatch, source="facility", facility_id=0)
    app = open_page(one_case, "gaps.py", face="service", facility=1)
    assert "facility" not in app.query_params and "On foot to" not in words(app)


def test_a_click_on_a_new_one_of_another_kind_looks_at_its_kind(open_page, one_case, words, monkeypatch):
    streets.put_clinics(one_case, streets.MIDDLE)
    new = "away~1~~add~117.0~39.75~clinic"
    clicked(monkeypatch, source="facility", facility_id=-2)
    app = open_page(one_case, "gaps.py", face="service", kind="park", whatif=new)
    assert app.query_params["kind"] in ("clinic", ["clinic"])
    assert "On foot to New: Clinic" in words(app).replace("\\", "")


def test_of_two_facilities_of_one_name_each_can_be_chosen(open_page, one_case, words):
    """In a list whose entries are equal a choice of one is a choice of the other."""
    streets.put_clinics(one_case, streets.MIDDLE, (streets.WEST, streets.SOUTH))
    app = open_page(one_case, "gaps.py", face="service", kind="clinic")
    listed = app.selectbox(key="filter_facility").options
    assert len(set(listed)) == 3 and listed[0] == "None"
    app.selectbox(key="filter_facility").select("1").run()
    assert app.query_params["facility"] in ("1", ["1"])


@pytest.mark.parametrize("facility_id", [99, -1])
def test_a_click_that_names_nothing_chooses_nothing(open_page, one_case, monkeypatch, facility_id):
    streets.put_clinics(one_case, streets.MIDDLE)
    clicked(monkeypatch, source="facility", facility_id=facility_id)
    app = open_page(one_case, "gaps.py", face="service")
    assert not app.exception and "facility" not in app.query_params


def test_a_facility_of_a_scenario(open_page, one_case, words):
    """Moved to the east edge it has fewer around it than in the middle; closed it has no walk; taken back, a new one is
    nobody's choice."""
    streets.put_streets(one_case)
    streets.put_clinics(one_case, streets.MIDDLE)
    asked = {"face": "service", "kind": "clinic"}
    now = residents(words(open_page(one_case, "gaps.py", facility=1, **asked)))
    lon, lat = one_case.rows("SELECT max_lon, (min_lat + max_lat) / 2 FROM grid WHERE grid_id = 6")[0]
    moved = open_page(one_case, "gaps.py", facility=1, whatif=f"move~1~{lon:.5f}~{lat:.5f}", **asked)
    assert residents(words(moved)) < now
    assert "how they would be: Clinic moves" in words(moved).replace("\\", "")
    closed = words(open_page(one_case, "gaps.py", facility=1, whatif="close~1", **asked))
    assert "On foot to Clinic" in closed and "It is closed in what is tried here" in closed
    new = open_page(one_case, "gaps.py", facility=-1, whatif=f"add~{lon:.5f}~{lat:.5f}~clinic", **asked)
    assert residents(words(new)) == residents(words(moved))
    new.button(key="whatif_back_0").click().run()
    assert "facility" not in new.query_params and "On foot to" not in words(new)


def residents(said: str) -> int:
    """Of the smallest area."""
    return int(re.search(r"300 m: ([\d,]+) residents", said.replace("\\", ""))[1].replace(",", ""))
