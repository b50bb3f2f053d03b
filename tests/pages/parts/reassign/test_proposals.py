"""Plans on the 3 × 3 town with a load one can add up: what is asked is kept, and the numbers are counted anew.

Worker 1 has grids 1, 2 and 4, worker 2 has 3 and 6, worker 3 has 5, 7 and 8; nobody has 9. Twelve broken
roads in each of grids 1, 2, 4 make worker 1 the busy one.
"""

from datetime import date, datetime

import numpy as np
import pytest
import shapely
import stock
import streets

from data.permits import Actor
from data.plan_locks import Locks
from geo.districts.rebalance import Plan
from geo.errors import InputError
from pages.parts.reassign import proposals

LEADER = Actor("leader", "leader", "all")
UNTIL = date(2026, 3, 20)
NONE = Locks()


@pytest.fixture
def busy(town_record, monkeypatch):
    monkeypatch.setattr(proposals, "SEARCH_S", 0.5)
    monkeypatch.setattr(proposals, "PROOF_S", 1.0)
    cases = [
        {"grid_id": grid, "category": "0201", "reported_at": datetime(2026, 3, 2, 9)} for grid in (1, 2, 4)
    ]
    stock.put_incidents(town_record, cases * 12)
    return town_record


def suggest(record, aim=0.5, within="", locks=NONE, leaving=(), joining=(), across=False, fewest="grids"):
    told = []
    found = proposals.suggested(
        record,
        LEADER,
        UNTIL,
        aim,
        within,
        locks,
        leaving,
        joining,
        across,
        fewest,
        progress=lambda share: None,
        told=told.append,
    )
    return found, told


def worker_of(found, plan) -> dict[int, int]:
    beats = found.start.beats
    return dict(zip(beats.grid_ids, beats.worker_ids[plan.workers], strict=True))


def test_today_stands_first_and_every_plan_is_as_even_as_it_says(busy):
    found, told = suggest(busy)
    plans = found.found.plans
    assert worker_of(found, plans[0]) == {1: 1, 2: 1, 3: 2, 4: 1, 5: 3, 6: 2, 7: 3, 8: 3}
    assert len(plans) > 1 and told
    loads = dict(zip(found.start.beats.grid_ids, found.start.beats.loads, strict=True))
    for plan in plans:
        held = worker_of(found, plan)
        sums = np.array([sum(loads[g] for g in held if held[g] == w) for w in (1, 2, 3)])
        fair = sum(loads.values()) / 3
        assert plan.imbalance == pytest.approx(np.abs(sums / fair - 1).max())
        assert plan.changes == sum(held[g] != w for g, w in worker_of(found, plans[0]).items())
    assert plans[-1].imbalance < plans[0].imbalance


def test_locked_grids_stay_and_who_leaves_keeps_none(busy):
    found, _ = suggest(busy, locks=Locks(lock=(2,)))
    assert all(worker_of(found, plan)[2] == 1 for plan in found.found.plans)
    found, _ = suggest(busy, aim=0.0, leaving=(3,))
    assert set(worker_of(found, found.found.best(found.goal)).values()) == {1, 2}


def test_who_joins_has_no_grid_today_and_a_share_in_the_plan(busy):
    """Nobody loses a share by joining: of four equal ones worker 4 has none today, which is 100 % too little."""
    stock.put_joiner(busy)
    found, _ = suggest(busy, aim=0.5, joining=(4,))
    today, plan = found.found.plans[0], found.found.best(found.goal)
    assert found.start.beats.shares.tolist() == pytest.approx([found.start.beats.loads.sum() / 4] * 4)
    assert today.imbalance >= 1 and not proposals.given_a_beat(found.start.beats, today)
    assert plan.imbalance <= 0.5 and proposals.given_a_beat(found.start.beats, plan)
    assert 4 in worker_of(found, plan).values() and not found.noise


def test_no_worse_than_today_is_today_without_who_joins(busy):
    """Worker 1 has far more than a fair share of three: whoever joins is to have something all the same."""
    stock.put_joiner(busy)
    today = suggest(busy)[0].found.plans[0].imbalance
    goal = suggest(busy, aim=0.0, joining=(4,))[0].goal
    assert today > 0.9 and goal == 0.9
    assert suggest(busy, aim=0.0, leaving=(1,), joining=(4,))[0].goal == 0.9


