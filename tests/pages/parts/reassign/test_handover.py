"""A draft hand-over on the town, with grid k costing k hours a week: all sums by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from town import town_beat

from data.plan_locks import Locks
from pages.parts import address
from pages.parts.maps import Selection
from pages.parts.reassign import handover, locks


def test_beats_keep_their_colours_after_a_handover(known):
    after = known.grids["worker_id"].mask(known.grids.index == 5, 3)
    layer = handover.beats(known, after, "Beats")
    assert layer.colours == {1: 0, 2: 1, 3: 2}
    assert layer.workers[5] == 3 and layer.workers.isna().sum() == (town_beat() == 0).sum()
    assert layer.names[2] == "Worker 2"


def test_concerned_are_givers_and_takers(known):
    """Grid 6 is worker 2's, 9 is nobody's."""
    assert handover.concerned(known, {6: 3, 9: 1}) == {1, 2, 3}
    assert handover.concerned(known, {6: 0, 9: 1}) == {1, 2}
    assert handover.concerned(known, {}) == frozenset()


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("", {}),
        ("3:1", {1: 3}),
        ("3:1.2,1:9", {1: 3, 2: 3, 9: 1}),
        ("0:1", {1: 0}),
        ("2:3", {}),  # it is already theirs
        ("0:9", {}),  # nobody has it anyway
        ("7:1", {}),  # no such worker
        ("3:99", {}),  # no such grid
        ("3:1,2:1", {1: 2}),  # said twice: the last counts
        ("3:x.1.,:4,-1:2,3:٣,3", {1: 3}),  # what is no number is left out
        ("<script>", {}),
    ],
)
def test_a_draft_is_read_from_the_address(known, monkeypatch, text, moves):
    monkeypatch.setattr(address, "get", lambda name, default="": text)
    assert handover.draft(known) == moves


def test_a_draft_goes_into_the_address_and_comes_back(known, monkeypatch):
    moves = {9: 1, 1: 3, 2: 3, 4: 0}
    assert handover.keep(moves) == "0:4,1:9,3:1.2"
    monkeypatch.setattr(address, "get", lambda name, default="": handover.keep(moves))
    assert handover.draft(known) == moves


def test_given_back_to_their_own_worker_grids_leave_the_draft(known):
    assert handover.give(known, {8: 2}, (7, 8), 1) == "1:7.8"
    assert handover.give(known, {8: 2, 1: 2}, (8,), 3) == "2:1"


@pytest.mark.parametrize(
    ("chosen", "workers"),
    [
        ((5,), [1, 2, 3]),  # 2 and 4 are worker 1's, 6 is worker 2's, 8 is worker 3's
        ((9,), [2, 3]),  # 6 and 8; 5 touches in a corner only
        ((1, 2, 4), [2, 3]),  # 3; 5 and 7
        ((5, 8, 7), [1, 2]),  # 2, 4; 6; and nobody's 9
    ],
)
def test_workers_next_to_the_chosen_grids(known, chosen, workers):
    found = handover.beside(known, known.grids["worker_id"], chosen)
    assert sorted(found) == workers


def test_the_worker_with_most_grids_around_comes_first(known):
    assert handover.beside(known, known.grids["worker_id"], (5,))[0] == 1


def test_a_corner_does_not_hold_a_beat_together(known):
    """5 and 7 touch in a corner: without 8, worker 3's beat is in two pieces."""
    found = handover.touched(known, {8: 2})
    assert found.loc[3, ["grids_before", "grids_after", "pieces_before", "pieces_after"]].tolist() == [
        3,
        2,
        1,
        2,
    ]
    assert found["cut"].to_dict() == {2: True, 3: True}  # 8 does not touch 3 and 6 either: 9 lies between


def test_loads_before_and_after(known):
    """Today 1 + 2 + 4, 3 + 6 and 5 + 7 + 8; grid 8 goes to worker 2, who then has 17 of 36 hours."""
    found = handover.loads(known, {8: 2})
    assert found["before"].to_dict() == {1: 7.0, 2: 9.0, 3: 20.0}
    assert found["after"].to_dict() == {1: 7.0, 2: 17.0, 3: 12.0}
    assert found["fair_share"].tolist() == [12.0, 12.0, 12.0]


def test_what_chance_leaves_open_adds_up_by_squares(known):
    """Errors of 3, 4 and 12 hours make 13; with grid 8 gone to worker 2 there is 5, and 6, 8 and 12 more."""
    known.grids["workload_se"] = pd.Series({5: 3.0, 7: 4.0, 8: 12.0, 3: 6.0, 6: 8.0}).reindex(
        known.grids.index
    )
    found = handover.loads(known, {8: 2})
    assert found.loc[3, ["before_se", "after_se"]].tolist() == pytest.approx([13, 5])
    assert found.loc[2, ["before_se", "after_se"]].tolist() == pytest.approx([10, 244**0.5])


