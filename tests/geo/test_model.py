from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from geo.errors import InputError
from geo.model import Note, Period

WEEK = Period(date(2026, 3, 2), date(2026, 3, 9))


def test_a_period_ends_before_until():
    assert WEEK.days == 7
    assert WEEK.last == date(2026, 3, 8)


def test_the_period_before_is_as_long_and_touches():
    before = WEEK.before()
    assert (before.since, before.until, before.days) == (date(2026, 2, 23), WEEK.since, 7)


@pytest.mark.parametrize("until", [date(2026, 3, 2), date(2026, 3, 1)])
def test_a_period_without_days_is_refused(until):
    with pytest.raises(InputError) as refused:
        Period(WEEK.since, until)
    assert refused.value.code == "period_empty"


def test_periods_are_values():
    assert Period(date(2026, 3, 2), date(2026, 3, 9)) == WEEK
    assert len({WEEK, WEEK.before(), Period(WEEK.since, WEEK.until)}) == 2
    with pytest.raises(FrozenInstanceError):
        WEEK.since = date(2026, 1, 1)


def test_a_note_is_valid_unless_said_otherwise_and_shares_no_facts():
    one, other = Note("gi_star_exact", 12), Note("gi_star_exact", 12)
    assert one == other
    assert one.valid
    assert one.facts == {}
    assert one.facts is not other.facts
