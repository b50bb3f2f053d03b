"""Beats: in one piece, uneven, mostly inside communities; what changed hands."""

import numpy as np
import pytest

from data.demo import beats

#: a row of five grids, 0-1-2-3-4; communities 0 0 0 1 1
ROW = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
NOW = 20_000 * 86_400


def test_one_worker_takes_the_whole_row():
    assert beats.beats(ROW, np.array([0, 0, 0, 1, 1]), 1, np.random.default_rng(0)).tolist() == [0] * 5


def test_as_many_workers_as_grids_take_one_each():
    taken = beats.beats(ROW, np.array([0, 0, 0, 1, 1]), 5, np.random.default_rng(0))
    assert sorted(taken.tolist()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("seed", range(20))
def test_two_banks_have_a_worker_each(seed):
    banks = np.array([[0, 1], [1, 2], [3, 4]])
    taken = beats.beats(banks, np.zeros(5, dtype=int), 2, np.random.default_rng(seed))
    assert taken[:3].tolist() == [taken[0]] * 3
    assert taken[3:].tolist() == [1 - taken[0]] * 2


def test_a_bank_without_worker_is_nobodys():
    banks = np.array([[0, 1], [1, 2], [3, 4]])
    taken = beats.beats(banks, np.zeros(5, dtype=int), 1, np.random.default_rng(1))
    assert sorted(set(taken.tolist())) == [beats.NOBODY, 0]


def test_a_grid_in_the_middle_of_a_beat_is_not_left_bare():
    # whichever grid is drawn, only an end can go: without another the row would fall apart
    for seed in range(20):
        left = beats.leave_bare(ROW, np.zeros(5, dtype=int), np.random.default_rng(seed))
        assert left[1:4].tolist() == [0, 0, 0]


def test_a_worker_keeps_the_last_grid():
    assert beats.leave_bare(np.array([[0, 1]]), np.array([0, 1]), np.random.default_rng(0)).tolist() == [0, 1]


def test_who_was_responsible_when():
    holding = beats.Holding(now=np.array([1, 0]), before=np.array([2, 3]), changed=np.array([100, 0]))
    assert holding.at(np.array([0, 0, 1]), np.array([99, 100, 5])).tolist() == [2, 1, 0]


def test_spans_follow_each_other():
    holding = beats.Holding(np.array([1, 0, 2]), np.array([2, 3, 2]), np.array([NOW, NOW, 0]))
    frame = beats.assignments(holding, began=86_400)
    rows = frame.sort_values(["grid_id", "since"])[["grid_id", "worker_id", "since", "until", "plan_id"]]
    assert rows.to_numpy().tolist() == [
        [1, 2, 86_400, NOW, 0], [1, 1, NOW, -1, 1],  # handed over by plan 1
        [2, 3, 86_400, NOW, 0],  # lost its worker
        [3, 2, 86_400, -1, 0],  # never changed
    ]  # fmt: skip
    assert beats.plan_moves(holding).to_numpy().tolist() == [[1, 1, 2, 1]]
    assert beats.plans(holding)["effective"].tolist() == [NOW]


def test_at_most_one_worker_a_grid_today_and_on_any_day(built):
    assert (
        built.rows("SELECT grid_id FROM assignment WHERE valid_to IS NULL GROUP BY 1 HAVING count(*) > 1")
        == []
    )
    assert (
        built.rows("""
        SELECT a.grid_id FROM assignment a JOIN assignment b ON a.grid_id = b.grid_id AND a.rowid < b.rowid
        WHERE a.valid_from < coalesce(b.valid_to, DATE '9999-01-01')
          AND b.valid_from < coalesce(a.valid_to, DATE '9999-01-01')""")
        == []
    )


def test_thirty_uneven_beats_in_one_piece(built, town, count_pieces):
    held = dict(built.rows("SELECT grid_id - 1, worker_id FROM assignment WHERE valid_to IS NULL"))
    worker = np.array([held.get(cell, 0) for cell in range(600)])
    whole = count_pieces(600, town.pairs, worker)
    whole.pop(0)
    assert whole == dict.fromkeys(range(1, 31), 1)
    size = np.bincount(worker)[1:]
    assert size.max() > 2.5 * np.median(size[size <= np.median(size)])
    assert size.max() <= 90


def test_beats_keep_to_communities_more_often_than_not(built):
    ((same, apart),) = built.rows("""
        SELECT count(*) FILTER (g.community_code = m.community_code),
          count(*) FILTER (g.community_code <> m.community_code)
        FROM (SELECT a.worker_id, mode(g.community_code) AS community_code
              FROM assignment a JOIN grid g USING (grid_id) WHERE a.valid_to IS NULL GROUP BY 1) m
        JOIN assignment a USING (worker_id) JOIN grid g USING (grid_id) WHERE a.valid_to IS NULL""")
    assert same > apart * 0.6


def test_a_few_grids_have_no_worker_and_the_truth_names_them(built, truth):
    bare = built.rows("""
        SELECT grid_id FROM grid WHERE grid_id NOT IN (SELECT grid_id FROM assignment WHERE valid_to IS NULL)
        ORDER BY 1""")
    assert [grid for (grid,) in bare] == truth["unassigned"]
    assert 1 <= len(bare) <= 12


def test_some_grids_changed_hands_months_ago_by_a_plan(built):
    rows = built.rows("""
        SELECT p.state, p.effective_on = a.valid_from, a.worker_id = m.to_worker_id, b.worker_id = m.from_worker_id,
          a.valid_from <= DATE '2026-11-25' - 60
        FROM assignment a JOIN plan p USING (plan_id) JOIN plan_move m USING (plan_id, grid_id)
        JOIN assignment b ON b.grid_id = a.grid_id AND b.valid_to = a.valid_from""")
    assert len(rows) > 10
    assert set(rows) == {("in_force", True, True, True, True)}
    assert built.rows("SELECT count(*) FROM plan_move") == [(len(rows),)]