def test_one_grid_with_many_households_or_two_with_few(town_record, monkeypatch):
    """Grids 2, 4 and 5 are the work. Worker 2 has none of them: 2 goes there with its 900 households; or 4 goes to
    worker 3 with 100, and 5 from there to worker 2 with 200."""
    monkeypatch.setattr(proposals, "SEARCH_S", 1.0)
    stock.put_incidents(
        town_record, [{"grid_id": grid, "reported_at": datetime(2026, 3, 2, 9)} for grid in (2, 4, 5)] * 20
    )
    town_record.rows("UPDATE grid SET households = 900 WHERE grid_id = 2")
    moves = {"grids": ({2: 2}, 900), "households": ({4: 3, 5: 2}, 300)}
    for fewest, (moved, homes) in moves.items():
        found, told = suggest(town_record, aim=0.3, fewest=fewest)
        plan = found.found.best(0.3)
        assert proposals.moved(found.start, plan) == moved
        assert proposals.homes(found.start, plan) == homes
        assert found.fewest == fewest and {news.fewest for news in told} == {fewest}


def test_every_kind_of_lock_is_kept_in_every_plan(busy):
    """Worker 3 stays; grids 1 and 2, most of the work, stay together, so only 4 or both can go to worker 2."""
    today = {1: 1, 2: 1, 3: 2, 4: 1, 5: 3, 6: 2, 7: 3, 8: 3}
    found, told = suggest(busy, aim=0.9, locks=Locks(stay=(3,), never=((4, 2),), tie=((1, 2),)))
    for plan in [*found.found.plans, *(plan for news in told for plan in news.found.plans)]:
        held = worker_of(found, plan)
        assert held[1] == held[2] and held[4] == 1
        assert {g: w for g, w in held.items() if today[g] == 3 or w == 3} == {5: 3, 7: 3, 8: 3}
        assert plan.changes == sum(held[g] != w for g, w in today.items())
    free, _ = suggest(busy, aim=0.3)
    assert any(worker_of(free, plan)[1] != worker_of(free, plan)[2] for plan in free.found.plans)


def test_no_worse_than_today_is_todays_imbalance(busy):
    today = suggest(busy)[0].found.plans[0].imbalance
    assert suggest(busy, aim=0.0)[0].goal == suggest(busy, aim=0.0, leaving=(3,))[0].goal == today


def test_rules_that_cannot_hold_are_refused(busy):
    with pytest.raises(InputError):
        suggest(busy, locks=Locks(lock=(99,)))


def test_the_numbers_of_todays_beats(busy):
    """Borders of 300 m between beats: 2|3, 4|5, 5|6, 2–5, 4–7."""
    found, _ = suggest(busy)
    figures = proposals.figures(found.start, found.found.plans[0])
    assert figures[["changes", "homes"]].tolist() == [0, 0]
    assert figures["border_km"] == pytest.approx(1.5, abs=0.005)
    assert figures["spread"] <= figures["imbalance"]


def test_one_hand_over_counted(busy):
    """Grid 2 with its 200 households to worker 2: borders 1|2, 2–5, 4|5, 5|6, 4–7."""
    found, _ = suggest(busy)
    beats = found.start.beats
    workers = beats.today.copy()
    workers[list(beats.grid_ids).index(2)] = list(beats.worker_ids).index(2)
    plan = Plan(workers, 1, 0.0)
    figures = proposals.figures(found.start, plan)
    assert figures[["changes", "homes"]].tolist() == [1, 200]
    assert figures["border_km"] == pytest.approx(1.5, abs=0.005)
    (move,) = proposals.moves(found.start, plan).reset_index().to_dict("records")
    assert (move["grid_id"], move["from"], move["to"], move["households"]) == (2, 1, 2, 200)


def test_the_same_question_has_the_same_key():
    locks = Locks(lock=(1,))
    asked = proposals.Asked(0.1, "street", locks, (2,), (4,), True, "households")
    assert asked.key() == (0.1, "street", locks, (2,), (4,), True, "households")


def test_a_river_is_no_way_to_the_next_beat_unless_one_asks(busy):
    """A river between the west column and the rest: worker 1 has 2 across it, and can give nothing there."""
    streets.put_barriers(
        busy,
        shapely.LineString([(streets.WEST + 300, streets.SOUTH), (streets.WEST + 300, streets.SOUTH + 900)]),
    )

    def over(found):
        around = found.start.beats.neighbours.tocoo()
        ids = found.start.beats.grid_ids
        pairs = {(int(ids[a]), int(ids[b])) for a, b in zip(around.row, around.col, strict=True)}
        return pairs & {(1, 2), (4, 5), (7, 8)}

    assert over(suggest(busy)[0]) == set()
    assert over(suggest(busy, across=True)[0]) == {(1, 2), (4, 5), (7, 8)}
