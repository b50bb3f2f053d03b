"""Coverage debt: what standards leave unmet, in weighted person-days, with its parts visible."""

from collections.abc import Mapping

import pandas as pd

#: what a day counts for a resident who … ; silence is inferred, not seen, so it counts half
WEIGHTS = {"service": 1.0, "presence": 1.0, "responsibility": 1.0, "voice": 0.5}


def coverage_debt(gaps: pd.DataFrame, days: float, weights: Mapping[str, float] = WEIGHTS) -> pd.DataFrame:
    """Weighted person-days of unmet standard in every grid.

    A resident beyond reach of a facility, in a grid overdue for a visit, or in one that nobody is responsible
    for is owed a day for every day that lasts within the period; where the worker is away, for the days away, and
    where the worker is overloaded, for the share of the hours that is lacking; in a silent grid, for the share of the
    expected reports that is lacking. What is not known is owed nothing. A debt is a standard not met: it
    does not say whose fault that is.

    Args:
        gaps: by ``grid_id``: ``residents``, ``residents_beyond``, ``presence``, ``late_days`` (missing: never
            visited), ``responsibility`` (or how much of it is lacking, 0 to 1), ``voice``, ``n`` and ``expected``.
        days: length of the period.
        weights: by part; a part without one counts as in ``WEIGHTS``.

    Returns:
        ``service_debt``, ``presence_debt``, ``responsibility_debt``, ``voice_debt`` and their sum ``debt``.

    >>> row = dict(residents=100, residents_beyond=30, presence=True, late_days=2, responsibility=False,
    ...            voice=True, n=3, expected=12)
    >>> coverage_debt(pd.DataFrame([row]), 10).iloc[0].tolist()
    [300.0, 200.0, 0.0, 375.0, 875.0]
    """
    residents = gaps["residents"].astype(float).fillna(0).clip(lower=0)
    late = gaps["late_days"].astype(float).fillna(days).clip(upper=days)
    lacking = (1 - gaps["n"] / gaps["expected"].where(gaps["expected"] > 0)).fillna(0).clip(lower=0)
    person_days = {
        "service": gaps["residents_beyond"].astype(float).fillna(0) * days,
        "presence": residents * gaps["presence"] * late,
        "responsibility": residents * gaps["responsibility"] * days,
        "voice": residents * gaps["voice"] * lacking * days,
    }
    weighed = {**WEIGHTS, **weights}
    parts = pd.DataFrame({f"{name}_debt": weighed[name] * owed for name, owed in person_days.items()})
    return parts.assign(debt=parts.sum(axis=1))
