import numpy as np
import pandas as pd
import pytest
from scipy import stats
from town import squares

from geo.errors import InputError
from geo.hotspots import forecast
from geo.hotspots.backtest import SIMPLE, Choice, backtest, best_method, ratio_interval
from geo.hotspots.forecast import METHODS
from geo.hotspots.neighbours import shared_border

TOWN = shared_border(squares(3, 3))
SIDE = 10
CITY = shared_border(squares(SIDE, SIDE))


def town(before, hidden, windows=1):
    """Twelve steps as ``before``, then windows of four steps whose last holds ``hidden``."""
    window = np.column_stack([np.zeros((9, 3), int), hidden])
    return np.column_stack([np.tile(np.reshape(before, (9, 1)), 12), *[window] * windows])


def tried(steps, neighbours=TOWN, **more):
    frame, note = backtest(steps, neighbours, **({"areas_km2": np.ones(len(steps))} | more))
    return frame.set_index(["method", "share"]), note


BEFORE = [1, 0, 0, 0, 3, 0, 0, 0, 0]
HIDDEN = [1, 0, 0, 0, 2, 0, 0, 0, 1]


def test_the_measures_on_nine_grids_are_those_counted_by_hand():
    # the list of one grid is the middle one: 2 of 4 incidents on a ninth of the area
    frame, _ = tried(town(BEFORE, HIDDEN), shares=(1 / 9, 2 / 9))
    one, two = frame.loc[("past", 1 / 9)], frame.loc[("past", 2 / 9)]
    assert (one.hit_rate, one.pai, one.pei) == pytest.approx((0.5, 4.5, 1.0))
    assert (two.hit_rate, two.pai, two.pei) == pytest.approx((0.75, 3.375, 1.0))
    assert (one.k, one.n, one.origins, one.grids, one.list_grids) == pytest.approx((4, 4, 1, 9, 1))


def test_a_list_that_misses_has_no_accuracy():
    frame, _ = tried(town(BEFORE, [0, 0, 0, 0, 0, 0, 0, 0, 5]), shares=(1 / 9,))
    assert frame.loc[("past", 1 / 9), ["hit_rate", "pai", "pei"]].tolist() == [0, 0, 0]


def test_lots_catch_their_share_of_the_area_whatever_happens():
    frame, _ = tried(town(BEFORE, HIDDEN, windows=3), shares=(0.1, 0.5))
    lots = frame.loc["random"]
    assert lots["hit_rate"].tolist() == pytest.approx([0.1, 0.5])
    assert lots["pai"].tolist() == pytest.approx([1, 1])
    assert lots["stability"].tolist() == pytest.approx([0.1, 0.5])


def test_equal_counts_before_are_no_better_than_lots():
    frame, _ = tried(town([1] * 9, HIDDEN), shares=(1 / 3,))
    assert frame["hit_rate"].tolist() == pytest.approx([1 / 3] * len(METHODS))


def test_neither_order_nor_names_of_the_grids_matter():
    rng = np.random.default_rng(4)
    steps, order = rng.poisson(0.4, (100, 40)), rng.permutation(100)
    straight, _ = tried(steps, CITY)
    turned, _ = tried(pd.DataFrame(steps[order]), CITY[order][:, order])
    pd.testing.assert_frame_equal(straight, turned)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_hidden_is_seen(method):
    # all that is hidden is put in one grid, then in the next: a list that stays the same all the while
    # catches it as often as the list is long, and one that peeked would catch it every time
    rng = np.random.default_rng(5)
    past = rng.poisson(1.0, (9, 12))
    caught = 0.0
    for place in range(9):
        hidden = np.zeros((9, 4), int)
        hidden[place] = 7
        frame, _ = tried(np.column_stack([past, hidden]), shares=(1 / 3,), methods=(method,))
        caught += frame.loc[(method, 1 / 3), "hit_rate"]
    assert caught == pytest.approx(3)


def test_each_window_is_ranked_on_the_steps_before_it_and_no_others(monkeypatch):
    seen = []
    monkeypatch.setitem(forecast.METHODS, "spy", lambda past, ground: seen.append(past) or past[:, 0])
    steps = np.arange(9 * 23).reshape(9, 23)
    tried(steps, methods=("spy",), hide=3)
    assert [past.shape[1] for past in seen] == [14, 17, 20]
    assert all((past == steps[:, : past.shape[1]]).all() for past in seen)


def test_the_best_possible_list_of_unequal_grids_is_never_beaten():
    rng = np.random.default_rng(6)
    steps, areas = rng.poisson(rng.gamma(0.5, 2, (100, 1)), (100, 30)), rng.uniform(0.1, 4, 100)
    frame, _ = tried(steps, CITY, areas_km2=areas)
    assert frame["pei"].max() <= 1 + 1e-9
    # drawn by hand: the densest grids that fill exactly a fifth of the area
    hidden = steps[:, 26:].sum(axis=1)
    order = np.argsort(-hidden / areas)
    room = np.clip((0.2 * areas.sum() - np.cumsum(areas[order]) + areas[order]) / areas[order], 0, 1)
    last, _ = tried(steps, CITY, areas_km2=areas, origins=1)
    at = last.loc[("past", 0.2)]
    assert at.hit_rate / at.pei == pytest.approx((room * hidden[order]).sum() / hidden.sum())


