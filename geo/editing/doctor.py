"""The grid doctor: what does not fit in a coverage of grids, and for each finding an edit that would mend it."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.check import coverage_faults
from geo.crs import to_metric
from geo.editing.codes import disordered
from geo.editing.edit import Request, row_of
from geo.editing.operations import split
from geo.editing.repairs import gap_at
from geo.errors import InputError
from geo.hotspots.neighbours import border_lengths
from geo.names import GRID_ID

#: kinds of finding, in the order they are listed
FINDINGS = ("overlap", "gap", "sliver", "multi_part", "code_order", "many_households", "few_households")
#: households a basic grid is meant to hold
HOUSEHOLDS = (300, 500)
#: how near a border runs along a gap
_ALONG_M = 0.05
#: rounds of halving until a line cuts a grid in two equal parts
_HALVINGS = 40


@dataclass(frozen=True)
class Finding:
    """Something that does not fit.

    Attributes:
        kind: one of ``FINDINGS``.
        grid_ids: the grids concerned; of *code_order* all of the community.
        amount: square metres of an overlap, gap, sliver or multi-part grid, households, or how many grids the
            community has.
        place: where, in the coordinates of the grids.
    """

    kind: str
    grid_ids: tuple[int, ...]
    amount: float
    place: tuple[float, float]


def diagnose(
    grids: gpd.GeoDataFrame, households: tuple[int, int] = HOUSEHOLDS, digits: int = 3
) -> list[Finding]:
    """Everything that does not fit, in the order of ``FINDINGS`` and within a kind the largest first.

    Households are judged of basic grids where somebody lives.

    Args:
        grids: ``geo.names.GRIDS``.
        households: fewest and most a grid is meant to hold.
        digits: of the sequence number in a code.
    """
    if grids.empty:
        return []
    found = [*_faults(grids), *_codes(grids, digits), *outside_limits(grids, *households)]
    return sorted(found, key=lambda one: (FINDINGS.index(one.kind), -one.amount))


def _faults(grids: gpd.GeoDataFrame) -> list[Finding]:
    faults = coverage_faults(grids)
    places = faults.geometry.representative_point().to_crs(grids.crs or "EPSG:4326")
    return [
        Finding(fault.kind, fault.grid_ids, float(fault.area_m2), (place.x, place.y))
        for fault, place in zip(faults.itertuples(), places, strict=True)
    ]


def _codes(grids: gpd.GeoDataFrame, digits: int) -> list[Finding]:
    found = []
    for community in disordered(grids, digits):
        own = grids[grids["community_code"] == community]
        ids = tuple(sorted(map(int, own[GRID_ID])))
        found.append(Finding("code_order", ids, float(len(own)), _middle(own.geometry.iloc[0])))
    return found


def outside_limits(grids: gpd.GeoDataFrame, fewest: int, most: int) -> list[Finding]:
    """Basic grids with fewer households than that, but some, and those with more."""
    known = pd.to_numeric(grids["households"], errors="coerce").to_numpy(float, na_value=np.nan)
    basic = (grids["grid_kind"] == "basic").to_numpy()
    kinds = {
        "few_households": basic & (known > 0) & (known < fewest),
        "many_households": basic & (known > most),
    }
    return [
        Finding(kind, (int(grids[GRID_ID].iloc[row]),), float(known[row]), _middle(grids.geometry.iloc[row]))
        for kind, which in kinds.items()
        for row in np.flatnonzero(which)
    ]


def _middle(shape) -> tuple[float, float]:
    inside = shapely.point_on_surface(shape)
    return inside.x, inside.y


def proposal(
    grids: gpd.GeoDataFrame, finding: Finding, households: tuple[int, int] = HOUSEHOLDS
) -> Request | None:
    """The edit that would mend a finding, or None where none is better than another.

    An overlap stays with the smaller grid. A gap smaller than a typical grid, a sliver and a grid with too few
    households go to the neighbour with the longest common border, the last only within the community and where
    both together do not hold too many. A grid in several parts becomes several, one with too many households is
    halved across its longer axis, codes out of order are given anew.
    """
    near = {
        "overlap": _to_the_smaller,
        "gap": _filled,
        "sliver": _handed_over,
        "multi_part": lambda _, one: Request("parts", one.grid_ids),
        "code_order": lambda _, one: Request("renumber", one.grid_ids[:1]),
        "many_households": _halved,
        "few_households": lambda frame, one: _merged(frame, one, households[1]),
    }
    return near[finding.kind](grids, finding)


def _to_the_smaller(grids: gpd.GeoDataFrame, finding: Finding) -> Request:
    area = {
        grid_id: shapely.area(grids.geometry.iloc[row_of(grids, grid_id)]) for grid_id in finding.grid_ids
    }
    return Request("yield", tuple(sorted(area, key=area.__getitem__, reverse=True)))


def _filled(grids: gpd.GeoDataFrame, finding: Finding) -> Request | None:
    rows = [row_of(grids, grid_id) for grid_id in finding.grid_ids]
    metric = to_metric(grids[[GRID_ID, grids.geometry.name]])
    if finding.amount > metric.area.median():
        return None
    (place,) = gpd.GeoSeries([shapely.Point(finding.place)], crs=grids.crs or "EPSG:4326").to_crs(metric.crs)
    gap = gap_at(metric, rows, (place.x, place.y))
    if gap is None:
        return None
    beside = shapely.buffer(gap, _ALONG_M)
    along = shapely.length(shapely.intersection(shapely.boundary(metric.geometry.to_numpy()[rows]), beside))
    first = finding.grid_ids[int(along.argmax())]
    others = [grid_id for grid_id in finding.grid_ids if grid_id != first]
    return Request("fill", (first, *others), (finding.place,))


def _borders(grids: gpd.GeoDataFrame, row: int) -> pd.Series:
    """Length of the border with each neighbour, by position, the longest first; in the grids' own unit."""
    shape = grids.geometry.iloc[row]
    around = np.setdiff1d(grids.sindex.query(shape, predicate="intersects"), [row])
    lengths = border_lengths([shape, *grids.geometry.to_numpy()[around]])[[0], 1:].toarray()[0]
    shared = pd.Series(lengths, index=around)
    return shared[shared > 0].sort_values(ascending=False, kind="stable")


