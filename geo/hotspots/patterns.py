"""How a place came to be what it is: the seventeen classes of emerging hotspots, as a table of rules.

The classes and their definitions are those of Esri's Emerging Hot Spot Analysis; where its words
leave a history to two classes or to none, the order of the table decides.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: a bin of at least this level is hot, of at most its negative cold: 2 is q ≤ 0.05
SURE = 2
NAMES = (
    "new", "consecutive", "intensifying", "diminishing", "persistent", "sporadic", "oscillating", "historical",
)  # fmt: skip
NONE = "none"
PATTERNS = (*(f"{name}_{heat}" for heat in ("hot", "cold") for name in NAMES), NONE)


@dataclass(frozen=True)
class History:
    """What the rules ask of places, for one heat; arrays of one length.

    ``now``: in the last step; ``before``: in any step before it; ``run``: steps without a gap up to
    the last one; ``total``: steps in all; ``mostly``: nine steps of ten or more; ``other``: ever the
    opposite; ``trend``: +1 where this heat grows stronger, -1 where it fades, 0 where neither.
    """

    now: np.ndarray
    before: np.ndarray
    run: np.ndarray
    total: np.ndarray
    mostly: np.ndarray
    other: np.ndarray
    trend: np.ndarray


@dataclass(frozen=True)
class Rule:
    """A class and the histories that belong to it, unless an earlier rule took them."""

    name: str
    holds: Callable[[History], np.ndarray]


#: Asked from the top; what is in the last step comes before what was.
RULES = (
    Rule("new", lambda past: past.now & ~past.before),
    Rule(
        "consecutive",
        lambda past: past.now & (past.run >= 2) & (past.run == past.total) & ~past.mostly,
    ),
    Rule("intensifying", lambda past: past.now & past.mostly & (past.trend > 0)),
    Rule("diminishing", lambda past: past.now & past.mostly & (past.trend < 0)),
    Rule("persistent", lambda past: past.now & past.mostly & (past.trend == 0)),
    Rule("sporadic", lambda past: past.now & ~past.mostly & ~past.other),
    Rule("oscillating", lambda past: past.now & ~past.mostly & past.other),
    Rule("historical", lambda past: ~past.now & past.mostly),
)


def patterns(bins: np.ndarray, trend: np.ndarray) -> np.ndarray:
    """The class of every place, one of ``PATTERNS``.

    Args:
        bins: n × t levels, oldest step first: 1, 2, 3 hot at 90, 95, 99 %, negative cold, 0 neither.
        trend: n numbers, +1 where counts rise, -1 where they fall, 0 where neither can be told.

    Source: Esri, "How Emerging Hot Spot Analysis works" (ArcGIS Pro 3), table of patterns.

    >>> patterns(np.array([[0, 0, 0, 2], [2, 0, 0, 2], [2, 0, 0, 0]]), np.zeros(3)).tolist()
    ['new_hot', 'sporadic_hot', 'none']
    """
    hot, cold = bins >= SURE, bins <= -SURE
    sides = {"hot": _history(hot, cold, trend), "cold": _history(cold, hot, -trend)}
    found = np.full(len(bins), NONE, dtype=object)
    for rule in RULES:
        for heat, past in sides.items():
            found[(found == NONE) & rule.holds(past)] = f"{rule.name}_{heat}"
    return found


def _history(here: np.ndarray, other: np.ndarray, trend: np.ndarray) -> History:
    total, steps = here.sum(axis=1), here.shape[1]
    return History(
        now=here[:, -1:].any(axis=1),
        before=here[:, :-1].any(axis=1),
        run=np.logical_and.accumulate(here[:, ::-1], axis=1).sum(axis=1),
        total=total,
        mostly=(total > 0) & (10 * total >= 9 * steps),
        other=other.any(axis=1),
        trend=trend,
    )
