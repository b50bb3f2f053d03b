"""What is planted can be found again."""

import numpy as np
import pytest


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


def test_silent_grids_report_less_than_a_third_of_what_their_households_expect(cases, truth, built):
    expected = dict(built.rows("SELECT grid_id, 20000 * households / sum(households) OVER () FROM grid"))
    counts = cases.groupby("grid_id").size()
    share = [counts.get(grid, 0) / expected[grid] for grid in truth["silent"]]
    assert len(share) == 9
    assert max(share) <= 0.34
    assert np.mean(share) <= 0.25


def test_hardly_any_other_grid_is_as_silent(cases, truth, built):
    expected = dict(built.rows(
        "SELECT grid_id, 20000 * households / sum(households) OVER () FROM grid WHERE grid_kind = 'basic'"
    ))  # fmt: skip
    counts = cases.groupby("grid_id").size()
    quiet = [g for g, e in expected.items() if counts.get(g, 0) < 0.3 * e and g not in truth["silent"]]
    assert len(quiet) <= 12


def test_silent_grids_keep_away_from_clusters(town, truth):
    busy = (
        set(truth["persistent"]) | set(truth["new"]) | {grid for month in truth["moving"] for grid in month}
    )
    links = {tuple(pair) for pair in (town.pairs + 1).tolist()}
    assert not any(
        (a in busy and b in truth["silent"]) or (b in busy and a in truth["silent"]) for a, b in links
    )
