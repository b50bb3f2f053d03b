"""From the record to walks: four streets through the 3 × 3 town."""

import numpy as np
import pytest
import streets
from streets import MIDDLE, SOUTH, WEST
from town import METRIC, SIDE_M

from data import networks
from data.permits import Actor
from geo.access.network import survey
from geo.errors import NotAllowed

LEADER = Actor("Li Na", "leader", "all")
WORKER_2 = Actor("W", "worker", "worker:2")


def test_streets_that_share_a_vertex_are_one_network(town_record):
    streets.put_streets(town_record)
    found = survey(networks.network(town_record, LEADER))
    assert (found["streets"], found["crossings"], found["pieces"]) == (10, 11, 1)
    assert found["km"] == pytest.approx(3.6, abs=0.002)
    assert networks.crs(town_record, LEADER) == METRIC


def test_streets_that_merely_cross_are_not(town_record):
    streets.put_streets(town_record, crossing=False)
    net = networks.network(town_record, LEADER)
    assert survey(net)["pieces"] == 4 and not net.usable
    streets.put_clinics(town_record, MIDDLE)
    assert networks.walks(town_record, LEADER)[1].note.caveats == ("streets_broken",)


def test_without_streets_there_is_no_network(town_record, record):
    assert networks.network(town_record, LEADER) is None
    streets.put_clinics(town_record, MIDDLE)
    assert networks.walks(town_record, LEADER)[1].note.caveats == ("straight_line",)


def test_a_record_without_grids_has_no_homes(record):
    assert networks.homes(record, LEADER).empty
    assert networks.network(record, LEADER) is None
    assert networks.facilities(record, LEADER).empty
    assert networks.walks(record, LEADER)[1].metres.empty


def test_walks_are_to_the_street_along_it_and_from_it(town_record):
    """Every home, by hand: straight to the nearer street, along to the middle, and on."""
    streets.put_streets(town_record)
    streets.put_clinics(town_record, (MIDDLE[0], MIDDLE[1] + 50))
    homes, found = networks.walks(town_record, LEADER)
    assert homes["residents"].sum() == 3750 and found.on_streets.all()
    x, y = homes["x_m"] - MIDDLE[0], homes["y_m"] - MIDDLE[1]
    row = SIDE_M * np.round(y / SIDE_M)
    by_height = np.abs(x) + np.abs(y - 50)  # to the street north and south, then along it
    by_width = np.abs(y - row) + np.abs(x) + np.abs(row - 50)  # to the row's street, along it, and up or down
    expected = np.where(np.abs(y - row) < np.abs(x), by_width, by_height)
    assert found.metres["clinic"].to_numpy() == pytest.approx(expected, abs=0.05)


def test_a_worker_walks_from_the_own_grids_only(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE)
    homes, own = networks.walks(town_record, WORKER_2)
    everybody, whole = networks.walks(town_record, LEADER)
    assert sorted(homes["grid_id"].unique()) == [3, 6]
    same = everybody["grid_id"].isin([3, 6]).to_numpy()
    assert own.metres["clinic"].to_numpy() == pytest.approx(whole.metres["clinic"].to_numpy()[same])


def test_a_change_of_the_record_is_seen(town_record):
    streets.put_clinics(town_record, MIDDLE)
    before = networks.walks(town_record, LEADER)[1]
    assert networks.walks(town_record, LEADER)[1] is before
    streets.put_streets(town_record)
    assert networks.walks(town_record, LEADER)[1].on_streets.all() and not before.on_streets.any()


def test_residents_beyond_reach_by_grid(town_record):
    """Grid 4 lies between 150 and 450 m west of the middle; everybody lives within 900 m of it."""
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE)
    beyond = networks.beyond(town_record, LEADER, {"clinic": 150.0})
    assert beyond.loc[4, "clinic"] == beyond.loc[4, "all_kinds"] == 250
    assert 0 < beyond.loc[5, "clinic"] < 500
    assert (networks.beyond(town_record, LEADER, {"clinic": 910.0}) == 0).all(axis=None)
    assert networks.beyond(town_record, LEADER, {"market": 900.0}).loc[4, "market"] == 250


def test_where_residents_are_not_known_households_stand_for_them(town_record):
    town_record.rows("UPDATE grid SET population = NULL")
    assert networks.homes(town_record, LEADER)["residents"].sum() == 1500
    streets.put_clinics(town_record, MIDDLE)
    assert networks.beyond(town_record, LEADER, {"clinic": 1.0})["clinic"].sum() == 1500


def test_how_a_city_measures_is_its_own(town_record):
    assert networks.ways(town_record) == {"detour": 1.3, "snap_m": 200.0}


def test_a_one_way_street_is_walked_one_way(town_record):
    """One street from west to east: who lives east of the clinic in the middle does not reach it."""
    line = streets.shapely.LineString([(WEST, MIDDLE[1]), (WEST + 3 * SIDE_M, MIDDLE[1])])
    streets.put_lines(town_record, [line])
    town_record.rows("UPDATE street_edge SET one_way = true")
    streets.put_clinics(town_record, MIDDLE)
    streets.put_buildings(town_record, [(4, WEST, MIDDLE[1], 1), (6, WEST + 3 * SIDE_M, MIDDLE[1], 1)])
    homes, found = networks.walks(town_record, LEADER)
    metres = found.metres.set_index(homes["grid_id"])["clinic"]
    assert metres[4] == pytest.approx(450, abs=0.1) and np.isinf(metres[6])


def test_far_facilities_and_homes_go_straight(town_record):
    """A street outside the town: no home stands on it."""
    streets.put_lines(town_record, [streets.shapely.LineString([(WEST - 9000, SOUTH), (WEST - 8000, SOUTH)])])
    streets.put_clinics(town_record, (WEST + SIDE_M, SOUTH))
    found = networks.walks(town_record, LEADER)[1]
    assert not found.on_streets.any() and found.note.caveats == ("partly_straight",)
    assert np.isfinite(found.metres).all(axis=None)


def test_who_may_not_read_gets_nothing(town_record):
    for ask in (networks.network, networks.walks, networks.homes, networks.facilities):
        with pytest.raises(NotAllowed):
            ask(town_record, Actor("x", "stranger", "all"))


def test_what_was_not_asked_for_longest_makes_room(town_record, monkeypatch):
    monkeypatch.setattr(networks, "MOST_KEPT", 2)
    asked = []

    def ask(what: str) -> str:
        return networks.kept(town_record, what, ("grids",), lambda: asked.append(what) or what)

    assert [ask(what) for what in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert asked == ["a", "b", "c", "b"]
