"""Vector tiles of the 3 × 3 town, decoded and counted."""

import math

import mvt
import pytest

from data import tiles
from data.permits import Actor
from geo.errors import NotAllowed, NotFound

ALL = Actor("x", "manager", "all")
#: the zoom-13 tile that holds the whole town (117 E, about 39.735 N)
LON, LAT = 117.0 + 450 / 85_400, 39.735


def tile_at(z: int, lon: float, lat: float) -> tuple[int, int, int]:
    """The slippy-map formula, as published."""
    n = 1 << z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return z, int((lon + 180) / 360 * n), int(y)


@pytest.fixture
def middle(town_record):
    west, south, east, north = town_record.rows(
        "SELECT min(min_lon), min(min_lat), max(max_lon), max(max_lat) FROM grid"
    )[0]
    return (west + east) / 2, (south + north) / 2


def cut(record, actor, layer, place):
    return mvt.decode(tiles.tile(record, actor, layer, *place))


def around(record, actor, layer, z, middle):
    """Features of the tiles around a place, by id: the largest piece of each."""
    _, x, y = tile_at(z, *middle)
    found = {}
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            for feature in cut(record, actor, layer, (z, x + dx, y + dy)).get(layer, []):
                found[feature.id] = feature
    return found


def test_every_grid_is_in_a_tile_once(town_record, middle):
    features = cut(town_record, ALL, "grids", tile_at(9, *middle))["grids"]
    assert sorted(feature.id for feature in features) == list(range(1, 10))
    assert {feature.type for feature in features} == {3}
    assert all(not feature.properties for feature in features)


def test_equal_squares_have_equal_areas(town_record, middle):
    # 300 m at this latitude; a unit of a zoom-9 tile is 40,075 km · cos(lat) / 2⁹ / 4,096
    unit = 40_075_017 * math.cos(math.radians(middle[1])) / 512 / 4096
    found = mvt.areas(cut(town_record, ALL, "grids", tile_at(9, *middle))["grids"])
    for area in found.values():
        assert area * unit**2 == pytest.approx(300 * 300, rel=0.15)  # a side is about 20 units


def test_simpler_copies_keep_shared_borders_shared(town_record, middle):
    for z in (9, 12, 15):
        place = tile_at(z, *middle)
        features = cut(town_record, ALL, "grids", place)["grids"]
        edges = [
            frozenset((a, b))
            for feature in features
            for ring in feature.rings
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        ]
        assert max(edges.count(edge) for edge in set(edges)) <= 2
        if z == 9:  # 3 × 3 squares: 12 inner sides belong to two, 12 outer sides to one
            assert sorted(edges.count(edge) for edge in set(edges)) == [1] * 12 + [2] * 12


def test_a_worker_gets_the_shapes_of_the_beat_and_no_others(town_record, middle):
    third = Actor("x", "worker", "worker:3")
    features = cut(town_record, third, "grids", tile_at(9, *middle))["grids"]
    assert sorted(feature.id for feature in features) == [5, 7, 8]
    east = Actor("x", "leader", "division:990101001002")
    assert sorted(around(town_record, east, "grids", 12, middle)) == [3, 6, 9]
    nobody = Actor("x", "leader", "everything")
    for layer in ("grids", "communities", "borders", "beats"):
        assert tiles.tile(town_record, nobody, layer, *tile_at(9, *middle)) == b""


def test_beats_are_dissolved_by_worker(town_record, middle):
    features = cut(town_record, ALL, "beats", tile_at(9, *middle))["beats"]
    areas = mvt.areas(features)
    assert sorted(areas) == [1, 2, 3]
    assert areas[1] == pytest.approx(areas[3], rel=0.1)  # three grids each
    assert areas[2] == pytest.approx(areas[1] * 2 / 3, rel=0.15)  # two grids


def test_borders_carry_their_level_and_name(town_record, middle):
    layers = cut(town_record, ALL, "borders", tile_at(9, *middle))
    assert sorted(feature.properties["kind"] for feature in layers["borders"]) == ["district", "street"]
    assert "labels" not in layers  # one district and one street name nothing


def test_streets_are_named_where_there_are_several(town_record, middle):
    town_record.rows("INSERT INTO division VALUES ('990101002', 'street', '990101', 'South Street')")
    town_record.rows("UPDATE grid SET street_code = '990101002' WHERE grid_id > 6")
    layers = cut(town_record, ALL, "borders", tile_at(9, *middle))
    assert sorted(label.properties["name"] for label in layers["labels"]) == ["Main Street", "South Street"]


def test_grids_are_named_when_close(town_record, middle):
    assert "labels" not in cut(town_record, ALL, "grids", tile_at(9, *middle))
    z, x, y = tile_at(15, *middle)
    found = [
        label.properties["name"]
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for label in cut(town_record, ALL, "grids", (z, x + dx, y + dy)).get("labels", [])
    ]
    assert sorted(found) == [f"Grid {k}" for k in range(1, 10)]


