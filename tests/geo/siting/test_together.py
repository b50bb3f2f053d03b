"""Homes put together, where one sees which lie beside each other."""

import pandas as pd
import pytest

from geo.siting.together import FINEST, put_together


def at(places: list[tuple[float, float]], residents, grid_id=1) -> pd.DataFrame:
    x, y = zip(*places, strict=True)
    return pd.DataFrame({"grid_id": grid_id, "x_m": x, "y_m": y, "residents": residents}, dtype=float)


#: two homes in each corner of a square of 100 m
CORNERS = [(x + d, y + d) for x in (0.0, 99.0) for y in (0.0, 99.0) for d in (0.0, 1.0)]


def test_where_there_is_room_nothing_changes():
    homes = at(CORNERS, 1.0)
    assert put_together(homes, 8) is homes


def test_neighbours_are_put_together_before_others_are():
    """At four places: each corner's two homes at the one where more live."""
    found = put_together(at(CORNERS, [1, 9] * 4), 4)
    assert found["residents"].tolist() == [10] * 4
    assert found.index.tolist() == [1, 3, 5, 7]


def test_one_a_grid_stands_in_the_middle_of_its_people_and_not_where_the_list_begins():
    """Weighted middle of 0, 50 and 100 m with 1, 1 and 4 residents: 75 m, halfway; with 5 it is nearer to 100."""
    found = put_together(at([(0, 0), (50, 0), (100, 0)], [1, 1, 5]), 1)
    assert found.index.tolist() == [2] and found["residents"].tolist() == [7]
    assert put_together(at([(0, 0), (50, 0), (100, 0)], [1, 1, 1]), 1).index.tolist() == [1]


def test_grids_are_never_put_together():
    homes = pd.concat([at(CORNERS, 1.0, grid_id) for grid_id in (1, 2, 3)], ignore_index=True)
    found = put_together(homes, 1)
    assert found["grid_id"].tolist() == [1, 2, 3] and found["residents"].tolist() == [8] * 3


@pytest.mark.parametrize("most", range(3, 24))
def test_everybody_counts_once_and_there_is_room(most):
    homes = pd.concat([at(CORNERS, 1.0, grid_id) for grid_id in (1, 2, 3)], ignore_index=True)
    found = put_together(homes, most)
    assert found["residents"].sum() == 24 and 3 <= len(found) <= most
    assert most < 12 or len(found) >= 12  # a corner each


def test_all_in_one_house():
    assert put_together(at([(5, 5)] * 3, 2.0), 2)["residents"].tolist() == [6]


def test_where_nobody_lives_there_is_still_a_place():
    assert put_together(at([(0, 0), (9, 0)], 0.0), 1)["residents"].tolist() == [0]


def test_the_finest_lattice_is_eight_by_eight():
    line = [(float(x), 0.0) for x in range(1000)]
    assert len(put_together(at(line, 1.0), 999)) == FINEST // 2 + 1 == 8
