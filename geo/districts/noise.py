"""Whether an imbalance is more than chance: loads are counted over some months, and next months differ."""

import numpy as np
import pandas as pd
from scipy import stats

from geo.districts.beats import Beats, away_from_share
from geo.workload import summed_se

#: among all workers together, how often chance alone may say that somebody is out of balance
ALARM = 0.05


def uncertain(beats: Beats, errors: np.ndarray, alarm: float = ALARM) -> pd.DataFrame:
    """How far every worker is from a fair share today, with the interval that chance leaves open.

    A fair share is itself a part of the uncertain total, which the interval takes into account. The
    intervals hold for all workers together (Šidák).

    Args:
        beats: who has what.
        errors: standard error of every grid's load, hours a week, independent of one another.
        alarm: how often one of the intervals may miss.

    Returns:
        ``away``, ``low`` and ``high`` by ``worker_id``, fractions of a fair share; nobody who leaves.

    Source: Šidák (1967), Journal of the American Statistical Association 62.
    """
    part = beats.shares / beats.loads.sum()
    own = summed_se(errors, beats.today, len(part)) ** 2
    variance = (1 - part) ** 2 * own + part**2 * (own.sum() - own)
    stay = beats.shares > 0
    reach = (
        stats.norm.isf((1 - (1 - alarm) ** (1 / stay.sum())) / 2)
        * np.sqrt(variance[stay])
        / beats.shares[stay]
    )
    away = away_from_share(beats, beats.today)[stay]
    ids = pd.Index(beats.worker_ids[stay], name="worker_id")
    return pd.DataFrame({"away": away, "low": away - reach, "high": away + reach}, index=ids)


def within_noise(beats: Beats, tolerance: float, errors: np.ndarray, alarm: float = ALARM) -> bool:
    """Whether nobody is surely outside the band, so that the best advice is to change nothing.

    Somebody who leaves, or who has no grid yet, is no matter of chance.

    Args: as for ``uncertain``; ``tolerance`` is the band's half width, 0.1 for 10 %.
    """
    waiting = np.bincount(beats.today, minlength=len(beats.shares)) == 0
    if waiting.any() or (beats.shares[beats.today] <= 0).any():
        return False
    found = uncertain(beats, errors, alarm)
    return bool(((found["low"] <= tolerance) & (found["high"] >= -tolerance)).all())
