"""The circles are drawn within sight, and whoever waits can leave at any time."""

import time

import numpy as np
import pytest

from geo.errors import Cancelled
from geo.hotspots import scan_blocks, scan_zones
from geo.hotspots.scan import scan
from geo.hotspots.scan_blocks import by_window
from geo.hotspots.scan_study import by_cases, by_people
from geo.hotspots.scan_zones import circles

RNG = np.random.default_rng(3)
PLACES = RNG.uniform(0, 3000, (300, 2))
CASES = RNG.poisson(0.5, (300, 8))
WINDOWS = np.array([[0, 4], [3, 4]])


def stop(share: float) -> None:
    raise Cancelled("cancelled")


def thinned(progress):
    return circles(PLACES, np.ones(300), 0.5, most=1, everywhere=20, progress=progress)


WORK = {
    "circles": lambda tell: circles(PLACES, np.ones(300), 0.5, progress=tell),
    "circles, fewer large ones": thinned,
    "for cases alone": lambda tell: by_cases(PLACES, CASES, 4, WINDOWS, 0.5, tell),
    "for people": lambda tell: by_people(PLACES, CASES, np.ones(300), 4, WINDOWS, 0.5, tell),
    "taken together": lambda tell: by_window(by_cases(PLACES, CASES, 4, WINDOWS, 0.5), tell),
    "the whole scan": lambda tell: scan(*PLACES.T, CASES, replications=9, progress=tell),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_the_share_done_rises_to_the_whole(work):
    told = []
    work(told.append)
    assert told == sorted(told)
    assert told[0] >= 0
    assert told[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_it_stops_when_told(work):
    with pytest.raises(Cancelled):
        work(stop)


def test_circles_are_told_before_any_chance_is_drawn():
    told = []

    def until_chance(share):
        told.append(share)
        if share > 0.2:
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        scan(*PLACES.T, CASES, replications=9, progress=until_chance)
    assert len([share for share in told if share <= 0.2]) > 1


def test_what_is_told_once_the_circles_are_drawn(monkeypatch):
    """Four columns are put one after the other, roots are drawn some at a time, then a word a tier."""
    monkeypatch.setattr(scan_blocks, "ROOTS", 1000)
    told, study = [], by_cases(PLACES, CASES, 4, WINDOWS, 0.5)
    by_window(study, told.append)
    assert len(told) >= len(study.zones.ends) / 1000
    drawn = []
    circles(PLACES, np.ones(300), 0.5, progress=drawn.append)
    assert len([share for share in drawn if share > scan_zones.DRAWN]) == 4


def test_parts_not_begun_are_left_when_told_to_stop(monkeypatch):
    """Thirty parts of a tenth of a second each; told to stop after the first, nobody waits for the rest."""
    begun = []

    def slowly(*asked):
        begun.append(time.sleep(0.1))
        return around(*asked)

    around = scan_zones._around
    monkeypatch.setattr(scan_zones, "_around", slowly)
    monkeypatch.setattr(scan_zones, "BLOCK", 300 * 10)
    with pytest.raises(Cancelled):
        circles(PLACES, np.ones(300), 0.5, progress=stop)
    assert len(begun) <= 1 + 2 * scan_zones.multiprocessing.cpu_count()
