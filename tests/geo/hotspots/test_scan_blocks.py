"""Blocks cover every entry and every zone once, and their bounds are those of the zones inside."""

from dataclasses import replace

import numpy as np
import pytest

from geo.hotspots import scan_blocks
from geo.hotspots.scan_blocks import by_window
from geo.hotspots.scan_study import by_cases
from geo.hotspots.scan_zones import circles

PLACES = np.random.default_rng(8).uniform(0, 900, (300, 2))


def study(*, lattice):
    rng = np.random.default_rng(3)
    places = rng.integers(0, 6, (40, 2)) * 100.0 if lattice else rng.uniform(0, 900, (40, 2))
    return by_cases(places, rng.poisson(1.0, (40, 9)), 2, np.array([[0, 7], [5, 7]]), 0.5)


@pytest.mark.parametrize("lattice", [False, True])
@pytest.mark.parametrize("span", [0.1, 0.5, 40.0])
def test_every_entry_lies_in_one_block_and_every_block_ends_with_a_zone(lattice, span, monkeypatch):
    monkeypatch.setattr(scan_blocks, "SPAN", span)
    asked = study(lattice=lattice)
    (made,) = by_window(asked)[0]
    assert (made.begins[0], made.begins[-1]) == (0, len(asked.zones.members))
    assert (made.begins[:: made.per_centre] == asked.zones.starts).all()
    for row, (begin, end) in enumerate(zip(made.begins[:-1], made.begins[1:], strict=True)):
        inside = asked.zones.share[begin:end][asked.zones.is_zone[begin:end]]
        if begin < end:
            assert asked.zones.is_zone[end - 1]
            assert (made.first[row], made.end[row]) == (inside[0], inside[-1])
            assert made.low[row % made.per_centre] <= inside[0]
        else:
            assert np.isinf(made.first[row])


def test_a_sum_is_that_of_the_members_of_a_block():
    asked = study(lattice=False)
    counts = np.arange(40, dtype=asked.dtype)
    (made,) = by_window(asked)[0]
    assert summed(asked, made, counts) == len(asked.zones.xy)


def summed(asked, made, counts):
    """How many centres the sums of these blocks stand for; each of them is looked at."""
    at = 0
    for first, last, sums in made.runs:
        assert first == at
        rows = range(first * made.per_centre, last * made.per_centre)
        wanted = [counts[asked.zones.members[made.begins[row] : made.begins[row + 1]]].sum() for row in rows]
        assert (sums @ counts).tolist() == wanted
        at = last
    return at


def test_centres_with_larger_circles_have_blocks_of_their_own():
    asked = study(lattice=False)
    zones = circles(PLACES, np.ones(300), 0.5, most=1, everywhere=20)
    asked = replace(asked, zones=zones, grids=300)
    tiers = by_window(asked)[0]
    assert len(tiers) == len(zones.tiers) - 1 == 5
    assert [made.begins[0] for made in tiers] == zones.starts[zones.tiers[:-1]].tolist()
    assert [made.begins[-1] for made in tiers] == zones.starts[zones.tiers[1:]].tolist()
    counts = np.random.default_rng(1).integers(0, 9, 300).astype(asked.dtype)
    assert [summed(asked, made, counts) for made in tiers] == np.diff(zones.tiers).tolist()
