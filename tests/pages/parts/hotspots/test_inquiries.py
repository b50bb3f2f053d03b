"""What takes longer, asked of the demo: planted things are found, and what is said is about the right days."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from data import facilities, studies
from data import grids as areas
from data.notes import method_text
from data.permits import Actor
from geo.errors import Cancelled, NotFound
from geo.hotspots.backtest import Choice
from geo.model import Note, Period
from pages.parts.hotspots import findings, inquiries

LEADER = Actor("x", "leader", "all")


@pytest.fixture
def until(demo_record):
    return studies.last_day(demo_record, LEADER)


def quiet(share: float) -> None:
    """Progress nobody looks at."""


def test_the_alarm_looks_at_the_last_sixty_days(demo_record, until):
    clusters, note = inquiries.alarms(demo_record, LEADER, until, "", "permutation", quiet)
    assert note.valid and note.period.days == inquiries.SCAN_DAYS and note.period.until == until
    assert (clusters["until"].map(lambda day: (until - day).days) == 1).all()  # all are still alive


def test_a_circle_holds_the_middles_of_its_grids_and_no_others(demo_record, until):
    clusters, _note = inquiries.alarms(demo_record, LEADER, until, "", "permutation", quiet)
    row = clusters.iloc[0]
    shapes = areas.grids(demo_record, LEADER).set_index("grid_id").geometry
    middles = shapes.to_crs(shapes.estimate_utm_crs()).centroid
    here = gpd.GeoSeries(gpd.points_from_xy([row["lon"]], [row["lat"]]), crs="EPSG:4326").to_crs(middles.crs)
    inside = middles.index[middles.distance(here.iloc[0]) <= row["radius_m"] * 1.001 + 0.5]
    assert set(inside) == set(row["grid_ids"])


def test_people_are_called_what_they_are(demo_record, town_record, until):
    """Chance against residents is not said to be against households."""
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE grid SET households = NULL")
    period = Period(date(2026, 3, 1), date(2026, 4, 1))
    for told in (findings.found(town_record, LEADER, period, "", "households").note,
                 findings.found(town_record, LEADER, period, "", "households", "moran").note,
                 findings.history(town_record, LEADER, period.until, "", "households")[0].note):  # fmt: skip
        assert "household" not in method_text(told)


def test_every_way_is_tried_on_whole_weeks(demo_record, until):
    tried = inquiries.tried(demo_record, LEADER, until, "", quiet)
    by_lot = tried.frame[tried.frame["method"] == "random"]
    assert by_lot["pai"].round(6).eq(1).all()
    assert tried.note.period.days % 7 == 0


def test_the_list_holds_one_twentieth_of_the_area(demo_record, until):
    listed = inquiries.likely(demo_record, LEADER, until, "")
    areas = studies.sites(demo_record, LEADER)["area_km2"]
    assert areas[listed].sum() / areas.sum() == pytest.approx(0.05, abs=0.005)
    counts, _period = studies.steps(demo_record, LEADER, until)
    dense = counts.sum(axis=1) / areas
    assert dense[listed].mean() > 2 * dense[~listed].mean()


@pytest.mark.parametrize("verdict", ["better", "simple", "chance", "too_few"])
def test_the_list_is_by_the_way_that_came_out_best_and_empty_where_none_works(
    demo_record, until, monkeypatch, verdict
):
    """By last week's cases: no grid left out has more of them on its area than one listed."""
    chosen = inquiries.Tried(pd.DataFrame(), Choice("last", verdict, pd.Series()), Note("backtest", 0))
    monkeypatch.setattr(inquiries, "tried", lambda *_asked: chosen)
    listed = inquiries.likely(demo_record, LEADER, until, "")
    if verdict in ("chance", "too_few"):
        assert not listed.any()
        return
    counts, _period = studies.steps(demo_record, LEADER, until, n=1)
    dense = counts.iloc[:, 0] / studies.sites(demo_record, LEADER)["area_km2"]
    assert listed.any() and dense[listed].min() >= dense[~listed].max()


def test_nothing_is_likely_where_there_is_too_little_to_try(town_record, until):
    assert not inquiries.likely(town_record, LEADER, until, "").any()


def test_pairs_are_of_the_period(demo_record, until):
    period = Period(until.replace(day=1), until)
    frame, note = inquiries.repeats(demo_record, LEADER, period, "", quiet)
    assert note.period == period
    assert len(frame) == len(inquiries.DISTANCES_M) * len(inquiries.DAYS)


def test_every_piece_lies_on_a_street(demo_record, until):
    pieces, note = inquiries.along_streets(
        demo_record, LEADER, Period(until.replace(day=1), until), "", quiet
    )
    streets = facilities.streets(demo_record, LEADER)
    assert set(pieces["edge_id"]) == set(streets["edge_id"])
    assert pieces.crs == "EPSG:4326" and note.facts["bandwidth_m"] > 0


@pytest.mark.parametrize(("action", "said"), [(1, "too_few"), (2, "better"), (3, "too_early")])
def test_what_the_demo_planted_is_what_is_said(demo_record, until, action, said):
    """One action changed nothing where there is always trouble, one drove it away, one has just begun."""
    effect = inquiries.helped(demo_record, LEADER, action, until, "", quiet).effect
    assert effect.verdict == said and "reported_only" in effect.note.caveats


def test_an_action_nobody_marked(demo_record, until):
    with pytest.raises(NotFound):
        inquiries.helped(demo_record, LEADER, 999_999, until, "", quiet)


def test_the_work_ends_when_it_is_told_to(demo_record, until):
    def stop(share: float) -> None:
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        inquiries.alarms(demo_record, LEADER, until, "", "permutation", stop)
    with pytest.raises(Cancelled):
        inquiries.tried(demo_record, LEADER, until, "", stop)


#: work → how to ask it, and the words told at least: one a shuffle, a round, a way tried
TOLD = {
    "repeats": (inquiries.repeats, lambda until: (Period(until.replace(day=1), until), "11"), 999),
    "along_streets": (inquiries.along_streets, lambda until: (Period(until.replace(day=1), until), ""), 16),
    "likely": (inquiries.likely, lambda until: (until, ""), 100),
    "helped": (inquiries.helped, lambda until: (2, until, ""), 3),
}


@pytest.mark.parametrize("name", TOLD)
def test_words_come_often_and_whoever_leaves_hears_no_other(demo_record, until, name, monkeypatch):
    ask, given, least = TOLD[name]
    monkeypatch.setattr(studies, "TOGETHER", 100)
    told = []
    ask(demo_record, LEADER, *given(until), told.append)
    assert len(told) >= least and told == sorted(told) and told[-1] <= 1

    heard = []

    def leave(share: float) -> None:
        heard.append(share)
        if len(heard) == len(told) // 2:
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        ask(demo_record, LEADER, *given(until), leave)
    assert len(heard) == len(told) // 2


@pytest.mark.parametrize("ask", [inquiries.alarms, inquiries.tried])
def test_a_town_without_cases_has_an_answer(town_record, until, ask):
    given = ("permutation",) if ask is inquiries.alarms else ()
    answer = ask(town_record, LEADER, until, "", *given, quiet)
    note = answer.note if ask is inquiries.tried else answer[1]
    assert not note.valid and note.caveats
