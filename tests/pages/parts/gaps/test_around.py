"""The isochrones of one facility: the list, the outlines, the lines in words."""

from datetime import datetime

import geopandas as gpd
import numpy as np
import pytest
import shapely
import stock
import streets

from geo.model import Note
from pages.parts import maps, session
from pages.parts.gaps import around

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


def test_a_facility_goes_with_its_kind_and_an_unknown_one_is_named(open_page, one_case, words):
    streets.put_clinics(one_case, streets.MIDDLE)
    other = open_page(one_case, "gaps.py", face="service", kind="all", facility=1)
    assert "facility" not in {box.key for box in other.selectbox} and "On foot to" not in words(other)
    unknown = open_page(one_case, "gaps.py", face="service", kind="clinic", facility=99)
    assert not unknown.exception and "99" in words(unknown) and "On foot to" not in words(unknown)
