"""Homes of a large place put together: inside every grid, those of a square of a lattice at one of them."""

import numpy as np
import pandas as pd

#: the finest lattice is of so many steps, 8 by 8 squares a grid
FINEST = 15


def put_together(homes: pd.DataFrame, most: int) -> pd.DataFrame:
    """Homes at no more places than asked for, as fine as that allows, but never fewer than one a grid.

    A square's residents are counted at the home that lies nearest to their weighted middle: a place where somebody
    lives and from which there is a way.

    Args:
        homes: ``grid_id``, ``x_m``, ``y_m``, ``residents``.

    Returns:
        some of the rows with the ``residents`` of all.

    >>> homes = pd.DataFrame({"grid_id": 1, "x_m": [0.0, 1, 8, 9], "y_m": 0.0, "residents": [1.0, 2, 3, 5]})
    >>> put_together(homes, 2)["residents"].to_dict()
    {1: 3.0, 3: 8.0}
    """
    if len(homes) <= most:
        return homes
    grid = pd.factorize(homes["grid_id"])[0]
    across, along = (_shares(homes[axis], homes["grid_id"]) for axis in ("x_m", "y_m"))
    for step in range(FINEST, 0, -1):
        columns, rows = step // 2 + 1, (step + 1) // 2
        squares = (grid * columns + _part(across, columns)) * rows + _part(along, rows)
        if len(np.unique(squares)) <= most:
            break
    return _at_the_middle(homes, squares)


def _shares(at: pd.Series, grid_id: pd.Series) -> np.ndarray:
    """How far across the extent of its grid's homes each lies, from 0 to 1."""
    by_grid = at.groupby(grid_id)
    low = by_grid.transform("min")
    wide = by_grid.transform("max") - low
    return ((at - low) / wide.where(wide > 0, 1.0)).to_numpy()


def _part(shares: np.ndarray, parts: int) -> np.ndarray:
    return np.minimum((shares * parts).astype(int), parts - 1)


def _at_the_middle(homes: pd.DataFrame, squares: np.ndarray) -> pd.DataFrame:
    """Of every square the home nearest to the middle of its residents, for all of them."""
    people = homes["residents"]
    whole = people.groupby(squares).transform("sum")
    far = 0.0
    for axis in ("x_m", "y_m"):
        middle = (homes[axis] * people).groupby(squares).transform("sum") / whole.where(whole > 0, 1.0)
        far = far + (homes[axis] - middle) ** 2
    nearest = pd.Series(far.to_numpy()).groupby(squares).idxmin().to_numpy()
    kept = np.sort(nearest)
    return homes.iloc[kept].assign(residents=whole.iloc[kept])
