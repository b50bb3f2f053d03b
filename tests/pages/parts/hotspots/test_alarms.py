"""How loud an alarm is, and on which grids it stands."""

import pandas as pd
import pytest

from pages.parts import maps
from pages.parts.hotspots import alarms


@pytest.mark.parametrize(
    ("days", "level"),
    [(1000.0, "alarm"), (100.0, "alarm"), (99.9, "look"), (20.0, "look"), (19.9, "chance"), (1.0, "chance"),
     (float("nan"), "chance")],
)  # fmt: skip
def test_the_level_by_how_seldom_chance_does_it(days, level):
    assert alarms.level(days) == level


def test_a_click_finds_the_cluster_of_a_grid():
    clusters = pd.DataFrame({"rank": [1, 2], "grid_ids": [(4, 5), (9,)]})
    assert alarms._cluster_of(clusters, 5) == 1
    assert alarms._cluster_of(clusters, 9) == 2
    assert alarms._cluster_of(clusters, 1) is None


def test_every_level_has_colour_and_words():
    assert list(alarms.LEVELS) == ["alarm", "look", "chance"]
    days = [days for days, *_rest in alarms.LEVELS.values()]
    assert days == sorted(days, reverse=True) and days[-1] == 0


def test_every_alarm_has_its_circle_and_what_chance_brings_only_once_chosen(monkeypatch):
    clusters = pd.DataFrame(
        {
            "rank": [1, 2, 3], "level": ["alarm", "look", "chance"], "grid_ids": [(4, 5), (9,), (1,)],
            "lon": [121.0, 121.1, 121.2], "lat": [31.0, 31.1, 31.2], "radius_m": [420.0, 0.0, 99.0],
        }
    )  # fmt: skip
    none = pd.Series(dtype=object, name="level")
    monkeypatch.setattr(alarms, "_by_grid", lambda asked, clusters: none.to_frame())

    def circles(chosen):
        layers = alarms._layers(None, clusters, chosen)
        return next(layer.circles for layer in layers if isinstance(layer, maps.Circles))

    assert circles(None) == ((121.0, 31.0, 420.0, "hot"), (121.1, 31.1, 0.0, "hot"))
    assert len(circles(3)) == 3
    assert not any(isinstance(layer, maps.Circles) for layer in alarms._layers(None, clusters.iloc[2:], None))
