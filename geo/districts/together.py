"""Grids that stay together: for the search they are one grid, and its plan is told of all of them again."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from geo.districts.beats import Beats, changed
from geo.districts.rebalance import Frontier, Plan, frontier, undominated
from geo.districts.rules import Rule, Together
from geo.errors import InputError


def frontier_together(
    beats: Beats,
    rules: Sequence[Rule],
    tolerance: float,
    *,
    told: Callable[[Plan], None] | None = None,
    **options,
) -> Frontier:
    """``geo.districts.rebalance.frontier`` where some grids stay together.

    The search counts what is tied as one change, so a plan may be a few grids off the fewest; every bound holds, for
    no fewer grids change hands than tied ones. Other arguments as for ``frontier``.

    Raises:
        InputError: as ``tied``.
    """
    whole, number = tied(beats, rules)
    if len(whole.grid_ids) == len(beats.grid_ids):
        return frontier(beats, tolerance, told=told, **options)

    def spread(plan: Plan) -> Plan:
        workers = plan.workers[number]
        return replace(plan, workers=workers, changes=len(changed(beats, workers)))

    # told of all grids, a plan may change more of them than one that is as even
    found = frontier(whole, tolerance, told=told and (lambda plan: told(spread(plan))), **options)
    return Frontier(beats, tuple(undominated(map(spread, found.plans))))


def tied(beats: Beats, rules: Sequence[Rule]) -> tuple[Beats, np.ndarray]:
    """The beats with tied grids as one, which has the first one's id; and which one each grid is in.

    Raises:
        InputError: ``tie_apart`` for two grids that have two workers today, or do not touch where somebody can cross.

    >>> row = sparse.csr_array(np.eye(4, k=1) + np.eye(4, k=-1))
    >>> beats = Beats(np.array([5, 6, 7, 8]), np.array([1, 2]), row, np.arange(1.0, 5.0), np.array([0, 0, 1, 1]),
    ...               np.array([5.0, 5.0]), np.ones((4, 2), dtype=bool))
    >>> whole, number = tied(beats, [Together([(7, 8)])])
    >>> whole.grid_ids.tolist(), whole.loads.tolist(), number.tolist()
    ([5, 6, 7], [1.0, 2.0, 7.0], [0, 1, 2, 2])
    """
    pairs = [pair for rule in rules if isinstance(rule, Together) for pair in rule.pairs]
    place = {int(grid_id): at for at, grid_id in enumerate(beats.grid_ids)}
    known = [(place[one], place[other]) for one, other in pairs if one in place and other in place]
    one, other = np.array(known, dtype=int).reshape(-1, 2).T
    _check(beats, one, other)
    n = len(beats.today)
    ties = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(n, n))
    _, label = csgraph.connected_components(ties, directed=False)
    _, first, number = np.unique(label, return_index=True, return_inverse=True)
    order = np.argsort(first)
    first, number = first[order], np.argsort(order)[number]
    into = sparse.csr_array((np.ones(n), (number, np.arange(n))), shape=(len(first), n))
    around = into @ (beats.neighbours != 0).astype(float) @ into.T
    around = sparse.csr_array(around - sparse.diags_array(around.diagonal()))
    around.eliminate_zeros()
    allowed = np.ones((len(first), beats.allowed.shape[1]), dtype=bool)
    np.logical_and.at(allowed, number, beats.allowed)
    return replace(
        beats, grid_ids=beats.grid_ids[first], neighbours=around, loads=into @ beats.loads,
        today=beats.today[first], allowed=allowed,
        prices=None if beats.prices is None else into @ beats.prices,
    ), number  # fmt: skip


def _check(beats: Beats, one: np.ndarray, other: np.ndarray) -> None:
    """Refuse ties that no plan keeps, or that would join what lies apart."""
    for a, b in zip(one, other, strict=True):
        if beats.today[a] != beats.today[b] or not beats.neighbours[a, b]:
            raise InputError("tie_apart", grid_id=int(beats.grid_ids[a]), other_id=int(beats.grid_ids[b]))
