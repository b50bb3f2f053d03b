"""A smooth surface of incidents: how many per square kilometre, around every place."""

import numpy as np
from scipy.ndimage import gaussian_filter

from geo.errors import InputError
from geo.model import Note

#: cells a surface may have: what a screen can show
MOST_CELLS = 4_000_000
#: the constant of the normal reference rule in two dimensions
REFERENCE = 0.96
#: where all points lie in one place
LEAST_BANDWIDTH_M = 50.0


def default_bandwidth_m(x_m: np.ndarray, y_m: np.ndarray) -> float:
    """A bandwidth to begin with: 0.96 × the points' spread × n^(-1/6).

    The spread is the root mean square over both axes of the standard deviation, or of what the
    middle half suggests where that is less, so that a few far points do not stretch it. Right for
    points around one centre; a town with several is smoothed more than need be.

    Source: Silverman (1986), Density Estimation, sections 3.4.2 and 4.3.2.

    >>> round(default_bandwidth_m([0.0, 0, 900, 900], [0.0, 900, 0, 900]), 1)
    342.9
    """
    xy = np.column_stack([x_m, y_m]).astype(float)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return LEAST_BANDWIDTH_M
    quarters = np.subtract(*np.percentile(xy, [75, 25], axis=0)) / 1.34
    deviation = xy.std(axis=0)
    spread = np.where(quarters > 0, np.minimum(deviation, quarters), deviation)
    rule = REFERENCE * np.sqrt(np.mean(spread**2)) * len(xy) ** (-1 / 6)
    return float(max(rule, LEAST_BANDWIDTH_M))


def density_surface(
    x_m: np.ndarray,
    y_m: np.ndarray,
    bounds: tuple[float, float, float, float],
    cell_m: float,
    bandwidth_m: float | None = None,
) -> tuple[np.ndarray, Note]:
    """Gaussian kernel density of points, counted into cells first.

    Nothing is lost over the edge: what a kernel spreads beyond the bounds is folded back, so
    the surface times the area of a cell adds up to the number of points within the bounds.

    Args:
        x_m, y_m: n points in a metric CRS; those outside the bounds are left out.
        bounds: west, south, east, north in metres; the surface covers whole cells from the
            north-west corner.
        cell_m: side of a cell.
        bandwidth_m: standard deviation of the kernel; below one cell the cells show. None: by the
            rule of ``default_bandwidth_m`` from the points within the bounds.

    Returns:
        Points per km², row 0 in the north, column 0 in the west; and a note with the number of
        points used, and in its facts ``outside``, ``cell_m`` and ``bandwidth_m``.

    Raises:
        InputError: ``surface_empty`` for bounds without area or a cell or bandwidth of zero;
            ``surface_too_fine`` when it would have more than ``MOST_CELLS`` cells.
    """
    west, south, east, north = bounds
    x, y = np.asarray(x_m, float), np.asarray(y_m, float)
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    if bandwidth_m is None:
        bandwidth_m = default_bandwidth_m(x[inside], y[inside])
    if not (east > west and north > south and cell_m > 0 and bandwidth_m > 0):
        raise InputError("surface_empty", bounds=bounds, cell_m=cell_m, bandwidth_m=bandwidth_m)
    rows, columns = int(np.ceil((north - south) / cell_m)), int(np.ceil((east - west) / cell_m))
    if rows * columns > MOST_CELLS:
        raise InputError("surface_too_fine", cells=rows * columns, most=MOST_CELLS)
    counts = _count_in_cells((x[inside] - west) / cell_m, (north - y[inside]) / cell_m, rows, columns)
    smooth = gaussian_filter(counts, bandwidth_m / cell_m, mode="reflect", truncate=5.0)
    facts = {"outside": int((~inside).sum()), "cell_m": cell_m, "bandwidth_m": bandwidth_m}
    return smooth / (cell_m**2 / 1e6), Note("kernel_density", int(inside.sum()), facts=facts)


def _count_in_cells(east: np.ndarray, down: np.ndarray, rows: int, columns: int) -> np.ndarray:
    row = np.minimum(down.astype(int), rows - 1)
    column = np.minimum(east.astype(int), columns - 1)
    cells = np.bincount(row * columns + column, minlength=rows * columns)
    return cells.reshape(rows, columns).astype(float)