def test_the_interval_of_equal_repetitions_is_that_of_a_mean():
    shares = np.array([0.2, 0.3, 0.4, 0.25])
    ratio, low, high = ratio_interval(shares * 8, np.full(4, 8.0), 0.95)
    mean = stats.t.interval(0.95, 3, shares.mean(), stats.sem(shares))
    assert (ratio, low, high) == pytest.approx((shares.mean(), *mean))


def test_a_stable_pattern_makes_a_stable_list():
    frame, _ = tried(town(BEFORE, BEFORE, windows=4), shares=(1 / 9,))
    assert frame.loc[("past", 1 / 9), "stability"] == 1


def stable_city(rng):
    return rng.poisson(rng.gamma(0.8, 0.5, (100, 1)), (100, 52))


def restless_city(rng):
    """What is hot changes every thirteen weeks."""
    return np.hstack([rng.poisson(rng.gamma(0.2, 5.0, (100, 1)), (100, 13)) for _ in range(4)])


def test_where_nothing_changes_the_simple_way_stays():
    rng = np.random.default_rng(7)
    verdicts = [best_method(tried(stable_city(rng), CITY)[0].reset_index()).verdict for _ in range(40)]
    assert verdicts.count("simple") >= 37


def test_where_the_heat_moves_a_way_that_forgets_takes_its_place():
    rng = np.random.default_rng(8)
    choices = [best_method(tried(restless_city(rng), CITY)[0].reset_index()) for _ in range(12)]
    assert {choice.method for choice in choices} <= {"last", "recent", "decay", "near_repeat", "past"}
    assert sum(choice.verdict == "better" for choice in choices) >= 9


def test_where_there_is_no_pattern_the_list_is_chance():
    rng = np.random.default_rng(9)
    cities = [rng.poisson(1.0, (100, 52)) for _ in range(30)]
    verdicts = [best_method(tried(city, CITY)[0].reset_index()).verdict for city in cities]
    assert verdicts.count("chance") >= 26


def test_the_share_asked_for_decides_by_the_nearest_one_tried():
    frame, _ = backtest(stable_city(np.random.default_rng(1)), CITY, areas_km2=np.ones(100))
    assert best_method(frame, share=0.12).figures["share"] == 0.1


@pytest.mark.parametrize(
    ("steps", "caveat"),
    [(np.ones((9, 52), int), "too_few_grids"), (np.ones((100, 12), int), "too_few_steps"),
     (np.ones((100, 0), int), "too_few_steps"), (np.zeros((100, 52), int), "too_few_incidents"),
     (np.ones((1, 52), int), "too_few_grids"), (np.ones((0, 52), int), "too_few_grids")],
)  # fmt: skip
def test_too_little_to_say_is_an_answer(steps, caveat):
    side = int(len(steps) ** 0.5)
    frame, note = backtest(steps, shared_border(squares(side, side)), areas_km2=np.ones(len(steps)))
    assert caveat in note.caveats and not note.valid
    choice = best_method(frame)
    assert (choice.method, choice.verdict) == (SIMPLE, "too_few")


def test_a_grid_without_area_takes_no_part_and_is_told():
    areas = np.ones(100)
    areas[3], areas[4] = 0.0, np.nan
    frame, note = backtest(np.ones((100, 40), int), CITY, areas_km2=areas)
    assert note.caveats == ("grids_without_area",)
    assert frame["grids"].eq(98).all()


def test_progress_rises_to_one_and_a_refusal_to_go_on_passes_through():
    told = []
    tried(town(BEFORE, HIDDEN, windows=2), progress=told.append)
    assert told == sorted(told) and told[-1] == 1

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tried(town(BEFORE, HIDDEN), progress=stop)


@pytest.mark.parametrize(
    ("more", "code"),
    [({"hide": 0}, "backtest_hides"), ({"origins": 0}, "backtest_hides"), ({"shares": ()}, "backtest_shares"),
     ({"shares": (0.0,)}, "backtest_shares"), ({"shares": (1.5,)}, "backtest_shares"),
     ({"methods": ("tarot",)}, "forecast_unknown")],
)  # fmt: skip
def test_impossible_questions_are_refused(more, code):
    with pytest.raises(InputError) as refused:
        tried(town(BEFORE, HIDDEN), **more)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("verdict", "works"), [("better", True), ("simple", True), ("chance", False), ("too_few", False)]
)
def test_a_list_no_better_than_chance_does_not_work(verdict, works):
    assert Choice(SIMPLE, verdict, pd.Series()).works is works
