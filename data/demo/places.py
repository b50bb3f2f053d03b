"""Facilities of every kind, with gaps left on purpose, and the quiet background."""

import numpy as np
import pandas as pd
import shapely

#: facilities a grid of each kind, and the capacity they may have
RATES = {
    "service_station": (0.085, 30, 80), "clinic": (0.05, 20, 60), "elderly_care": (0.045, 20, 90),
    "kindergarten": (0.06, 120, 360), "primary_school": (0.032, 600, 1800), "market": (0.035, 40, 160),
    "park": (0.03, 200, 2000), "police_post": (0.02, 4, 12),
}  # fmt: skip
OTHER_RATE = (0.03, 10, 100)
LACKING = ("elderly_care", "market", "clinic")


def facilities(city, kinds, special, rng) -> pd.DataFrame:
    """The facility table without names: kind, capacity, place, grid index.

    One street has none of ``LACKING``; parks stand in the special grids first.
    """
    n = len(city.polygons)
    bare = city.street == np.argmax(np.bincount(city.street))
    frames = []
    for kind in kinds:
        rate, least, most = RATES.get(kind, OTHER_RATE)
        chance = np.where(bare & (kind in LACKING), 0.0, 1.3 - 0.6 * np.clip(city.centrality, 0, 1))
        cells = rng.choice(n, max(2, round(n * rate)), p=chance / chance.sum())
        if kind == "park":
            green = np.flatnonzero(special)
            cells[: min(len(green), len(cells))] = green[: len(cells)]
        capacity = np.round(rng.uniform(least, most, len(cells)), -1 if most > 50 else 0)
        lon, lat = city.fans.draw(cells, city.polygons, rng)
        frames.append(pd.DataFrame({"kind": kind, "capacity": capacity, "lon": lon, "lat": lat, "cell": cells}))
    return pd.concat(frames, ignore_index=True)


def backdrop(city, special, rng) -> pd.DataFrame:
    """Water and green: the river, parks inside the special grids, one of them with a lake."""
    parks = _inside(city.polygons[special], 0.00022)
    frame = pd.DataFrame({"kind": "green", "name": None, "geometry": parks})
    pond = shapely.buffer(shapely.centroid(parks), 0.0006) if len(parks) else parks
    ponds = shapely.intersection(pond, _inside(parks, 0.0003))[:: 3]
    water = pd.DataFrame({"kind": "water", "name": None, "geometry": ponds})
    river = pd.DataFrame({"kind": ["water"], "name": ["云溪"], "geometry": [city.river]})
    all_of_it = pd.concat([river, frame, water], ignore_index=True)
    return all_of_it[~shapely.is_empty(all_of_it["geometry"].to_numpy())]


def _inside(shapes, by):
    return shapely.buffer(shapely.buffer(shapes, -2 * by), by)
