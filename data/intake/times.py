"""Times as people write them: which of two numbers is the day, and what an offset means by the city's clock.

Whether 01/02/2026 is in January or in February is decided for a column as a whole, by the dates in it that
can only be read one way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.model import Problem

#: forms of dates and times beside ISO 8601, in order of trial
_YEAR_FIRST = (
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d%H%M%S", "%Y%m%d",
)  # fmt: skip
#: what may follow a date whose year comes last
_HOURS = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M", "")
_NUMBERS = r"(?P<first>\d{1,2})(?P<mark>[/.\-])(?P<second>\d{1,2})[/.\-]\d{4}"
#: the last six characters of a text that may state an offset
_TAIL = r"(Z|[+-]\d\d(:?\d\d)?)$"
_OFFSET = r"(\d:\d\d(?:\.\d+)?)\s*(Z|[+-]\d\d(?::?\d\d)?)$"
_DAY = 86_400
#: seconds from the year 2 to the year 9998, where every zone has an answer
_SPAN = (-62_104_060_800, 253_370_764_800)


@dataclass(frozen=True)
class Habit:
    """How a column of texts writes its times.

    ``order`` is ``month``, ``day`` or ``mixed``: what comes first where the year comes last; ``marks`` are
    the signs between them; ``doubtful`` is a date that could be either where nothing in the column tells;
    ``offsets`` says that some texts may state their distance from UTC.
    """

    order: str = "month"
    marks: tuple[str, ...] = ()
    doubtful: str = ""
    offsets: bool = False


def habit(column: pa.ChunkedArray) -> Habit:
    """How a column of texts writes its times, from all of its values.

    >>> habit(pa.chunked_array([["01/02/2026", "13/02/2026"]])).order
    'day'
    """
    heads = pc.unique(pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(column), 0, 10))
    tails = pc.unique(pc.utf8_slice_codeunits(pc.utf8_rtrim_whitespace(column), -6))
    offsets = bool(pc.any(pc.match_substring_regex(tails, _TAIL)).as_py())
    heads = pc.filter(heads, pc.match_substring_regex(heads, f"^{_NUMBERS}"))
    parts = pc.extract_regex(heads, f"^{_NUMBERS}")
    marks = tuple(sorted(set(parts.field("mark").to_pylist())))
    first, second = (pc.cast(parts.field(name), pa.int64()).to_numpy() for name in ("first", "second"))
    day, month = ((first > 12) & (second <= 12)).any(), ((second > 12) & (first <= 12)).any()
    either = heads.filter(pa.array((first != second) & (first <= 12) & (second <= 12)))
    if day or month or not len(either):
        return Habit("mixed" if day and month else "day" if day else "month", marks, "", offsets)
    return Habit("month", marks, re.match(_NUMBERS, either[0].as_py())[0], offsets)


def is_year_last(text: str) -> bool:
    """Whether a text is a date of which the column as a whole tells the day from the month.

    >>> is_year_last("03/02/2026 08:00"), is_year_last("2026-02-03")
    (True, False)
    """
    return re.match(_NUMBERS, text.lstrip()) is not None


def remark(column: str, shown: Habit) -> Iterator[Problem]:
    """What is worth saying about a column's dates."""
    if shown.order == "mixed":
        yield Problem("dates_mixed", {"column": column})
    if shown.doubtful:
        yield Problem("dates_month_first", {"column": column, "example": shown.doubtful})


def wall_sql(text: str, shown: Habit) -> str:
    """SQL: the time a text states, its offset left out; null where it cannot be read."""
    bare = f"regexp_replace({text}, '{_OFFSET}', '\\1')" if shown.offsets else text
    orders = {"month": ("%m{0}%d",), "day": ("%d{0}%m",), "mixed": ("%m{0}%d", "%d{0}%m")}[shown.order]
    dates = [f"{order}{{0}}%Y".format(mark) for order in orders for mark in shown.marks]
    forms = [f"{date} {hour}".strip() for date in dates for hour in _HOURS] + list(_YEAR_FIRST)
    read = f"coalesce(TRY_CAST({bare} AS TIMESTAMP), try_strptime({bare}, {forms}))"
    if shown.order != "mixed":
        return read
    one, two = (f"TRY_CAST(regexp_extract({text}, '^{_NUMBERS}', {n}) AS INTEGER)" for n in (1, 3))
    return f"CASE WHEN {one} <= 12 AND {two} <= 12 AND {one} <> {two} THEN NULL ELSE {read} END"


def offset_sql(text: str) -> str:
    """SQL: minutes by which the time a text states is ahead of UTC; null where it does not say."""
    stated = f"regexp_extract({text}, '{_OFFSET}', 2)"
    minutes = f"CAST({stated}[2:3] AS INTEGER) * 60 + coalesce(TRY_CAST(replace({stated}[4:], ':', '') AS INTEGER), 0)"
    signed = f"CASE {stated}[1:1] WHEN '-' THEN -1 ELSE 1 END * ({minutes})"
    return f"CASE {stated} WHEN '' THEN NULL WHEN 'Z' THEN 0 ELSE {signed} END"


def in_city(walls: pa.ChunkedArray, offsets: pa.ChunkedArray, zone: str) -> pa.Array:
    """Stated times by the city's clock: those with an offset converted, the others as they are.

    Args:
        walls: timestamps without zone. offsets: minutes ahead of UTC, null where none is stated.
    """
    wall = walls.to_numpy().astype("datetime64[us]")
    stated = offsets.is_valid().to_numpy() & ~np.isnat(wall)
    ahead = offsets.filter(pa.array(stated)).to_numpy().astype("timedelta64[m]")
    wall = wall.copy()
    wall[stated] = by_the_clock(wall[stated] - ahead, zone)
    return pa.array(wall)


def by_the_clock(instants: np.ndarray, zone: str) -> np.ndarray:
    """What a city's clocks show at moments in UTC (datetime64), summer time and all.

    >>> by_the_clock(np.array(["2026-03-08T07:59:59", "2026-03-08T08:00"], "M8[s]"), "America/Chicago").tolist()
    [datetime.datetime(2026, 3, 8, 1, 59, 59), datetime.datetime(2026, 3, 8, 3, 0)]
    """
    known = ~np.isnat(instants)
    seconds = instants[known].astype("datetime64[s]").astype(np.int64)
    days, which = np.unique(seconds // _DAY, return_inverse=True)
    ahead, later = (_ahead(edge * _DAY, zone) for edge in (days, days + 1))
    shift = ahead[which]
    moving = (ahead != later)[which]  # the clocks are put forward or back on that day
    shift[moving] = _ahead(seconds[moving], zone)
    shown = instants.copy()
    shown[known] += shift.astype("timedelta64[s]")
    return shown


def _ahead(seconds: np.ndarray, zone: str) -> np.ndarray:
    """Seconds that the zone's clocks are ahead of UTC at moments given in seconds."""
    clock = ZoneInfo(zone)
    moments = (datetime.fromtimestamp(second, UTC) for second in np.clip(seconds, *_SPAN).tolist())
    return np.array(
        [clock.utcoffset(moment.astimezone(clock)).total_seconds() for moment in moments], np.int64
    )
