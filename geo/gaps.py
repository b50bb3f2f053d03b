"""Coverage gaps: who is too far from a facility, not visited, or without a worker (``geo.voice``: not heard).

Frames and Series are by ``grid_id``. The four gaps are of service, of presence, of responsibility and of
voice (docs/glossary.md).
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError

#: stands for "nobody" where a worker's id is asked for
NO_WORKER = 0
#: a worker is overloaded who needs more than so many hours for an hour available: the Labour Law of the People's
#: Republic of China, article 41, allows 36 hours of overtime a month beside the 40 a week
OVERLOADED = 1.2
#: steps of the sequence R₂: the plastic number to the powers −1 and −2
PLASTIC = np.array([0.7548776662466927, 0.5698402909980532])
#: places tried in a grid's bounding box for every point wanted inside the grid
TRIES = 16


def resident_points(geometries: gpd.GeoSeries, residents: pd.Series, *, per_grid: int = 8) -> pd.DataFrame:
    """Places where a grid's residents are taken to live: spread evenly inside it, not its centre.

    The same grid always gets the same points: an additive sequence over its bounding box, of
    which the points that fall inside are taken in order.

    Args:
        geometries: polygons by ``grid_id`` in a metric CRS.
        residents: people by ``grid_id``; missing counts as none.
        per_grid: points in each grid where somebody lives.

    Returns:
        ``grid_id``, ``x_m``, ``y_m``, ``residents``; a grid's residents are shared out equally.

    Source: the sequence R₂ of Roberts (2018), after the plastic number.
    """
    people = residents.reindex(geometries.index).fillna(0).to_numpy(float)
    lived_in = np.flatnonzero(people > 0)
    shapes = geometries.to_numpy()[lived_in]
    xy = _spread(shapes, per_grid)
    return pd.DataFrame(
        {
            "grid_id": np.repeat(geometries.index.to_numpy()[lived_in], per_grid),
            "x_m": xy[..., 0].ravel(),
            "y_m": xy[..., 1].ravel(),
            "residents": np.repeat(people[lived_in] / per_grid, per_grid),
        }
    )


def _spread(shapes: np.ndarray, per_grid: int) -> np.ndarray:
    """For every shape ``per_grid`` points inside, n × per_grid × 2; a sliver repeats one on its surface."""
    found = np.repeat(shapely.get_coordinates(shapely.point_on_surface(shapes))[:, None], per_grid, axis=1)
    have = np.zeros(len(shapes), dtype=int)
    bounds = shapely.bounds(shapes)
    shapely.prepare(shapes)
    for step in range(1, TRIES * per_grid + 1):
        short = np.flatnonzero(have < per_grid)
        if not len(short):
            break
        west, south, east, north = bounds[short].T
        fraction = np.modf(0.5 + step * PLASTIC)[0]
        x, y = west + fraction[0] * (east - west), south + fraction[1] * (north - south)
        inside = shapely.contains_xy(shapes[short], x, y)
        found[short[inside], have[short[inside]]] = np.column_stack([x, y])[inside]
        have[short[inside]] += 1
    return found


def service_gap(
    points: pd.DataFrame, metres: pd.DataFrame, reach_m: Mapping[str, float], people: str = "residents"
) -> pd.DataFrame:
    """Residents who are further from the nearest facility of a kind than its reach.

    Args:
        points: as ``resident_points`` or ``geo.access.homes.homes`` gives them.
        metres: from every point to the nearest facility, a column a kind; endless where none is reached.
        reach_m: metres a resident can be expected to go, by kind.
        people: column of those who are counted, such as ``older``; missing counts as none.

    Returns:
        Residents by ``grid_id``, a column a kind, and ``all_kinds``: each resident counts with the share
        of the kinds that are out of reach. Of a kind that has no facility everybody is out of reach. Grids
        where nobody lives have no row.
    """
    nowhere = pd.Series(np.inf, metres.index)
    out = pd.DataFrame(
        {kind: ~(metres.get(kind, nowhere) <= reach) for kind, reach in reach_m.items()}, points.index
    )
    out["all_kinds"] = out.mean(axis=1)
    return out.mul(points[people], axis=0).groupby(points["grid_id"]).sum()


def met_for_no_one(gaps: pd.DataFrame) -> bool:
    """Whether residents are known and every one of them lives beyond the standard.

    Args:
        gaps: ``population``, ``residents_beyond`` and ``share_beyond``, a row a grid.

    >>> met_for_no_one(pd.DataFrame({"population": [5, 0], "residents_beyond": [5.0, 0], "share_beyond": [1.0, 0]}))
    True
    """
    known = gaps["residents_beyond"].notna() & (gaps["population"] > 0)
    return bool(known.any() and (gaps.loc[known, "share_beyond"] >= 1).all())


def presence_gap(presence: pd.DataFrame) -> pd.DataFrame:
    """Grids not visited within their interval.

    Args:
        presence: ``days_since_visit`` (missing: never) and ``visit_interval_days``.

    Returns:
        ``late``, and ``late_days`` past the interval: 0 in time, missing where never visited.
    """
    over = presence["days_since_visit"].astype(float) - presence["visit_interval_days"].astype(float)
    has_interval = presence["visit_interval_days"].notna()
    late = has_interval & ~(over <= 0)
    return pd.DataFrame({"late": late, "late_days": over.clip(lower=0)})


def responsibility_gap(worker_ids: pd.Series) -> pd.Series:
    """True where no worker is responsible: ``worker_id`` by ``grid_id`` is missing or 0."""
    return (worker_ids.fillna(NO_WORKER) == NO_WORKER).rename("no_worker")


def responsibility(
    worker_ids: pd.Series, workers: pd.DataFrame, unattended: pd.Series, overloaded: float = OVERLOADED
) -> pd.DataFrame:
    """Whether somebody is there for every grid who can look after it.

    Args:
        worker_ids: ``worker_id`` by ``grid_id``; missing or 0 where nobody is responsible.
        workers: by ``worker_id``: ``absent`` at the end of the period, and ``load_share``, hours needed for an hour
            available.
        unattended: by ``grid_id``, the share of the period's days on which nobody responsible was there.
        overloaded: above which ``load_share`` a worker is overloaded.

    Returns:
        ``responsibility_answer``: ``nobody``, ``absent``, ``overloaded`` or ``somebody``, the first that holds; and
        ``responsibility_share``, how much was lacking in the whole period: the share of its days on which nobody was
        there, or of the hours needed that an overloaded worker has not, whichever is larger: nobody's absence makes
        less lacking.

    >>> staff = pd.DataFrame({"absent": [False], "load_share": [1.6]}, [7])
    >>> responsibility(pd.Series([7, None]), staff, pd.Series([0.2, 1.0]))["responsibility_share"].tolist()
    [0.375, 1.0]
    """
    held = workers.reindex(worker_ids.fillna(NO_WORKER).to_numpy()).set_axis(worker_ids.index)
    absent = held["absent"].eq(True)
    load = held["load_share"].astype(float).fillna(0.0)
    tests = [responsibility_gap(worker_ids), absent, load > overloaded]
    hours = (1 - 1 / load.clip(lower=1.0)).where(load > overloaded, 0.0)
    answers = np.select(tests, ["nobody", "absent", "overloaded"], "somebody")
    return pd.DataFrame(
        {
            "responsibility_answer": answers,
            "responsibility_share": np.maximum(unattended.astype(float), hours),
        },
        worker_ids.index,
    )


def by_worker(gaps: pd.DataFrame, worker_ids: pd.Series) -> pd.DataFrame:
    """Gaps added up for every worker's beat.

    Args:
        gaps: numbers and booleans by ``grid_id``; a boolean counts grids.
        worker_ids: ``worker_id`` by ``grid_id``; missing or 0 where nobody is responsible.

    Returns:
        ``grids`` and the sums by ``worker_id``; ``NO_WORKER`` holds what nobody is responsible for.

    Raises:
        InputError: ``gaps_not_numbers`` for a column that cannot be added up.
    """
    odd = [c for c in gaps if not pd.api.types.is_numeric_dtype(gaps[c])]
    if odd:
        raise InputError("gaps_not_numbers", columns=", ".join(odd))
    worker = worker_ids.reindex(gaps.index).fillna(NO_WORKER).astype(int).rename("worker_id")
    return gaps.assign(grids=1).groupby(worker).sum()[["grids", *gaps.columns]]
