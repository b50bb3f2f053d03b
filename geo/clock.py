"""The clock of a case: when it is due, how much of its limit has run, which light it shows.

A limit is counted in one of four units over a calendar. Working units run only inside the
working day; a working day is as much working time as one day holds, so a case filed on Friday
at 16:00 with one working day is due on Monday at 16:00. Time for which the clock stood still
(verification, checks, suspension) is added to the limit: ``limit + elapsed(paused, resumed, …)``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from geo.errors import InputError

#: unit → (runs only in working time, its length in hours; None: one working day)
UNITS = {
    "urgent_hour": (False, 1.0),
    "work_hour": (True, 1.0),
    "work_day": (True, None),
    "natural_day": (False, 24.0),
}
#: light → share of the limit up to which it shows
LIGHTS = {"green": 0.8, "yellow": 1.0, "red": np.inf}

_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, and from which hour to which, by the city's wall clock.

    Saturdays and Sundays are free unless they are made up for; holidays are always free.
    """

    holidays: frozenset[date] = frozenset()
    makeup_workdays: frozenset[date] = frozenset()
    work_hours: tuple[float, float] = (9, 17)

    def __post_init__(self) -> None:
        start, end = self.work_hours
        if not 0 <= start < end <= 24:
            raise InputError("work_hours_wrong", start=start, end=end)

    @property
    def hours_per_day(self) -> float:
        """Length of a working day."""
        return self.work_hours[1] - self.work_hours[0]

    def worked(self, days: np.ndarray) -> np.ndarray:
        """Which of the days (datetime64[D]) are worked.

        >>> Calendar(makeup_workdays=frozenset({date(2026, 2, 28)})).worked(
        ...     np.array(["2026-02-27", "2026-02-28", "2026-03-01"], "datetime64[D]")).tolist()
        [True, True, False]
        """
        made_up = np.isin(days, np.array(sorted(self.makeup_workdays), "datetime64[D]"))
        free = np.isin(days, np.array(sorted(self.holidays), "datetime64[D]"))
        return (np.is_busday(days) | made_up) & ~free


def calendar_of(profile: Mapping) -> Calendar:
    """The calendar of a city profile: ``holidays``, ``makeup_workdays``, ``work_hours``."""
    days = {
        key: frozenset(date.fromisoformat(str(day)) for day in profile.get(key, ()))
        for key in ("holidays", "makeup_workdays")
    }
    return Calendar(**days, work_hours=tuple(profile.get("work_hours", (9, 17))))


def due_at(filed_at, limit, unit, calendar: Calendar) -> np.ndarray:
    """When cases are due.

    Args:
        filed_at: moments the clock started (datetime64, city wall clock).
        limit: how many units, above zero; missing gives no due time.
        unit: one of ``UNITS`` each. The three are broadcast against each other.
        calendar: the working days and hours.

    Returns:
        datetime64[us]; ``NaT`` where the moment or the limit is missing.

    Raises:
        InputError: ``unit_unknown``, ``limit_not_positive``.

    >>> due_at(np.datetime64("2026-03-06T16:00"), 4, "work_hour", Calendar())
    array('2026-03-09T12:00:00.000000', dtype='datetime64[us]')
    """
    unit = np.asarray(unit)
    _known(unit)
    filed, limit, _ = np.broadcast_arrays(_moments(filed_at), np.asarray(limit, float), unit)
    if np.any(limit <= 0):
        raise InputError("limit_not_positive", limit=float(np.nanmin(limit)))
    due = np.full(filed.shape, np.datetime64("NaT"), dtype="datetime64[us]")
    for name in np.unique(unit):
        here = (unit == name) & ~np.isnat(filed) & ~np.isnan(limit)
        needed = np.rint(limit[here] * _length(name, calendar)).astype(np.int64)
        if not UNITS[name][0]:
            due[here] = filed[here] + needed.astype("timedelta64[us]")
        elif here.any():
            due[here] = _WorkingTime.from_days(filed[here], needed.max(), calendar).add(filed[here], needed)
    return due


def elapsed(since, until, unit, calendar: Calendar) -> np.ndarray:
    """How many units have run from one moment to another; missing where a moment is.

    >>> friday, monday = np.datetime64("2026-03-06T16:00"), np.datetime64("2026-03-09T12:00")
    >>> float(elapsed(friday, monday, "work_hour", Calendar()))
    4.0
    """
    since, until, unit = np.broadcast_arrays(_moments(since), _moments(until), np.asarray(unit))
    _known(unit)
    units = np.full(since.shape, np.nan)
    for name in np.unique(unit):
        here = (unit == name) & ~np.isnat(since) & ~np.isnat(until)
        ran = (until[here] - since[here]).astype(np.int64)
        if UNITS[name][0] and here.any():
            both = np.concatenate([since[here], until[here]])
            time = _WorkingTime.from_days(both, 0, calendar)
            ran = time.until(until[here]) - time.until(since[here])
        units[here] = ran / _length(name, calendar)
    return units


def light(share) -> np.ndarray:
    """The traffic light for a share of the limit that has run; ``none`` where it is missing.

    >>> light([0.5, 0.8, 0.81, 1.0, 1.01, float("nan")]).tolist()
    ['green', 'green', 'yellow', 'yellow', 'red', 'none']
    """
    share = np.asarray(share, dtype=float)
    return np.select([share <= most for most in LIGHTS.values()], list(LIGHTS), default="none").astype(object)


@dataclass(frozen=True)
class _WorkingTime:
    """Working time counted from the start of a first day; microseconds throughout."""

    first: int
    opens: int
    day_length: int
    before: np.ndarray  # working time before each day
    within: np.ndarray  # working time of each day

    @classmethod
    def from_days(cls, moments: np.ndarray, longest: int, calendar: Calendar) -> "_WorkingTime":
        """From the first of the moments until the last plus the longest limit."""
        length = round(calendar.hours_per_day * _HOUR)
        first = moments.min().astype("datetime64[D]")
        span = int((moments.max().astype("datetime64[D]") - first).astype(int)) + 1
        # whole weeks have five working days each; every holiday may cost one
        weeks = -(-(int(longest) // length + 2 + len(calendar.holidays)) // 5) + 1
        within = calendar.worked(first + np.arange(span + 7 * weeks)) * length
        opens = round(calendar.work_hours[0] * _HOUR)
        return cls(int(first.astype(int)), opens, length, np.cumsum(within) - within, within)

    def until(self, moments: np.ndarray) -> np.ndarray:
        """Working time from the start of the first day to each moment."""
        at = moments.astype(np.int64)
        day = at // _DAY - self.first
        return self.before[day] + np.clip(at % _DAY - self.opens, 0, self.within[day])

    def add(self, moments: np.ndarray, needed: np.ndarray) -> np.ndarray:
        """The earliest moment by which that much working time has passed."""
        target = self.until(moments) + needed
        day = np.searchsorted(self.before + self.within, target, side="left")
        at = (self.first + day) * _DAY + self.opens + target - self.before[day]
        return at.astype("datetime64[us]")


def _moments(values) -> np.ndarray:
    return np.asarray(values, dtype="datetime64[us]")


def _known(unit: np.ndarray) -> None:
    unknown = set(np.unique(unit)) - set(UNITS)
    if unknown:
        raise InputError("unit_unknown", unit=", ".join(sorted(map(str, unknown))), known=", ".join(UNITS))


def _length(unit: str, calendar: Calendar) -> float:
    return (UNITS[unit][1] or calendar.hours_per_day) * _HOUR
