from datetime import date

import numpy as np
import pytest

from geo.clock import LIGHTS, UNITS, Calendar, calendar_of, due_at, elapsed, light
from geo.errors import InputError

#   March 2026        6 Friday, 7 and 8 weekend, 9 Monday
PLAIN = Calendar()
# National Day: 1 to 7 October are free; Sunday 27 September and Saturday 10 October are worked.
OCTOBER = Calendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    makeup_workdays=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)


def due(filed_at, limit, unit, calendar=PLAIN):
    return str(due_at(np.datetime64(filed_at), limit, unit, calendar).item())[:16]


@pytest.mark.parametrize(
    ("filed_at", "limit", "unit", "expected"),
    [
        ("2026-03-06T16:00", 4, "work_hour", "2026-03-09 12:00"),  # Friday 1 h, Monday 3 h
        ("2026-03-06T16:00", 1, "work_hour", "2026-03-06 17:00"),  # to the end of the day
        ("2026-03-06T09:00", 8, "work_hour", "2026-03-06 17:00"),
        ("2026-03-06T18:30", 1, "work_hour", "2026-03-09 10:00"),  # after hours: from Monday 9:00
        ("2026-03-06T07:00", 1, "work_hour", "2026-03-06 10:00"),  # before hours: from 9:00
        ("2026-03-07T12:00", 8, "work_hour", "2026-03-09 17:00"),  # Saturday: all of Monday
        ("2026-03-06T16:00", 1, "work_day", "2026-03-09 16:00"),
        ("2026-03-05T10:30", 5, "work_day", "2026-03-12 10:30"),
        ("2026-03-07T12:00", 1, "work_day", "2026-03-09 17:00"),
        ("2026-03-06T16:00", 4, "urgent_hour", "2026-03-06 20:00"),
        ("2026-03-06T23:00", 24, "urgent_hour", "2026-03-07 23:00"),
        ("2026-03-06T16:00", 3, "natural_day", "2026-03-09 16:00"),
        ("2026-03-06T16:00", 0.5, "work_hour", "2026-03-06 16:30"),
    ],
)
def test_due_times_that_can_be_counted_by_hand(filed_at, limit, unit, expected):
    assert due(filed_at, limit, unit) == expected


@pytest.mark.parametrize(
    ("filed_at", "limit", "unit", "expected"),
    [
        ("2026-09-30T16:00", 2, "work_hour", "2026-10-08 10:00"),  # the week of the holiday is skipped
        ("2026-09-25T16:00", 1, "work_day", "2026-09-27 16:00"),  # Friday to the Sunday made up
        ("2026-10-09T16:00", 1, "work_day", "2026-10-10 16:00"),  # Friday to the Saturday made up
        ("2026-09-30T10:00", 3, "work_day", "2026-10-10 10:00"),  # 8, 9 and 10 October
        ("2026-09-30T16:00", 2, "urgent_hour", "2026-09-30 18:00"),  # urgent hours know no holiday
        ("2026-09-30T16:00", 2, "natural_day", "2026-10-02 16:00"),
    ],
)
def test_holidays_and_the_days_that_make_up_for_them(filed_at, limit, unit, expected):
    assert due(filed_at, limit, unit, OCTOBER) == expected


def test_a_day_both_holiday_and_made_up_is_free():
    day = frozenset({date(2026, 3, 9)})
    assert (
        due("2026-03-06T16:00", 1, "work_day", Calendar(holidays=day, makeup_workdays=day))
        == "2026-03-10 16:00"
    )


def test_a_night_shift_calendar():
    assert due("2026-03-06T19:00", 5, "work_hour", Calendar(work_hours=(0, 24))) == "2026-03-07 00:00"
    assert due("2026-03-06T10:00", 1, "work_day", Calendar(work_hours=(8.5, 12))) == "2026-03-09 10:00"


