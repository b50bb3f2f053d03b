"""Towns of a few grids where one can see what stands in the way of a plan."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from data.sentences import SENTENCES
from geo.districts import bound
from geo.districts.beats import read_beats
from geo.districts.bound import Bound
from geo.districts.obstacle import ADJOINING, obstacle
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, WithinDivision

#: six grids in a row, three each: 3 hours and 9; two have to go
ROW = sparse.csr_array(np.eye(6, k=1) + np.eye(6, k=-1))
IDS = pd.Index(range(11, 17), name="grid_id")
LOADS = pd.Series([1.0, 1, 1, 1.5, 1.5, 6], index=IDS)
HELD = pd.Series([1, 1, 1, 2, 2, 2], index=IDS)
HOURS = pd.Series([40.0, 40.0], index=[1, 2])


#: what an exact model may prove
CODES = {rule.blocks for rule in (KeepGrids, KeepWorkers, NeverPairs, WithinDivision)} | {
    "balance_impossible", "balance_rules_together",
}  # fmt: skip


def found(rules=(), tolerance=0.05, loads=LOADS, graph=ROW):
    beats = read_beats(loads, HELD, graph, HOURS, rules)
    return obstacle(beats, tolerance, rules)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (KeepGrids([11, 14]), "balance_grids_locked"),
        (KeepWorkers([1]), "balance_workers_locked"),
        (NeverPairs([(15, 1), (16, 1)]), "balance_pairs_locked"),
        (WithinDivision(pd.Series(list("aaabbb"), index=IDS)), "balance_within_division"),
    ],
)
def test_the_rule_that_makes_it_impossible_is_named(rule, code):
    """14 and 15 must go to worker 1 (or all but those change sides), which this rule forbids; another hurts nobody."""
    error = found([KeepGrids([16]), rule])
    assert (error.code, error.facts) == (code, {"tolerance": "5 %"})


def test_everything_proven_has_words_for_both():
    assert set(ADJOINING) == CODES and CODES | set(ADJOINING.values()) <= set(SENTENCES)


def test_on_a_small_map_called_large_the_proof_is_still_of_all_plans(monkeypatch):
    monkeypatch.setattr(bound, "MOST_PAIRS", 10)
    assert found([KeepGrids([11, 14])]).code == "balance_grids_locked"


def test_two_rules_that_only_together_forbid_it():
    """Four hours, eight, four, in a row: the middle gives its left grid or its right one, and may neither."""
    held = pd.Series([1, 1, 2, 2, 2, 2, 3, 3], index=range(8))
    loads = pd.Series([2.0, 2, 2, 2, 2, 2, 2, 2], index=range(8))
    graph = sparse.csr_array(np.eye(8, k=1) + np.eye(8, k=-1))
    rules = [NeverPairs([(2, 1)]), KeepGrids([0, 3, 5, 7])]
    beats = read_beats(loads, held, graph, pd.Series(40.0, index=[1, 2, 3]), rules)
    assert obstacle(beats, 0.25, rules).code == "balance_rules_together"


def test_loads_that_do_not_come_out_even():
    """12 hours in 6, 1, 1, 1, 1.5, 1.5: six and six is possible in the row, but not where the six is inside."""
    loads = pd.Series([1.0, 1.5, 1, 6, 1.5, 1], index=IDS)
    assert found(loads=loads).code == "balance_impossible"


def test_a_grid_that_is_too_much_for_anybody():
    error = found(tolerance=0.05, loads=LOADS.where(LOADS < 6, 7.0))
    assert error.code == "balance_grid_heavy"
    assert error.facts == {"grid_id": 16, "hours": "7.0", "tolerance": "5 %"}


def test_ground_in_parts_that_cannot_share():
    """Cut between the two workers: nothing can cross, and 3 and 9 hours are not even."""
    cut = ROW.tolil()
    cut[2, 3] = cut[3, 2] = 0
    error = found(graph=sparse.csr_array(cut))
    assert (error.code, error.facts["parts"]) == ("balance_ground_apart", 2)


def test_where_a_plan_exists_it_is_only_not_found():
    assert found().code == "balance_not_found"


def row_of_three(loads):
    """63 × 10 grids and 3 workers with 21 columns each, so that the first and the last do not adjoin."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(10, 63), ordering="sorted")
    held = pd.Series(np.arange(630) % 63 // 21 + 1)
    near = nx.to_scipy_sparse_array(graph, range(630))
    return read_beats(pd.Series(loads), held, near, pd.Series(40.0, index=[1, 2, 3]))


def test_what_is_proven_among_adjoining_beats_only_is_said_so(monkeypatch):
    """Large enough for the search to know adjoining beats only; the solver proves just that."""
    beats = row_of_three(np.ones(630))
    far = np.arange(630) % 63 < 21

    def proven(asked, tolerance, seconds):
        """No plan unless a grid of the first worker may go to the third, which adjoining beats only forbids."""
        return Bound(0.0 if asked.allowed[far, 2].any() else np.inf)

    monkeypatch.setattr("geo.districts.bound.MOST_PAIRS", 600)
    monkeypatch.setattr("geo.districts.obstacle.fewest_changes", proven)
    assert obstacle(beats, 0.05, []).code == "balance_impossible_adjoining"


def test_what_is_proven_for_all_plans_is_said_of_all_on_a_large_map():
    """Four grids have nearly all the load: two are half as much again as a fair share, one is three quarters."""
    heavy = np.isin(np.arange(630), [0, 25, 50, 600])
    beats = row_of_three(np.where(heavy, 1000.0, 0.1))
    assert obstacle(beats, 0.05, [], 30.0).code == "balance_impossible"
