"""A river through the 3 × 3 town: who is a neighbour across it, for whom, and when that is known anew."""

import shapely
import streets
from streets import SOUTH, WEST
from town import SIDE_M

from data import barriers
from data.permits import Actor

LEADER = Actor("leader", "leader", "all")
EAST = Actor("east", "leader", "division:990101001002")
#: between the first and the second column
RIVER = shapely.LineString([(WEST + SIDE_M, SOUTH - 50), (WEST + SIDE_M, SOUTH + 3 * SIDE_M + 50)])
#: between the grids of the third column
CANAL = shapely.LineString(
    [(WEST + 2 * SIDE_M - 50, SOUTH + SIDE_M), (WEST + 3 * SIDE_M + 50, SOUTH + SIDE_M)]
)


#: as readers give them: by code
ORDER = (1, 2, 4, 5, 7, 8, 3, 6, 9)


def pairs(matrix, ids=ORDER) -> set[tuple[int, int]]:
    rows, columns = matrix.nonzero()
    return {tuple(sorted((ids[a], ids[b]))) for a, b in zip(rows, columns, strict=True)}


ALL = {(k, k + 1) for k in (1, 2, 4, 5, 7, 8)} | {(k, k + 3) for k in range(1, 7)}


def test_without_barriers_every_stretch_of_border_can_be_crossed(town_record):
    assert pairs(barriers.crossable(town_record, LEADER)) == ALL
    assert barriers.parted(town_record, LEADER).nnz == 0


def test_a_river_parts_until_somebody_asks_otherwise(town_record):
    streets.put_barriers(town_record, RIVER)
    assert pairs(barriers.parted(town_record, LEADER)) == {(1, 2), (4, 5), (7, 8)}
    assert pairs(barriers.crossable(town_record, LEADER)) == ALL - {(1, 2), (4, 5), (7, 8)}
    assert pairs(barriers.crossable(town_record, LEADER, barriers=False)) == ALL


def test_streets_that_come_later_are_bridges(town_record):
    """The three streets of the town run from west to east, one through each row."""
    streets.put_barriers(town_record, RIVER)
    assert barriers.parted(town_record, LEADER).nnz == 6
    streets.put_streets(town_record)
    assert barriers.parted(town_record, LEADER).nnz == 0


def test_nobody_walks_on_a_motorway(town_record):
    streets.put_barriers(town_record, RIVER)
    streets.put_streets(town_record)
    town_record.rows("UPDATE street_edge SET street_class = 'motorway_link'")
    town_record.rows("UPDATE version SET n = n + 1 WHERE topic = 'streets'")
    town_record.changed()
    assert barriers.parted(town_record, LEADER).nnz == 6


def test_the_scope_cuts_grids_not_rivers(town_record):
    streets.put_barriers(town_record, RIVER, CANAL)
    assert pairs(barriers.parted(town_record, EAST), [3, 6, 9]) == {(6, 9)}
    assert pairs(barriers.crossable(town_record, EAST), [3, 6, 9]) == {(3, 6)}


def test_a_record_without_grids(record):
    assert barriers.crossable(record, LEADER).shape == (0, 0)
