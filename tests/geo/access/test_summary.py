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


def test_groups_are_counted_where_somebody_counted_them():
    """b does not know its older residents; children nobody counted. The older of a may walk 400 m."""
    homes = HOMES.assign(older=[2.0, 6.0, np.nan, np.nan, 1.0], children=np.nan)
    found = summary.beyond(homes, METRES, 500, AREAS)
    assert found["older"].tolist() == [8, pytest.approx(np.nan, nan_ok=True)]
    assert found.loc["a", "older_beyond"] == 0 and np.isnan(found.loc["b", "older_beyond"])
    assert "children" not in found
    assert summary.beyond(homes, METRES, 500, AREAS, {"older": 400}).loc["a", "older_beyond"] == 6
    scores = summary.weighted(homes, np.array([1.0, 5.0, 0.0, 3.0, 9.0]), AREAS)
    assert scores.loc["a", ["older", "older_score"]].tolist() == [8, 4] and np.isnan(
        scores.loc["b", "older_score"]
    )


def test_where_nobody_lives_there_is_no_share():
    nobody = HOMES.assign(residents=0.0)
    assert summary.beyond(nobody, METRES, 500, AREAS)[["share_beyond", "mean_m"]].isna().all(axis=None)
    assert summary.weighted(nobody, np.ones(5), AREAS)["score"].isna().all()
    assert summary.beyond(HOMES.iloc[:0], METRES.iloc[:0], 500, AREAS.iloc[:0]).empty


def test_everybody_counts_and_not_every_home():
    found = summary.weighted(HOMES, np.array([1.0, 5.0, 0.0, 3.0, 9.0]), AREAS)
    assert found["score"].to_dict() == {"a": 4.0, "b": 2.0}
