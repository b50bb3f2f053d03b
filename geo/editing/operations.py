"""Split a grid, merge grids, redraw the border between two: a frame of grids and a request in, an edit out."""

from itertools import product

import geopandas as gpd
import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from geo.check import SLIVER_M, is_coverage, mean_width
from geo.crs import to_metric
from geo.editing.assemble import assembled
from geo.editing.edit import Edit, Request, row_of
from geo.editing.faces import drawn, edges, faces, in_units, within
from geo.errors import InputError
from geo.hotspots.neighbours import shared_border

#: a border redrawn so far that a grid keeps less than this of its ground has swallowed it
LEAST_KEPT = 0.1
#: a line that winds about a border makes more faces than anybody means
_MOST_FACES = 12


def split(grids: gpd.GeoDataFrame, request: Request) -> Edit:
    """One grid in two along a line.

    A line that ends within ``REACH_M`` of the border is led on to it; one that passes a corner within ``SNAP_M``
    passes through it. Of a grid in several parts the line cuts one; the others go with the nearer piece.

    Args:
        grids: ``geo.names.GRIDS`` in any coordinate system.
        request: one grid and a line in that system.

    Raises:
        InputError: ``edit_line_missing``; ``split_misses`` when the line does not cross the grid, ``split_ends``
            when it ends inside, ``split_too_many`` when it cuts more than once, ``split_sliver`` when a piece
            would be thinner than a footpath; ``edit_grids_unknown``, ``edit_unclean``.
    """
    row = row_of(grids, request.grid_ids[0])
    shape = grids.geometry.iloc[row]
    line = drawn(request.line, shapely.boundary([shape]), grids.crs)
    parts = shapely.get_parts(shape)
    cut = [_cut(part, line) for part in parts]
    pieces = sum(map(len, cut)) - len(parts) + 1
    if pieces == 1:
        raise InputError(
            "split_ends" if shapely.intersects(line, shape) and _inside(line, shape) else "split_misses"
        )
    if pieces > 2:
        raise InputError("split_too_many", pieces=pieces)
    two = next(faces_ for faces_ in cut if len(faces_) == 2)
    if _thin(two, grids.crs) or _held(two, grids.crs).sum() > _held([shape], grids.crs).sum() + 1:
        raise InputError("split_sliver")
    whole = [part for part, faces_ in zip(parts, cut, strict=True) if len(faces_) == 1]
    return assembled(grids, request, [row], _with_nearest(two, whole))


def _cut(part, line) -> np.ndarray:
    found = faces(np.array([shapely.boundary(part), line]))
    return found[within(found, part)]


def _inside(line, shape) -> bool:
    ends = shapely.points(shapely.get_coordinates(line)[[0, -1]])
    return bool(shapely.contains_properly(shape, ends).any())


def _metric(polygons, crs) -> np.ndarray:
    """Polygons in metres, as the check of the coverage takes them: a degree is not equally long in every direction."""
    return to_metric(gpd.GeoSeries(polygons, crs=crs)).to_numpy()


def _thin(polygons: np.ndarray, crs) -> bool:
    """Whether one is thinner than a footpath, or all but so: the check's metric system is that of a larger extent."""
    return mean_width(_metric(polygons, crs)).min() < 1.01 * SLIVER_M


def _held(polygons, crs) -> np.ndarray:
    """In how many parts each would lie if whatever is thinner than a sliver held nothing together.

    A line that all but touches a border leaves two parts on a thread, which are one polygon for the computer
    and two places for everybody else. Crumbs of the paring are no parts.
    """
    cores = shapely.buffer(_metric(polygons, crs), -SLIVER_M / 2, quad_segs=1)
    parts, owner = shapely.get_parts(cores, return_index=True)
    return np.maximum(np.bincount(owner[shapely.area(parts) > SLIVER_M**2], minlength=len(cores)), 1)


def _with_nearest(pieces: np.ndarray, others: list) -> list:
    groups = [[piece] for piece in pieces]
    for part in others:
        groups[int(shapely.distance(pieces, part).argmin())].append(part)
    return [group[0] if len(group) == 1 else shapely.multipolygons(group) for group in groups]


def merge(grids: gpd.GeoDataFrame, request: Request) -> Edit:
    """Several grids of one community as one.

    Raises:
        InputError: ``merge_one`` for fewer than two grids, ``merge_not_adjacent`` unless they hang together by
            shared borders, ``merge_communities`` across communities; ``edit_grids_unknown``, ``edit_unclean``.
    """
    rows = [row_of(grids, grid_id) for grid_id in dict.fromkeys(request.grid_ids)]
    if len(rows) < 2:
        raise InputError("merge_one")
    if grids["community_code"].iloc[rows].nunique() > 1:
        raise InputError("merge_communities")
    shapes = grids.geometry.iloc[rows].to_numpy()
    if not _adjacent(shapes, grids.crs):
        raise InputError("merge_not_adjacent")
    whole = union(shapes)
    if _held([whole], grids.crs).sum() > _held(shapes, grids.crs).sum() - len(shapes) + 1:
        raise InputError("merge_not_adjacent")
    return assembled(grids, request, rows, [whole])


