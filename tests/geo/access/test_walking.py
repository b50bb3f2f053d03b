"""On streets where there are any, else straight: each home counted by hand."""

import numpy as np
import pandas as pd
import pytest
from crossroads import picture

from geo.access.network import network
from geo.access.walking import DETOUR, walk_costs, walk_matrix, walks

HOMES = pd.DataFrame(
    {"x_m": [0.0, 1000.0, 0.0], "y_m": [0.0, 0.0, 900.0], "residents": [5.0, 2.0, 3.0]}, index=[11, 12, 13]
)


def facilities(*rows):
    return pd.DataFrame(rows, columns=["facility_kind", "x_m", "y_m"])


PLACES = facilities(("clinic", 200.0, 100.0), ("clinic", 1000.0, 700.0), ("park", 0.0, 100.0))


def test_each_home_by_its_own_way(net):
    """The first walks 300 m; the second's piece has no clinic, but one off the streets 700 m away; the third
    lives off the streets and goes straight everywhere."""
    found = walks(HOMES, PLACES, net)
    assert found.on_streets.tolist() == [True, True, False]
    assert found.metres.loc[11].tolist() == [300, 100]
    assert found.metres.loc[12].tolist() == [700 * DETOUR, np.inf]
    assert found.metres.loc[13].tolist() == pytest.approx([np.hypot(200, 800) * DETOUR, 800 * DETOUR])


def test_the_note_says_who_was_measured_how(net):
    note = walks(HOMES, PLACES, net).note
    assert note.caveats == ("partly_straight", "not_reached")
    facts = note.facts
    assert (facts["homes"], facts["residents_off"], facts["at_buildings"]) == (3, 3, 0)
    assert (facts["on_streets"], facts["unreached"], facts["homes_off"], facts["facilities_off"]) == (
        0.7,
        2,
        1,
        1,
    )


def test_without_a_network_all_go_straight():
    found = walks(HOMES, PLACES)
    assert found.metres.loc[11].tolist() == pytest.approx([np.hypot(200, 100) * DETOUR, 100 * DETOUR])
    assert found.note.caveats == ("straight_line",) and not found.on_streets.any()


def test_a_broken_network_is_not_trusted():
    broken = network(picture(edges=[(0, 1), (8, 9), (5, 4)]))
    found = walks(HOMES, PLACES, broken)
    assert found.note.caveats == ("streets_broken",)
    assert found.metres.equals(walks(HOMES, PLACES).metres)


def test_all_on_streets_leaves_nothing_to_say(net):
    note = walks(HOMES.iloc[:1], PLACES.iloc[[0, 2]], net).note
    assert note.caveats == () and note.facts["on_streets"] == 1


@pytest.mark.parametrize("limit", [50, 310, 1200])
@pytest.mark.parametrize("streets", [True, False])
def test_costs_are_the_walks(net, limit, streets):
    """Every pair, one facility at a time by the one way and all at once by the other."""
    costs = walk_costs(HOMES, PLACES, net if streets else None, limit).tocoo()
    found = np.full((3, 3), np.inf)
    found[costs.row, costs.col] = costs.data
    each = [walks(HOMES, PLACES.iloc[[k]], net if streets else None).metres.iloc[:, 0] for k in range(3)]
    truth = np.column_stack(each)
    assert found == pytest.approx(np.where(truth <= limit, truth, np.inf))
    assert walk_matrix(HOMES, PLACES, net if streets else None, limit) == pytest.approx(found)


def test_nobody_and_nothing(net):
    for homes, places in ((HOMES.iloc[:0], PLACES), (HOMES, PLACES.iloc[:0])):
        found = walks(homes, places, net)
        assert found.metres.shape == (len(homes), places["facility_kind"].nunique())
        assert walk_costs(homes, places, net, 100).shape == (len(homes), len(places))
        assert walk_matrix(homes, places, net, 100).shape == (len(homes), len(places))


def test_a_facility_without_a_place_is_no_facility(net):
    lost = facilities(("clinic", np.nan, np.nan))
    assert np.isinf(walks(HOMES, lost, net).metres).all(axis=None)
    assert np.isinf(walk_matrix(HOMES, lost, net, 1e9)).all()
