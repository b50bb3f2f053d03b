"""Coverage debt, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from geo.debt import coverage_debt

PARTS = ["service_debt", "presence_debt", "responsibility_debt", "voice_debt"]
FINE = {
    "residents": 100, "residents_beyond": 0, "overdue_days": 0, "responsibility_share": 0.0, "voice": False,
    "n": 10, "expected": 10.0,
}  # fmt: skip


def owed(weights=None, **lacking):
    return coverage_debt(pd.DataFrame([FINE | lacking]), 30, weights or {}).iloc[0]


@pytest.mark.parametrize(
    ("lacking", "parts"),
    [
        ({}, [0, 0, 0, 0]),
        ({"residents_beyond": 7}, [210, 0, 0, 0]),
        ({"overdue_days": 4}, [0, 400, 0, 0]),
        ({"responsibility_share": 1.0}, [0, 0, 3000, 0]),
        ({"responsibility_share": 0.1}, [0, 0, 300, 0]),
        ({"voice": True, "n": 2}, [0, 0, 0, 1200]),
        ({"voice": True, "expected": np.nan}, [0, 0, 0, 0]),
        ({"residents": np.nan, "responsibility_share": 1.0, "residents_beyond": np.nan}, [0, 0, 0, 0]),
    ],
)
def test_parts_by_hand_and_their_sum(lacking, parts):
    debt = owed(**lacking)
    assert debt[PARTS].tolist() == parts
    assert debt["debt"] == sum(parts)


def test_a_weight_of_the_city_counts():
    assert owed({"responsibility": 0.25}, responsibility_share=1.0)["debt"] == 750
