"""Every kind of edit by its name: a frame of grids and a request in, an edit with codes and households out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.editing import operations, repairs
from geo.editing.codes import next_codes, renumbered
from geo.editing.edit import Edit, Request, row_of
from geo.errors import InputError
from geo.names import GRID_ID, PEOPLE


def renumber(grids: gpd.GeoDataFrame, request: Request, digits: int) -> Edit:
    """The grids of a community coded anew, west to east, then north to south; those whose code changes.

    Args:
        request: any grid of the community.

    Raises:
        InputError: ``codes_in_order`` when no code would change, ``codes_used_up``; ``edit_grids_unknown``.
    """
    community = grids["community_code"].iloc[row_of(grids, request.grid_ids[0])]
    own = grids[grids["community_code"] == community]
    codes = renumbered(own, digits)
    changed = codes != own["grid_code"]
    if not changed.any():
        raise InputError("codes_in_order")
    after = own[changed].assign(grid_code=codes[changed]).reset_index(drop=True)
    shares = pd.DataFrame({GRID_ID: after[GRID_ID], "parent_id": after[GRID_ID], "share": 1.0})
    return Edit(request, (), after, shares)


OPERATIONS: dict[str, Callable[[gpd.GeoDataFrame, Request], Edit]] = {
    "split": operations.split,
    "merge": operations.merge,
    "redraw": operations.redraw,
    "parts": operations.parts,
    "fill": repairs.fill,
    "yield": repairs.give_up,
    "hand_over": repairs.hand_over,
}


def perform(grids: gpd.GeoDataFrame, request: Request, used: Iterable[str], pattern: Sequence[int]) -> Edit:
    """What a request would make of the grids; nothing is written.

    Args:
        grids: ``geo.names.GRIDS``; at least the grids concerned and all that touch them.
        used: every grid code there is or ever was.
        pattern: lengths of the parts of a code.

    Raises:
        InputError: as the operation of that kind says.
    """
    if request.kind == "renumber":
        return renumber(grids, request, pattern[-1])
    edit = OPERATIONS[request.kind](grids, request)
    return replace(edit, after=_with_people(grids, edit, _named(edit, set(used), pattern)))


def _named(edit: Edit, used: set[str], pattern: Sequence[int]) -> gpd.GeoDataFrame:
    """New grids with a code and a name of their own; a merged one keeps the name of its largest part."""
    after = edit.after.copy()
    new = np.flatnonzero(after[GRID_ID] < 0)
    if not len(new):
        return after
    first = after.iloc[new[0]]
    codes = next_codes(str(first["community_code"]), str(first["grid_code"]), used, len(new), pattern)
    after.loc[new, "grid_code"] = codes
    if len(new) > 1:
        after.loc[new, "name"] = [f"{first['name']}-{n}" for n in range(1, len(new) + 1)]
    return after


def _with_people(grids: gpd.GeoDataFrame, edit: Edit, after: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """People and households by the ground that comes from each grid, as if people lived evenly on it."""
    for column in grids.columns.intersection(PEOPLE):
        known = grids.set_index(GRID_ID)[column].reindex(edit.shares["parent_id"].unique())
        part = pd.Series(0, index=after[GRID_ID])
        for parent_id, shares in edit.shares.groupby("parent_id"):
            if pd.notna(known[parent_id]):
                part[shares[GRID_ID]] += divided(int(known[parent_id]), shares["share"].to_numpy())
        after[column] = part.to_numpy() if known.notna().all() else pd.array([pd.NA] * len(after), "Int64")
    return after


def divided(total: int, weights: np.ndarray) -> np.ndarray:
    """A whole number in whole parts that add up to it: the largest remainders are rounded up.

    >>> divided(100, np.array([1, 1, 1])).tolist()
    [34, 33, 33]
    """
    exact = total * weights / weights.sum()
    parts = np.floor(exact).astype(int)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: total - parts.sum()]] += 1
    return parts