def test_a_redrawn_grid_is_in_the_next_tile(town_record, middle):
    place = tile_at(9, *middle)
    before = tiles.tile(town_record, ALL, "grids", *place)
    assert tiles.tile(town_record, ALL, "grids", *place) is before
    town_record.rows("UPDATE grid SET valid_to = DATE '2026-05-01' WHERE grid_id = 9")
    town_record.rows("UPDATE version SET n = n + 1 WHERE topic = 'grids'")
    town_record.changed()
    after = mvt.decode(tiles.tile(town_record, ALL, "grids", *place))
    assert sorted(feature.id for feature in after["grids"]) == list(range(1, 9))


def test_a_grid_handed_over_changes_what_two_workers_see(town_record, middle):
    place = tile_at(9, *middle)
    second = Actor("x", "worker", "worker:2")
    assert len(cut(town_record, second, "grids", place)["grids"]) == 2
    town_record.rows("UPDATE assignment SET worker_id = 2 WHERE grid_id = 8")
    town_record.rows("UPDATE version SET n = n + 1 WHERE topic = 'assignments'")
    town_record.changed()
    assert len(cut(town_record, second, "grids", place)["grids"]) == 3


def test_nothing_lies_elsewhere(town_record):
    assert tiles.tile(town_record, ALL, "grids", 9, 0, 0) == b""
    assert tiles.tile(town_record, ALL, "backdrop", 9, 0, 0) == b""


def test_what_may_not_be_asked(town_record):
    with pytest.raises(NotFound, match="tile_unknown"):
        tiles.tile(town_record, ALL, "workers", 1, 0, 0)
    with pytest.raises(NotFound, match="tile_unknown"):
        tiles.tile(town_record, ALL, "grids", 1, 2, 0)
    with pytest.raises(NotAllowed):
        tiles.tile(town_record, Actor("x", "guest", "all"), "grids", 1, 0, 0)


def test_names_are_scoped(town_record):
    assert tiles.names(town_record, ALL, 8, 300) == [(8, "Grid 8", "Worker 3"), (9, "Grid 9", None)]
    assert tiles.names(town_record, Actor("x", "worker", "worker:1"), 0, 255) == [
        (1, "Grid 1", "Worker 1"), (2, "Grid 2", "Worker 1"), (4, "Grid 4", "Worker 1"),
    ]  # fmt: skip


def test_few_grids_need_no_parents(town_record):
    assert tiles.parents_below(town_record, ALL) == 0
    assert tiles.parents(town_record, ALL).tolist() == [1, 1, 2, 1, 1, 2, 1, 1, 2]


def test_very_many_grids_give_way_to_communities_from_afar(town_record, middle, monkeypatch):
    monkeypatch.setattr(tiles, "PARENT_GRIDS", 9)
    # 300 m are 390 m in EPSG:3857 here; a pixel of a 512-pixel tile is 76.4 m at zoom 10 and 38.2 at 11,
    # so the squares are 5.1 and 10.2 pixels wide: six pixels are reached at zoom 11
    assert tiles.parents_below(town_record, ALL) == 11
    features = cut(town_record, ALL, "communities", tile_at(9, *middle))["communities"]
    areas = mvt.areas(features)
    assert sorted(areas) == [1, 2]
    assert areas[1] == pytest.approx(2 * areas[2], rel=0.1)


def test_warming_builds_the_tables_once(town_record):
    tiles.warm(town_record, ALL)
    made = town_record.rows("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'tile'")
    tiles.warm(town_record, ALL)
    assert town_record.rows("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'tile'") == made


def test_tiles_leave_nothing_in_the_file(town_record):
    tiles.warm(town_record, ALL)
    tables = town_record.rows(
        "SELECT table_name FROM duckdb_tables() WHERE database_name <> 'tile' AND table_name LIKE 'shape%'"
    )
    indexes = town_record.rows("SELECT index_name FROM duckdb_indexes() WHERE sql ILIKE '%rtree%'")
    assert tables == indexes == []


#: valid in degrees: its eastern tip is thinner than a millimetre and crosses itself once projected
SPIKED = """POLYGON ((112.9828181 29.9944601, 112.9819554 29.9944574, 112.9822956 29.9950711, 112.9826274 29.9958452,
  112.9827643 29.9962233, 112.98350443582078 29.996180049264794, 112.98350443582078 29.99443849753885,
  112.9839428 29.9944247, 112.9828181 29.9944601))"""


def test_an_outline_that_crosses_itself_once_projected_takes_no_tile_with_it(town_record):
    town_record.rows(
        """UPDATE grid SET geometry = s, min_lon = ST_XMin(s), max_lon = ST_XMax(s), min_lat = ST_YMin(s),
          max_lat = ST_YMax(s) FROM (SELECT ST_GeomFromText(?) AS s) WHERE grid_id = 5""",
        [SPIKED],
    )
    assert town_record.rows("SELECT ST_IsValid(geometry) FROM grid WHERE grid_id = 5") == [(True,)]
    for z in range(10, 15):
        (feature,) = cut(town_record, ALL, "grids", tile_at(z, 112.983, 29.9955))["grids"]
        assert feature.id == 5
