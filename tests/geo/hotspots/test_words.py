import numpy as np
import pandas as pd
from town import squares

from geo.hotspots.emerging import Emerging
from geo.hotspots.neighbours import shared_border
from geo.hotspots.words import FACTS, hotspot_facts, spots
from geo.model import Note

# a street of eight grids, of which 1-2 are hot, 3 is cold, 5 is hot and 7 is cold
CLASSES = ["hot_95", "hot_99", "cold_90", "none", "hot_90", "none", "cold_99", "none"]
Q = [0.03, 0.008, 0.09, 0.8, 0.07, 0.8, 0.001, 0.8]
N = [6, 9, 0, 2, 4, 2, 0, 2]
STREET = shared_border(squares(8, 1))
IDS = pd.RangeIndex(1, 9, name="grid_id")
FOUND = pd.DataFrame({"n": N, "expected": 3.0, "q": Q, "class": CLASSES}, index=IDS)
NOTHING = FOUND.assign(**{"class": "none"})


def test_adjacent_grids_of_one_heat_are_one_spot_and_the_strongest_is_first():
    assert spots(FOUND, STREET).tolist() == [2, 2, 4, 0, 3, 0, 1, 0]


def test_the_facts_of_a_hotspot_can_be_counted():
    workers = pd.Series([11, 12, 12, 12, 0, 12, 13, 13], index=IDS)
    cases = pd.DataFrame({"open_cases": [1, 2, 4, 8, 16, 32, 64, 128], "overdue_cases": 1}, index=IDS)
    facts = hotspot_facts(FOUND, STREET, worker_ids=workers, cases=cases)
    assert list(facts) == list(FACTS)
    first = facts.loc[2]
    assert (first["heat"], first["class"], first["grid_ids"]) == ("hot", "hot_99", (1, 2))
    assert (first["n"], first["expected"], first["ratio"]) == (15, 6.0, 2.5)
    assert first["q"] == 0.008
    assert (first["worker_ids"], first["open_cases"], first["overdue_cases"]) == ((11, 12), 3, 2)
    assert facts.loc[3, "worker_ids"] == ()
    assert facts["heat"].tolist() == ["cold", "hot", "hot", "cold"]


def test_without_workers_and_cases_the_rest_still_stands():
    facts = hotspot_facts(FOUND, STREET)
    assert facts["n"].tolist() == [0, 15, 4, 0]
    assert facts["open_cases"].sum() == 0


def test_no_hotspot_no_row():
    facts = hotspot_facts(NOTHING, STREET)
    assert facts.empty
    assert list(facts) == list(FACTS)
    assert spots(NOTHING, STREET).tolist() == [0] * 8


def test_where_nothing_is_expected_there_is_no_ratio():
    facts = hotspot_facts(FOUND.assign(expected=0.0), STREET)
    assert np.isnan(facts["ratio"]).all()


def test_ties_are_broken_by_the_number_of_cases():
    tied = FOUND.assign(q=0.01)
    assert spots(tied, STREET).tolist() == [1, 1, 3, 0, 2, 0, 4, 0]


#: six steps: grids 1-2 hot in steps 3-6, 5 hot in the second alone, 7 cold in the last
BINS = np.array([[0, 0, 2, 0, 3, 3], [0, 1, 2, 3, 0, 0], [0] * 6, [0] * 6, [0, 3, 0, 0, 0, 0], [0] * 6,
                 [3, 0, 0, 0, -1, -2], [0] * 6])  # fmt: skip
STEPS = pd.DataFrame(np.ones((8, 6), dtype=int), index=IDS)
STEPS.loc[1] = [0, 1, 2, 3, 4, 5]
PAST = pd.DataFrame(
    {"class": ["sporadic_hot", "none", "none", "none", "none", "none", "new_cold", "none"]}, index=IDS
)


def past(valid=True):
    return Emerging(PAST, BINS, Note("emerging_exact", 60, valid=valid))


def test_the_history_of_a_hotspot_can_be_counted():
    facts = hotspot_facts(FOUND, STREET, history=past(), steps=STEPS)
    first = facts.loc[2]
    assert (first["steps"], first["hot_steps"], first["hot_now"]) == (6, 4, True)
    assert (first["tau"], first["trend"]) == (1.0, "up")
    assert first["patterns"] == {"sporadic_hot": 1, "none": 1}
    assert facts.loc[3, ["hot_steps", "hot_now", "trend"]].tolist() == [1, False, "flat"]
    assert np.isnan(facts.loc[3, "tau"])


def test_of_a_cold_spot_the_cold_steps_are_counted():
    facts = hotspot_facts(FOUND, STREET, history=past(), steps=STEPS)
    assert facts.loc[1, ["heat", "hot_steps", "hot_now"]].tolist() == ["cold", 1, True]


def test_a_history_of_too_little_is_none():
    for facts in (
        hotspot_facts(FOUND, STREET),
        hotspot_facts(FOUND, STREET, history=past(False), steps=STEPS),
    ):
        assert facts["steps"].tolist() == [0] * 4
        assert facts["trend"].tolist() == [""] * 4
