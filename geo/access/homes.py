"""Where residents live: at their buildings where these are on record, else at points spread inside their grid.

How many live in a grid its own count says; buildings say where. Every walk, gap and score begins here.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.gaps import resident_points

#: who is counted at every home → the counts of a building by which a grid's are shared out, the first that is known
COUNTED_BY = {
    "residents": ("population", "households"),
    "older": ("older", "population", "households"),
    "children": ("children", "population", "households"),
}


def homes(
    geometries: gpd.GeoSeries, people: pd.DataFrame, buildings: pd.DataFrame, *, per_grid: int = 8
) -> pd.DataFrame:
    """The places from which residents walk.

    Args:
        geometries: polygons by ``grid_id`` in a metric CRS.
        people: by ``grid_id``: ``residents``, ``older`` and ``children``; missing where nobody counted.
        buildings: ``grid_id`` (missing: in none), ``x_m``, ``y_m``, ``population``, ``households``, ``older`` and
            ``children`` (missing where nobody counted).
        per_grid: points in each grid without buildings where somebody lives.

    Returns:
        ``grid_id``, ``x_m``, ``y_m``, ``residents``, ``older``, ``children`` (missing where the grid does not know)
        and ``at_building``; in the order of the grids. They add up to the grid's, shared out by ``shares``, or
        equally between spread points.
    """
    people = people.reindex(geometries.index).astype(float)
    lived_in = people["residents"].fillna(0) > 0
    built = buildings[buildings["grid_id"].isin(people.index[lived_in])].reset_index(drop=True)
    bare = lived_in & ~people.index.isin(built["grid_id"])
    spread = resident_points(geometries, people["residents"].where(bare), per_grid=per_grid)
    spread = spread.assign(at_building=False, **dict.fromkeys(COUNTED_BY, 1 / per_grid))
    at = built[["grid_id", "x_m", "y_m"]].astype({"grid_id": people.index.dtype})
    at = at.assign(at_building=True, **shares(built))
    found = pd.concat([frame for frame in (spread, at) if len(frame)] or [spread], ignore_index=True)
    for group in COUNTED_BY:
        found[group] *= people[group].reindex(found["grid_id"]).to_numpy()
    found = found[found[[*COUNTED_BY]].gt(0).any(axis=1)]
    order = np.argsort(people.index.get_indexer(found["grid_id"]), kind="stable")
    return found.iloc[order].reset_index(drop=True)


def shares(buildings: pd.DataFrame) -> pd.DataFrame:
    """Which share of its grid's residents, older residents and children lives in each building.

    By the counts of ``COUNTED_BY``; a building nobody counted where others are is as large as those on average; where
    none is counted all are alike.

    Args:
        buildings: as for ``homes``.

    >>> houses = pd.DataFrame({"grid_id": [1, 1, 2], "population": [30, 10, None], "households": [9, 9, None]})
    >>> shares(houses.assign(older=None, children=None))["residents"].tolist()
    [0.75, 0.25, 1.0]
    """
    found = pd.DataFrame(index=buildings.index)
    for group, columns in COUNTED_BY.items():
        weight = pd.Series(1.0, buildings.index)
        for column in reversed(columns):
            counted = buildings[column].astype(float)
            by_grid = counted.groupby(buildings["grid_id"])
            told = by_grid.transform("sum") > 0
            weight = counted.fillna(by_grid.transform("mean")).where(told, weight)
        found[group] = weight / weight.groupby(buildings["grid_id"]).transform("sum")
    return found
