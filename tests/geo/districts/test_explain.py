from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from lattice import lattice
from scipy import sparse

from geo.districts.explain import MOVES, in_order, moves

#: six grids in a row of 100 m borders, three workers with two each
ROW, GRAPH = lattice(6, 1, 3, 1)
ROW = replace(ROW, loads=np.array([1.0, 1, 2, 2, 3, 3]), shares=np.full(3, 4.0))
BORDERS = sparse.csr_array(ROW.neighbours * 100.0)


def test_one_move_by_hand():
    plan = np.array([0, 0, 0, 1, 2, 2])  # grid 2 goes from worker 2 to worker 1
    row = moves(ROW, plan, pd.Series(41, index=ROW.grid_ids), BORDERS).loc[2]
    assert row.to_dict() == {
        "from": 2, "to": 1, "from_change": -0.5, "to_change": 0.5, "from_before": 0, "from_after": -0.5,
        "to_before": -0.5, "to_after": 0, "border_m": 0, "households": 41,
    }  # fmt: skip
    assert list(moves(ROW, plan)) == list(MOVES)


def test_border_changes_add_up():
    beats, _ = lattice(8, 6, 4, 3)
    plan = beats.today.copy()
    plan[[1, 2, 9, 10]] = [1, 1, 1, 1]
    borders = sparse.csr_array(beats.neighbours * 100.0)

    def length(held):
        pairs = sparse.coo_array(borders)
        return pairs.data[held[pairs.row] != held[pairs.col]].sum() / 2

    assert moves(beats, plan, None, borders)["border_m"].sum() == length(plan) - length(beats.today)


@pytest.mark.parametrize("plan", [[0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 2]])
def test_on_the_way_nobody_is_torn(plan):
    """A grid further off comes after the one nearer; worker 2 first gets grids where it gives all."""
    beat, order = ROW.today.copy(), in_order(ROW, np.array(plan))
    for grid in order[:-1] if plan[-1] == 1 else order:
        beat[grid] = plan[grid]
        for worker in set(beat):
            held = np.flatnonzero(beat == worker)
            assert held.max() - held.min() == len(held) - 1


def test_who_leaves_has_no_percent():
    beats = replace(ROW, shares=np.array([6.0, 6.0, 0.0]))
    row = moves(beats, np.array([0, 0, 0, 0, 1, 1]))
    assert row.loc[[4, 5], ["from_change", "from_before", "from_after"]].isna().all().all()
    assert row["border_m"].isna().all()


def test_another_order_is_kept():
    """Grids 2 and 3 go to worker 1: 2 first, for else the beat is torn, unless another order is asked for."""
    plan = np.array([0, 0, 0, 0, 2, 2])
    assert moves(ROW, plan, None, BORDERS).index.tolist() == [2, 3]
    other = moves(ROW, plan, None, BORDERS, np.array([3, 2]))
    assert other.index.tolist() == [3, 2]
    assert other["border_m"].tolist() == [100, -200]
