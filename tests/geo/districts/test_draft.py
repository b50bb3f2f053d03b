import numpy as np
from lattice import lattice

from geo.districts.draft import Draft, stays_whole


def test_the_middle_of_a_row_and_a_last_grid_stay():
    around = [[1], [0, 2], [1]]
    assert not stays_whole(1, [0, 0, 0], around)
    assert stays_whole(0, [0, 0, 0], around)
    assert not stays_whole(0, [1, 0, 0], around)


def test_the_cost_told_is_the_cost_had():
    """Outside load is summed anew from the plan after every step."""
    beats, _ = lattice(8, 6, 4, 3)
    draft, chance = Draft(beats, 0.05, beats.today), np.random.default_rng(1)

    def outside():
        load = np.array([beats.loads[np.array(draft.beat) == w].sum() for w in range(4)])
        return (abs(load - beats.shares) - 0.05 * beats.shares).clip(0).sum() / beats.loads.mean()

    for grid, to in zip(
        chance.integers(48, size=60).tolist(), chance.integers(4, size=60).tolist(), strict=True
    ):
        if draft.beat[grid] == to:
            continue
        before, told = outside(), draft.cost(grid, to, 1.0) - draft.cost(grid, to, 0.0)
        changes, more = len(draft.changed), draft.cost(grid, to, 0.0)
        draft.hand(grid, to)
        assert abs(outside() - before - told) < 1e-6
        assert len(draft.changed) - changes == more == (np.array(draft.beat) != beats.today).sum() - changes


def test_undone_is_as_before():
    beats, _ = lattice(8, 6, 4, 3)
    draft = Draft(beats, 0.05, beats.today)
    total, outside = list(draft.total), set(draft.outside)
    for grid in (1, 9, 17, 1):
        draft.hand(grid, (draft.beat[grid] + 1) % 4)
    draft.undo()
    assert draft.beat == beats.today.tolist()
    assert np.allclose(draft.total, total)
    assert (draft.outside, draft.changed) == (outside, set())
