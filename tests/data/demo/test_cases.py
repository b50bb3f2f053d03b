"""When, where and what is reported."""

import numpy as np
import pytest
import shapely

from data.demo import cases
from data.demo.clusters import Planted

DAY = 86_400
NOW = 20_782 * DAY  # a Wednesday


def test_the_year_before_now_and_not_a_second_after(built):
    ((first, last, n),) = built.rows(
        "SELECT min(reported_at)::DATE::TEXT, max(reported_at)::DATE::TEXT, count(*) FROM incident"
    )
    assert (first, last, n) == ("2025-11-25", "2026-11-24", 20_000)


def test_weekends_are_quiet(built):
    count = dict(built.rows("SELECT isodow(reported_at), count(*) FROM incident GROUP BY 1"))
    week = [count[day] for day in range(1, 6)]
    assert count[7] < count[6] < min(week)


def test_days_are_drawn_by_the_table_of_weekdays():
    day = cases._days(700_000, NOW, np.random.default_rng(0))
    share = np.bincount((day // DAY + 3) % 7) / 700_000
    np.testing.assert_allclose(share, cases.WEEK / cases.WEEK.sum(), rtol=0.06)
    # 2026-11-25 is a Wednesday, so the last day drawn is a Tuesday: weekday 1
    assert (day.max() // DAY + 3) % 7 == 1


def test_nights_are_quiet_and_disputes_come_in_the_evening(built):
    hours = np.zeros((2, 24))
    for late, hour, n in built.rows(
        "SELECT category[:2] = '14', hour(reported_at), count(*) FROM incident GROUP BY ALL"
    ):
        hours[int(late), hour] = n
    assert hours[0, 3] < 0.15 * hours[0, 9]
    assert 8 <= hours[0].argmax() <= 11
    assert 18 <= hours[1].argmax() <= 22


def test_every_category_and_source_occurs_the_common_ones_more_often(built):
    rules = {code for (code,) in built.rows("SELECT category FROM category")}
    count = dict(built.rows("SELECT category, count(*) FROM incident GROUP BY 1"))
    assert set(count) == rules
    assert count["1101"] > 2 * count["0202"]
    sources = dict(built.rows("SELECT source, count(*) / 20000 FROM incident GROUP BY 1"))
    assert sources == pytest.approx(cases.SOURCES, abs=0.015)


def test_a_case_lies_in_its_grid(built, shapes):
    frame = built.frame("SELECT grid_id, lon, lat FROM incident")
    polygons = shapes.geometry.to_numpy()[frame["grid_id"].to_numpy() - 1]
    assert shapely.contains_xy(polygons, frame["lon"], frame["lat"]).all()


def test_the_worker_is_who_was_responsible_then(built):
    assert (
        built.rows("""
        SELECT incident_id FROM incident i WHERE worker_id IS DISTINCT FROM (
          SELECT worker_id FROM assignment a WHERE a.grid_id = i.grid_id AND a.valid_from <= i.reported_at
            AND (a.valid_to IS NULL OR a.valid_to > i.reported_at))""")
        == []
    )


def test_nothing_is_reported_before_it_happens(built):
    assert built.rows("SELECT count(*) FROM incident WHERE occurred_at > reported_at") == [(0,)]


def test_cases_say_what_and_where_in_words(built):
    ((words, places, codes),) = built.rows("""
        SELECT count(*) FILTER (description IS NULL), count(*) FILTER (address NOT LIKE '%号附近'),
          count(DISTINCT incident_code) FROM incident""")
    assert (words, places, codes) == (0, 0, 20_000)


def test_few_cases_or_none_are_exactly_as_many():
    class Town:
        outwardness = np.full(10, 0.5)
        community = np.zeros(10, dtype=int)

    nothing = Planted(np.array([0]), np.array([0]), [np.array([1])] * 12, np.arange(2, 10))

    for count in (0, 5, 1000):
        *drawn, planted = cases.draw(
            Town, np.full(10, 400), np.ones(10), nothing, count, ["1101"], NOW, np.random.default_rng(0)
        )
        assert [len(part) for part in drawn] == [count] * 3
        assert len(planted.silent) == 1
