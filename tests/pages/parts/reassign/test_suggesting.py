"""Suggestions on the page: plans to slide along, one made the draft, and what cannot be answered."""

from datetime import date, datetime

import pytest
import stock

from data import commands, sentences
from data.audit import new_write_id
from data.permits import Actor
from geo.errors import InputError
from pages.parts import jobs, load, work
from pages.parts.reassign import plandrawing, proposals
from pages.parts.text import catalogue


@pytest.fixture
def open_suggest(open_page, monkeypatch):
    """The page with its answer: what goes on beside it has come to its end."""
    monkeypatch.setattr(jobs, "RUNNING", {})
    monkeypatch.setattr(work, "FIRST_S", 60.0)
    monkeypatch.setattr(proposals, "SEARCH_S", 0.5)
    monkeypatch.setattr(proposals, "PROOF_S", 1.0)

    def _open(record, role="manager", **query):
        open_page(record, "reassign.py", role=role, part="suggest", **query)
        for job in list(jobs.RUNNING.values()):
            assert job.finished.wait(60)
        monkeypatch.setattr(load.KEPT, "forget", lambda: None)
        return open_page(record, "reassign.py", role=role, part="suggest", **query)

    return _open


@pytest.fixture
def uneven(town_record):
    """Worker 1 has all the work: twelve broken roads in each of grids 1, 2 and 4."""
    cases = [{"grid_id": grid, "reported_at": datetime(2026, 3, 2, 9)} for grid in (1, 2, 4)] * 12
    stock.put_incidents(town_record, cases)
    return town_record


@pytest.fixture
def mendable(town_record):
    """Hours of 4.6, 4.0 and 3.7 a week in grids 1, 2 and 4, under 0.9 elsewhere: 2 to worker 2 and 4 to worker 3
    leave nobody farther than 17 % from a fair share."""
    cases = [
        {"grid_id": grid, "reported_at": datetime(2026, 3, 2, 9)} for grid in [1] * 24 + [2] * 20 + [4] * 18
    ]
    stock.put_incidents(town_record, cases)
    return town_record


@pytest.mark.parametrize(("lang", "said"), [("en", "the imbalance from"), ("zh", "不均衡由")])
def test_a_plan_in_both_languages(open_suggest, uneven, words, lang, said):
    assert said in words(open_suggest(uneven, lang=lang, aim="0.2"))


def test_a_plan_with_its_bound_becomes_the_draft(open_suggest, uneven):
    app = open_suggest(uneven, aim="0.2")
    assert not app.exception
    changes = app.select_slider[0].value
    assert changes > 0
    app.button(key="take").click().run()
    moved = app.query_params["moves"].replace(",", ".").count(".") + 1
    assert moved == changes and app.query_params["base"]
    assert "part" not in app.query_params


@pytest.mark.parametrize(
    ("lang", "label", "now"),
    [
        ("en", "Joins", "Today the worker who joins has no grid yet."),
        ("zh", "新到岗", "新到岗的网格员目前还没有网格。"),
    ],
)
def test_who_joins_gets_a_beat_within_a_tenth_if_that_goes(open_suggest, mendable, words, lang, label, now):
    """Worker 4 alone has no grid, so only they can join, and workers with grids can leave."""
    stock.put_joiner(mendable)
    app = open_suggest(mendable, lang=lang, joins=4, at=0)
    assert not app.exception
    joins = app.selectbox(key="filter_joins")
    assert (joins.label, joins.value, joins.options[1:]) == (label, "4", ["Worker 4"])
    assert app.selectbox(key="filter_away").options[1:] == ["Worker 1", "Worker 2", "Worker 3"]
    aim = next(group for group in app.main.get("button_group") if group.key == "filter_aim")
    assert aim.value == "0.1" and now in words(app)


def test_who_joins_has_a_beat_in_the_draft(open_suggest, uneven, words):
    stock.put_joiner(uneven)
    app = open_suggest(uneven, joins=4, aim="0.2")
    assert "gives who joins a beat" in words(app)
    app.button(key="take").click().run()
    moves = app.query_params["moves"]
    assert "4:" in (moves if isinstance(moves, str) else moves[0])


def test_where_everybody_has_a_grid_nobody_can_join(open_suggest, uneven):
    app = open_suggest(uneven, aim="0.2")
    assert "filter_joins" not in [box.key for box in app.selectbox]


def test_who_has_no_hours_left_cannot_join(open_suggest, uneven):
    stock.put_joiner(uneven)
    with uneven.cursor() as cursor:
        cursor.execute("UPDATE worker SET hours_per_week = 0 WHERE worker_id = 4")
    app = open_suggest(uneven, aim="0.2")
    assert "filter_joins" not in [box.key for box in app.selectbox]


def test_both_numbers_of_what_changes_are_said(open_suggest, mendable, words):
    """2 to worker 2 and 4 to worker 3: 200 and 100 households."""
    assert "Changing 2 grids (300 households) brings the imbalance" in words(
        open_suggest(mendable, aim="0.2")
    )


@pytest.mark.parametrize(("fewest", "shown"), [("grids", "changes"), ("households", "homes")])
def test_what_is_to_change_least_is_the_way_along_the_curve(
    open_suggest, mendable, monkeypatch, fewest, shown
):
    seen = []
    monkeypatch.setattr(plandrawing.charts, "show", lambda spec, *_rest, **_named: seen.append(spec))
    app = open_suggest(mendable, aim="0.2", fewest=fewest)
    assert not app.exception
    assert seen[-1]["layer"][-1]["encoding"]["x"]["field"] == shown


