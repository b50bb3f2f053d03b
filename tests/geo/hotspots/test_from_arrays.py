"""Every method on plain arrays, as the document shows it: what is planted there is found by each of them."""

import documents
import numpy as np
import pandas as pd
import pytest

from geo.rates import side_by_side

PLANTED = [30, 31, 32]


@pytest.fixture(scope="module")
def study() -> dict:
    """The names that the document's blocks leave behind."""
    return documents.names_after("hotspots-from-arrays.md")


def test_it_is_hot_where_it_was_planted(study):
    found = study["beyond_people"]["class"].str.startswith("hot")
    assert found[PLANTED].all() and found.sum() < 20
    assert study["hot"]["z"].to_numpy() == pytest.approx(study["z_star"])
    assert study["note"].valid and study["note"].n == study["counts"].sum()
    assert study["unlike"].loc[31, "quadrant"] == "high_high"
    assert study["z_star"][31] > 3 and study["z"].shape == (144,)
    assert study["each"]["i"].sum() / 144 == pytest.approx(study["whole"].i)


def test_it_began_late_and_rises(study):
    frame = study["history"].frame
    assert frame.loc[31, "class"] == "consecutive_hot" and frame.loc[31, "hot_steps"] in (8, 9)
    assert frame.loc[31, "trend"] == "up" and (study["tau"][PLANTED] > 0.3).all()
    assert (study["p_trend"][PLANTED] < 0.05).all()


@pytest.mark.parametrize("name", ["alarms", "among_people", "in_space"])
def test_the_scan_finds_the_three_places(study, name):
    first = study[name].iloc[0]
    assert set(PLANTED) <= set(first["grid_ids"]) and len(first["grid_ids"]) <= 5 and first["p"] == 0.01
    if name != "in_space":
        assert (first["since"], first["until"]) == (32, 39)


def test_rates_density_pairs_and_lists(study):
    rates, counts = study["rates"], study["counts"]
    assert rates["rate"].to_numpy() == pytest.approx(1000 * counts / study["population"])
    assert (rates["smoothed"].rank(ascending=False)[PLANTED] <= 5).all()
    inside = np.argwhere(study["surface"] == study["surface"].max())[0]
    assert abs(inside[0] - 28) <= 3 and abs(inside[1] - 22) <= 3
    assert study["pairs"].iloc[0]["observed"] > 0 and len(study["pairs"]) == 4
    assert study["choice"].method in set(study["tried"]["method"])
    assert study["effect"].verdict == "worse" and study["effect"].acted == (30, 31, 32)


def test_rates_of_arrays_are_those_of_columns(study):
    ids = pd.Index(range(1000, 1144), name="grid_id")
    named = side_by_side(pd.Series(study["counts"], ids), pd.Series(study["population"], ids), study["near"])
    assert named.reset_index(drop=True).equals(study["rates"])
