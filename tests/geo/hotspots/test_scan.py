"""The scan against enumeration written here without a look at it, planted clusters, and pure chance."""

from datetime import date
from itertools import product
from math import isclose, log
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from geo.errors import Cancelled, InputError
from geo.hotspots import scan_zones
from geo.hotspots.scan import COLUMNS, scan
from geo.model import Period

SIDE = 12
LATTICE = np.array(list(product(range(SIDE), range(SIDE))), float) * 300


def ratio(seen, expected, total):
    """Kulldorff's logarithm of the likelihood ratio, term by term."""
    if seen <= expected:
        return 0.0
    rest = total - seen
    return seen * log(seen / expected) + (rest * log(rest / (total - expected)) if rest else 0.0)


def every_circle(places, weight, max_share):
    """All sets of places that a circle around one of them can hold."""
    found = set()
    for centre in places:
        away = np.hypot(*(places - centre).T)
        for radius in away:
            inside = np.flatnonzero(away <= radius + 1e-6)
            if weight[inside].sum() <= max_share * weight.sum() + 1e-9:
                found.add(tuple(inside.tolist()))
    return found


def enumerated(places, counts, *, population=None, max_days, max_share, retrospective=False, spatial=False):
    """The highest ratio of all circles and windows, and which circles and windows have it."""
    days, total = counts.shape[1], counts.sum()
    weight = counts.sum(axis=1) if population is None else population
    ends = range(1, days + 1) if retrospective else [days]
    spans = [(end - length, end) for end in ends for length in range(1, min(max_days, end) + 1)]
    values = {}
    for circle, (begin, end) in product(
        every_circle(places, weight, max_share), [(0, days)] if spatial else spans
    ):
        seen = counts[list(circle), begin:end].sum()
        time = counts[:, begin:end].sum() if population is None else total * (end - begin) / days
        values[circle, begin, end] = ratio(seen, weight[list(circle)].sum() / weight.sum() * time, total)
    best = max(values.values())
    return best, {where for where, value in values.items() if value > best - 1e-9}


def town(seed, *, grids=18, days=12, mean=0.4, lattice=False):
    """A few grids with some cases; on a lattice most distances are equal, elsewhere two grids share a place."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 3000, (grids, 2)).round(1)
    if lattice:
        places = np.array(list(product(range(grids // 3), range(3))), float) * 400
    places[1] = places[0]
    return places, rng.poisson(rng.gamma(1, mean, (grids, 1)), (grids, days)), rng.integers(0, 40, grids)


MANNERS = [
    {"retrospective": retrospective, "max_share": share, "max_days": most}
    for retrospective, share, most in product((False, True), (1.0, 0.5, 0.2), (4, 12))
]


def agrees(found, places, counts, wanted, circles):
    """Whether the strongest cluster is one of those that enumeration finds the strongest."""
    first = found.iloc[0]
    assert isclose(first["llr"], wanted, abs_tol=1e-9)
    inside, begin, end = set(first["grid_ids"]), first["since"], first["until"] + 1
    assert first["observed"] == counts[sorted(inside), begin:end].sum()
    return any(set(circle) <= inside and first["observed"] > 0 for circle, _, _ in circles) or any(
        counts[sorted(inside ^ set(circle))].sum() == 0 for circle, _, _ in circles
    )


@pytest.mark.parametrize("manner", MANNERS, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_cases_alone_equal_enumeration(seed, manner):
    places, counts, _ = town(seed, lattice=seed % 2 == 1)
    wanted, circles = enumerated(places, counts, **manner)
    found, note = scan(*places.T, counts, replications=9, **manner)
    assert note.valid
    assert agrees(found, places, counts, wanted, circles)


@pytest.mark.parametrize("manner", [*MANNERS, {"spatial": True, "max_share": 0.5, "max_days": 3}], ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_cases_among_people_equal_enumeration(seed, manner):
    places, counts, people = town(seed, lattice=seed % 2 == 1)
    lived_in = people > 0
    wanted, circles = enumerated(
        places[lived_in], counts[lived_in], population=people[lived_in].astype(float), **manner
    )
    found, note = scan(*places[lived_in].T, counts[lived_in], people[lived_in], model="poisson",
                       replications=9, **manner)  # fmt: skip
    assert agrees(found, places[lived_in], counts[lived_in], wanted, circles)
    same, whole_note = scan(*places.T, counts, people, model="poisson", replications=9, **manner)
    assert isclose(same.loc[0, "llr"], wanted, abs_tol=1e-9)
    assert ("grids_without_residents" in whole_note.caveats) == (not lived_in.all())


FEVER = Path(__file__).parents[3] / "../shared/data/verification/spatial_scan"


@pytest.mark.skipif(not FEVER.exists(), reason="the published example is not on this machine")
def test_fever_in_new_york_equals_enumeration():
    """The example of SaTScan's manual: 194 cases in 192 postal areas and 24 days, up to 7 of them together."""
    cases = pd.read_csv(FEVER / "rsatscan_NYCfevercas.csv", parse_dates=["date"])
    areas = pd.read_csv(FEVER / "rsatscan_NYCfevergeo.csv").set_index("zip")
    day = (cases["date"] - pd.Timestamp(2001, 11, 1)).dt.days
    counts = np.zeros((len(areas), 24), dtype=int)
    np.add.at(counts, (areas.index.get_indexer(cases["zip"]), day), cases["cases"])
    assert (len(areas), counts.sum()) == (192, 194)
    places = np.column_stack([areas["long"] * np.cos(np.radians(40.7)), areas["lat"]]) * 111_195
    manner = {"max_days": 7, "max_share": 0.1}
    wanted, circles = enumerated(places, counts, **manner)
    found, _ = scan(*places.T, counts, replications=9, **manner)
    assert agrees(found, places, counts, wanted, circles)


