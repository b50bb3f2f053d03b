import numpy as np
import pandas as pd

from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Together, WithinDivision, refusals

HELD = pd.Series([1, 1, 2, 3], index=[11, 12, 13, 14])
WORKERS = pd.Index([1, 2, 3])


def allowed(rule):
    return rule.allowed(HELD, WORKERS).astype(int).tolist()


def test_what_each_rule_leaves_open():
    assert allowed(KeepGrids([12])) == [[1, 1, 1], [1, 0, 0], [1, 1, 1], [1, 1, 1]]
    assert allowed(KeepWorkers([3])) == [[1, 1, 0], [1, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert allowed(NeverPairs([(13, 1)])) == [[1, 1, 1], [1, 1, 1], [0, 1, 1], [1, 1, 1]]
    divisions = pd.Series(["a", "a", "a", "b"], index=HELD.index)
    assert allowed(WithinDivision(divisions)) == [[1, 1, 0]] * 3 + [[0, 0, 1]]


def test_a_tie_leaves_every_worker_open_and_names_who_is_torn_apart():
    assert np.all(allowed(Together([(11, 12)])))
    assert Together([(11, 12)]).cut(HELD) == []
    (error,) = Together([(11, 12), (12, 13)]).cut(HELD)
    assert (error.code, error.facts) == ("rule_tie_cut", {"grid_id": 12, "other_id": 13})


def test_a_refusal_names_the_rule_the_grid_and_the_worker():
    rules = [KeepGrids([12]), NeverPairs([(12, 2), (13, 1)])]
    found = refusals(rules, HELD, {12: 2, 13: 3}, WORKERS)
    assert [(e.code, e.facts) for e in found] == [
        ("rule_grid_locked", {"grid_id": 12, "worker_id": 2}),
        ("rule_pair_locked", {"grid_id": 12, "worker_id": 2}),
    ]
