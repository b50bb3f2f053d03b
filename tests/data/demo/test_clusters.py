"""What is planted can be found again."""

import numpy as np
import pytest

from data.demo.clusters import TELLING, Planted, silence


@pytest.fixture(scope="module")
def cases(built):
    return built.frame("""
        SELECT grid_id, category, date_diff('day', reported_at, TIMESTAMP '2026-11-25 00:00') AS ago, households
        FROM incident JOIN grid USING (grid_id)""")


def rate(cases, ids, category=None, since=366, until=-1):
    """Cases a grid and day between two ages in days."""
    here = cases[cases["grid_id"].isin(ids) & (cases["ago"] < since) & (cases["ago"] > until)]
    if category:
        here = here[here["category"] == category]
    return len(here) / len(ids) / (since - until - 1)


def test_clusters_hang_together(town, truth, count_pieces):
    for name in ("persistent", "new"):
        inside = np.isin(np.arange(600) + 1, truth[name]).astype(int)
        assert count_pieces(600, town.pairs, inside)[1] == 1


def test_the_persistent_cluster_stands_out_in_every_quarter(cases, truth):
    others = sorted(set(range(1, 601)) - set(truth["persistent"]))
    for since in (91, 182, 273, 364):
        quarter = {"since": since, "until": since - 91}
        assert rate(cases, truth["persistent"], **quarter) > 2 * rate(cases, others, **quarter)


def test_the_new_cluster_is_new(cases, truth):
    before, lately = (
        rate(cases, truth["new"], since=366, until=31), rate(cases, truth["new"], since=25, until=-1)
    )  # fmt: skip
    assert lately > 5 * before
    assert rate(cases, truth["new"], "1302", since=25) > 20 * rate(cases, range(1, 601), "1302", since=366)


def test_the_moving_cluster_moves(cases, truth):
    assert len(truth["moving"]) == 12
    assert truth["moving"][0] != truth["moving"][-1]
    for back, ids in enumerate(reversed(truth["moving"])):
        here = rate(cases, ids, "1201", since=round((back + 1) * 365 / 12), until=round(back * 365 / 12))
        assert here > 3 * rate(cases, range(1, 601), "1201")


def test_silent_grids_report_three_tenths_of_what_grids_like_them_do(cases, truth, built):
    """Per household, against the other basic grids of their streets and over all nine: chance is a tenth of it."""
    counts = cases.groupby("grid_id").size()
    frame = built.frame(
        "SELECT grid_id, street_code, households FROM grid WHERE grid_kind = 'basic'"
    ).set_index("grid_id")
    frame = frame.assign(n=counts.reindex(frame.index, fill_value=0))
    loud = frame.drop(truth["silent"]).groupby("street_code")[["n", "households"]].sum()
    silent = frame.loc[truth["silent"]]
    expected = silent["households"] * silent["street_code"].map(loud["n"] / loud["households"])
    assert len(silent) == 9
    assert silent["n"].sum() / expected.sum() == pytest.approx(0.3, abs=0.1)


def test_silent_grids_keep_away_from_clusters(town, truth):
    busy = (
        set(truth["persistent"]) | set(truth["new"]) | {grid for month in truth["moving"] for grid in month}
    )
    links = {tuple(pair) for pair in (town.pairs + 1).tolist()}
    assert not any(
        (a in busy and b in truth["silent"]) or (b in busy and a in truth["silent"]) for a, b in links
    )


def test_silence_is_planted_where_enough_is_expected_first():
    """Of 200 grids three: 5 of the grids apart are told enough of, as they come; else those that come nearest."""
    few = np.array([0])
    planted = Planted(few, few, [few] * 12, np.arange(190, 100, -1))
    expected = np.full(200, 10.0)
    expected[[110, 120, 130, 140, 150]] = TELLING, 90, 60, 50, 40
    assert silence(planted, expected).silent.tolist() == [130, 140, 150]
    expected[[110, 120, 130, 140, 150]] = 28, 29, 27, 26, 25
    assert silence(planted, expected).silent.tolist() == [110, 120, 130]