def test_the_spread_of_all_workers(known):
    """Of 12 hours each, 7, 9 and 20 are 5 and 3 less and 8 more; with grid 8 gone to worker 2, 5 less, 5 more, even."""
    assert handover.spread(known, {}) == pytest.approx(((25 + 9 + 64) / 3) ** 0.5 / 12)
    assert handover.spread(known, {8: 2}) == pytest.approx((50 / 3) ** 0.5 / 12)


def test_who_loses_every_grid_no_longer_shares_the_load(known):
    found = handover.loads(known, {3: 1, 6: 3})
    assert found["after"].to_dict() == {1: 10.0, 2: 0.0, 3: 26.0}
    assert found.loc[1, "fair_share"] == 18.0


@pytest.mark.parametrize(
    ("moves", "expected"), [({}, 20 / 12 - 1), ({8: 2}, 17 / 12 - 1), ({9: 1}, 1 - 9 / 15)]
)
def test_how_far_the_farthest_is_from_a_fair_share(known, moves, expected):
    assert handover.imbalance(known, moves) == pytest.approx(expected)


def test_contract_hours_count(known):
    """Half the hours, half the share: 20 of 100 hours of contract are a fifth of 36."""
    known.workers.loc[3, "available_hours"] = 20.0
    assert handover.loads(known, {}).loc[3, "fair_share"] == pytest.approx(36 / 5)
    assert handover.imbalance(known, {}) == pytest.approx(20 / 7.2 - 1)


@pytest.mark.parametrize(
    ("chosen", "picked", "worker"),
    [
        ((2,), Selection((6,), "click"), 2),  # 6 is worker 2's, who has 3, next to 2
        ((5,), Selection((4,), "click"), 1),
        ((5,), Selection((8, 9), "click"), None),  # several: somebody is choosing
        ((5,), Selection((8,), "lasso"), None),
        ((), Selection((8,), "click"), None),  # nothing to give yet
        ((8,), Selection((7,), "click"), None),  # the same worker's: another choice
        ((1,), Selection((7,), "click"), None),  # not next to 1
    ],
)
def test_a_click_on_a_neighbours_beat_hands_over(known, chosen, picked, worker):
    assert handover.taker(known, known.grids["worker_id"], chosen, picked) == worker


def test_a_lock_keeps_a_grid_and_what_is_tied_to_it_goes_along(known, monkeypatch):
    """Of worker 3's grids 5 and 8 only 8 goes; tied to one another, neither does."""
    held = Locks(lock=(5,))
    monkeypatch.setattr(locks, "read", lambda known: held)
    assert handover.give(known, {}, (5, 8), 1) == "1:8"
    held = Locks(lock=(5,), tie=((5, 8),))
    assert handover.give(known, {}, (8,), 1) == ""
    held = Locks(tie=((5, 8),))
    assert handover.give(known, {}, (8,), 1) == "1:5.8"
    held = Locks(stay=(1,), never=((6, 3),))
    assert handover.give(known, {}, (5, 6), 1) == "", "worker 1 gets nothing"
    assert handover.give(known, {}, (1, 2, 6), 3) == "", "and gives nothing; 6 never goes to worker 3"
    assert handover.give(known, {}, (6, 7), 2) == "2:7"


def test_what_is_refused_is_said_and_what_a_beat_needs(known, monkeypatch):
    """Without grid 8, worker 3's grids 5 and 7 touch in a corner only."""
    monkeypatch.setattr(locks, "read", lambda known: Locks(lock=(5, 8)))
    (error,) = handover.refused(known, {5: 1, 4: 1})
    assert (error.code, error.facts) == ("rule_grid_locked", {"grid_id": 5, "worker_id": 1})
    assert handover.tearing(known, {8: 1}, 3) == ([8], [])
    monkeypatch.setattr(locks, "read", lambda known: Locks(tie=((5, 8),)))
    (error,) = handover.refused(known, {5: 1})
    assert (error.code, error.facts) == ("rule_tie_cut", {"grid_id": 5, "other_id": 8})
    assert handover.refused(known, {5: 1, 8: 1}) == []
    assert handover.tearing(known, {8: 1, 5: 1}, 3) == ([], [])
    assert handover.tearing(known, {5: 1}, 3) == ([], [])
    assert handover.tearing(known, {3: 3}, 3) == ([], [3])


def test_beats_on_both_banks_of_a_river_differ_after_a_handover(known):
    """A river between grids 2 and 3: worker 3 takes grid 2, and had the colour of worker 2 on the other bank."""
    names = pd.DataFrame({"name": "", "available_hours": 40.0}, index=pd.RangeIndex(1, 16, name="worker_id"))
    colours = pd.Series(range(15), index=names.index).replace({2: 1}) % 12
    colours[3] = colours[2]
    beside, crossable = known.touching, known.touching.tolil()
    for one, other in ((1, 2), (4, 5)):  # positions of grids 2|3 and 5|6
        crossable[one, other] = crossable[other, one] = 0
    crossable = crossable.tocsr()
    crossable.eliminate_zeros()
    ground = replace(known, workers=names, touching=crossable, colours=colours, beside=beside)
    after = known.grids["worker_id"].mask(known.grids.index == 2, 3)
    layer = handover.beats(ground, after, "Beats")
    assert layer.colours[3] != layer.colours[2]
