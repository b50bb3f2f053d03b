"""Small values that travel between the layers: a period, and the note beside a result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from geo.errors import InputError


@dataclass(frozen=True)
class Period:
    """Days from ``since`` up to, not including, ``until``.

    >>> week = Period(date(2026, 3, 2), date(2026, 3, 9))
    >>> week.days
    7
    >>> week.before().since
    datetime.date(2026, 2, 23)
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise InputError("period_empty", since=self.since, until=self.until)

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.until - self.since).days

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.until - timedelta(days=1)

    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.since - timedelta(days=self.days), self.since)


@dataclass(frozen=True)
class Note:
    """How a result came to be; shown beside it, exported with it.

    ``method`` and ``caveats`` are codes, turned into words by the face; ``valid`` is False
    when there is too little to say anything.
    """

    method: str
    n: int
    period: Period | None = None
    source: str = ""
    seed: int | None = None
    valid: bool = True
    caveats: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
