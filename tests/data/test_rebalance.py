"""What a search for beats starts from, out of the demo town; lock files as people write them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import stock

from data import workloads
from data.permits import OPERATOR
from data.rebalance import anew, balancing, read_locks
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Together
from geo.errors import InputError


def test_loads_errors_and_borders_stand_by_grid(demo_record):
    day = demo_record.rows("SELECT CAST(max(reported_at) AS DATE) + 1 FROM incident")[0][0]
    start = balancing(demo_record, OPERATOR, day)
    n = len(start.beats.grid_ids)
    assert start.errors.shape == (n,)
    assert start.borders.shape == (n, n)
    load = workloads.smoothed(demo_record, OPERATOR, day)
    np.testing.assert_array_equal(start.beats.loads, load.loc[start.beats.grid_ids, "workload_hours"])
    np.testing.assert_array_equal(start.errors, load.loc[start.beats.grid_ids, "workload_se"])
    touching = start.beats.neighbours.tocoo()
    assert (start.borders[touching.row, touching.col] > 0).all()


def test_who_has_no_grid_takes_part_only_where_named(town_record):
    town_record.rows(
        "INSERT INTO worker SELECT * REPLACE (99 AS worker_id, 'W99' AS worker_code) FROM worker WHERE worker_id = 1"
    )
    stock.put_incidents(town_record, [{"grid_id": grid} for grid in range(1, 10)])
    assert balancing(town_record, OPERATOR, date(2026, 4, 1)).beats.worker_ids.tolist() == [1, 2, 3]
    joined = balancing(town_record, OPERATOR, date(2026, 4, 1), joining=[99]).beats
    assert joined.worker_ids.tolist() == [1, 2, 3, 99]


def test_who_is_away_gets_less_and_who_stays_away_leaves(town_record):
    """Worker 2 is away for a quarter of the 180 days ahead, worker 3 for all of them: shares of 1 to 0.75 to 0."""
    stock.put_incidents(town_record, [{"grid_id": grid} for grid in range(1, 10)])
    rows = [(1, 2, date(2026, 4, 1), date(2026, 5, 16)), (2, 3, date(2026, 3, 1), None)]
    columns = ["absence_id", "worker_id", "since", "until"]
    stock.insert(
        town_record, "absence", pd.DataFrame(rows, columns=columns).assign(who="x", noted_at=pd.Timestamp(0))
    )
    beats = balancing(town_record, OPERATOR, date(2026, 4, 1)).beats
    shares = pd.Series(beats.shares, beats.worker_ids)
    assert shares[2] == pytest.approx(0.75 * shares[1]) and shares[3] == 0


@pytest.mark.parametrize(
    ("locks", "code"),
    [([KeepGrids([10**6])], "plan_grids_unknown"), ([KeepWorkers([10**6])], "plan_workers_unknown"),
     ([NeverPairs([(1, 10**6)])], "plan_workers_unknown"), ([Together([(1, 10**6)])], "plan_grids_unknown")],
)  # fmt: skip
def test_a_lock_of_nothing_is_refused(demo_record, locks, code):
    with pytest.raises(InputError) as refused:
        balancing(demo_record, OPERATOR, date(2026, 1, 1), locks=locks)
    assert refused.value.code == code


def test_a_lock_file_as_a_spreadsheet_writes_it(tmp_path):
    file = tmp_path / "lock.csv"
    file.write_text("备注,grid_id, worker_id\r\n留,11,\r\n,, 3\r\n,12,4\r\n", "gb18030")
    assert read_locks(file) == [KeepGrids([11]), KeepWorkers([3]), NeverPairs([(12, 4)]), Together([])]


def test_two_grids_that_stay_together_are_a_row_of_their_own(tmp_path):
    file = tmp_path / "lock.csv"
    file.write_text("grid_id,worker_id,with_grid_id\n11,,12\n13,,\n", "utf-8")
    assert read_locks(file) == [KeepGrids([13]), KeepWorkers([]), NeverPairs([]), Together([(11, 12)])]
    file.write_text("grid_id,worker_id,with_grid_id\n11,3,12\n", "utf-8")
    with pytest.raises(InputError, match="lock_row"):
        read_locks(file)


@pytest.mark.parametrize("row", ["x,", "1.5,2", ",", "-1,"])
def test_a_row_that_locks_nothing_is_named(tmp_path, row):
    file = tmp_path / "lock.csv"
    file.write_text(f"grid_id,worker_id\n1,\n{row}\n", "utf-8-sig")
    with pytest.raises(InputError) as refused:
        read_locks(file)
    assert (refused.value.code, refused.value.facts["row"]) == ("lock_row", 3)


def test_a_lock_file_needs_its_columns(tmp_path):
    (tmp_path / "lock.csv").write_text("grid\n1\n", "utf-8")
    with pytest.raises(InputError) as refused:
        read_locks(tmp_path / "lock.csv")
    assert refused.value.code == "lock_columns"


def test_new_beats_go_to_who_has_most_of_them_and_the_others_to_nobody_yet(town_record):
    """Eight beats of a grid each: one is kept by each of three workers, and two grids that are tied cannot be."""
    stock.put_incidents(town_record, [{"grid_id": grid} for grid in range(1, 10)])
    start = balancing(town_record, OPERATOR, date(2026, 4, 1))
    asked = iter(range(100))
    how = {"seed": 1, "used": lambda: next(asked) / 50}
    beat, who = anew(start, [], 8, 0.9, **how)
    assert sorted(beat) == list(range(8)) and sorted(who) == [-1] * 5 + [0, 1, 2]
    assert all(who[one] in (-1, start.beats.today[at]) for at, one in enumerate(beat))
    with pytest.raises(InputError, match="balance_ties_anew"):
        anew(start, [Together([(1, 2)])], 8, 0.9, **how)
