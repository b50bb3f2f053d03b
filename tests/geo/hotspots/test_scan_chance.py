"""The maxima are exact whatever the blocks: every zone and window looked at one by one gives the same."""

from dataclasses import replace

import numpy as np
import pytest

from geo.errors import Cancelled
from geo.hotspots import scan_blocks, scan_chance
from geo.hotspots.scan_blocks import by_window
from geo.hotspots.scan_chance import maxima
from geo.hotspots.scan_statistic import likelihood_ratio
from geo.hotspots.scan_study import by_cases, by_people
from geo.hotspots.scan_zones import circles

WINDOWS = np.array([(begin, end) for end in range(1, 9) for begin in range(end)])


def study(kind, *, seed=1, mean=0.7):
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 9, (50, 2)) * 100.0
    cases = rng.poisson(rng.gamma(0.5, 2 * mean, (50, 1)), (50, 12))
    if kind == "cases":
        return by_cases(places, cases, 4, WINDOWS, 0.5)
    return by_people(places, cases, rng.uniform(1, 9, 50), 4, WINDOWS, 0.5)


def one_by_one(study, counts):
    """The highest value of a replication, without any bound."""
    counts = counts.reshape(study.columns, study.grids)
    best = 0.0
    for (begin, end), share in zip(study.windows, study.window_share, strict=True):
        inside = counts[begin:end].sum(axis=0)
        for at in range(len(study.zones.xy)):
            entries = slice(study.zones.starts[at], study.zones.starts[at + 1])
            seen = np.cumsum(inside[study.zones.members[entries]])
            value = likelihood_ratio(seen, study.total * share * study.zones.share[entries], study.total)
            best = max(best, value[study.zones.is_zone[entries]].max(initial=0.0))
    return best


@pytest.mark.parametrize("kind", ["cases", "people"])
@pytest.mark.parametrize("span", [0.1, 0.5, 3.0])
def test_the_maxima_are_exact(kind, span, monkeypatch):
    monkeypatch.setattr(scan_blocks, "SPAN", span)
    monkeypatch.setattr(scan_chance, "LOT", 5)
    drawn = []
    asked = study(kind)
    asked = replace(asked, draw=kept_in(drawn, asked.draw))
    monkeypatch.setattr(scan_chance, "THREADS", 1)
    found = maxima(asked, by_window(asked), 12, seed=3)
    assert found == pytest.approx([one_by_one(asked, counts) for counts in drawn], abs=1e-12)
    assert (found > 0).all()


@pytest.mark.parametrize("mean", [0.7, 60.0], ids=["bytes", "words"])
def test_they_are_exact_over_fewer_large_circles_too(mean, monkeypatch):
    drawn = []
    asked = study("cases", mean=mean)
    zones = circles(np.random.default_rng(2).uniform(0, 900, (50, 2)), np.ones(50), 0.5, most=1, everywhere=6)
    assert zones.thinned
    asked = replace(asked, zones=zones, draw=kept_in(drawn, asked.draw))
    monkeypatch.setattr(scan_chance, "THREADS", 1)
    found = maxima(asked, by_window(asked), 12, seed=3)
    assert found == pytest.approx([one_by_one(asked, counts) for counts in drawn], abs=1e-12)


def kept_in(drawn, draw):
    def keep(chance):
        drawn.append(draw(chance))
        return drawn[-1]

    return keep


def test_as_many_numbers_as_replications_and_the_seed_decides():
    asked = study("cases")
    ranges = by_window(asked)
    one, same, other = (maxima(asked, ranges, 300, seed) for seed in (1, 1, 2))
    assert len(one) == 300
    assert (one == same).all()
    assert (one != other).any()


def test_large_counts_do_not_overflow():
    rng = np.random.default_rng(5)
    cases = rng.poisson(900, (20, 4))
    places = rng.uniform(0, 1000, (20, 2))
    asked = by_cases(places, cases, 0, np.array([[0, 2], [1, 4]]), 0.5)
    assert asked.dtype == np.int32
    assert (maxima(asked, by_window(asked), 20, 1) < 30).all()


def test_it_stops_when_told():
    def stop(share):
        raise Cancelled("cancelled")

    asked = study("cases")
    with pytest.raises(Cancelled):
        maxima(asked, by_window(asked), 2000, 1, stop)
