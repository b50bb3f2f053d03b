"""What an edit is: the request somebody makes, and the boundaries it would give."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError
from geo.names import GRID_ID

#: what one can ask for. *parts*: a grid in several pieces becomes several grids; *fill*: a gap goes to a grid;
#: *yield*: a grid gives up ground that another claims too; *hand_over*: a part of a grid that holds a place
#: goes to the other grid; *renumber*: codes in reading order; *restore*: as it was before an edit
KINDS = ("split", "merge", "redraw", "parts", "fill", "yield", "hand_over", "renumber", "restore")
#: of a grid's area: less is rounding
_TRACE = 1e-9


@dataclass(frozen=True)
class Request:
    """An edit as somebody asks for it; plain enough to be kept as text.

    Args:
        kind: one of ``KINDS``.
        grid_ids: the grids it is about; of *redraw* the two on either side, of *yield* and *hand_over* the
            grid that gives and the one that gets, of *fill* the one that gets.
        line: the line to cut along as (x, y) in the grids' coordinate system; of *fill* and *hand_over* one
            place in the ground concerned; else empty.
    """

    kind: str
    grid_ids: tuple[int, ...]
    line: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError("edit_unknown", kind=self.kind, known=", ".join(KINDS))


@dataclass(frozen=True)
class Edit:
    """Boundaries after an edit.

    Attributes:
        ended: grids that are no more.
        after: the grids that there are instead, with the columns of the frame edited: redrawn ones keep their
            ``grid_id``, new ones have −1, −2, … in reading order and the facts of the grid most of them comes
            from.
        shares: what comes from where: ``grid_id`` (as in ``after``), ``parent_id``, ``share`` of the parent's
            area.
        touched: neighbours whose ground is as before, with the nodes that are new on their borders, by
            ``grid_id``.
    """

    request: Request
    ended: tuple[int, ...]
    after: gpd.GeoDataFrame
    shares: pd.DataFrame
    touched: dict[int, object] = field(default_factory=dict)

    @property
    def changed(self) -> tuple[int, ...]:
        """Grids of today that end or are redrawn."""
        kept = [int(grid_id) for grid_id in self.after[GRID_ID] if grid_id > 0]
        return tuple(sorted({*self.ended, *kept}))


def row_of(grids: gpd.GeoDataFrame, grid_id: int) -> int:
    """The position of a grid in a frame.

    Raises:
        InputError: ``edit_grids_unknown``.
    """
    found = np.flatnonzero(grids[GRID_ID].to_numpy() == grid_id)
    if not len(found):
        raise InputError("edit_grids_unknown", grid_ids=str(grid_id))
    return int(found[0])


def applied(grids: gpd.GeoDataFrame, edit: Edit) -> gpd.GeoDataFrame:
    """The grids as they are after an edit: changed ones last, new ones with negative ids."""
    left = grids[~grids[GRID_ID].isin(edit.changed)].copy()
    shapes = left.geometry.to_numpy().copy()
    for grid_id, shape in edit.touched.items():
        shapes[row_of(left, grid_id)] = shape
    left = left.set_geometry(gpd.GeoSeries(shapes, index=left.index, crs=grids.crs))
    return pd.concat([left, edit.after], ignore_index=True)


def descent(grids: gpd.GeoDataFrame, rows: list[int], shapes: np.ndarray) -> pd.DataFrame:
    """Which share of each grid's area comes to lie in each new shape, in the plane of the coordinates.

    Args:
        rows: positions of the grids in the frame.
        shapes: m new shapes in the frame's coordinate system.

    Returns:
        a row a shape and grid that overlap: ``piece`` (position in ``shapes``), ``parent_id``, ``share``.
    """
    pair = np.array([(k, row) for k in range(len(shapes)) for row in rows])
    old = grids.geometry.to_numpy()[pair[:, 1]]
    common = shapely.area(shapely.intersection(shapes[pair[:, 0]], old))
    shares = pd.DataFrame(
        {
            "piece": pair[:, 0],
            "parent_id": grids[GRID_ID].to_numpy()[pair[:, 1]],
            "share": common / shapely.area(old),
        }
    )
    return shares[shares["share"] > _TRACE].reset_index(drop=True)
