"""The figures leaders see, defined once, and the grids to look at first, each with its reasons.

A figure without data is missing, never 0 or 100 %.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.rates import small_number, wilson


@dataclass(frozen=True)
class Figure:
    """One number of the overview: the sum of a column over the grids.

    ``basis`` says on what time it stands: ``end`` as things stood when the period ended,
    ``reported`` by the time reported, ``today`` as things stand now. ``better`` is the direction
    that is good news, empty where neither is.
    """

    code: str
    column: str
    basis: str
    better: str


FIGURES = (
    Figure("open_cases", "open_cases", basis="end", better="lower"),
    Figure("new_cases", "new_cases", basis="reported", better=""),
    Figure("overdue_cases", "overdue_cases", basis="end", better="lower"),
    Figure("grids_without_worker", "no_worker", basis="end", better="lower"),
    Figure("residents_beyond_reach", "beyond_reach", basis="today", better="lower"),
)


def ratio(numerator: float, denominator: float) -> float:
    """One over the other; missing over zero.

    >>> ratio(1, 4), ratio(0, 0)
    (0.25, nan)
    """
    return float(numerator) / float(denominator) if denominator else float("nan")


def miss_rate(missed: pd.Series, filed: pd.Series) -> pd.DataFrame:
    """Share of the filed cases that somebody else found before the worker: lower is better.

    Args:
        missed: cases a resident or the hotline told of first. filed: all filed cases, with the same index.

    Returns:
        ``miss_rate`` and Wilson's 95 % interval ``miss_low`` to ``miss_high``; missing below
        ``geo.rates.SMALL`` filed cases: so few say nothing of anybody.

    >>> miss_rate(pd.Series([3, 1]), pd.Series([12, 4])).round(3).to_dict("records")[0]
    {'miss_rate': 0.25, 'miss_low': 0.089, 'miss_high': 0.532}
    """
    return _share("miss", missed, filed)


def on_time(kept: pd.Series, due: pd.Series) -> pd.DataFrame:
    """Share of the cases due in a period that were handled by then: higher is better.

    Args:
        kept: cases handled at or before their due time. due: all that fell due, with the same index.

    Returns:
        ``on_time_rate``, and as ``miss_rate`` its interval ``on_time_low`` to ``on_time_high``.

    >>> on_time(pd.Series([9, 4]), pd.Series([12, 4])).round(3).to_dict("records")[0]
    {'on_time_rate': 0.75, 'on_time_low': 0.468, 'on_time_high': 0.911}
    """
    return _share("on_time", kept, due)


def _share(name: str, part: pd.Series, whole: pd.Series) -> pd.DataFrame:
    """``name_rate`` with Wilson's interval; missing where too few stand behind it."""
    enough = whole.where(~small_number(whole)).astype(float)
    frame = wilson(part, enough).add_prefix(f"{name}_")
    frame.insert(0, f"{name}_rate", part / enough)
    return frame


def overview(after: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The five numbers with their change against the period before.

    Args:
        after: by ``grid_id``, the columns that ``FIGURES`` name; one that is absent has no data.
        before: the same for the period before.

    Returns:
        By figure code: ``value``, ``before``, ``change``, ``change_ratio`` (of the value before),
        ``basis``, ``better``.
    """
    rows = []
    for figure in FIGURES:
        value, earlier = _total(after, figure.column), _total(before, figure.column)
        change = value - earlier
        rows.append(
            (figure.code, value, earlier, change, ratio(change, earlier), figure.basis, figure.better)
        )
    columns = ["figure", "value", "before", "change", "change_ratio", "basis", "better"]
    return pd.DataFrame(rows, columns=columns).set_index("figure")


def _total(frame: pd.DataFrame, column: str) -> float:
    return float(frame[column].sum(min_count=1)) if column in frame else float("nan")


def _rank(values: pd.Series) -> pd.Series:
    """Place among the grids that have any, from just above 0 to 1 for the most; 0 for none."""
    return values.where(values > 0).rank(pct=True).fillna(0.0)


def _overdue(grids: pd.DataFrame) -> pd.Series:
    return _rank(grids["overdue_cases"])


def _rising(grids: pd.DataFrame) -> pd.Series:
    """Standardised difference of two Poisson counts: 2 is the least that is mentioned, 5 is full."""
    new, old = grids["new_cases"], grids["new_before"]
    z = (new - old) / np.sqrt((new + old).clip(lower=1))
    return (z / 5).clip(upper=1).where(z >= 2, 0.0)


def _hotspot(grids: pd.DataFrame) -> pd.Series:
    return grids["class"].map({"hot_99": 1.0, "hot_95": 0.7, "hot_90": 0.4}).fillna(0.0)


def _visit_late(grids: pd.DataFrame) -> pd.Series:
    """By days late; a grid never visited counts in full."""
    return _rank(grids["late_days"]).where(grids["late_days"].notna(), 1.0) * grids["late"]


@dataclass(frozen=True)
class Reason:
    """Why a grid is worth a look: points × strength (0 to 1), and the facts a sentence needs."""

    code: str
    points: float
    strength: Callable[[pd.DataFrame], pd.Series]
    needs: tuple[str, ...]


#: the points are this product's choice and add up to 100; a grid's score is their sum over its reasons
REASONS = (
    Reason("overdue", 30, _overdue, ("overdue_cases",)),
    Reason("rising", 20, _rising, ("new_cases", "new_before")),
    Reason("likely", 10, lambda grids: grids["likely"].astype(float), ("likely",)),
    Reason("hotspot", 5, _hotspot, ("class",)),
    Reason("no_worker", 15, lambda grids: grids["no_worker"].astype(float), ("no_worker",)),
    Reason("silent", 10, lambda grids: grids["silent"].astype(float), ("silent", "n_heard", "expected")),
    Reason("visit_late", 10, _visit_late, ("late", "late_days")),
)


def grids_to_watch(grids: pd.DataFrame, k: int = 10) -> pd.DataFrame:
    """The k grids most worth a look, with the reasons.

    Args:
        grids: by ``grid_id``; reasons whose columns are absent are not considered.
        k: how many at most; grids without any reason are never named.

    Returns:
        By ``grid_id``, highest score first: ``score`` (0 to 100), ``reason`` (the one with most
        points), ``reasons`` (all, most points first), ``facts`` (the columns behind them).
    """
    known = [reason for reason in REASONS if set(reason.needs) <= set(grids.columns)]
    points = pd.DataFrame(
        {reason.code: reason.points * reason.strength(grids).astype(float) for reason in known},
        index=grids.index,
    )
    score = points.sum(axis=1)
    chosen = score[score > 0].sort_values(ascending=False, kind="stable").index[:k]
    rows = [_row(score[grid_id], points.loc[grid_id], grids.loc[grid_id]) for grid_id in chosen]
    return pd.DataFrame(rows, index=chosen, columns=["score", "reason", "reasons", "facts"])


def _row(score: float, points: pd.Series, grid: pd.Series) -> tuple[float, str, tuple[str, ...], dict]:
    order = points[points > 0].sort_values(ascending=False, kind="stable").index
    needs = {reason.code: reason.needs for reason in REASONS}
    facts = {column: grid[column] for code in order for column in needs[code]}
    return float(score), order[0], tuple(order), facts