def test_where_nobody_counted_who_lives_there_only_grids_can_be_few(open_suggest, mendable):
    mendable.rows("UPDATE grid SET households = NULL, population = NULL")
    app = open_suggest(mendable, aim="0.2")
    assert "filter_fewest" not in [group.key for group in app.main.get("button_group")]


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "The best advice is to change nothing."), ("zh", "最好的建议是不作变动。")]
)
def test_within_chance_the_best_advice_is_to_change_nothing(open_suggest, town_record, lang, said):
    """All twelve cases of half a year came on one day in one grid: the next may come anywhere."""
    stock.put_incidents(town_record, [{"grid_id": 3, "reported_at": datetime(2026, 3, 2, 9)}] * 12)
    assert open_suggest(town_record, lang=lang, aim="0.05").info[0].value.endswith(said)


def test_beyond_chance_nobody_is_advised_to_change_nothing(open_suggest, uneven):
    assert not open_suggest(uneven, aim="0.2").info


def test_sliding_is_in_the_address(open_suggest, uneven, words):
    app = open_suggest(uneven, at=0)
    assert app.select_slider[0].value == 0
    assert "Today the worker farthest from a fair share" in words(app)
    assert not [button for button in app.button if button.key == "take"]


def test_two_plans_side_by_side(open_suggest, uneven):
    app = open_suggest(uneven)
    compared = app.dataframe[0].value
    assert compared.columns.tolist()[:2] == ["Measure", "Today"] and len(compared.columns) == 3
    assert compared["Today"].tolist()[:2] == ["0", "0"]


def test_two_plans_have_a_map_each_and_all_their_numbers(open_suggest, mendable, words, monkeypatch):
    """Each map hatches as many grids as its plan moves; without another plan there is one map."""
    maps = {}

    def drawn(_record, _actor, layers, key, **_how):
        maps[key] = next(len(one.grid_ids) for one in layers if getattr(one, "style", "") == "changed")

    monkeypatch.setattr(plandrawing.mapview, "show", drawn)
    app = open_suggest(mendable)
    first, *_more, last = [int(changes) for changes in app.select_slider[0].options if int(changes)]
    assert list(maps) == ["suggested"]
    app = open_suggest(mendable, at=last, beside=first)
    assert maps == {"suggested": last, "suggested_beside": first} and first < last
    assert app.dataframe[0].value.shape == (len(plandrawing.FIGURES) + 1, 4), "and how compact the beats are"
    assert "the same way in both" in words(app)
    app = open_suggest(mendable, at=last, beside=first, walks=1)
    walks = app.dataframe[0].value.set_index("Measure").loc["Walk from grid to grid of a beat, minutes"]
    assert len(walks) == 3 and all(float(minutes) > 0 for minutes in walks)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"lock": "1.2.3.4.5.6.7.8"}, "balance_grids_locked"),
        ({"within": "community"}, "balance_within_division"),
    ],
)
def test_the_rule_that_stands_in_the_way_is_named_as_the_command_names_it(
    open_suggest, mendable, lang, query, code
):
    """A plan within 20 % exists, but none with these locks, and none inside the communities."""
    app = open_suggest(mendable, lang=lang, aim="0.2", **query)
    wanted = sentences.sentence(InputError(code, tolerance="20 %"), catalogue(lang).gettext)
    assert app.warning[0].value.replace("\\", "") == wanted


@pytest.mark.parametrize(("lang", "said"), [("en", "Worker 2, Worker 3"), ("zh", "Worker 2、Worker 3")])
def test_who_stands_in_the_way_is_told_by_name(open_suggest, uneven, lang, said):
    with uneven.cursor() as cursor:
        cursor.execute("UPDATE worker SET hours_per_week = 0 WHERE worker_id IN (2, 3)")
    assert said in open_suggest(uneven, lang=lang).error[0].value


def test_a_grid_that_stands_in_the_way_is_told_by_name(open_suggest, town_record):
    cases = [{"grid_id": grid, "reported_at": datetime(2026, 3, 2, 9)} for grid in [5] * 80 + [1]]
    stock.put_incidents(town_record, cases)
    assert "Grid 5 alone takes" in open_suggest(town_record, aim="0.05").warning[0].value.replace(
        "Grid Grid", "Grid"
    )


def test_where_a_plan_meets_the_aim_nothing_stands_in_the_way(open_suggest, mendable):
    assert not open_suggest(mendable, aim="0.2").warning


def test_without_cases_there_is_nothing_to_even_out(open_suggest, town_record, words):
    assert "Without cases there is no load" in words(open_suggest(town_record))


def test_a_worker_is_not_offered_suggestions(open_suggest, uneven, words):
    commands.propose_plan(
        uneven, Actor("Wang", "manager", "all"), title="t", reason="r", moves={1: 2}, effective_on=date(2026, 3, 2),
        base_version=uneven.version("assignments")[0], now=datetime(2026, 3, 2), write_id=new_write_id(),
    )  # fmt: skip
    app = open_suggest(uneven, role="worker")
    assert not app.select_slider and not app.exception
