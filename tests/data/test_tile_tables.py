"""Tables of shapes: built once a version, dropped when they are old."""

from concurrent.futures import ThreadPoolExecutor

from data import tile_tables
from data.tile_tables import Tables


def tables_in_memory(record) -> int:
    return record.rows("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'tile'")[0][0]


def raise_version(record, topic: str) -> None:
    record.rows("UPDATE version SET n = n + 1 WHERE topic = ?", [topic])
    record.changed()


def test_a_table_is_built_once_however_many_ask(town_record):
    tables = Tables(town_record)
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: tables.table("all", "grids", "near"), range(40)))
    assert len(names) == 1
    assert tables_in_memory(town_record) == 1


def test_a_new_version_replaces_the_old_table(town_record):
    tables = Tables(town_record)
    old = tables.table("all", "grids", "near")
    raise_version(town_record, "grids")
    assert tables.table("all", "grids", "near") != old
    assert tables_in_memory(town_record) == 1


def test_streets_do_not_rebuild_the_grids(town_record):
    tables = Tables(town_record)
    old = tables.table("all", "grids", "near")
    raise_version(town_record, "streets")
    assert tables.table("all", "grids", "near") == old


def test_scopes_have_tables_of_their_own(town_record):
    tables = Tables(town_record)
    assert tables.size("all")[0] == 9
    assert tables.size("worker:1")[0] == 3
    assert tables.size("division:990101001002")[0] == 3
    assert tables.size("worker:x")[0] == 0


def test_the_extent_is_that_of_the_grids_in_degrees(town_record):
    asked = "SELECT min(min_lon), min(min_lat), max(max_lon), max(max_lat) FROM grid"
    (bounds,) = town_record.rows(asked)
    assert max(abs(a - b) for a, b in zip(Tables(town_record).extent("all"), bounds, strict=True)) < 1e-9
    assert Tables(town_record).extent("worker:99") is None


def test_the_side_of_a_grid_is_in_mercator_metres(town_record):
    # 300 m at 39.7 degrees are 300 / cos(39.7°) = 390 m in EPSG:3857
    assert abs(Tables(town_record).size("all")[1] - 390) < 2


def test_the_least_used_table_goes_first(town_record, monkeypatch):
    monkeypatch.setattr(tile_tables, "TABLES_KEPT", 3)
    tables = Tables(town_record)
    for scope in ("worker:1", "worker:2", "worker:3", "all"):
        tables.table(scope, "grids", "near")
    assert tables_in_memory(town_record) == 3
    assert [key[2] for key in tables.names] == ["worker:2", "worker:3", "all"]


def test_far_zooms_read_simpler_copies(town_record):
    tables = Tables(town_record)
    assert [tables.level("all", "grids", z) for z in (5, 11, 12, 13, 14)] == [
        "far", "far", "middle", "middle", "near",
    ]  # fmt: skip
    assert tables.level("all", "backdrop", 5) == "near"


def test_shapes_of_several_parts_keep_their_own_names(town_record):
    # grids 2 and 5 get a second part far out in the east: 11 parts for 9 grids
    town_record.rows(
        """UPDATE grid SET geometry = ST_Collect([geometry,
          ST_MakeEnvelope(118 + grid_id / 100, 39.7, 118.005 + grid_id / 100, 39.705)]) WHERE grid_id IN (2, 5)"""
    )
    tables = Tables(town_record)
    near, far = (tables.table("all", "grids", level) for level in ("near", "far"))
    moved = town_record.rows(
        f"""SELECT n.id FROM {near} n JOIN {far} f ON f.id = n.id
        WHERE n.name <> f.name OR ST_Area(ST_Intersection(n.geometry, f.geometry)) < 0.9 * ST_Area(n.geometry)"""
    )
    assert moved == []
    assert town_record.rows(f"SELECT count(*) FROM {far}") == [(9,)]
    assert town_record.rows(f"SELECT id FROM {far} WHERE ST_NGeometries(geometry) = 2 ORDER BY id") == [
        (2,),
        (5,),
    ]


def test_borders_are_simplified_under_their_own_names(demo_record):
    tables = Tables(demo_record)
    near = tables.table("all", "borders", "near")
    for level in ("far", "middle"):
        simple = tables.table("all", "borders", level)
        mixed = demo_record.rows(
            f"""SELECT n.name FROM {near} n JOIN {simple} s ON s.name = n.name AND s.kind = n.kind
            WHERE ST_Area(ST_Intersection(ST_MakeValid(n.geometry), ST_MakeValid(s.geometry)))
              < 0.95 * ST_Area(n.geometry)"""
        )
        assert mixed == []


def test_a_level_of_one_is_not_named(town_record):
    """One district and one street say nothing on the map; where there are two streets, both are named."""
    asked = "SELECT kind, name FROM {} ORDER BY kind, name"
    named = town_record.rows(asked.format(Tables(town_record).table("all", "borders", "near")))
    assert named == [("district", ""), ("street", "")]
    town_record.rows("INSERT INTO division VALUES ('990101002', 'street', '990101', 'South Street')")
    town_record.rows("UPDATE grid SET street_code = '990101002' WHERE grid_id > 6")
    named = town_record.rows(asked.format(Tables(town_record).table("all", "borders", "middle")))
    assert [kind for kind, name in named if name] == ["street", "street"]


def test_cracks_between_grids_are_no_borders(town_record):
    """Grid 5 in the middle of the town shrinks by two metres and overlaps nobody; grid 6 grows by two:
    the borders of the street, which is the whole town, are its outline all the same."""
    for grid_id, metres in ((5, -2), (6, 2)):
        town_record.rows(
            "UPDATE grid SET geometry = ST_Buffer(geometry, ? / 111000.0) WHERE grid_id = ?",
            [metres, grid_id],
        )
    borders = Tables(town_record).table("all", "borders", "near")
    parts = town_record.rows(f"SELECT ST_Dump(geometry) AS parts FROM {borders}")
    assert [len(row[0]) for row in parts] == [1, 1]
    holes = f"SELECT ST_NumInteriorRings(ST_Dump(geometry)[1].geom) FROM {borders}"
    assert town_record.rows(holes) == [(0,), (0,)]


def test_a_hole_that_is_no_crack_stays(town_record):
    town_record.rows("UPDATE grid SET valid_to = now() WHERE grid_id = 5")
    borders = Tables(town_record).table("all", "borders", "near")
    holes = f"SELECT ST_NumInteriorRings(ST_Dump(geometry)[1].geom) FROM {borders}"
    assert town_record.rows(holes) == [(1,), (1,)]


def test_overlapping_grids_still_make_a_map(town_record):
    # grid 5 is blown up over its neighbours: no clean coverage any more
    town_record.rows("UPDATE grid SET geometry = ST_Buffer(geometry, 0.002) WHERE grid_id = 5")
    tables = Tables(town_record)
    for layer in ("grids", "communities", "borders", "beats"):
        for level in ("near", "far"):
            name = tables.table("all", layer, level)
            assert town_record.rows(f"SELECT count(*) FROM {name}")[0][0] > 0
