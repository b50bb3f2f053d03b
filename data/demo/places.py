"""Facilities of every kind, with gaps left on purpose, and the quiet background of water and green."""

import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from data.demo import words

#: facilities a grid of each kind, and the capacity they may have: residents they are planned for, as in the city
#: profile, with room for all. A kind that is to be near is to be found often
RATES = {
    "service_station": (0.5, 1500, 3500), "clinic": (0.48, 1500, 3500), "elderly_care": (0.48, 1500, 3500),
    "kindergarten": (0.46, 1500, 3500), "primary_school": (0.17, 4000, 9000), "market": (0.17, 4000, 9000),
    "park": (0.16, 4000, 10000), "police_post": (0.06, 12000, 24000),
}  # fmt: skip
#: how much more is reported for every facility of a kind in the grid: people come there
DRAWS = {"market": 0.6, "primary_school": 0.35, "park": 0.3, "clinic": 0.2, "kindergarten": 0.2,
         "service_station": 0.1}  # fmt: skip
OTHER_RATE = (0.12, 6000, 12000)
LACKING = ("elderly_care", "market", "clinic")
OFTEN = 0.2  # a kind to be found more often keeps one grid's distance, others keep two
HOUSEHOLDS = 40  # about so many to a building
FRONT = 0.06  # how far behind the street a facility stands, as a share of the way to the middle of its grid
INSET, POND = 0.0002, 0.0006  # degrees: how far a park stays from its streets, how large a pond may be


def street_without(city) -> int:
    """The street that has none of ``LACKING``: the one with fewest grids."""
    return int(np.argmin(np.bincount(city.street)))


def facilities(city, kinds, special, rng) -> pd.DataFrame:
    """The facility table without names: facility_id, kind, capacity, lon, lat and grid index.

    One street has none of ``LACKING``; parks stand in the special grids first.
    """
    bare = city.street == street_without(city)
    near = 1.3 - 0.6 * np.clip(city.outwardness, 0, 1)
    around = [surroundings(city.pairs, len(near), hops) for hops in (1, 2)]
    frames = []
    for kind in kinds:
        rate, least, most = RATES.get(kind, OTHER_RATE)
        chance = np.where(bare & (kind in LACKING) & ~bare.all(), 0.0, near)
        cell = spread(chance, max(2, round(len(near) * rate)), around[rate < OFTEN], rng)
        if kind == "park":
            green = np.flatnonzero(special)[: len(cell)]
            cell[: len(green)] = green
        capacity = np.round(rng.uniform(least, most, len(cell)), -1 if most > 50 else 0)
        frames.append(pd.DataFrame({"kind": kind, "capacity": capacity, "cell": cell}))
    frame = pd.concat(frames, ignore_index=True)
    frame["lon"], frame["lat"] = corners(city.polygons[frame["cell"]], rng)
    return frame.assign(facility_id=np.arange(1, len(frame) + 1), number=rng.integers(1, 300, len(frame)))


def buildings(city, households: np.ndarray, rng) -> pd.DataFrame:
    """Where people live: building_id, grid index, households, lon and lat. One street's register is not there yet."""
    known = city.street != street_without(city)
    if not known.any():
        known = ~known
    cell = np.repeat(np.arange(len(known)), np.where(known, np.ceil(households / HOUSEHOLDS), 0).astype(int))
    size = rng.gamma(4.0, size=len(cell))
    share = size / np.bincount(cell, size, len(known))[cell]
    lon, lat = city.fans.draw(cell, city.polygons, rng)
    return pd.DataFrame({
        "building_id": np.arange(1, len(cell) + 1), "cell": cell, "households": np.rint(share * households[cell]),
        "lon": lon, "lat": lat,
    })  # fmt: skip


def draws(frame, count: int) -> np.ndarray:
    """By how much the facilities of each grid multiply its reports."""
    return 1 + np.bincount(frame["cell"], frame["kind"].map(DRAWS).fillna(0.0), count)


def spread(chance: np.ndarray, count: int, around: sparse.csr_array, rng) -> np.ndarray:
    """So many grids by their chances, none around another as long as there are such grids left.

    Args:
        around: n × n, what is too near.
    """
    rank = rng.exponential(1, len(chance)) / np.maximum(chance, 1e-9)
    chosen, open_ = np.zeros(len(chance), bool), chance > 0
    near = around.tocoo()
    while open_.any():
        least = np.full(len(chance), np.inf)
        np.minimum.at(least, near.row, np.where(open_, rank, np.inf)[near.col])
        best = open_ & (rank < least)
        chosen |= best
        open_ &= ~best & ~(around @ best.astype(float) > 0)
    order = np.lexsort((rank, ~chosen, chance <= 0))
    return np.sort(order[:count])


def surroundings(pairs: np.ndarray, count: int, hops: int) -> sparse.csr_array:
    """Which grids are at most so many borders away from each other."""
    both = np.concatenate([pairs, pairs[:, ::-1]]).T
    touching = sparse.csr_array((np.ones(both.shape[1]), both), shape=(count, count))
    around = touching
    for _ in range(hops - 1):
        around = sparse.csr_array(around + around @ touching)
    around.setdiag(0)
    around.eliminate_zeros()
    return around


def corners(polygons: np.ndarray, rng) -> np.ndarray:
    """A place just behind a street corner of each grid, where people come by from all sides: longitudes, latitudes."""
    inside = shapely.get_coordinates(shapely.point_on_surface(polygons))
    xy, owner = shapely.get_coordinates(shapely.get_exterior_ring(polygons), return_index=True)
    far = np.hypot(*(xy - inside[owner]).T) * rng.uniform(0.7, 1.0, len(xy))
    order = np.lexsort((far, owner))
    corner = xy[order[np.searchsorted(owner, np.arange(len(polygons)), side="right") - 1]]
    place = corner + FRONT * (inside - corner)
    return np.where(shapely.contains_xy(polygons, *place.T)[:, None], place, inside).T


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


def barriers(city) -> pd.DataFrame:
    """What nobody walks across: the river, which only bridges cross."""
    return pd.DataFrame(
        {"barrier_id": [1], "name": [words.RIVER_NAME], "geometry": [shapely.to_wkb(city.river)]}
    )


def _smaller(shapes, by):
    """Shapes drawn in, with round corners."""
    return shapely.buffer(shapely.buffer(shapes, -2 * by), by)
