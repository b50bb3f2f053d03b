import numpy as np
import pytest
from scipy.spatial import cKDTree

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
    assert sorted((zones.share * 3).round(9).tolist()) == [1, 2, 2, 3, 3, 3]


def test_nothing_fits():
    zones = circles(np.zeros((3, 2)), np.ones(3), 0.5)
    assert not len(zones.members)


@pytest.mark.parametrize("sorted_up_to", [0, 10**9])
def test_both_ways_of_finding_the_nearest_agree(sorted_up_to, monkeypatch):
    places = np.random.default_rng(3).uniform(0, 100, (40, 2))
    wanted = sets(circles(places, np.ones(40), 0.25))
    monkeypatch.setattr(scan_zones, "SORTED", sorted_up_to)
    assert sets(circles(places, np.ones(40), 0.25)) == wanted


def sizes_by_centre(zones):
    return np.diff(zones.starts)


def test_beyond_some_size_circles_are_drawn_around_fewer_grids():
    places = np.random.default_rng(3).uniform(0, 100, (400, 2))
    free, thinned = (
        circles(places, np.ones(400), 0.5),
        circles(places, np.ones(400), 0.5, most=1, everywhere=20),
    )
    assert (free.thinned, thinned.thinned) == (False, True)
    drawn, possible = sets(thinned), sets(free)
    assert drawn < possible
    assert {zone for zone in drawn if len(zone[1]) < 20} == {zone for zone in possible if len(zone[1]) < 20}
    for k in (40, 80, 160):  # 20 / k to the 1.5: 0.35, 0.125, 0.044 of 400 grids
        around = sum(len(held) == k - 1 for _, held in drawn)
        assert around == np.ceil(400 * (20 / k) ** 1.5)
    assert max(len(held) for _, held in drawn) == 200


def test_the_fewer_centres_are_spread_over_the_whole():
    places = np.random.default_rng(3).uniform(0, 100, (4_000, 2))
    zones = circles(places, np.ones(4_000), 0.5, most=1, everywhere=50)
    wide = zones.xy[sizes_by_centre(zones) > 50]
    farthest = cKDTree(wide).query(places)[0].max()
    assert len(wide) == 1_415
    assert farthest < 4 * np.sqrt(100 * 100 / len(wide))


@pytest.mark.parametrize("share", [0.01, 0.02])
def test_nothing_is_thinned_where_circles_are_small(share):
    places = np.random.default_rng(3).uniform(0, 100, (400, 2))
    zones = circles(places, np.ones(400), share, most=1, everywhere=20)
    assert not zones.thinned
    assert sets(zones) == sets(circles(places, np.ones(400), share))


def test_a_large_city_has_about_twice_as_many_circles_a_grid_as_are_drawn_everywhere():
    rng = np.random.default_rng(3)
    for n in (2_000, 8_000):
        zones = circles(rng.uniform(0, 100, (n, 2)), np.ones(n), 0.5, most=1, everywhere=16)
        assert 1.5 < len(zones.members) / (16 * n) < 2.3
