"""Voices from the record: the planted silence of demos, the window, the past, and scope."""

import json
from datetime import date, datetime, timedelta

import pytest
import stock

from data import grids as areas
from data.db import open_record
from data.demo import cases, make_demo
from data.permits import OPERATOR, Actor
from data.voice import STEPS, _by_kind, voices
from geo.bursts import without_bursts
from geo.model import Period

UNTIL = date(2026, 11, 25)
#: what the gaps screen shows unless somebody chooses otherwise
QUARTER = Period(date(2026, 8, 27), UNTIL)
SEEDS = (7, *range(1, 7), *range(8, 13))


def found_in_demo(seed: int) -> tuple[set, set]:
    """Grids called silent, and those that are."""
    record = open_record(":memory:")
    try:
        make_demo(record, until=UNTIL, seed=seed)
        frame, _note = voices(record, OPERATOR, QUARTER)
        return set(frame.index[frame["silent"]]), set(json.loads(record.setting("demo_truth"))["silent"])
    finally:
        record.close()


@pytest.fixture(scope="module")
def found():
    """By seed, at 30 % of what is expected of nine grids."""
    return {seed: found_in_demo(seed) for seed in SEEDS}


def test_planted_silent_grids_of_the_default_demo_are_found(found):
    called, planted = found[7]
    assert len(called & planted) >= 0.8 * len(planted)
    assert len(called & planted) >= 0.8 * len(called)


def test_planted_silent_grids_are_found_over_twelve_demos(found):
    hit = sum(len(called & planted) for called, planted in found.values())
    assert hit >= 0.85 * sum(len(planted) for _, planted in found.values())
    assert hit >= 0.85 * sum(len(called) for called, _ in found.values())


def test_where_nothing_is_planted_hardly_a_grid_is_called_silent(monkeypatch):
    """At most one in a hundred, of 600 each."""
    monkeypatch.setattr(cases, "SILENT_RATE", 1.0)
    assert max(len(found_in_demo(seed)[0]) for seed in SEEDS[:4]) <= 6


def test_a_month_of_trouble_next_door_is_no_reason_to_expect_more(demo_record, demo_until):
    """The demo's cluster moves every month: what it leaves with each grid is a burst, in its kind alone."""
    everybody = areas.facts(demo_record, OPERATOR).index
    year = Period(demo_until - timedelta(days=365), demo_until)
    kinds = _by_kind(demo_record, OPERATOR, year, everybody)
    assert kinds.shape[0] == 600 and kinds.shape[2] == STEPS and kinds.sum() == 20_000
    assert 400 < kinds.sum() - without_bursts(kinds).sum() < 1700  # 1,630 cases were planted on top


def test_a_quarter_is_looked_at_within_its_year(demo_record, demo_until):
    frame, note = voices(demo_record, OPERATOR, Period(demo_until - timedelta(days=90), demo_until))
    assert note.period.days == 365 and note.period.until == demo_until
    assert frame["n"].sum() == note.n == 20_000
    assert (frame["expected_low"] <= frame["expected"]).all() and (
        frame["expected"] <= frame["expected_high"]
    ).all()
    assert frame["before"].isna().all()  # the demo has one year


def test_what_was_before_the_year_is_the_past(town_record):
    rows = [{"grid_id": 1, "reported_at": datetime(2024, 9, day)} for day in range(1, 11)]
    stock.put_incidents(town_record, [*rows, {"grid_id": 2, "reported_at": datetime(2026, 3, 1)}])
    frame, note = voices(town_record, OPERATOR, Period(date(2026, 3, 1), date(2026, 3, 31)))
    assert note.period.since == date(2025, 3, 31)
    days = (note.period.since - date(2024, 9, 1)).days
    assert frame.loc[1, "before"] == pytest.approx(10 * 365 / days)


def test_a_young_record_is_looked_at_whole(town_record):
    stock.put_incidents(town_record, [{"grid_id": 1, "reported_at": datetime(2026, 3, 9)}])
    frame, note = voices(town_record, OPERATOR, Period(date(2026, 3, 20), date(2026, 3, 31)))
    assert note.period.since == date(2026, 3, 9)
    assert frame.loc[1, "n"] == 1


def test_a_scope_hears_its_own_grids_by_the_measure_of_all(demo_record):
    everybody, _ = voices(demo_record, OPERATOR, QUARTER)
    own, note = voices(demo_record, Actor("Worker 3", "worker", "worker:3"), QUARTER)
    assert 0 < len(own) < 100
    assert own["expected"].equals(everybody.loc[own.index, "expected"])
    assert note.n == own["n"].sum() and note.facts["grids"] <= len(own)


def test_residents_where_no_household_is_known(town_record):
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE grid SET households = NULL")
    stock.put_incidents(town_record, [{"grid_id": 1, "reported_at": datetime(2026, 3, 9)}])
    assert voices(town_record, OPERATOR, QUARTER)[1].method == "negative_binomial_residents"


def test_an_empty_record_hears_nothing(record):
    frame, note = voices(record, OPERATOR, QUARTER)
    assert frame.empty and not note.valid