@pytest.mark.parametrize("model", ["permutation", "poisson"])
@pytest.mark.parametrize("retrospective", [False, True])
def test_expected_relative_risk_and_grids_are_what_they_say(model, retrospective):
    places, counts, people = town(5)
    people = people + 1
    found, _ = scan(*places.T, counts, people, model=model, retrospective=retrospective, replications=19)
    total = counts.sum()
    for row in found.itertuples():
        inside = list(row.grid_ids)
        seen = counts[inside, row.since : row.until + 1].sum()
        time = counts[:, row.since : row.until + 1].sum() / total
        share = counts[inside].sum() / total
        if model == "poisson":
            time, share = (row.until + 1 - row.since) / counts.shape[1], people[inside].sum() / people.sum()
        expected = total * time * share
        assert (row.observed, row.expected) == (seen, pytest.approx(expected))
        assert row.llr == pytest.approx(ratio(seen, expected, total), abs=1e-9)
        outside = (total - seen) / (total - expected)
        assert row.relative_risk == pytest.approx(seen / expected / outside)
        away = np.hypot(*(places - [row.x_m, row.y_m]).T)
        assert set(inside) == set(np.flatnonzero(away <= row.radius_m + 1e-6))


def planted(seed, *, risk=3.0, days=60, radius=650):
    """One a grid and day; three times as many within a circle for the last week."""
    rng = np.random.default_rng(seed)
    middle = LATTICE[rng.integers(len(LATTICE))]
    inside = np.hypot(*(LATTICE - middle).T) <= radius
    means = np.full((len(LATTICE), days), 1.0)
    means[inside, -7:] *= risk
    return rng.poisson(means), set(np.flatnonzero(inside).tolist())


def overlap(one, other):
    return len(one & other) / len(one | other)


@pytest.mark.parametrize("model", ["permutation", "poisson"])
def test_a_planted_cluster_is_found(model):
    overlaps = []
    for seed in range(12):
        counts, inside = planted(seed)
        found, _ = scan(
            *LATTICE.T, counts, np.full(len(LATTICE), 50), model=model, replications=99, seed=seed
        )
        assert found.loc[0, "p"] == 0.01
        assert abs(found.loc[0, "since"] - 53) <= 1
        overlaps.append(overlap(set(found.loc[0, "grid_ids"]), inside))
    assert np.mean(overlaps) >= 0.9
    assert np.median(overlaps) == 1.0


def planted_in_a_town(seed, *, risk=3.0, days=60, grids=150, around=12):
    """Grids of uneven size at uneven places; three times as many within a circle for the last week.

    A household has a case in fifty days, a grid 10 to 90 of them: in the circle and its week some 80 are
    expected and 250 come. With far fewer the edge of a circle is chance, whoever draws it.
    """
    rng = np.random.default_rng(100 + seed)
    places, households = rng.uniform(0, 6000, (grids, 2)), rng.integers(10, 91, grids)
    inside = np.argsort(np.hypot(*(places - places[rng.integers(grids)]).T))[:around]
    means = np.tile(households[:, None] / 50.0, days)
    means[inside, -7:] *= risk
    return places, rng.poisson(means), households, set(inside.tolist())


