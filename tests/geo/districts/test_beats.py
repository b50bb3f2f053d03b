import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from geo import workload
from geo.districts.beats import changed, imbalance, pieces_of, read_beats, worker_loads
from geo.errors import InputError

PATH = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]]))
LOADS = pd.Series([4.0, 1, 2, 1], index=[11, 12, 13, 14])
HELD = pd.Series([1, 1, 2, 2], index=LOADS.index)
HOURS = pd.Series([40.0, 40.0], index=[1, 2])


def test_four_grids_in_a_row_by_hand():
    beats = read_beats(LOADS, HELD, PATH, HOURS)
    assert beats.around() == [[1], [0, 2], [1, 3], [2]]
    assert worker_loads(beats, beats.today).tolist() == [5, 3]
    assert imbalance(beats, beats.today) == pytest.approx(0.25)
    plan = np.array([0, 1, 1, 1])
    assert imbalance(beats, plan) == 0
    assert changed(beats, plan).tolist() == [1]
    assert pieces_of(beats, np.array([0, 1, 0, 1])).tolist() == [2, 2]


@pytest.mark.parametrize("away", [1, 2])
def test_imbalance_is_that_of_the_load_bars(away):
    """Whether the farthest has too much or too little: 5 and 3 hours, of which one has half a contract."""
    hours = HOURS.where(HOURS.index != away, 20.0)
    beats = read_beats(LOADS, HELD, PATH, hours)
    load = workload.worker_load(LOADS, HELD, hours)
    assert imbalance(beats, beats.today) == pytest.approx(workload.imbalance(load))


def test_half_a_contract_is_half_a_share():
    assert read_beats(LOADS, HELD, PATH, pd.Series([40.0, 20.0], index=[1, 2])).shares.tolist() == [
        pytest.approx(16 / 3), pytest.approx(8 / 3),
    ]  # fmt: skip


def test_grids_nobody_has_stay_out_and_a_river_parts():
    beats = read_beats(LOADS, HELD.replace({2: 0}), PATH, HOURS.loc[[1]])
    assert beats.grid_ids.tolist() == [11, 12]
    river = sparse.csr_array(([1, 1], ([1, 2], [2, 1])), shape=(4, 4))
    assert read_beats(LOADS, HELD, PATH, HOURS, barriers=river).around() == [[1], [0], [3], [2]]


@pytest.mark.parametrize(
    ("loads", "hours", "code"),
    [
        (LOADS * 0, HOURS, "balance_no_load"),
        (LOADS, pd.Series(40.0, index=range(1, 6)), "balance_too_many_workers"),
        (LOADS, pd.Series([40.0, 0.0], index=[1, 2]), "balance_no_hours"),
        (LOADS, HOURS.loc[[1]], "balance_workers_missing"),
        (LOADS, pd.Series(40.0, index=[1, 2, 3]), "balance_worker_idle"),
    ],
)
def test_what_cannot_be_balanced_says_why(loads, hours, code):
    with pytest.raises(InputError) as refused:
        read_beats(loads, HELD, PATH, hours)
    assert refused.value.code == code
