"""Facilities of every kind, with gaps left on purpose, and the quiet background of water and green."""

import numpy as np
import pandas as pd
import shapely

from data.demo import words

#: facilities a grid of each kind, and the capacity they may have
RATES = {
    "service_station": (0.085, 30, 80), "clinic": (0.05, 20, 60), "elderly_care": (0.045, 20, 90),
    "kindergarten": (0.06, 120, 360), "primary_school": (0.032, 600, 1800), "market": (0.035, 40, 160),
    "park": (0.03, 200, 2000), "police_post": (0.02, 4, 12),
}  # fmt: skip
#: how much more is reported for every facility of a kind in the grid: people come there
DRAWS = {"market": 0.6, "primary_school": 0.35, "park": 0.3, "clinic": 0.2, "kindergarten": 0.2,
         "service_station": 0.1}  # fmt: skip
OTHER_RATE = (0.03, 10, 100)
LACKING = ("elderly_care", "market", "clinic")
INSET, POND = 0.0002, 0.0006  # degrees: how far a park stays from its streets, how large a pond may be


def street_without(city) -> int:
    """The street that has none of ``LACKING``: the one with most grids."""
    return int(np.argmax(np.bincount(city.street)))


def facilities(city, kinds, special, rng) -> pd.DataFrame:
    """The facility table without names: facility_id, kind, capacity, lon, lat and grid index.

    One street has none of ``LACKING``; parks stand in the special grids first.
    """
    bare = city.street == street_without(city)
    near = 1.3 - 0.6 * np.clip(city.outwardness, 0, 1)
    frames = []
    for kind in kinds:
        rate, least, most = RATES.get(kind, OTHER_RATE)
        chance = np.where(bare & (kind in LACKING) & ~bare.all(), 0.0, near)
        cell = rng.choice(len(near), max(2, round(len(near) * rate)), p=chance / chance.sum())
        if kind == "park":
            green = np.flatnonzero(special)[: len(cell)]
            cell[: len(green)] = green
        capacity = np.round(rng.uniform(least, most, len(cell)), -1 if most > 50 else 0)
        frames.append(pd.DataFrame({"kind": kind, "capacity": capacity, "cell": cell}))
    frame = pd.concat(frames, ignore_index=True)
    frame["lon"], frame["lat"] = city.fans.draw(frame["cell"].to_numpy(), city.polygons, rng)
    return frame.assign(facility_id=np.arange(1, len(frame) + 1), number=rng.integers(1, 300, len(frame)))


def draws(frame, count: int) -> np.ndarray:
    """By how much the facilities of each grid multiply its reports."""
    return 1 + np.bincount(frame["cell"], frame["kind"].map(DRAWS).fillna(0.0), count)


def backdrop(city, special) -> pd.DataFrame:
    """Water and green: the river, and a park inside each special grid, every third with a pond."""
    parks = _smaller(city.polygons[special], INSET)
    ponds = shapely.intersection(shapely.buffer(shapely.centroid(parks), POND), _smaller(parks, INSET))[::3]
    parks[::3] = shapely.difference(parks[::3], ponds)
    shapes = np.r_[[city.river], parks, ponds]
    frame = pd.DataFrame({
        "kind": ["water"] + ["green"] * len(parks) + ["water"] * len(ponds),
        "name": np.array([words.RIVER_NAME] + [None] * (len(shapes) - 1), dtype=object),
        "geometry": shapely.to_wkb(shapes),
    })  # fmt: skip
    return frame[~shapely.is_empty(shapes)]


def _smaller(shapes, by):
    """Shapes drawn in, with round corners."""
    return shapely.buffer(shapely.buffer(shapes, -2 * by), by)
