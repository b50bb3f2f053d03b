"""What the doctor finds in the 3 × 3 town once something is broken in it, and that its repairs mend it."""

import geopandas as gpd
import pytest
import shapely
from shapely import box
from town import ORIGIN_M, SIDE_M, town_m

from geo.editing.doctor import diagnose, proposal
from geo.editing.edit import Request, applied
from geo.editing.perform import perform

WEST, SOUTH = ORIGIN_M


def square(x0, y0, x1, y1):
    return box(WEST + SIDE_M * x0, SOUTH + SIDE_M * y0, WEST + SIDE_M * x1, SOUTH + SIDE_M * y1)


def town_with(shapes: dict | None = None, **households: int) -> gpd.GeoDataFrame:
    """The town with 400 households a grid, some shapes and some numbers otherwise."""
    grids = town_m().assign(households=400)
    geometry = grids.geometry.to_numpy().copy()
    for grid_id, shape in (shapes or {}).items():
        geometry[grid_id - 1] = shape
    for name, n in households.items():
        grids.loc[grids["grid_id"] == int(name[1:]), "households"] = n
    return grids.set_geometry(gpd.GeoSeries(geometry, crs=grids.crs))


def told(grids) -> list[tuple]:
    return [(one.kind, one.grid_ids) for one in diagnose(grids)]


def mended(grids) -> gpd.GeoDataFrame:
    request = proposal(grids, diagnose(grids)[0])
    return applied(grids, perform(grids, request, grids["grid_code"], (6, 3, 3, 3)))


def test_a_sound_town_has_no_findings():
    assert told(town_with()) == []
    assert diagnose(town_with().iloc[:0]) == []


@pytest.mark.parametrize(
    ("shapes", "kind", "ids"),
    [
        ({5: square(1, 1, 2.1, 2)}, "overlap", (5, 6)),
        ({5: square(1, 1, 1.7, 2)}, "gap", (2, 3, 5, 6, 8, 9)),
        ({5: square(1.002, 1, 2, 2), 4: square(0, 1, 1, 2), 1: shapely.union_all([square(0, 2, 1, 3),
          square(1, 1, 1.002, 2)])}, "sliver", (1,)),
        ({9: shapely.union_all([square(2, 0, 3, 1), square(4, 0, 5, 1)])}, "multi_part", (9,)),
    ],
)  # fmt: skip
def test_a_fault_is_found_and_mended(shapes, kind, ids):
    grids = town_with(shapes)
    assert told(grids)[0] == (kind, ids)
    after = mended(grids)
    assert kind not in {one.kind for one in diagnose(after)}


def test_an_overlap_stays_with_the_smaller_grid():
    grids = town_with({5: square(1, 1, 2.1, 2)})
    assert proposal(grids, diagnose(grids)[0]) == Request("yield", (5, 6))


def test_a_gap_larger_than_a_grid_is_left_to_people():
    """Nobody has grid 5's square and the western half of grid 6's."""
    grids = town_with({6: square(2.5, 1, 3, 2)})
    grids = grids[grids["grid_id"] != 5].reset_index(drop=True)
    (gap,) = diagnose(grids)
    assert gap.amount == pytest.approx(1.5 * SIDE_M**2)
    assert proposal(grids, gap) is None


def test_a_gap_is_mended_also_where_no_system_of_coordinates_is_stated():
    grids = town_with({5: square(1, 1, 1.7, 2)}).to_crs("EPSG:4326")
    stated = proposal(grids, diagnose(grids)[0])
    grids = grids.set_crs(None, allow_override=True)
    found = proposal(grids, diagnose(grids)[0])
    assert found.kind == "fill" and found.grid_ids == stated.grid_ids


def test_codes_out_of_order_are_given_anew():
    grids = town_with()
    grids["grid_code"] = grids["grid_code"].replace(
        {"990101001001001": "990101001001006", "990101001001006": "990101001001001"}
    )
    assert told(grids) == [("code_order", (1, 2, 4, 5, 7, 8))]
    assert (
        mended(grids).set_index("grid_id")["grid_code"].to_dict()
        == town_m().set_index("grid_id")["grid_code"].to_dict()
    )


def test_households_beyond_the_limits_are_found_where_somebody_lives():
    grids = town_with(g1=100, g5=501, g9=0)
    grids.loc[grids["grid_id"] == 2, ["grid_kind", "households"]] = ["special", 5]
    assert told(grids) == [("many_households", (5,)), ("few_households", (1,))]


def test_too_many_households_are_halved():
    after = mended(town_with(g5=700))
    assert sorted(after["households"])[:2] == [350, 350]


def test_too_few_join_a_neighbour_that_has_room():
    """Grid 1 with 80: grid 2 would have 530 with it, grid 4 has room; grid 3's is another community."""
    grids = town_with(g1=80, g2=450)
    assert proposal(grids, diagnose(grids)[0]) == Request("merge", (1, 4))


def test_where_no_neighbour_has_room_nothing_is_proposed():
    grids = town_with(g1=280)
    assert proposal(grids, diagnose(grids)[0]) is None


def test_a_grid_bent_like_a_u_is_halved_the_other_way():
    """Across its longer axis, west to east, the line cuts one leg from the other."""
    u = shapely.difference(square(0, 0, 3, 2), square(0.5, 1, 2.5, 2))
    grids = town_with({5: u}, g5=900).iloc[[4]].reset_index(drop=True)
    request = proposal(grids, [one for one in diagnose(grids) if one.kind == "many_households"][0])
    edit = perform(grids, request, grids["grid_code"], (6, 3, 3, 3))
    assert edit.after["households"].tolist() == [450, 450]
