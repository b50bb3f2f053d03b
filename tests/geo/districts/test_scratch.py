from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from lattice import lattice
from scipy import sparse

from geo.districts.aims import Border, Inertia
from geo.districts.kept import Kept
from geo.districts.scratch import from_scratch, grown, matched, with_new
from geo.errors import Cancelled, InputError


def town(wide, high):
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(high, wide), ordering="sorted")
    return graph, sparse.csr_array(nx.to_scipy_sparse_array(graph, range(wide * high)))


def clock(n):
    asked = iter(range(10**9))
    return lambda: next(asked) / n


@pytest.mark.parametrize(("aim", "cut"), [(Border, 16), (Inertia, 16)])
def test_four_squares_of_a_square_are_found(aim, cut):
    """8 × 8 equal grids in four: no equal parts have less border than the four quarters, 8 + 8."""
    graph, around = town(8, 8)
    at = np.arange(64)
    ground = {"x_m": at % 8, "y_m": at // 8, "weights": np.ones(64)} if aim is Inertia else {}
    plan = from_scratch(pd.Series(1.0, index=at), around, 4, 0.02, aim, seed=1, used=clock(900), **ground)
    assert np.bincount(plan).tolist() == [16] * 4
    assert sum(plan[a] != plan[b] for a, b in graph.edges) == cut
    assert all(nx.is_connected(graph.subgraph(np.flatnonzero(plan == k))) for k in range(4))


def test_uneven_loads_within_two_percent_and_in_one_piece():
    graph, around = town(24, 20)
    loads = pd.Series(np.random.default_rng(3).gamma(1.0, 1, 480))
    plan = from_scratch(loads, around, 12, 0.02, Border, seed=1, used=clock(400))
    share = np.bincount(plan, loads) / loads.sum() * 12
    assert abs(share - 1).max() <= 0.02 + 1e-9
    assert all(nx.is_connected(graph.subgraph(np.flatnonzero(plan == k))) for k in range(12))


def test_grown_beats_are_whole_and_cover_an_island():
    _, around = town(6, 5)
    ground = sparse.csr_array(sparse.block_diag([around, np.array([[0, 1], [1, 0]])]))
    beat = grown(ground, np.ones(32), 4)
    assert set(beat) == {0, 1, 2, 3}
    assert len(set(beat[:30]) & set(beat[30:])) == 0


def test_a_part_of_the_ground_gets_the_beats_its_load_asks_for():
    """A square of 36 equal grids and a row of 12: of eight beats of six grids two lie in the row, long as it is."""
    ground = sparse.csr_array(sparse.block_diag([town(6, 6)[1], town(12, 1)[1]]))
    beat = grown(ground, np.ones(48), 8)
    assert (len(set(beat[:36])), len(set(beat[36:]))) == (6, 2)
    plan = from_scratch(pd.Series(1.0, index=range(48)), ground, 8, 0.02, Border, seed=1, used=clock(400))
    assert np.bincount(plan).tolist() == [6] * 8


def test_beats_that_stay_count_where_they_are():
    """The row of 12 has a beat of six that stays: the rest of it is one beat more, and the square six as before."""
    ground = sparse.csr_array(sparse.block_diag([town(6, 6)[1], town(12, 1)[1]]))
    seeds = np.where(np.arange(48) >= 42, 0, -1)
    stays = Kept(np.array([0]), seeds, seeds, frozenset({0}), np.zeros((48, 1), dtype=bool))
    beat = grown(ground, np.ones(48), 8, stays)
    assert beat[42:].tolist() == [0] * 6 and len(set(beat[36:42])) == 1
    assert len(set(beat[:36])) == 6


@pytest.mark.parametrize(
    ("loads", "workers", "code"),
    [(0.0, 2, "balance_no_load"), (1.0, 65, "balance_too_many_workers"), (1.0, 1, "balance_apart")],
)
def test_what_cannot_be_says_why(loads, workers, code):
    ground = sparse.csr_array(sparse.block_diag([town(4, 4)[1]] * 4))
    with pytest.raises(InputError) as refused:
        from_scratch(pd.Series(loads, index=range(64)), ground, workers, 0.1, Border, seed=1, used=clock(9))
    assert refused.value.code == code


def test_somebody_can_stop_it():
    def stop(share):
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        from_scratch(pd.Series(1.0, index=range(64)), town(8, 8)[1], 4, 0.1, Border, seed=1, used=clock(9),
                     progress=stop)  # fmt: skip


def test_new_beats_go_to_who_has_most_of_them_today():
    """Three pairs in a row become two threes: of the left one the second worker has 3 hours of 5."""
    beats, _ = lattice(6, 1, 3, 1)
    beats = replace(beats, loads=np.array([1.0, 1, 3, 4, 5, 6]))
    assert matched(beats, np.array([1, 1, 1, 0, 0, 0])).tolist() == [2, 1]
    assert matched(beats, np.arange(6)).tolist().count(-1) == 3


def test_somebody_new_waits_for_a_beat_that_nobody_gets():
    """Six grids of an hour; of three beats the first is nobody's, and worker 1 gets none: two hours for each other."""
    beats, _ = lattice(6, 1, 3, 1)
    beats = replace(beats, loads=np.ones(6))
    anew, given = with_new(beats, np.array([0, 0, 1, 1, 2, 2]), np.array([-1, 1, 2]))
    assert anew.worker_ids.tolist() == [1, 2, 3, -1]
    assert anew.shares.tolist() == [0, 2, 2, 2]
    assert given.tolist() == [3, 3, 1, 1, 2, 2]
