"""Coverage debt: what standards leave unmet, in weighted person-days, with its parts visible."""

from collections.abc import Mapping

import pandas as pd

#: what a day counts for a resident who … ; silence is inferred, not seen, so it counts half
WEIGHTS = {"service": 1.0, "presence": 1.0, "responsibility": 1.0, "voice": 0.5}


def coverage_debt(gaps: pd.DataFrame, days: float, weights: Mapping[str, float] = WEIGHTS) -> pd.DataFrame:
    """Weighted person-days of unmet standard in every grid.

    A resident beyond reach of a facility is owed every day of the period; in a grid overdue for a visit, the days on
    which it was; in one where nobody responsible was there, the days on which that was so, or, where that is more, the
    share of the hours needed that an overloaded worker has not; in a silent grid, the share of the expected reports
    that is lacking. What is not known is owed nothing. A debt is a standard not met: it does not say whose fault
    that is.

    Args:
        gaps: by ``grid_id``: ``residents``, ``residents_beyond``, ``overdue_days`` of the period,
            ``responsibility_share`` (how much of it was lacking, 0 to 1), ``voice``, ``n`` and ``expected``.
        days: length of the period.
        weights: by part; a part without one counts as in ``WEIGHTS``.

    Returns:
        ``service_debt``, ``presence_debt``, ``responsibility_debt``, ``voice_debt`` and their sum ``debt``.

    >>> row = dict(residents=100, residents_beyond=30, overdue_days=2, responsibility_share=0, voice=True,
    ...            n=3, expected=12)
    >>> coverage_debt(pd.DataFrame([row]), 10).iloc[0].tolist()
    [300.0, 200.0, 0.0, 375.0, 875.0]
    """
    residents = gaps["residents"].astype(float).fillna(0).clip(lower=0)
    lacking = (1 - gaps["n"] / gaps["expected"].where(gaps["expected"] > 0)).fillna(0).clip(lower=0)
    person_days = {
        "service": gaps["residents_beyond"].astype(float).fillna(0) * days,
        "presence": residents * gaps["overdue_days"],
        "responsibility": residents * gaps["responsibility_share"] * days,
        "voice": residents * gaps["voice"] * lacking * days,
    }
    weighed = {**WEIGHTS, **weights}
    parts = pd.DataFrame({f"{name}_debt": weighed[name] * owed for name, owed in person_days.items()})
    return parts.assign(debt=parts.sum(axis=1))
