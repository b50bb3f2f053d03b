"""Beats from a plain graph, as the document shows it; its town of 4 × 4 grids can be counted."""

import documents
import numpy as np
import pytest
from scipy import stats
from scipy.sparse import csgraph


@pytest.fixture(scope="module")
def study() -> dict:
    """The names that the document's blocks leave behind."""
    return documents.names_after("beats-from-arrays.md")


def test_every_grid_more_makes_it_an_eighth_more_even(study):
    """Twelve grids against four: fair is eight each, so that each of four moves brings both an eighth nearer."""
    points = np.array([(plan.changes, plan.imbalance, plan.fewest) for plan in study["found"].plans])
    assert points == pytest.approx(np.array([(moved, 0.5 - moved / 8, moved) for moved in range(5)]))
    assert study["imbalance"](study["beats"], study["beats"].today) == 0.5


def test_the_plan_keeps_both_beats_whole(study):
    for worker in (0, 1):
        mine = np.flatnonzero(study["plan"].workers == worker)
        assert len(mine) == 8
        assert csgraph.connected_components(study["neighbours"][mine][:, mine])[0] == 1


def test_moves_say_what_they_mean(study):
    explained = study["explained"]
    assert (
        explained["from_change"].tolist() == [-0.125] * 4 and explained["to_change"].tolist() == [0.125] * 4
    )
    assert explained["households"].sum() == 1200


def test_refusal_and_obstacle_name_the_rule(study):
    assert [error.code for error in study["refused"]] == ["rule_grid_locked"]
    assert not study["under_locks"].allowed[2, 1] and study["under_locks"].allowed[3, 0]
    assert study["why"].code == "balance_grids_locked"


def test_chance_is_reckoned_from_all_loads(study):
    """Each share of a half: a variance of 16 × 0.5² ÷ 4 = 1, so ± z ÷ 8, with z for two workers."""
    reach = stats.norm.isf((1 - 0.95**0.5) / 2) / 8
    assert study["spread"]["high"].tolist() == pytest.approx([0.5 + reach, -0.5 + reach])


def test_from_scratch_cuts_the_square_in_four(study):
    """Four squares of 2 × 2 have the shortest borders there are: 8."""
    new, at = study["new"], study["neighbours"].tocoo()
    assert sorted(np.bincount(new)) == [4, 4, 4, 4] and (new[at.row] != new[at.col]).sum() / 2 == 8
