import numpy as np
import pytest

from geo.hotspots import scan_zones
from geo.hotspots.scan_zones import circles


def sets(zones):
    """Every zone as centre and members, for what a circle can be ended at."""
    found = set()
    for centre in range(len(zones.xy)):
        entries = range(zones.starts[centre], zones.starts[centre + 1])
        for entry in entries:
            if zones.is_zone[entry]:
                held = zones.members[zones.starts[centre] : entry + 1]
                found.add((tuple(zones.xy[centre].tolist()), tuple(sorted(held.tolist()))))
    return found


LINE = np.array([[0.0, 0], [1, 0], [3, 0]])


def test_circles_on_a_line():
    assert sets(circles(LINE, np.ones(3), 1.0)) == {
        ((0, 0), (0,)), ((0, 0), (0, 1)), ((0, 0), (0, 1, 2)),
        ((1, 0), (1,)), ((1, 0), (0, 1)), ((1, 0), (0, 1, 2)),
        ((3, 0), (2,)), ((3, 0), (1, 2)), ((3, 0), (0, 1, 2)),
    }  # fmt: skip


def test_equal_distances_are_one_step_and_one_place_is_one_centre():
    cross = np.array([[0.0, 0], [0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
    zones = circles(cross, np.ones(6), 1.0)
    assert len(zones.xy) == 5
    assert {held for middle, held in sets(zones) if middle == (0, 0)} == {(0, 1), (0, 1, 2, 3, 4, 5)}


def test_a_share_of_the_weight_bounds_a_circle():
    assert {held for _, held in sets(circles(LINE, np.array([2, 1, 1]), 0.5))} == {(0,), (1,), (2,), (1, 2)}


def test_weights_add_up_and_grids_without_any_are_only_centres():
    zones = circles(LINE, np.array([2, 0, 1]), 1.0)
    assert {held for middle, held in sets(zones) if middle == (1, 0)} == {(0,), (0, 2)}
    assert sorted(zones.weight.tolist()) == [1, 2, 2, 3, 3, 3]


def test_nothing_fits():
    zones = circles(np.zeros((3, 2)), np.ones(3), 0.5)
    assert not len(zones.members)


@pytest.mark.parametrize("sorted_up_to", [0, 10**9])
def test_both_ways_of_finding_the_nearest_agree(sorted_up_to, monkeypatch):
    places = np.random.default_rng(3).uniform(0, 100, (40, 2))
    wanted = sets(circles(places, np.ones(40), 0.25))
    monkeypatch.setattr(scan_zones, "SORTED", sorted_up_to)
    assert sets(circles(places, np.ones(40), 0.25)) == wanted


def test_too_many_grids_make_smaller_circles_and_say_so():
    places = np.random.default_rng(3).uniform(0, 100, (40, 2))
    free, capped = circles(places, np.ones(40), 0.5), circles(places, np.ones(40), 0.5, most=40 * 6)
    assert (free.capped, capped.capped) == (False, True)
    assert sets(capped) == {zone for zone in sets(free) if len(zone[1]) < 6}
