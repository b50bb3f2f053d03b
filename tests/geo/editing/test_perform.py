"""Sequences of edits chosen by chance: no ground is lost, no gap and no overlap appears."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from town import squares, town

from geo.check import coverage_faults, is_coverage
from geo.editing.edit import Request, applied
from geo.editing.perform import divided, perform, renumber
from geo.errors import InputError

PATTERN = (6, 3, 3, 3)


def degrees(board: list) -> gpd.GeoDataFrame:
    """A board of unit squares as grids of one community, about 300 m wide, bent so that no side is straight north."""
    bent = shapely.transform(board, lambda xy: np.column_stack([
        117 + 0.0035 * xy[:, 0] + 0.0004 * np.sin(xy[:, 1]), 39.7 + 0.0027 * xy[:, 1] + 0.0003 * np.cos(xy[:, 0])
    ]))  # fmt: skip
    n = len(board)
    return gpd.GeoDataFrame(
        {
            "grid_id": range(1, n + 1), "grid_code": [f"990101001001{k:03d}" for k in range(1, n + 1)], "name": "G",
            "community_code": "990101001001", "street_code": "990101001", "district_code": "990101",
            "grid_kind": "basic", "grid_class": 2, "households": 400, "population": 1000, "area_km2": 0.09,
        },
        geometry=bent, crs="EPSG:4326",
    )  # fmt: skip


BOARD = degrees(squares(4, 3))
METRIC = BOARD.estimate_utm_crs()

places = st.tuples(st.floats(-0.3, 4.3), st.floats(-0.3, 3.3)).map(
    lambda at: (117 + 0.0035 * at[0], 39.7 + 0.0027 * at[1])
)
steps = st.tuples(
    st.sampled_from(["split", "merge", "redraw"]),
    st.integers(0, 10**6),
    st.lists(places, min_size=2, max_size=4),
)


def asked(grids: gpd.GeoDataFrame, kind: str, lot: int, line: list) -> Request:
    """A request about grids near the line, so that many are possible."""
    ids = grids["grid_id"].to_numpy()
    crossed = ids[shapely.intersects(grids.geometry, shapely.linestrings(line))]
    pool = crossed if len(crossed) > 1 else ids
    return Request(
        kind, tuple(int(pool[(lot + k) % len(pool)]) for k in range(1 if kind == "split" else 2)), tuple(line)
    )


def settled(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """New grids get ids of their own, as the record would give them."""
    new = grids["grid_id"] < 0
    ids = grids["grid_id"].where(~new, grids["grid_id"].max() - grids["grid_id"])
    return grids.assign(grid_id=ids)


@example([("split", 0, [(117.0, 39.7), (117.0065625, 39.705568750000005), (117.00021875, 39.69949375)])])
@example(
    [
        ("split", 0, [(117.0, 39.7), (117.0105, 39.7)]),
        ("split", 1, [(117.0, 39.7027), (117.007, 39.7000000000027)]),
    ]
)  # the second line ends a few rounding steps off a border
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=1, max_size=8))
def test_after_any_sequence_nothing_is_lost_and_nothing_overlaps(sequence):
    grids, outline = BOARD, shapely.union_all(BOARD.geometry)
    plane, people = shapely.area(BOARD.geometry).sum(), BOARD["households"].sum()
    ground = BOARD.to_crs(METRIC).area.sum()
    for step in sequence:
        try:
            edit = perform(grids, asked(grids, *step), grids["grid_code"], PATTERN)
        except InputError as refused:
            assert refused.code != "edit_unclean"
            continue
        grids = settled(applied(grids, edit))
        assert is_coverage(grids.geometry)
        assert shapely.area(grids.geometry).sum() == pytest.approx(plane, rel=1e-12)
        assert grids.to_crs(METRIC).area.sum() == pytest.approx(ground, rel=1e-6)
        assert coverage_faults(grids).empty
        assert shapely.area(shapely.symmetric_difference(shapely.union_all(grids.geometry), outline)) < 1e-15
        assert grids["households"].sum() == people
        assert grids["grid_code"].is_unique and grids["grid_id"].is_unique
        assert edit.shares.groupby("parent_id")["share"].sum().to_numpy() == pytest.approx(1, abs=1e-9)


def test_whole_parts_add_up():
    assert divided(7, np.array([0.5, 0.25, 0.25])).tolist() == [3, 2, 2]
    assert divided(0, np.array([1.0, 2.0])).tolist() == [0, 0]


def test_the_town_is_in_order_already():
    with pytest.raises(InputError, match="codes_in_order"):
        renumber(town(), Request("renumber", (1,)), 3)


def test_a_community_numbered_from_the_south_is_numbered_anew():
    """Of the west community 1 2 / 4 5 / 7 8 numbered upside down, the middle row keeps its codes."""
    grids = town()
    west = grids["community_code"] == "990101001001"
    upside = {1: 5, 2: 6, 4: 3, 5: 4, 7: 1, 8: 2}
    grids.loc[west, "grid_code"] = [f"990101001001{upside[k]:03d}" for k in grids.loc[west, "grid_id"]]
    edit = perform(grids, Request("renumber", (5,)), grids["grid_code"], PATTERN)
    codes = edit.after.set_index("grid_id")["grid_code"].str[-3:].astype(int)
    assert codes.to_dict() == {1: 1, 2: 2, 7: 5, 8: 6}
    assert edit.changed == (1, 2, 7, 8)