def test_many_cases_at_once_each_with_its_own_limit():
    filed = np.array(["2026-03-06T16:00", "2026-03-06T16:00", "NaT", "2026-03-06T16:00"], "datetime64[s]")
    found = due_at(filed, [4, 3, 1, np.nan], ["work_hour", "natural_day", "work_day", "work_day"], PLAIN)
    assert found.dtype == "datetime64[us]"
    assert found[0] == np.datetime64("2026-03-09T12:00")
    assert found[1] == np.datetime64("2026-03-09T16:00")
    assert np.isnat(found[2:]).all()
    assert due_at(np.array([], "datetime64[us]"), 1, "work_day", PLAIN).shape == (0,)


def test_what_has_run_reaches_the_limit_exactly_when_it_is_due():
    rng = np.random.default_rng(4)
    filed = np.datetime64("2026-08-01") + rng.integers(0, 100 * 86400, 2000).astype("timedelta64[s]")
    limit = rng.integers(1, 60, 2000)
    for unit in UNITS:
        ran = elapsed(filed, due_at(filed, limit, unit, OCTOBER), unit, OCTOBER)
        assert ran == pytest.approx(limit, abs=1e-6)


def test_working_time_counted_day_by_day_agrees():
    """The peer counts minutes one by one."""
    filed = np.datetime64("2026-09-24T15:17")
    minutes = filed + np.arange(40 * 1440).astype("timedelta64[m]")
    hour = (minutes - minutes.astype("datetime64[D]")).astype(int) // 60
    worked = OCTOBER.worked(minutes.astype("datetime64[D]")) & (hour >= 9) & (hour < 17)
    for needed in (1, 90, 600, 4000):
        last = minutes[worked][needed - 1] + np.timedelta64(1, "m")
        assert due_at(filed, needed / 60, "work_hour", OCTOBER) == last


def test_nothing_runs_over_a_weekend_and_everything_runs_backwards():
    saturday, sunday = np.datetime64("2026-03-07T10:00"), np.datetime64("2026-03-08T10:00")
    assert elapsed(saturday, sunday, "work_hour", PLAIN) == 0
    assert elapsed(saturday, sunday, "natural_day", PLAIN) == 1
    assert (
        elapsed(np.datetime64("2026-03-06T16:00"), np.datetime64("2026-03-06T10:00"), "work_hour", PLAIN)
        == -6
    )
    assert np.isnan(elapsed(np.datetime64("NaT"), sunday, "work_day", PLAIN))


def test_time_stood_still_is_added_to_the_limit():
    """Four hours from Friday 10:00 would end at 14:00; paused from 11:00 to 13:00 they end at 16:00."""
    filed, paused, resumed = (np.datetime64(f"2026-03-06T{hour}:00") for hour in (10, 11, 13))
    limit = 4 + elapsed(paused, resumed, "work_hour", PLAIN)
    assert due_at(filed, limit, "work_hour", PLAIN) == np.datetime64("2026-03-06T16:00")


def test_the_traffic_light():
    assert light([0, 0.8, 0.8001, 1, 1.0001, -1, np.nan]).tolist() == [
        "green", "green", "yellow", "yellow", "red", "green", "none",
    ]  # fmt: skip
    assert list(LIGHTS) == ["green", "yellow", "red"]


def test_the_calendar_of_a_profile():
    profile = {"holidays": ["2026-10-01"], "makeup_workdays": ["2026-09-27"], "work_hours": [8, 18]}
    calendar = calendar_of(profile)
    assert calendar == Calendar(frozenset({date(2026, 10, 1)}), frozenset({date(2026, 9, 27)}), (8, 18))
    assert calendar.hours_per_day == 10
    assert calendar_of({}) == PLAIN


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: due_at(np.datetime64("2026-03-06"), 1, "fortnight", PLAIN), "unit_unknown"),
        (
            lambda: elapsed(np.datetime64("2026-03-06"), np.datetime64("2026-03-07"), "", PLAIN),
            "unit_unknown",
        ),
        (lambda: due_at(np.datetime64("2026-03-06"), 0, "work_day", PLAIN), "limit_not_positive"),
        (lambda: Calendar(work_hours=(17, 9)), "work_hours_wrong"),
    ],
)
def test_what_makes_no_sense_is_refused(call, code):
    with pytest.raises(InputError) as refused:
        call()
    assert refused.value.code == code
