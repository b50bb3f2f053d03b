"""What no beats from scratch can beat: how few grids change hands, and how little way there is inside.

Source: Hess and others (1965), Operations Research 13, for the model of centres; Geoffrion (1974), Mathematical
Programming Study 2, for prices in place of rows; Held, Wolfe and Crowder (1974), Mathematical Programming 6, for
finding them.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from geo.districts.beats import Beats
from geo.districts.program import fewest_by_worker

#: rounds of better prices; how far the first ones go; rounds without a better bound after which they go half as far
ROUNDS, PACE, PATIENCE = 400, 1.5, 12


def fewest_anew(beats: Beats, workers: int, tolerance: float) -> float:
    """Grids that change hands at least, whatever so many new beats within the tolerance look like and whoever of
    today's workers gets which.

    Proof. Each worker has one beat at most and each beat one worker, so at most m = min(today's workers, new beats)
    go on, each with a part K of the grids T they have today; all other grids change hands. Two bounds follow:

    1. K lies in a beat, so its load is no more than the most a beat may have. No such part of T has more grids than
       the lightest of T that fit, which is T without the fewest of its heaviest that hold the surplus. The m largest
       of these numbers together are the most grids that do not change hands.
    2. A beat needs the least load a beat may have. What K lacks comes from grids outside T, at least as many as of
       the heaviest there would do; a beat of somebody new gets every grid, at least as many as of the heaviest of all
       would do, which is never fewer. So the m smallest of these numbers, and that of somebody new for every other
       beat, are the fewest grids that change hands.

    The larger of the two is a bound. Borders are not asked: beats in pieces count too, so it holds all the more for
    whole ones.

    Args:
        workers: how many new beats.
        tolerance: how far from an equal share a beat may be, 0.02 for 2 %.
    """
    k, n = len(beats.shares), len(beats.today)
    with_new = replace(  # today's workers, and one who has nothing yet
        beats, shares=np.full(k + 1, beats.loads.sum() / workers), allowed=np.ones((n, k + 1), dtype=bool)
    )
    gives, gets = fewest_by_worker(with_new, tolerance)
    keeps = np.bincount(beats.today, minlength=k) - gives[:k]
    stay = min(k, workers)
    lost = n - np.sort(keeps)[k - stay :].sum()
    got = np.sort(gets[:k])[:stay].sum()
    return float(max(lost, got + (gets[k] * (workers - stay) if workers > stay else 0.0)))


def least_ways(
    ways: np.ndarray,
    loads: np.ndarray,
    workers: int,
    tolerance: float,
    known: float,
    go_on: Callable[[], bool] = lambda: True,
) -> float:
    """What ``geo.districts.aims.Ways`` comes to at least, in the unit of ``ways``, for any so many beats within the
    tolerance.

    Every beat has a centre among its grids. Give every grid a price: for each centre the cheapest grids within the
    band of loads are taken, broken ones too, at their way less their price, and the cheapest so many centres. Beats
    that have every grid once cost just as much plus all prices, so whatever the prices, that sum plus all prices is a
    bound: the grids' being had once, and their hanging together, is all that was left out. Prices then rise where a
    grid was had by nobody and fall where by several.

    Args:
        ways: row: where to, column: which grid.
        loads: of the grids. workers: how many beats.
        tolerance: how far from an equal share a beat may be, 0.02 for 2 %.
        known: what the best beats known come to.
        go_on: asked before every round but the first; false ends the work with the bound so far.
    """
    n, share = len(loads), loads.sum() / workers
    band = share * (1 - tolerance) - 1e-9 * share, share * (1 + tolerance) + 1e-9 * share
    prices = here = np.sort(ways, axis=0)[min(n // workers, n - 1)]
    best, pace, waited = 0.0, PACE, 0
    for turn in range(ROUNDS):
        if turn and not go_on():
            break
        bound, had = _priced(ways, loads, prices, workers, band)
        if bound > best:
            best, here, waited = bound, prices, 0
        elif (waited := waited + 1) >= PATIENCE:
            prices, pace, waited = here, pace / 2, 0
        lacking = 1 - had
        if best >= known or not lacking.any():
            break
        prices = prices + pace * (known - min(bound, known)) / (lacking @ lacking) * lacking
    return min(best, known)


def _priced(
    ways: np.ndarray, loads: np.ndarray, prices: np.ndarray, workers: int, band: tuple[float, float]
) -> tuple[float, np.ndarray]:
    """The bound at some prices, and how often each grid is had: of every centre, of the cheapest for their load what
    is worth its price, up to the most a beat may have, and what must be for the least."""
    n, (low, high) = len(loads), band
    less = ways - prices
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(loads > 0, less / loads, np.where(less < 0, -np.inf, np.inf))
        np.fill_diagonal(each, -np.inf)  # a centre is in its own beat
        order = each.argsort(axis=1, kind="stable")
        cost, load = np.take_along_axis(less, order, axis=1), loads[order]
        room = np.where(cost < 0, high, low) - (load.cumsum(axis=1) - load)
        part = np.where(load > 0, np.clip(room / load, 0, 1), cost < 0)
    own = order == np.arange(n)[:, None]
    part[own] = 1.0
    value = (cost * part).sum(axis=1)
    chosen = np.argsort(value, kind="stable")[:workers]
    had = np.bincount(order[chosen].ravel(), part[chosen].ravel(), minlength=n)
    return float(prices.sum() + value[chosen].sum()), had