@pytest.mark.parametrize("model", ["permutation", "poisson"])
def test_a_planted_cluster_is_found_among_uneven_grids(model):
    overlaps = []
    for seed in range(20):
        places, counts, households, inside = planted_in_a_town(seed)
        found, _ = scan(*places.T, counts, households, model=model, replications=99, seed=seed)
        assert found.loc[0, "p"] == 0.01
        overlaps.append(overlap(set(found.loc[0, "grid_ids"]), inside))
    assert np.mean(overlaps) >= 0.9


def test_a_cluster_in_the_past_is_found_only_looking_back():
    counts, inside = planted(3, days=60)
    later = np.concatenate([counts, np.random.default_rng(1).poisson(1.0, (len(LATTICE), 20))], axis=1)
    back, _ = scan(*LATTICE.T, later, retrospective=True, replications=99, since=date(2026, 1, 1))
    assert overlap(set(back.loc[0, "grid_ids"]), inside) >= 0.9
    assert back.loc[0, "until"] in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2))
    assert back["recurrence_days"].isna().all()
    ahead, note = scan(*LATTICE.T, later, replications=99, since=date(2026, 1, 1))
    assert ahead.loc[0, "p"] > 0.05
    assert ahead.loc[0, "until"] == date(2026, 3, 21)
    assert note.period == Period(date(2026, 1, 1), date(2026, 3, 22))


@pytest.mark.parametrize("model", ["permutation", "poisson"])
def test_pure_chance_gives_every_p_as_often(model):
    grids = LATTICE[: 3 * SIDE]
    values = []
    for seed in range(240):
        rng = np.random.default_rng(seed)
        counts = rng.multinomial(400, np.full(36 * 15, 1 / 540)).reshape(36, 15)
        found, _ = scan(*grids.T, counts, np.ones(36), model=model, replications=39, seed=seed)
        values.append(found.loc[0, "p"] - rng.uniform(0, 1 / 40))
    assert kstest(values, "uniform").pvalue > 0.001


@pytest.fixture
def thinned(monkeypatch):
    """As in a very large city: from some size on circles are drawn around fewer grids."""
    monkeypatch.setattr(scan_zones, "MOST_ZONES", 1)
    monkeypatch.setattr(scan_zones, "EVERYWHERE", 64)


def test_a_planted_cluster_larger_than_the_circles_drawn_everywhere_is_found(thinned):
    """Circles of 113 grids: around every grid up to 64, of this size around a third of 1,600."""
    places = np.array(list(product(range(40), range(40))), float) * 300
    overlaps = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        inside = np.hypot(*(places - places[rng.integers(len(places))]).T) <= 1800
        means = np.full((len(places), 30), 0.5)
        means[inside, -7:] *= 3.0
        found, note = scan(*places.T, rng.poisson(means), replications=19, seed=seed)
        assert "circles_thinned" in note.caveats
        assert found.loc[0, "p"] == 0.05
        overlaps.append(overlap(set(found.loc[0, "grid_ids"]), set(np.flatnonzero(inside).tolist())))
    assert np.mean(overlaps) >= 0.85


def test_pure_chance_gives_every_p_as_often_with_fewer_large_circles(thinned):
    values = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        counts = rng.multinomial(600, np.full(144 * 15, 1 / 2160)).reshape(144, 15)
        found, _ = scan(*LATTICE.T, counts, replications=39, seed=seed)
        values.append(found.loc[0, "p"] - rng.uniform(0, 1 / 40))
    assert kstest(values, "uniform").pvalue > 0.001


@pytest.mark.parametrize("seed", range(5))
def test_clusters_share_no_grid_and_fall_in_strength(seed):
    places, counts, _ = town(seed, grids=60, days=30, mean=0.6)
    found, _ = scan(*places.T, counts, retrospective=True, max_share=0.2, replications=19)
    assert len(found) > 1
    named = [grid for ids in found["grid_ids"] for grid in ids]
    assert len(named) == len(set(named))
    assert found["llr"].is_monotonic_decreasing
    assert found["p"].is_monotonic_increasing
    assert found["rank"].tolist() == list(range(1, len(found) + 1))


def test_recurrence_is_one_look_a_day_over_p():
    counts, _ = planted(1)
    found, note = scan(*LATTICE.T, counts, replications=199, seed=4)
    assert found.loc[0, "recurrence_days"] == 200
    assert (found["recurrence_days"] * found["p"]).round(9).eq(1).all()
    assert note.seed == 4


