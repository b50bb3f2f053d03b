"""A grid cut in two where half of its residents live on either side: for trying it, without a new boundary."""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
import shapely


def halved(frame: pd.DataFrame, grid_ids: Collection[int], shared: Iterable[str]) -> pd.DataFrame:
    """A frame in which some grids are two: the second half of grid 7 is called −7.

    Args:
        frame: by ``grid_id``. grid_ids: those to halve; what the frame lacks is left alone.
        shared: columns of which each half has half; in the others both are as the whole was.

    >>> halved(pd.DataFrame({"homes": [10, 8], "class": [2, 3]}, [1, 7]), [7], ["homes"])["homes"].to_dict()
    {1: 10.0, 7: 4.0, -7: 4.0}
    """
    rows = frame.index.isin(list(grid_ids))
    if not rows.any():
        return frame
    columns = [column for column in shared if column in frame]
    half = frame[columns].astype(float).mask(pd.Series(rows, frame.index), frame[columns].astype(float) / 2)
    first = frame.assign(**half)
    second = first[rows].set_axis(-first.index[rows])
    return pd.concat([first, second]).rename_axis(frame.index.name)


def cut(
    shape: shapely.Geometry, xy: np.ndarray, residents: np.ndarray
) -> tuple[np.ndarray, shapely.Geometry]:
    """Where a grid would be cut: across its longer axis, with half of the residents on either side.

    Args:
        shape: polygon in metres. xy: homes inside it, n × 2. residents: of each home.

    Returns:
        which homes lie in the second half, and the line of the cut inside the shape.

    >>> homes = np.array([[1.0, 1], [2, 1], [3, 1], [9, 1]])
    >>> second, line = cut(shapely.box(0, 0, 10, 2), homes, np.ones(4))
    >>> second.tolist(), round(line.length, 6), line.centroid.x
    ([False, False, True, True], 2.0, 2.5)
    """
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.diff(corners[:3], axis=0)
    axis = max(sides, key=lambda side: np.hypot(*side))
    axis = axis / np.hypot(*axis) * (1 if tuple(axis) > (0, 0) else -1)
    along = xy @ axis
    at = _middle(along, residents) if len(xy) else shapely.get_coordinates(shape.centroid)[0] @ axis
    across, long = np.array([-axis[1], axis[0]]), np.hypot(*np.ptp(corners, axis=0))
    aside = shapely.get_coordinates(shape.centroid)[0] @ across
    ends = [at * axis + (aside + side * long) * across for side in (-1, 1)]
    return along > at, shapely.intersection(shapely.LineString(ends), shape)


def _middle(along: np.ndarray, residents: np.ndarray) -> float:
    """Half way between the two homes between which half of the residents are passed."""
    order = np.argsort(along, kind="stable")
    passed = np.cumsum(residents[order])
    last = min(int(np.searchsorted(passed, passed[-1] / 2)), max(len(along) - 2, 0))
    return float(along[order[last : last + 2]].mean())
