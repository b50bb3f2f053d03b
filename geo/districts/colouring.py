"""Colours for beats on a map: neighbours differ, and the hues told apart most easily are used evenly."""

import numpy as np
import pandas as pd
from scipy import sparse

from geo.gaps import NO_WORKER

#: so many hues come first: those most easily told apart
CLEAREST = 6


def beat_colours(
    worker_ids: pd.Series,
    neighbours: sparse.csr_array,
    everybody: pd.Index,
    hues: int,
    before: pd.Series | None = None,
) -> pd.Series:
    """A colour's number for every worker; beats that touch differ.

    While there are as many hues as workers everybody has their own. Beyond that beats are coloured in
    smallest-last order (Matula & Beck 1983, *Smallest-last ordering and clustering and graph coloring
    algorithms*), which needs at most six colours where every beat is in one piece; of those that its
    neighbours leave, a beat gets the one used least.

    Args:
        worker_ids: ``worker_id`` by ``grid_id``; 0 where nobody is responsible. neighbours: matrix whose
            row i is the i-th grid. everybody: ids of all workers. hues: how many colours there are; where
            more were needed, a beat gets the one that fewest of its neighbours have.
        before: colours that stay as far as they can, such as those before a hand-over.

    Returns:
        ``colour`` from 0 by ``worker_id``.

    >>> alone = sparse.csr_array((2, 2))
    >>> beat_colours(pd.Series([7, 9]), alone, pd.Index([7, 9]), 12).to_dict()
    {7: 0, 9: 1}
    """
    if len(everybody) <= hues:
        return pd.Series(range(len(everybody)), index=everybody, name="colour")
    touching = _touching(worker_ids, neighbours, everybody)
    colours = [-1] * len(everybody) if before is None else before.reindex(everybody, fill_value=0).tolist()
    for place in _smallest_last(touching) if before is None else _clashing(touching, colours):
        taken = [colours[other] for other in touching[place]]
        used = np.bincount([hue for hue in colours if hue >= 0], minlength=hues)
        own = colours[place]
        rank = [(taken.count(hue), hue != own, hue >= CLEAREST, used[hue], hue) for hue in range(hues)]
        colours[place] = min(rank)[-1]
    return pd.Series(colours, index=everybody, name="colour")


def _touching(worker_ids: pd.Series, neighbours: sparse.csr_array, everybody: pd.Index) -> list[set[int]]:
    """Which workers' beats touch which, by place in ``everybody``."""
    place = everybody.get_indexer(worker_ids.fillna(NO_WORKER).astype(int))
    pairs = sparse.coo_array(neighbours)
    here, there = place[pairs.row], place[pairs.col]
    between = (here != there) & (here >= 0) & (there >= 0)
    ends = np.unique(here[between].astype(np.int64) * len(everybody) + there[between])
    touching: list[set[int]] = [set() for _worker in everybody]
    for one, other in zip(*(side.tolist() for side in np.divmod(ends, len(everybody))), strict=True):
        touching[one].add(other)
        touching[other].add(one)
    return touching


def _smallest_last(touching: list[set[int]]) -> list[int]:
    """Again and again the one with fewest neighbours left is taken away; the order turned round."""
    left = [len(others) for others in touching]
    waiting: list[set[int]] = [set() for _n in range(max(left, default=0) + 1)]
    for place, n in enumerate(left):
        waiting[n].add(place)
    order: list[int] = []
    gone = set()
    for _turn in touching:
        fewest = next(places for places in waiting if places)
        place = min(fewest)
        fewest.remove(place)
        gone.add(place)
        order.append(place)
        for other in touching[place] - gone:
            waiting[left[other]].remove(other)
            left[other] -= 1
            waiting[left[other]].add(other)
    return order[::-1]


def _clashing(touching: list[set[int]], colours: list[int]) -> list[int]:
    """Of each two neighbours of one colour the one with fewer neighbours."""
    found = {
        min(place, other, key=lambda one: (len(touching[one]), one))
        for place, others in enumerate(touching)
        for other in others
        if colours[place] == colours[other]
    }
    return sorted(found)
