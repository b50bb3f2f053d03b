"""The five models as a table: what each needs, how it is searched, and what its cost means."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.siting import capacitated, centre, cover, median, oddsets
from geo.siting.best import Best
from geo.siting.search import Shaking, Ways, search
from geo.siting.task import Task

#: an answer is shaken so often that so many pairs are gone through; what is hardly worse is shaken on
COVERED_PAIRS, PEOPLE_FEWER = 28_000_000, 0.004
WALKED_PAIRS, FURTHER_WALKED = 16_000_000, 0.002

COVER_MOST = Ways(
    cover.uncovered,
    cover.most_at_once,
    cover.swapped,
    cover.mclp_dual,
    cover.mclp_prices,
    cover.mclp_program,
    Shaking(
        cover.shaken,
        lambda task: COVERED_PAIRS / max(task.near.nnz, 1),
        lambda task, cost: PEOPLE_FEWER * task.people,
    ),
    oddsets.tightened,
    answers=10,  # shaking finds better ones
)
SHORTEST = Ways(
    median.walked,
    median.one_by_one,
    median.exchanged,
    median.median_dual,
    median.median_prices,
    median.median_program,
    Shaking(
        median.shaken,
        lambda task: WALKED_PAIRS / (len(task.weights) * max(int(task.may.sum()), 1)),
        lambda task, cost: FURTHER_WALKED * cost,
    ),
    branched=True,
)


def _by(ways: Ways) -> Callable[[Task, Best], None]:
    return lambda task, best: search(task, ways, best)


def _whole_weights(task: Task) -> float:
    """People are whole: a better answer covers at least one more."""
    return float((task.weights == np.round(task.weights)).all() and task.people < 2**50)


def _check_none(task: Task) -> None:
    """Nothing more to check."""


@dataclass(frozen=True)
class Model:
    """One way to say what is best.

    Args:
        needs: which of ``p``, ``radius``, ``capacities`` has to be given.
        run: looks for the best.
        step: what a better answer saves at least.
        check: what is wrong with a question, for this model alone.
        covers: whether the value is people covered (more is better) and not a cost.
    """

    needs: tuple[str, ...]
    run: Callable[[Task, Best], None]
    step: Callable[[Task], float] = lambda task: 0.0
    check: Callable[[Task], None] = _check_none
    covers: bool = False


MODELS: dict[str, Model] = {
    "mclp": Model(("p", "radius"), _by(COVER_MOST), _whole_weights, covers=True),
    "lscp": Model(("radius",), _by(centre.COVER_ALL), lambda task: 1.0, cover.check_lscp),
    "pmedian": Model(("p",), _by(SHORTEST), median.whole_burdens, median.check_reach),
    "pcenter": Model(("p",), centre.centre, check=median.check_reach),
    "capacitated": Model(
        ("p", "capacities"), capacitated.capacitated, median.whole_burdens, capacitated.check_capacities
    ),
}
