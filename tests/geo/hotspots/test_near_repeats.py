from itertools import combinations

import geopandas as gpd
import libpysal
import numpy as np
import pytest

from geo.errors import Cancelled, InputError
from geo.hotspots import near_repeats as module
from geo.hotspots.near_repeats import COLUMNS, near_repeats


def counted(places, days, ends, lags):
    """Knox's table, pair by pair."""
    table = np.zeros((len(ends), len(lags)), dtype=int)
    for one, other in combinations(range(len(places)), 2):
        away, apart = np.hypot(*(places[one] - places[other])), abs(int(days[one]) - int(days[other]))
        if away <= ends[-1] and apart <= lags[-1]:
            table[np.searchsorted(ends, away), np.searchsorted(lags, apart)] += 1
    return table


@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_those_counted_one_by_one(seed, monkeypatch):
    """Also where they are sought some incidents at a time."""
    monkeypatch.setattr(module, "TOGETHER", [module.TOGETHER, 7, 1][seed])
    rng = np.random.default_rng(seed)
    places, days = rng.integers(0, 9, (80, 2)) * 50.0, rng.integers(0, 40, 80)
    ends, lags = [0, 50, 120, 200], [0, 3, 7, 14]
    found, note = near_repeats(*places.T, days, distances_m=ends, days=lags, replications=19)
    assert found["observed"].to_numpy().reshape(4, 4).tolist() == counted(places, days, ends, lags).tolist()
    assert found["from_m"].tolist() == np.repeat([0, 0, 50, 120], 4).tolist()
    assert found["to_days"].tolist() == lags * 4
    assert note.valid and note.n == 80


def burkitt():
    """188 cases of Burkitt's lymphoma in Uganda: Williams et al. (1978), British Journal of Cancer 37."""
    frame = gpd.read_file(libpysal.examples.get_path("burkitt.shp"))[["X", "Y", "T"]]
    return frame.to_numpy(float).T


def test_burkitts_lymphoma_has_the_published_number():
    """Thirteen pairs within 20 units and 5 days, p about 0.17: the manual of PySAL's ``knox``."""
    x, y, day = burkitt()
    found, _ = near_repeats(x, y, day, distances_m=[20], days=[5], replications=999)
    assert found.loc[0, "observed"] == 13
    assert found.loc[0, "p"] == pytest.approx(0.17, abs=0.05)


def test_expected_is_the_product_of_the_margins():
    """Over all shuffles: pairs near in space × pairs near in time ÷ all pairs."""
    x, y, day = burkitt()
    found, _ = near_repeats(x, y, day, distances_m=[20], days=[5], replications=4000)
    in_space = counted(np.column_stack([x, y]), day * 0, [20], [0])[0, 0]
    in_time = counted(np.column_stack([x, y]) * 0, day, [0], [5])[0, 0]
    pairs = len(day) * (len(day) - 1) / 2
    assert found.loc[0, "expected"] == pytest.approx(in_space * in_time / pairs, rel=0.03)
    assert found.loc[0, "ratio"] == found.loc[0, "observed"] / found.loc[0, "expected"]


def test_repeats_that_were_planted_are_seen_where_they_are():
    rng = np.random.default_rng(2)
    places, days = rng.uniform(0, 5000, (300, 2)), rng.integers(0, 360, 300)
    again = rng.permutation(300)[:60]
    places = np.concatenate([places, places[again] + rng.uniform(-60, 60, (60, 2))])
    days = np.concatenate([days, days[again] + rng.integers(1, 7, 60)])
    found, _ = near_repeats(*places.T, days, distances_m=[100, 400, 800], days=[7, 14, 28], replications=199)
    table = found.set_index(["to_m", "to_days"])
    assert table.loc[(100, 7), "p"] == 0.005
    assert table.loc[(100, 7), "ratio"] > 5
    assert (table.drop(index=[(100, 7)])["p"] > 0.02).all()


def test_outer_bands_with_too_many_pairs_are_left_out(monkeypatch):
    monkeypatch.setattr(module, "MOST_PAIRS", 100)
    rng = np.random.default_rng(2)
    places, days = rng.uniform(0, 1000, (100, 2)), rng.integers(0, 30, 100)
    found, note = near_repeats(*places.T, days, distances_m=[50, 1000], days=[7], replications=9)
    assert found["to_m"].tolist() == [50]
    assert (note.valid, note.caveats) == (True, ("distances_left_out",))


