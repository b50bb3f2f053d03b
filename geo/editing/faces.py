"""Lines and the faces between them: what splitting and redrawing have in common.

All works in the coordinates the grids are kept in, as a plane, so that no vertex of a border moves: what a
line does not cut stays equal bit by bit, and neighbours go on sharing their borders exactly.
"""

import numpy as np
import shapely

from geo.errors import InputError

#: metres in a degree of latitude
_DEGREE_M = 111_320.0
#: a line that ends this near the border it should reach is led on to it: a hand on a screen is no better
REACH_M = 12.0
#: a line that passes this near a corner passes through it
SNAP_M = 1.0
#: how far a line is led past a border, so that rounding cannot keep it from crossing
_PAST_M = 0.02
#: what lies this near a border lies on it
_ON_M = 1e-5


def in_units(metres: float, crs) -> float:
    """A small distance in the unit of a coordinate system: degrees, or metres where it measures in metres."""
    return metres / _DEGREE_M if crs is None or crs.is_geographic else metres


def drawn(line, borders: np.ndarray, crs) -> object:
    """The line somebody drew, led on to the nearest border where it ends just short of one, and through corners.

    Args:
        line: (x, y) pairs in the coordinate system of the borders.
        borders: lines.

    Raises:
        InputError: ``edit_line_missing`` without two different places.
    """
    xy = np.asarray(line, dtype=float).reshape(-1, 2)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if len(np.unique(xy, axis=0)) < 2:
        raise InputError("edit_line_missing")
    border = shapely.union_all(borders)
    reach, past = in_units(REACH_M, crs), in_units(_PAST_M, crs)
    near = in_units(SNAP_M, crs)
    xy = shapely.get_coordinates(shapely.snap(shapely.linestrings(xy), border, near))
    before, after = (_onward(xy[end], border, reach, past) for end in (0, -1))
    return shapely.snap(shapely.linestrings(np.vstack([*before, xy, *after])), border, near)


def _onward(end: np.ndarray, border, reach: float, past: float) -> list[np.ndarray]:
    """A place just past the border nearest to an end, if that is within reach and not passed already."""
    nearest = shapely.get_coordinates(shapely.shortest_line(shapely.points(end), border))
    if len(nearest) < 2:
        return []
    way = nearest[1] - nearest[0]
    away = np.hypot(*way)
    return [end + way * (1 + past / away)] if 0 < away <= reach else []


def faces(lines: np.ndarray) -> np.ndarray:
    """The polygons between lines, which need not meet at their vertices."""
    return shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines))))


def within(polygons: np.ndarray, ground) -> np.ndarray:
    """Which of the polygons lie in some ground, given that none lies in it by half."""
    return shapely.covers(ground, shapely.point_on_surface(polygons))


def edges(polygon) -> set[tuple]:
    """The straight pieces of a polygon's borders, each as its two ends in order."""
    found = set()
    for ring in shapely.get_rings(polygon):
        ends = list(map(tuple, shapely.get_coordinates(ring)))
        found |= {(min(a, b), max(a, b)) for a, b in zip(ends, ends[1:], strict=False) if a != b}
    return found


def noded(shapes: np.ndarray, nodes: np.ndarray, crs) -> dict[int, object]:
    """Polygons that get nodes on their borders, so that they go on meeting their neighbours corner by corner.

    Args:
        shapes: polygons.
        nodes: n × 2 places; those on no border, or at a corner already, change nothing.

    Returns:
        position in ``shapes`` → the polygon with its new corners.
    """
    if not len(nodes):
        return {}
    near = in_units(_ON_M, crs)
    tree = shapely.STRtree(shapes)
    node, shape = tree.query(shapely.points(nodes), predicate="dwithin", distance=near)
    changed = {}
    for k in np.unique(shape):
        after = _with_nodes(shapes[k], nodes[node[shape == k]], near)
        if shapely.get_num_coordinates(after) > shapely.get_num_coordinates(shapes[k]):
            changed[int(k)] = after
    return changed


def _with_nodes(shape, nodes: np.ndarray, near: float):
    parts = []
    for part in shapely.get_parts(shape):
        outlines = map(shapely.get_coordinates, shapely.get_rings(part))
        rings = [shapely.linearrings(_ring(xy, nodes, near)) for xy in outlines]
        parts.append(shapely.polygons(rings[0], rings[1:] or None))
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _ring(xy: np.ndarray, nodes: np.ndarray, near: float) -> np.ndarray:
    """A closed ring with the nodes that lie on its sides."""
    corners = set(map(tuple, xy))
    start, way = xy[:-1], np.diff(xy, axis=0)
    length2 = np.maximum((way**2).sum(axis=1), np.finfo(float).tiny)
    inserted: list[tuple[int, float, np.ndarray]] = []
    for place in nodes:
        if tuple(place) in corners:
            continue
        share = ((place - start) * way).sum(axis=1) / length2
        away = np.hypot(*(start + np.clip(share, 0, 1)[:, None] * way - place).T)
        side = int(away.argmin())
        if away[side] <= near and 0 < share[side] < 1:
            inserted.append((side, float(share[side]), place))
    inserted.sort(key=lambda one: one[:2], reverse=True)
    for side, _, place in inserted:
        xy = np.insert(xy, side + 1, place, axis=0)
    return xy
