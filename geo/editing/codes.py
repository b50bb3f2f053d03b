"""Grid codes: numbered west to east, then north to south, inside a community.

Source: CJ/T 349-2010, 5.7, and CJ/T 213: sequence numbers run from left to right and from top to bottom. Neither
says how high a row is; here it is a share of the side of a typical grid.
"""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import to_metric
from geo.errors import InputError
from geo.tiling import reading_order

#: how high a row is, as a share of the side of a typical grid
ROW = 0.8
#: the same among the pieces of one grid: of a square cut in a northern and a southern half the middles are 0.7 apart
PIECES_ROW = 0.5
#: whoever numbered by hand may have seen rows of any height between these
ROWS = np.linspace(0.4, 1.6, 193)


def reading_numbers(grids: gpd.GeoDataFrame, row: float = ROW) -> np.ndarray:
    """The number of each grid in its community, from 1: west to east, then north to south.

    Args:
        grids: ``community_code`` and geometry; WGS 84 if no coordinate system is stated.
        row: how high a row is, as a share of the side of a typical grid.
    """
    if grids.empty:
        return np.empty(0, dtype=int)
    east, north, side = _middles(grids)
    return reading_order(east, north, grids["community_code"].astype(str).to_numpy(), row * side)


def _middles(grids: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, float]:
    """Metres east and north of every grid's middle, and the side of a typical grid."""
    metric = to_metric(grids[["community_code", grids.geometry.name]])
    middle = metric.geometry.centroid
    return middle.x.to_numpy(), middle.y.to_numpy(), float(np.sqrt(metric.area.median()))


def renumbered(grids: gpd.GeoDataFrame, digits: int) -> pd.Series:
    """The codes the grids of a community would have if numbered anew: ``grid_code``, index of ``grids``.

    Args:
        digits: of the sequence number.

    Raises:
        InputError: ``codes_used_up`` with more grids than numbers.
    """
    community = grids["community_code"].astype(str)
    numbers = reading_numbers(grids)
    if len(numbers) and numbers.max() >= 10**digits:
        raise InputError("codes_used_up", community=community.iloc[int(numbers.argmax())])
    codes = [f"{code}{n:0{digits}d}" for code, n in zip(community, numbers, strict=True)]
    return pd.Series(codes, index=grids.index, name="grid_code", dtype=object)


def disordered(grids: gpd.GeoDataFrame, digits: int) -> list[str]:
    """Communities whose codes run neither from west to east nor from north to south.

    A community is in order if its numbers are those of reading, for rows of some height. One whose codes are
    made otherwise than of its own code and a number is not judged.

    Args:
        grids: ``grid_code``, ``community_code`` and geometry.
        digits: of the sequence number.
    """
    fits = [
        code.startswith(community)
        and code[len(community) :].isdecimal()
        and len(code) == len(community) + digits
        for code, community in zip(
            grids["grid_code"].astype(str), grids["community_code"].astype(str), strict=True
        )
    ]
    judged = (
        grids.groupby("community_code")["grid_code"]
        .transform("size")
        .eq(pd.Series(fits, index=grids.index).groupby(grids["community_code"]).transform("sum"))
    )
    grids = grids[judged]
    if grids.empty:
        return []
    community = grids["community_code"].astype(str).to_numpy()
    rank = grids.groupby("community_code")["grid_code"].rank().to_numpy()
    east, north, side = _middles(grids)
    open_ = np.ones(len(grids), dtype=bool)
    for row in ROWS:
        here = np.flatnonzero(open_)
        numbers = reading_order(east[here], north[here], community[here], row * side)
        wrong = set(community[here][numbers != rank[here]])
        open_ = np.isin(community, list(wrong))
        if not wrong:
            break
    return sorted(set(community[open_]))


def next_codes(
    community_code: str, parent_code: str, used: Iterable[str], count: int, pattern: Sequence[int]
) -> list[str]:
    """Codes for new grids of a community, after the last one it ever gave.

    A code once given is not given again, so an old list never points to another grid. Where the parent's code is
    made otherwise than of the community's and a number, the new ones are the parent's with a letter behind.

    Args:
        used: every code the record holds, those of grids that are no more included.
        pattern: lengths of the parts of a code; the last one is the sequence number.

    Raises:
        InputError: ``codes_used_up``.

    >>> next_codes("990101001001", "990101001001002", ["990101001001006", "990101001001002"], 2, (6, 3, 3, 3))
    ['990101001001007', '990101001001008']
    >>> next_codes("W", "W-12", ["W-12", "W-12a"], 2, (6, 3, 3, 3))
    ['W-12b', 'W-12c']
    """
    used, digits = set(used), pattern[-1]
    tail = parent_code.removeprefix(community_code)
    if tail == parent_code or not tail.isdecimal() or len(tail) != digits:
        letters = (f"{parent_code}{chr(letter)}" for letter in range(ord("a"), ord("z") + 1))
        free = [code for code in letters if code not in used]
    else:
        tails = [code.removeprefix(community_code) for code in used if code.startswith(community_code)]
        last = max((int(one) for one in tails if one.isdecimal() and len(one) == digits), default=0)
        free = [f"{community_code}{n:0{digits}d}" for n in range(last + 1, min(last + 1 + count, 10**digits))]
    if len(free) < count:
        raise InputError("codes_used_up", community=community_code)
    return free[:count]
