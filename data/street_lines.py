"""Streets as lines to cut along."""

import shapely

from data.db import Record
from data.permits import Actor


def across(record: Record, actor: Actor, grid_id: int) -> dict[str, tuple[tuple[float, float], ...]]:
    """Named streets that run through one of today's grids, those that run furthest through it first.

    Of a street in several stretches the one that runs furthest is given.

    Returns:
        name → corners of the line in degrees.
    """
    actor.require("read_facilities")
    sql = """SELECT e.name, ST_AsWKB(e.geometry), ST_AsWKB(g.geometry) FROM street_edge e, grids_in_scope($scope) g
      WHERE g.grid_id = $grid_id AND coalesce(e.name, '') <> '' AND e.name IN (
        SELECT i.name FROM street_edge i WHERE ST_Intersects(i.geometry, g.geometry)) ORDER BY e.name, e.edge_id"""
    rows = record.rows(sql, {"scope": actor.scope, "grid_id": grid_id})
    if not rows:
        return {}
    ground = shapely.from_wkb(bytes(rows[0][2]))
    pieces: dict[str, list] = {}
    for name, wkb, _ground in rows:
        pieces.setdefault(name, []).append(shapely.from_wkb(bytes(wkb)))
    found = []
    for name, lines in pieces.items():
        stretches = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
        inside = shapely.length(shapely.intersection(stretches, ground))
        found.append((float(inside.max()), name, stretches[int(inside.argmax())]))
    return {
        name: tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))
        for inside, name, line in sorted(found, key=lambda one: (-one[0], one[1]))
        if inside > 0
    }