def _handed_over(grids: gpd.GeoDataFrame, finding: Finding) -> Request | None:
    (grid_id,) = finding.grid_ids
    row = row_of(grids, grid_id)
    part = [
        one
        for one in shapely.get_parts(grids.geometry.iloc[row])
        if shapely.intersects(one, shapely.Point(finding.place))
    ]
    alone = grids.set_geometry(grids.geometry.where(grids[GRID_ID] != grid_id, part[0] if part else None))
    borders = _borders(alone, row)
    if borders.empty:
        return None
    other = int(grids[GRID_ID].iloc[borders.index[0]])
    several = shapely.get_num_geometries(grids.geometry.iloc[row]) > 1
    if several:
        return Request("hand_over", (grid_id, other), (finding.place,))
    same = grids["community_code"].iloc[borders.index[0]] == grids["community_code"].iloc[row]
    return Request("merge", (grid_id, other)) if same else None


def _merged(grids: gpd.GeoDataFrame, finding: Finding, most: int) -> Request | None:
    row = row_of(grids, finding.grid_ids[0])
    borders = _borders(grids, row)
    around = grids.iloc[borders.index]
    fits = (
        (around["community_code"] == grids["community_code"].iloc[row]).to_numpy()
        & (around["grid_kind"] == "basic").to_numpy()
        & (around["households"].fillna(most + 1).to_numpy(float) + finding.amount <= most)
    )
    if not fits.any():
        return None
    return Request("merge", (finding.grid_ids[0], int(around[GRID_ID].to_numpy()[fits][0])))


def _halved(grids: gpd.GeoDataFrame, finding: Finding) -> Request | None:
    shape = grids.geometry.iloc[row_of(grids, finding.grid_ids[0])]
    for axis in _axes(shape):
        request = Request("split", finding.grid_ids, _halving(shape, axis))
        try:
            split(grids, request)
            return request
        except InputError:
            continue  # a bent grid may fall in three that way: try across the other axis
    return None


def _axes(shape) -> list[np.ndarray]:
    """The directions of a grid's sides as a box around it has them, the longer first."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    ways = sorted(np.diff(corners[:3], axis=0), key=lambda way: -np.hypot(*way))
    return [way / np.hypot(*way) for way in ways]


def _halving(shape, axis: np.ndarray) -> tuple[tuple[float, float], ...]:
    """A line across an axis with as much of the shape on one side as on the other."""
    xy, across = shapely.get_coordinates(shape), np.array([-axis[1], axis[0]])
    along, aside = xy @ axis, xy @ across
    wide = np.array([aside.min(), aside.max()]) + np.array([-1, 1]) * 0.1 * np.ptp(aside)
    low, high = along.min(), along.max()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        side = shapely.Polygon([a * axis + b * across for a, b in (
            (along.min() - 1, wide[0]), (middle, wide[0]), (middle, wide[1]), (along.min() - 1, wide[1]))])  # fmt: skip
        more = shapely.area(shapely.intersection(shape, side)) < shapely.area(shape) / 2
        low, high = (middle, high) if more else (low, middle)
    return tuple(tuple(map(float, low * axis + aside_ * across)) for aside_ in wide)
