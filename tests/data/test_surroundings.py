"""The isochrones of one facility, on four streets through the 3 × 3 town and without any."""

import numpy as np
import pytest
import streets
from streets import MIDDLE

from data.notes import homes_text
from data.permits import Actor
from data.surroundings import surroundings
from geo.errors import InputError, NotFound

LEADER = Actor("Li Na", "leader", "all")


@pytest.fixture
def housed(town_record):
    """250 residents in a house 90 m west of the middle, 500 at 290 m, 750 at 290 m as well but north-east of it."""
    people = {4: 250, 5: 500, 6: 750}
    town_record.rows("UPDATE grid SET population = 0")
    for grid, number in people.items():
        town_record.rows(f"UPDATE grid SET population = {number} WHERE grid_id = {grid}")
    x, y = MIDDLE
    rows = [(4, x - 90, y, 1), (5, x + 290, y, 1), (6, x + 205, y + 205, 1)]
    streets.put_buildings(town_record, rows)
    streets.put_clinics(town_record, MIDDLE)
    return town_record


def test_along_streets(housed):
    """100 m along each of the four arms of the crossing; the third house is 95 + 205 + 300 m away by the street north
    of it."""
    streets.put_streets(housed)
    frame, note = surroundings(housed, LEADER, 1, (601.0, 100.0, 300.0))
    assert frame["metres"].tolist() == [100, 300, 601]
    assert frame["residents"].tolist() == [250, 750, 1500]
    assert frame["street_km"].iloc[0] == pytest.approx(0.4, abs=1e-3)
    assert frame.crs == "EPSG:4326" and note.method == "isochrone"


def test_without_streets_in_circles(housed):
    """300 m on foot are 230.8 m straight, 500 m 384.6 m."""
    frame, note = surroundings(housed, LEADER, 1, (300.0, 500.0))
    assert frame["residents"].tolist() == [250, 1500]
    assert frame["street_km"].isna().all()
    metric = frame.to_crs(streets.METRIC)
    assert metric.area.tolist() == pytest.approx([np.pi * (m / 1.3) ** 2 for m in (300, 500)], rel=2e-3)
    assert (note.method, note.caveats) == ("isochrone_straight", ("straight_line",))


def test_streets_in_pieces_are_not_walked(housed):
    streets.put_streets(housed, crossing=False)
    frame, note = surroundings(housed, LEADER, 1, (300.0,))
    assert note.method == "isochrone_straight" and "streets_broken" in note.caveats
    assert frame["residents"].tolist() == [250]


def test_a_facility_off_the_streets_is_walked_to_straight(housed):
    housed.rows("DELETE FROM facility")
    streets.put_clinics(housed, (MIDDLE[0] - 250, MIDDLE[1] - 250))
    streets.put_lines(housed, [streets.shapely.LineString([MIDDLE, (MIDDLE[0] + 300, MIDDLE[1])])])
    frame, note = surroundings(housed, LEADER, 1, (300.0,))
    assert note.method == "isochrone_straight" and frame["residents"].tolist() == [0]


def test_nobody_lives_there(town_record):
    town_record.rows("UPDATE grid SET population = 0, households = 0")
    streets.put_clinics(town_record, MIDDLE)
    assert surroundings(town_record, LEADER, 1, (300.0,))[0]["residents"].tolist() == [0]


@pytest.mark.parametrize("limits", [(), (0.0,), (300.0, -1.0), (float("nan"),), (float("inf"),)])
def test_a_limit_that_is_none(housed, limits):
    with pytest.raises(InputError, match="site_radius"):
        surroundings(housed, LEADER, 1, limits)


def test_of_nothing(town_record):
    with pytest.raises(NotFound, match="facility_unknown"):
        surroundings(town_record, LEADER, 1, (100.0,))


def test_that_no_building_is_on_record_is_not_said_of_those_around(housed):
    """A house stands in each of three grids; around a clinic in grid 9 somebody lives in none of them."""
    x, y = MIDDLE
    housed.rows("UPDATE grid SET population = 100 WHERE grid_id = 9")
    housed.rows("DELETE FROM facility")
    streets.put_clinics(housed, (x + 300, y - 300))
    _frame, note = surroundings(housed, LEADER, 1, (150.0,))
    assert note.facts["at_buildings"] == 0
    assert homes_text(note).endswith("no building of theirs is on record.")