PLACES = np.array([[0.0, 0], [10, 0], [500, 0]])


@pytest.mark.parametrize(
    ("places", "days", "caveat"),
    [
        (PLACES[:0], [], "too_few_incidents"),
        (PLACES[:1], [3], "too_few_incidents"),
        (PLACES * np.nan, [1, 2, 3], "too_few_incidents"),
        (PLACES, [3, 3, 3], "all_on_one_day"),
    ],
)
def test_too_little_is_said(places, days, caveat):
    found, note = near_repeats(*places.T, np.array(days), distances_m=[20], days=[7], replications=9)
    assert not note.valid
    assert caveat in note.caveats
    assert found.empty and tuple(found.columns) == COLUMNS


def test_all_at_one_place_is_too_much(monkeypatch):
    monkeypatch.setattr(module, "MOST_PAIRS", 100)
    days = np.arange(50)
    found, note = near_repeats(days * 0.0, days * 0.0, days, distances_m=[20], days=[7], replications=9)
    assert (found.empty, note.valid, note.caveats) == (True, False, ("too_many_pairs",))


def test_no_pair_at_all_is_a_table_of_nothing():
    far = np.arange(4) * 1000.0
    found, note = near_repeats(far, far, np.arange(4), distances_m=[20], days=[7], replications=9)
    assert note.valid
    assert found[["observed", "expected", "p"]].to_numpy().tolist() == [[0, 0, 1]]
    assert found["ratio"].isna().all()


def test_days_beyond_all_there_are_hold_every_pair():
    """Three pairs of days 0, 1 and 2; a band that ends in ten thousand million years takes no memory."""
    found, _ = near_repeats(*PLACES.T, np.arange(3), distances_m=[1000], days=[1, 4 * 10**12], replications=9)
    assert found["observed"].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"distances_m": []}, "knox_bands"),
        ({"distances_m": [20, 20]}, "knox_bands"),
        ({"days": [-1, 5]}, "knox_bands"),
        ({"replications": 0}, "scan_numbers"),
    ],
)
def test_what_cannot_be_asked_is_refused(more, code):
    with pytest.raises(InputError, match=code):
        near_repeats(*PLACES.T, np.arange(3), **{"distances_m": [20], "days": [7], **more})


def test_places_and_days_must_be_as_many():
    with pytest.raises(InputError, match="knox_lengths"):
        near_repeats(*PLACES.T, np.arange(2), distances_m=[20], days=[7])


def test_counting_finding_and_shuffling_are_told_in_parts(monkeypatch):
    """One word an incident as pairs are counted, one as they are found, one a shuffle."""
    monkeypatch.setattr(module, "TOGETHER", 1)
    told = []
    near_repeats(*PLACES.T, np.arange(3), distances_m=[20], days=[7], replications=4, progress=told.append)
    counting, finding, shuffling = [0, 0.1 / 3, 0.2 / 3], [0.1, 0.4 / 3, 0.5 / 3], [0.4, 0.6, 0.8, 1.0]
    assert told == pytest.approx([*counting, *finding, *shuffling])


@pytest.mark.parametrize("words", [1, 2, 5, 9])
def test_who_leaves_at_any_word_hears_no_other(words, monkeypatch):
    monkeypatch.setattr(module, "TOGETHER", 1)
    told = []

    def stop(share):
        told.append(share)
        if len(told) == words:
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        near_repeats(*PLACES.T, np.arange(3), distances_m=[20], days=[7], replications=4, progress=stop)
    assert len(told) == words


def test_counting_ends_once_even_the_nearest_are_too_many(monkeypatch):
    """Fifty at one place are 1,225 pairs; a hundred are passed within the first few."""
    monkeypatch.setattr(module, "MOST_PAIRS", 100)
    monkeypatch.setattr(module, "TOGETHER", 1)
    told, days = [], np.arange(50)
    _, note = near_repeats(days * 0.0, days * 0.0, days, distances_m=[20], days=[7], progress=told.append)
    assert note.caveats == ("too_many_pairs",)
    assert len(told) == 6  # (50 n − 50) ÷ 2 passes 100 when n is 6
