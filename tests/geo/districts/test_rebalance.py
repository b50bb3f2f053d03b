import pytest
from lattice import lattice

from geo.districts.beats import changed, imbalance
from geo.districts.bound import fewest_changes
from geo.districts.rebalance import MOVES, frontier, moves, rebalance


def calls(n):
    """Says yes so many times: a search that ends by itself, at the same place every time."""
    left = iter(range(n))
    return lambda: next(left, None) is not None


def test_more_change_is_always_more_even():
    beats, _ = lattice(10, 8, 5, 3)
    plans = frontier(beats, [0.2, 0.1, 0.05], 1, calls(300))
    counts, reached = zip(*((len(changed(beats, p)), imbalance(beats, p)) for p in plans), strict=True)
    assert counts[0] == 0
    assert list(counts) == sorted(set(counts))
    assert list(reached) == sorted(set(reached), reverse=True)


@pytest.mark.parametrize("most", [0, 2])
def test_no_more_changes_than_asked_for(most):
    beats, _ = lattice(8, 6, 4, 3)
    plan = rebalance(beats, 0.01, 1, calls(300), most)
    assert len(changed(beats, plan)) <= most
    assert (imbalance(beats, plan) < imbalance(beats, beats.today)) == (most > 0)


def test_a_move_says_what_giver_and_taker_have_before_and_after():
    beats, _ = lattice(3, 3, 3, 1)
    plan = beats.today.copy()
    plan[0] = 1
    row = moves(beats, plan)
    assert list(row) == list(MOVES)
    given = beats.loads[0] / beats.shares[0]
    assert row.loc[0, "from_before"] - row.loc[0, "from_after"] == pytest.approx(given)
    assert row.loc[0, "to_after"] - row.loc[0, "to_before"] == pytest.approx(given)
    assert row.loc[0, ["from", "to"]].tolist() == [1, 2]


def test_the_tolerance_is_met_with_no_more_change_than_it_needs():
    beats, _ = lattice(8, 6, 4, 3)
    plan = rebalance(beats, 0.1, 1, calls(400))
    bound, best = fewest_changes(beats, 0.1)
    assert imbalance(beats, plan) <= 0.1 + 1e-9
    assert bound == len(changed(beats, best))
    assert bound <= len(changed(beats, plan)) <= bound + 1
