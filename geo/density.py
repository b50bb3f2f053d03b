"""A smooth surface of incidents: how many per square kilometre, around every place."""

import numpy as np
from scipy.ndimage import gaussian_filter

from geo.errors import InputError
from geo.model import Note

#: cells a surface may have: what a screen can show
MOST_CELLS = 4_000_000


def density_surface(
    x_m: np.ndarray,
    y_m: np.ndarray,
    bounds: tuple[float, float, float, float],
    cell_m: float,
    bandwidth_m: float,
) -> tuple[np.ndarray, Note]:
    """Gaussian kernel density of points, counted into cells first.

    Nothing is lost over the edge: what a kernel spreads beyond the bounds is folded back, so
    the surface times the area of a cell adds up to the number of points within the bounds.

    Args:
        x_m, y_m: n points in a metric CRS; those outside the bounds are left out.
        bounds: west, south, east, north in metres; the surface covers whole cells from the
            north-west corner.
        cell_m: side of a cell.
        bandwidth_m: standard deviation of the kernel; below one cell the cells show.

    Returns:
        Points per km², row 0 in the north, column 0 in the west; and a note with the number of
        points used, and in its facts ``outside``, ``cell_m`` and ``bandwidth_m``.

    Raises:
        InputError: ``surface_empty`` for bounds without area or a cell or bandwidth of zero;
            ``surface_too_fine`` when it would have more than ``MOST_CELLS`` cells.
    """
    west, south, east, north = bounds
    if not (east > west and north > south and cell_m > 0 and bandwidth_m > 0):
        raise InputError("surface_empty", bounds=bounds, cell_m=cell_m, bandwidth_m=bandwidth_m)
    rows, columns = int(np.ceil((north - south) / cell_m)), int(np.ceil((east - west) / cell_m))
    if rows * columns > MOST_CELLS:
        raise InputError("surface_too_fine", cells=rows * columns, most=MOST_CELLS)
    x, y = np.asarray(x_m, float), np.asarray(y_m, float)
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    counts = _count_in_cells((x[inside] - west) / cell_m, (north - y[inside]) / cell_m, rows, columns)
    smooth = gaussian_filter(counts, bandwidth_m / cell_m, mode="reflect", truncate=5.0)
    facts = {"outside": int((~inside).sum()), "cell_m": cell_m, "bandwidth_m": bandwidth_m}
    return smooth / (cell_m**2 / 1e6), Note("kernel_density", int(inside.sum()), facts=facts)


def _count_in_cells(east: np.ndarray, down: np.ndarray, rows: int, columns: int) -> np.ndarray:
    row = np.minimum(down.astype(int), rows - 1)
    column = np.minimum(east.astype(int), columns - 1)
    cells = np.bincount(row * columns + column, minlength=rows * columns)
    return cells.reshape(rows, columns).astype(float)
