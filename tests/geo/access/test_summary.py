"""Residents beyond a standard, counted by area."""

import numpy as np
import pandas as pd
import pytest

from geo.access import summary

HOMES = pd.DataFrame({"residents": [10.0, 30.0, 20.0, 40.0, 5.0]})
METRES = pd.Series([100.0, 500.0, 501.0, np.inf, 0.0])
AREAS = pd.Series(["a", "a", "b", "b", None])


def test_the_standard_itself_is_within():
    found = summary.beyond(HOMES, METRES, 500, AREAS)
    assert found.loc["a"].tolist() == [40, 0, 0, 0, pytest.approx((1000 + 15_000) / 40)]
    assert found.loc["b"].tolist() == [60, 60, 1, 40, 501]
    assert found.index.tolist() == ["a", "b"]


def test_where_nobody_lives_there_is_no_share():
    nobody = HOMES.assign(residents=0.0)
    assert summary.beyond(nobody, METRES, 500, AREAS)[["share_beyond", "mean_m"]].isna().all(axis=None)
    assert summary.weighted(nobody, np.ones(5), AREAS)["score"].isna().all()
    assert summary.beyond(HOMES.iloc[:0], METRES.iloc[:0], 500, AREAS.iloc[:0]).empty


def test_everybody_counts_and_not_every_home():
    found = summary.weighted(HOMES, np.array([1.0, 5.0, 0.0, 3.0, 9.0]), AREAS)
    assert found["score"].to_dict() == {"a": 4.0, "b": 2.0}
