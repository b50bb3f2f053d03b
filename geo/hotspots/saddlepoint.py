"""The tail of a sum of draws without replacement where the exact distribution would be too large.

Give every one of the n values an independent coin; given that m coins show heads, the values
under heads are m draws without replacement. The double saddlepoint approximation of that
conditional tail is off by about a percent far into the tail, where the normal approximation is
wrong by orders of magnitude.

Source: Skovgaard (1987), Journal of Applied Probability 24, 875-887; r* after Barndorff-Nielsen.
"""

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.special import expit, ndtr

#: distinct values kept; more are merged with their neighbours in order, holding the mean
SUPPORT = 400
#: tilts tried, and the furthest one in units of 1 / range of the values
STEPS = 160
FURTHEST = 320.0
NEWTON_ROUNDS = 60
#: heads too many or too few, as a share of those wanted, that no longer matter
SOLVED = 1e-12


def tails(values: np.ndarray, size: int, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """P(S ≥ sum) and P(S ≤ sum) for the sum S of ``size`` draws without replacement.

    Args:
        values: the n whole numbers drawn from.
        size: how many are drawn, 0 < size ≤ n.
        sums: whole numbers; beyond the last sum that could be solved its tail stands.
    """
    if size >= len(values) or np.ptp(values) == 0:
        return np.ones(len(sums)), np.ones(len(sums))
    step = np.gcd.reduce(np.asarray(values, dtype=np.int64))  # counts that are all even make even sums
    x, held = _support(values)
    middle, scale = np.average(x, weights=held), np.sqrt(np.cov(x, fweights=held, ddof=0))
    curve = PchipInterpolator(*_curve((x - middle) / scale, held, size, step / scale))

    def deviate(at: np.ndarray) -> np.ndarray:
        return curve(np.clip((at - size * middle) / scale, curve.x[0], curve.x[-1]))

    return ndtr(-deviate(sums - step / 2)), ndtr(deviate(sums + step / 2))


def _support(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct values and how many hold each, merged where there are too many."""
    x, held = np.unique(np.asarray(values, dtype=float), return_counts=True)
    if len(x) <= SUPPORT:
        return x, held
    bins = np.unique(np.linspace(0, len(x), SUPPORT + 1).astype(int))[:-1]
    together = np.add.reduceat(held, bins)
    return np.add.reduceat(x * held, bins) / together, together


def _curve(x: np.ndarray, held: np.ndarray, size: int, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Sums, ascending, and the normal deviate r* of each, traced along the tilt."""
    tilt = np.sinh(np.linspace(-4, 4, STEPS)) / np.sinh(4) * FURTHEST / np.ptp(x)
    level = _levels(tilt, x, held, size)
    heads = expit(level[:, None] + tilt[:, None] * x)
    sums = heads @ (held * x)
    deviates = _deviates(tilt, level, heads, sums, x, held, size, step)
    known = np.isfinite(deviates)  # not at tilt zero, where r* is a limit the curve runs through
    return _rising_part(sums[known], deviates[known], int((tilt[known] < 0).sum()))


def _rising_part(sums: np.ndarray, deviates: np.ndarray, middle: int) -> tuple[np.ndarray, np.ndarray]:
    """The stretch around the middle where both rise; beyond it the sum has met its end."""
    stuck = ~((np.diff(sums) > 1e-9) & (np.diff(deviates) > 0))
    before, after = np.flatnonzero(stuck[:middle]), np.flatnonzero(stuck[middle:])
    first = before[-1] + 1 if len(before) else 0
    last = middle + after[0] if len(after) else len(sums) - 1
    return sums[first : last + 1], deviates[first : last + 1]


def _levels(tilt: np.ndarray, x: np.ndarray, held: np.ndarray, size: int) -> np.ndarray:
    """For every tilt, the level at which ``size`` heads are expected, by safeguarded Newton steps."""
    spread = np.abs(tilt) * np.abs(x).max()
    even = np.log(size / (held.sum() - size))
    low, high = even - spread - 1.0, even + spread + 1.0
    level = np.full(len(tilt), even)
    for _ in range(NEWTON_ROUNDS):
        heads = expit(level[:, None] + tilt[:, None] * x)
        excess = heads @ held - size
        low, high = np.where(excess < 0, level, low), np.where(excess > 0, level, high)
        step = level - excess / np.maximum((heads * (1 - heads)) @ held, 1e-300)
        if np.abs(excess).max() < SOLVED * size:
            break
        level = np.where((step > low) & (step < high), step, (low + high) / 2)
    return level


def _deviates(tilt, level, heads, sums, x, held, size, step) -> np.ndarray:
    """r* = w + log(v / w) / w with Skovgaard's w and v, v corrected for sums that go in steps."""
    n = held.sum()
    even = np.log(size / (n - size))
    tilted = np.logaddexp(0, level[:, None] + tilt[:, None] * x) @ held - level * size - tilt * sums
    flat = n * np.logaddexp(0, even) - even * size
    w = np.sign(tilt) * np.sqrt(np.maximum(2 * (flat - tilted), 0))
    weight = heads * (1 - heads)
    a, b, c = weight @ held, weight @ (held * x), weight @ (held * x * x)
    v = 2 * np.sinh(tilt * step / 2) / step * np.sqrt(np.maximum(a * c - b * b, 0) / (size * (n - size) / n))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((np.abs(w) > 0.02) & (v != 0), w + np.log(v / w) / w, np.nan)
