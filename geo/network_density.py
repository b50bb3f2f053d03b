"""Density along streets: how many incidents per kilometre of street, around every place on them.

Every incident is let spread along the streets as heat would, until on a straight street its standard
deviation is the bandwidth. At a crossing it divides among the streets that leave it, at a dead end
it turns back, it never leaves the streets, and nothing is lost: the densities times the lengths add
up to the incidents. This is the equal-split continuous kernel with a Gaussian. (A kernel on shortest
paths would count an incident once for every street that leaves a crossing.)

Source: Okabe, Satoh and Sugihara (2009), IJGIS 23(1), for the equal split; McSwiggan, Baddeley and
Nair (2017), Scandinavian Journal of Statistics 44(2), that heat flow is that kernel.
"""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse.linalg import splu

from geo.density import default_bandwidth_m
from geo.errors import InputError
from geo.lixels import Lixels, conductance, cut, drawn
from geo.model import Note

#: pieces a screen can show, and metres of the longest one where they can be
MOST_LIXELS, LIXEL_M = 500_000, 50.0
#: implicit steps in time: the kernel keeps its exact width and stays above zero at any number of
#: them; at 16 its peak is 2 % above the Gaussian's
ROUNDS = 16
#: points snapped to streets at once
TOGETHER = 50_000
#: what a bandwidth chosen for a street map may be: wide enough to reach next door, and not so wide
#: that streets no longer differ
BANDWIDTHS_M = (100.0, 300.0)
COLUMNS = ("edge_id", "lixel", "n", "per_km", "geometry")


def network_density(
    streets: gpd.GeoDataFrame,
    x_m: np.ndarray,
    y_m: np.ndarray,
    *,
    bandwidth_m: float | None = None,
    lixel_m: float | None = None,
    reach_m: float = 100.0,
    progress: Callable[[float], None] | None = None,
) -> tuple[gpd.GeoDataFrame, Note]:
    """Incidents per kilometre of street.

    Args:
        streets: ``edge_id``, ``from_node``, ``to_node``, ``length_m`` and lines in a metric CRS that
            run from the one node to the other; streets meet only in their nodes.
        x_m, y_m: incidents in the same CRS; each goes to the nearest street.
        bandwidth_m: standard deviation of the kernel along a straight street; none: the rule of
            ``geo.density.default_bandwidth_m``, held within ``BANDWIDTHS_M``.
        lixel_m: longest piece into which streets are cut; none: ``LIXEL_M``, doubled until there are no
            more than ``MOST_LIXELS`` pieces.
        reach_m: incidents further than this from any street are left out. progress: told the share.

    Returns:
        A row a piece: ``edge_id``, ``lixel`` (its number along the street), ``n`` incidents on it,
        ``per_km``, and its line, in the CRS of ``streets``. The note tells in its facts
        ``bandwidth_m``, ``lixel_m``, ``reach_m`` and ``outside`` (incidents left out); it is not
        valid where no incident is near a street.

    Raises:
        InputError: ``streets_missing``, ``streets_measures`` for a length of zero or less, and
            ``streets_too_fine`` when there would be more than ``MOST_LIXELS`` pieces.
    """
    chosen = _bandwidth(x_m, y_m) if bandwidth_m is None else bandwidth_m
    if not min(chosen, LIXEL_M if lixel_m is None else lixel_m, reach_m) > 0:
        raise InputError("streets_measures", bandwidth_m=chosen, lixel_m=lixel_m, reach_m=reach_m)
    usable = _usable(streets)
    lixels, lixel_m = _pieces(usable["length_m"].to_numpy(float), lixel_m)
    tell = progress or (lambda share: None)
    counts = _counted(usable, lixels, np.column_stack([x_m, y_m]).astype(float), reach_m, tell)
    nodes = pd.factorize(usable[["from_node", "to_node"]].to_numpy().ravel())[0].reshape(-1, 2)
    per_m = spread(lixels, conductance(lixels, *nodes.T), counts, chosen, tell)
    frame = _frame(usable, lixels, counts, per_m)
    tell(1.0)
    facts = {"bandwidth_m": chosen, "lixel_m": lixel_m, "reach_m": reach_m}
    n = int(counts.sum())
    caveats = ("shows_only",) if n else ("too_few_incidents",)
    caveats += ("incidents_off_streets",) * (n < len(x_m))
    return frame, Note(
        "network_density", n, valid=n > 0, caveats=caveats, facts=facts | {"outside": len(x_m) - n}
    )


