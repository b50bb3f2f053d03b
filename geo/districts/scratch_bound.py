"""What no beats from scratch can beat: how few grids change hands, whichever of them today's workers get."""

from dataclasses import replace

import numpy as np

from geo.districts.beats import Beats
from geo.districts.program import fewest_by_worker


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
