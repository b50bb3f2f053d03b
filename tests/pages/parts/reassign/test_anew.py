"""Beats drawn anew on the page: even, with their workers, and what cannot be drawn is said."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
import stock

from data import sentences
from geo.districts.rebalance import Plan
from geo.errors import InputError
from pages.parts import session, work
from pages.parts.reassign import anew, proposals
from pages.parts.text import catalogue


@pytest.fixture
def town(town_record, monkeypatch):
    """Eight grids with a worker, each with twenty-four cases: two beats of four grids are even."""
    monkeypatch.setattr(proposals, "ANEW_S", 0.5)
    monkeypatch.setattr(work, "PATIENCE_S", 60.0)
    cases = [{"grid_id": grid, "reported_at": datetime(2026, 3, 2, 9)} for grid in range(1, 9)] * 24
    stock.put_incidents(town_record, cases)
    return town_record


@pytest.fixture
def open_anew(open_page):
    def _open(record, anew, **query):
        return open_page(record, "reassign.py", role="manager", part="suggest", anew=anew, **query)

    return _open


def draft_of(app) -> dict[int, int]:
    """The draft in the address: ``grid_id`` → ``worker_id``."""
    moves = app.query_params["moves"]
    parts = [part.split(":") for part in (moves if isinstance(moves, str) else moves[0]).split(",")]
    return {int(grid): int(worker) for worker, grids in parts for grid in grids.split(".")}


@pytest.mark.parametrize(
    ("lang", "said", "without", "figures"),
    [
        ("en", "2 beats, none farther than", "With grids today and given none: Worker", ["Today", "2 beats"]),
        ("zh", "2 个片区，偏离均等份额", "未分得片区的网格员：Worker", ["当前", "2 个片区"]),
    ],
)
def test_fewer_beats_than_workers_leave_one_without(open_anew, town, words, lang, said, without, figures):
    app = open_anew(town, 2, aim="0.2", lang=lang)
    assert not app.exception
    assert said in words(app) and without in words(app).replace("\\", "")
    compared = app.dataframe[0].value
    assert compared.columns[1:].tolist() == figures
    assert compared.iloc[0, 1] == "0" and int(compared.iloc[0, 2]) >= 2, "at least one worker's two grids"


def test_the_map_has_every_new_beat_and_names_its_worker(open_anew, town, monkeypatch):
    """Eight beats of a grid each, five of them without a worker of today; nobody has grid 9, which stays so."""
    seen = []
    monkeypatch.setattr(anew.mapview, "show", lambda _record, _actor, layers, **_how: seen.append(layers[0]))
    open_anew(town, 8, aim="0.2")
    beats = seen[-1]
    assert beats.workers.notna().sum() == beats.workers.nunique() == 8
    named = beats.hover["To worker"].to_dict()
    assert named[9] == "nobody" and sorted(named.values()) == [
        *(f"New beat {n}" for n in range(1, 6)), "Worker 1", "Worker 2", "Worker 3", "nobody"
    ]  # fmt: skip
    assert beats.hover["Worker today"].to_dict()[1] == "Worker 1"


def test_a_draft_of_the_new_beats(open_anew, town):
    """Two beats: the draft leaves two workers with all eight grids, and is as long as the table says."""
    app = open_anew(town, 2, aim="0.2")
    changes = int(app.dataframe[0].value.iloc[0, 2])
    app.button(key="take").click().run()
    moves = draft_of(app)
    today = {1: 1, 2: 1, 3: 2, 4: 1, 5: 3, 6: 2, 7: 3, 8: 3}
    assert len(moves) == changes and len(set((today | moves).values())) == 2
    assert "part" not in app.query_params


def test_beats_beyond_those_of_today_go_to_who_has_no_grid_and_then_to_nobody(open_anew, town, words):
    """Eight beats of a grid each: workers 1 to 3 keep one each, worker 4, who has none, gets one, and four wait."""
    stock.put_joiner(town)
    app = open_anew(town, 8, aim="0.2")
    assert "Without a grid today and given one of the beats: Worker 4." in words(app).replace("\\", "")
    assert "5 grids (" in words(app) and "4 beats still need a worker." in words(app)
    assert "New beat 4" in app.dataframe[-1].value.to_string()
    app.button(key="take").click().run()
    moves = draft_of(app)
    assert sorted(moves.values()) == [0, 0, 0, 0, 4]
    today = {1: 1, 2: 1, 3: 2, 4: 1, 5: 3, 6: 2, 7: 3, 8: 3}
    assert sorted((today | moves).values()) == [0, 0, 0, 0, 1, 2, 3, 4]


def test_a_locked_beat_stays(open_anew, town):
    """Worker 2 keeps grids 3 and 6, a quarter of the work, as does each of four beats."""
    app = open_anew(town, 4, aim="0.2", stay=2)
    assert not app.exception
    app.button(key="take").click().run()
    moves = draft_of(app)
    assert not {3, 6} & set(moves) and 2 not in moves.values()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("workers", "query", "code", "facts"),
    [
        (9, {}, "balance_too_many_workers", {"workers": 9, "grids": 8}),
        (2, {"tie": "1:2"}, "balance_ties_anew", {}),
        (1, {"lock": "1.3"}, "balance_locks_many", {"locked": 2, "workers": 1}),
    ],
)
def test_what_cannot_be_drawn_is_said(open_anew, town, lang, workers, query, code, facts):
    app = open_anew(town, workers, lang=lang, **query)
    wanted = sentences.sentence(InputError(code, **facts), catalogue(lang).gettext)
    assert app.error[0].value.replace("\\", "") == wanted


def test_ground_in_more_parts_than_beats_is_said(open_anew, town):
    """Without grids 2, 4 and 5, grids 1, 3 with 6, and 7 with 8 touch nowhere."""
    with town.cursor() as cursor:
        cursor.execute("DELETE FROM assignment WHERE grid_id IN (2, 4, 5)")
    wanted = sentences.sentence(InputError("balance_apart", parts=3, workers=2), catalogue("en").gettext)
    assert open_anew(town, 2).error[0].value.replace("\\", "") == wanted


def test_only_what_new_beats_heed_is_asked(open_anew, town):
    app = open_anew(town, 2, aim="0.2")
    asked = {box.key for box in [*app.selectbox, *app.main.get("button_group")]}
    assert "filter_aim" in asked
    assert not asked & {"filter_within", "filter_away", "filter_joins", "filter_fewest"}
    app.number_input(key="filter_anew").set_value(None).run()
    assert "anew" not in app.query_params and not app.exception
    assert "filter_within" in {group.key for group in app.main.get("button_group")}


@pytest.mark.parametrize("anew_asked", ["x", "-2", "1.5"])
def test_what_is_no_number_leaves_todays_beats(open_anew, town, words, anew_asked):
    app = open_anew(town, anew_asked)
    assert app.number_input(key="filter_anew").value is None
    assert "today's beats are evened out" in words(app)


def test_the_sentence_of_beats_nobody_has(monkeypatch):
    """Four grids of 100 households; worker 1 keeps grid 1, and 2 to 4 are three beats: of workers 7, nobody, nobody."""
    monkeypatch.setattr(session, "language", lambda: "en")
    facts = pd.DataFrame({"households": 100.0, "population": np.nan}, index=pd.RangeIndex(1, 5))
    before = proposals.Balancing(
        proposals.Beats(
            facts.index, pd.Index([1, 2]), None, np.ones(4), np.array([0, 1, 1, 1]), np.array([2.0, 2.0]), None
        ),
        None, facts, None, None, pd.Series({1: "Li", 2: "Wang", 7: "Zhao"}),
    )  # fmt: skip
    who = np.array([0, -1, -1, -1])
    drawn = proposals._staffed(before, np.arange(4), who, {1: 7})
    assert anew.verdict(drawn) == (
        "4 beats, none farther than 0% from an equal share. 3 grids (300 households) change hands."
        " Without a grid today and given one of the beats: Zhao. With grids today and given none: Wang."
        " 2 beats still need a worker."
    )
    assert proposals.moved(drawn.start, drawn.plan) == {2: 7, 3: 0, 4: 0}
    assert isinstance(drawn.plan, Plan) and drawn.plan.changes == 3


def test_a_pair_that_never_meets_is_heeded_of_who_has_no_grid_too():
    """Beats 0 and 1 wait; worker 7 comes first and may not have grid 1 of beat 0, so 8 gets that."""
    locks = proposals.Locks(never=((1, 7),))
    grids = [{1, 2}, {3, 4}]
    assert proposals._taken(np.array([0, 1]), grids, pd.Index([7, 8]), locks) == {1: 7, 0: 8}
    assert proposals._taken(np.array([0]), grids, pd.Index([7]), locks) == {}