def union(shapes: np.ndarray):
    """Grids as one polygon, corner by corner where they meet cleanly."""
    return shapely.coverage_union_all(shapes) if is_coverage(shapes) else shapely.union_all(shapes)


def _adjacent(shapes: np.ndarray, crs) -> bool:
    clean = shared_border(shapes, rule="rook")
    near = (
        clean
        if is_coverage(shapes)
        else shared_border(shapes, rule="rook", tolerance=in_units(SLIVER_M, crs))
    )
    return csgraph.connected_components(clean + near, directed=False)[0] == 1


def parts(grids: gpd.GeoDataFrame, request: Request) -> Edit:
    """A grid in several parts as several grids.

    Raises:
        InputError: ``parts_one`` for a grid in one piece; ``edit_grids_unknown``.
    """
    row = row_of(grids, request.grid_ids[0])
    pieces = list(shapely.get_parts(grids.geometry.iloc[row]))
    if len(pieces) < 2:
        raise InputError("parts_one")
    return assembled(grids, request, [row], pieces)


def redraw(grids: gpd.GeoDataFrame, request: Request) -> Edit:
    """The border between two grids along a line; both sides move.

    The line becomes border along its whole length between the first and the last place where it meets the old
    border or the outline of the two; of all ways to give the faces to the two grids so that each stays in one
    piece, the one that moves the least ground is taken.

    Args:
        request: the two grids, and the line.

    Raises:
        InputError: ``redraw_two`` unless there are two grids; ``redraw_not_adjacent`` without a shared border;
            ``redraw_misses`` when the line does not meet it, ``redraw_wild`` when it winds about it too often,
            ``redraw_swallows`` when a grid would keep hardly anything or fall in pieces; ``edit_line_missing``,
            ``edit_grids_unknown``, ``edit_unclean``.
    """
    rows = [row_of(grids, grid_id) for grid_id in dict.fromkeys(request.grid_ids)]
    if len(rows) != 2:
        raise InputError("redraw_two")
    shapes = grids.geometry.iloc[rows].to_numpy()
    if not _adjacent(shapes, grids.crs):
        raise InputError("redraw_not_adjacent")
    borders = shapely.boundary(shapes)
    line = drawn(request.line, borders, grids.crs)
    pieces = faces(np.array([*borders, line]))
    old = np.select([within(pieces, shape) for shape in shapes], [0, 1], -1)
    pieces, old = pieces[old >= 0], old[old >= 0]
    side = _sides(pieces, old, line, shapes, in_units(1e-5, grids.crs))
    after = [union(pieces[side == k]) for k in (0, 1)]
    kept = shapely.area(shapely.intersection(after, shapes)) / shapely.area(shapes)
    thread = (_held(after, grids.crs) > _held(shapes, grids.crs)).any()
    if kept.min() < LEAST_KEPT or thread or _thin(np.array(after), grids.crs):
        raise InputError("redraw_swallows")
    ids = [int(grids["grid_id"].iloc[row]) for row in rows]
    return assembled(grids, request, rows, after, ids)


def _sides(pieces: np.ndarray, old: np.ndarray, line, shapes: np.ndarray, near: float) -> np.ndarray:
    """Which of the two grids gets each face: the whole line is border, each grid hangs together, and the least
    ground moves."""
    if len(pieces) > _MOST_FACES:
        raise InputError("redraw_wild")
    meets, apart = _meetings(pieces, line, near)
    if not apart:
        raise InputError("redraw_misses")
    area, most = shapely.area(pieces), shapely.get_num_geometries(shapes)
    sides = np.array(list(product((0, 1), repeat=len(pieces))))
    sides = sides[np.all([sides[:, a] != sides[:, b] for a, b in apart], axis=0)]
    for side in sides[np.argsort((sides != old) @ area, kind="stable")]:
        if all(0 < _count(side == k, meets) <= most[k] for k in (0, 1)):
            return side
    raise InputError("redraw_swallows")


def _meetings(pieces: np.ndarray, line, near: float) -> tuple[set, set]:
    """Pairs of faces that share a border, and those of them that share some of the line."""
    owners: dict[tuple, list[int]] = {}
    for k, piece in enumerate(pieces):
        for edge in edges(piece):
            owners.setdefault(edge, []).append(k)
    shared = {edge: tuple(both) for edge, both in owners.items() if len(both) == 2}
    ends = np.array(list(shared)).reshape(-1, 2, 2)
    on_line = shapely.dwithin(shapely.points(ends.mean(axis=1)), line, near)
    return set(shared.values()), {both for both, on in zip(shared.values(), on_line, strict=True) if on}


def _count(chosen: np.ndarray, meets: set) -> int:
    """In how many pieces the chosen faces lie."""
    inside = [pair for pair in meets if chosen[list(pair)].all()]
    one, other = np.array(inside, dtype=int).reshape(-1, 2).T
    graph = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(len(chosen), len(chosen)))
    part = csgraph.connected_components(graph, directed=False)[1]
    return len(np.unique(part[chosen]))