def _bandwidth(x_m: np.ndarray, y_m: np.ndarray) -> float:
    return float(np.clip(default_bandwidth_m(x_m, y_m), *BANDWIDTHS_M))


def _pieces(length_m: np.ndarray, lixel_m: float | None) -> tuple[Lixels, float]:
    """Streets cut into pieces, and the longest that a piece may be: longer where there would be too many."""
    longest = LIXEL_M if lixel_m is None else lixel_m
    if lixel_m is None and len(length_m) <= MOST_LIXELS:
        while np.ceil(length_m / longest).sum() > MOST_LIXELS and longest < length_m.max():
            longest *= 2
    lixels = cut(length_m, longest)
    if len(lixels.street) > MOST_LIXELS:
        raise InputError("streets_too_fine", pieces=len(lixels.street), most=MOST_LIXELS)
    return lixels, longest


def _usable(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Streets with a line and a length."""
    lines = ~(streets.geometry.is_empty | streets.geometry.isna())
    usable = streets[lines & (streets["length_m"] >= 0)]
    if not len(usable):
        raise InputError("streets_missing")
    return usable


def _counted(streets: gpd.GeoDataFrame, lixels: Lixels, xy: np.ndarray, reach_m: float, tell) -> np.ndarray:
    """Incidents on each piece."""
    lines = streets.geometry.to_numpy()
    tree = shapely.STRtree(lines)
    finite = xy[np.isfinite(xy).all(axis=1)]
    places, times = np.unique(finite[:, 0] + 1j * finite[:, 1], return_counts=True)
    counts = np.zeros(len(lixels.street))
    for begin in range(0, len(places), TOGETHER):
        tell(0.8 * begin / len(places))
        here = places[begin : begin + TOGETHER]
        points = shapely.points(here.real, here.imag)
        point, street = tree.query_nearest(points, max_distance=reach_m, all_matches=False)
        share = shapely.line_locate_point(lines[street], points[point], normalized=True)
        weights = times[begin : begin + TOGETHER][point]
        counts += np.bincount(lixels.at(street, np.nan_to_num(share)), weights, len(counts))
    return counts


def spread(
    lixels: Lixels, ease: sparse.csr_array, counts: np.ndarray, bandwidth_m: float, tell
) -> np.ndarray:
    """Incidents per metre after they have flowed for the time that gives the bandwidth.

    Args:
        ease: as ``geo.lixels.conductance`` gives it.
        counts: incidents on each piece.
        tell: told the share done, from 0.8 up.
    """
    crossings = ease.shape[0] - len(counts)
    length = np.concatenate([lixels.length_m, np.zeros(crossings)])
    mass = np.concatenate([counts, np.zeros(crossings)])
    step = bandwidth_m**2 / (2 * ROUNDS)
    flow = sparse.diags_array(length + step * ease.sum(axis=1)) - step * ease
    tell(0.8)
    solve = splu(
        flow.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
    )
    for done in range(ROUNDS):
        tell(0.9 + 0.1 * done / ROUNDS)
        density = solve.solve(mass)
        mass = length * density
    return np.maximum(density[: len(counts)], 0.0)


def _frame(
    streets: gpd.GeoDataFrame, lixels: Lixels, counts: np.ndarray, per_m: np.ndarray
) -> gpd.GeoDataFrame:
    columns = {
        "edge_id": streets["edge_id"].to_numpy()[lixels.street],
        "lixel": lixels.number,
        "n": counts.astype(int),
        "per_km": 1000 * per_m,
    }
    lines = drawn(streets.geometry.to_numpy(), lixels)
    return gpd.GeoDataFrame(columns, geometry=lines, crs=streets.crs)[list(COLUMNS)]