def test_the_seed_decides_and_ids_are_those_of_the_counts():
    places, counts, _ = town(2, grids=30, days=20)
    frame = pd.DataFrame(counts, index=pd.Index([f"g{k}" for k in range(30)], name="grid_id"))
    one, _ = scan(*places.T, frame, replications=299, seed=7)
    again, _ = scan(pd.Series(places[:, 0]), pd.Series(places[:, 1]), frame, replications=299, seed=7)
    pd.testing.assert_frame_equal(one, again)
    assert one.loc[0, "grid_ids"][0].startswith("g")


SPOTS = np.array([[0.0, 0], [100, 0], [0, 300]])
FEW = np.array([[1, 0, 2], [0, 1, 0], [0, 0, 1]])


@pytest.mark.parametrize(
    ("places", "counts", "more", "caveat"),
    [
        (SPOTS[:1], FEW[:1], {}, "too_few_grids"),
        (SPOTS[:0], FEW[:0], {}, "too_few_grids"),
        (SPOTS, FEW * 0, {}, "too_few_incidents"),
        (SPOTS, FEW[:, :0], {}, "too_few_incidents"),
        (SPOTS, FEW[:, 2:], {}, "too_few_days"),
        (SPOTS, np.array([[0, 5, 0], [0, 2, 0], [0, 1, 0]]), {"retrospective": True}, "nothing_above_expected"),
        (SPOTS, np.array([[0, 5, 0], [0, 2, 0], [0, 1, 0]]), {}, "nothing_above_expected"),
        (SPOTS, np.ones((3, 4), int), {}, "nothing_above_expected"),
        (SPOTS, np.ones((3, 4), int), {"retrospective": True}, "nothing_above_expected"),
        (np.zeros((3, 2)), FEW, {}, "circles_too_large"),
        (SPOTS, np.pad(FEW, ((0, 0), (0, 30))), {}, "no_recent_incidents"),
        (SPOTS, FEW, {"model": "poisson", "population": np.zeros(3)}, "too_few_grids"),
        (SPOTS, FEW, {"model": "poisson", "population": [np.nan, 0, 4]}, "too_few_grids"),
        (SPOTS, np.pad(FEW, ((0, 0), (0, 30))), {"model": "poisson", "population": np.ones(3)},
         "no_recent_incidents"),
        (SPOTS * np.nan, FEW, {}, "too_few_grids"),
    ],
)  # fmt: skip
def test_too_little_is_said_and_nothing_shown(places, counts, more, caveat):
    found, note = scan(*places.T, counts, replications=9, **more)
    assert not note.valid
    assert caveat in note.caveats
    assert found.empty
    assert tuple(found.columns) == COLUMNS


@pytest.mark.parametrize(("more", "cut"), [({"max_days": 3}, False), ({"max_days": 4}, True),
                                           ({"max_days": 9, "spatial": True}, False)])  # fmt: skip
def test_a_longest_window_beyond_the_days_is_said_to_be_cut(more, cut):
    _, note = scan(*SPOTS.T, FEW, np.ones(3), model="poisson", replications=9, **more)
    assert ("clusters_cut" in note.caveats) == cut


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"model": "normal"}, "scan_unknown"),
        ({"max_days": 0}, "scan_numbers"),
        ({"max_share": 0}, "scan_numbers"),
        ({"max_share": 1.1}, "scan_numbers"),
        ({"replications": 0}, "scan_numbers"),
        ({"spatial": True}, "scan_spatial_cases"),
        ({"model": "poisson"}, "scan_population"),
        ({"model": "poisson", "population": np.ones(2)}, "scan_lengths"),
    ],
)
def test_what_cannot_be_asked_is_refused(more, code):
    with pytest.raises(InputError, match=code):
        scan(*SPOTS.T, FEW, **more)


@pytest.mark.parametrize("counts", [FEW - 1, FEW / 2, FEW * np.nan])
def test_only_counts_are_scanned(counts):
    with pytest.raises(InputError, match="counts_not_whole"):
        scan(*SPOTS.T, counts)


def test_the_places_must_be_as_many():
    with pytest.raises(InputError, match="scan_lengths"):
        scan(*SPOTS[:2].T, FEW)


def test_progress_is_told_and_can_stop_it():
    places, counts, _ = town(2, grids=40, days=30)
    told = []
    scan(*places.T, counts, replications=999, progress=told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)

    def stop(share):
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        scan(*places.T, counts, retrospective=True, replications=999, progress=stop)
