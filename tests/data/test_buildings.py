"""Buildings in the 3 × 3 town: who reads them, and the walks that begin there."""

import numpy as np
import pytest
import streets
from streets import MIDDLE, SOUTH, WEST
from town import SIDE_M

from data import buildings, networks
from data.permits import Actor
from geo.errors import NotAllowed

LEADER = Actor("Li Na", "leader", "all")
WORKER_2 = Actor("W", "worker", "worker:2")
#: the middle of grid 4, and of grid 6
WESTERN, EASTERN = (MIDDLE[0] - SIDE_M, MIDDLE[1]), (MIDDLE[0] + SIDE_M, MIDDLE[1])


@pytest.fixture
def built(town_record):
    """Grid 4 has two houses, of 4 and of 1 household; grid 6 has one; one stands outside every grid."""
    rows = [(4, *WESTERN, 4), (4, WEST + 10, MIDDLE[1], 1), (6, *EASTERN, None), (None, WEST - 900, SOUTH, 3)]
    streets.put_buildings(town_record, rows)
    return town_record


def test_everybody_reads_those_of_the_own_scope(built):
    assert buildings.buildings(built, LEADER)["grid_id"].tolist() == [4, 4, 6]
    assert buildings.buildings(built, WORKER_2)["grid_id"].tolist() == [6]
    with pytest.raises(NotAllowed):
        buildings.buildings(built, Actor("x", "stranger", "all"))


def test_residents_of_a_grid_with_buildings_walk_from_them(built):
    """250 live in grid 4, four fifths of them 300 m from the middle, one fifth 440 m."""
    streets.put_clinics(built, MIDDLE)
    streets.put_streets(built)
    homes, found = networks.walks(built, LEADER)
    own = homes[homes["grid_id"] == 4]
    assert own["residents"].tolist() == [200, 50]
    assert found.metres.loc[own.index, "clinic"].tolist() == pytest.approx([300, 440], abs=0.1)
    beyond = networks.beyond(built, LEADER, {"clinic": 350.0})
    assert beyond.loc[[4, 6], "clinic"].tolist() == [50, 0]
    assert found.note.facts["at_buildings"] == pytest.approx((250 + 750) / 3750)


def test_a_new_building_is_seen_at_once(built):
    before = networks.walks(built, LEADER)[0]
    streets.put_buildings(built, [(5, *MIDDLE, 1)], first=10)
    after = networks.walks(built, LEADER)[0]
    assert (before["grid_id"] == 5).sum() == 8 and (after["grid_id"] == 5).sum() == 1


def test_homes_that_stand_on_no_street_are_counted(built):
    """A street along the south of the town alone: nobody north of 200 m from it stands on it."""
    line = streets.shapely.LineString([(WEST, SOUTH), (WEST + 3 * SIDE_M, SOUTH)])
    streets.put_lines(built, [line])
    streets.put_clinics(built, (WEST, SOUTH), (WEST, SOUTH + 3 * SIDE_M))
    homes, found = networks.walks(built, LEADER)
    off = homes["y_m"] > SOUTH + 200
    facts = found.note.facts
    assert found.note.caveats[0] == "partly_straight"
    assert (facts["homes"], facts["homes_off"], facts["facilities_off"]) == (len(homes), off.sum(), 1)
    assert facts["residents_off"] == round(homes.loc[off, "residents"].sum())
    assert np.isfinite(found.metres).all(axis=None)
