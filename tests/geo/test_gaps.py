import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from town import ORIGIN_M, SIDE_M, town_assignments, town_beat, town_m

from geo import gaps
from geo.access.walking import walks
from geo.errors import InputError

GRIDS = town_m().set_index("grid_id")
WEST, SOUTH = ORIGIN_M
MIDDLE = (WEST + 1.5 * SIDE_M, SOUTH + 1.5 * SIDE_M)


def facilities(*places):
    return pd.DataFrame(places, columns=["facility_kind", "x_m", "y_m"])


def points(per_grid=8):
    return gaps.resident_points(GRIDS.geometry, GRIDS["population"], per_grid=per_grid)


def service_gap(homes, places, reach_m):
    """Straight lines, which can be drawn with a pair of compasses."""
    return gaps.service_gap(homes, walks(homes, places, detour=1.0).metres, reach_m)


def test_residents_are_shared_out_over_points_inside_their_grid():
    spread = points()
    assert spread.groupby("grid_id")["residents"].sum().to_dict() == GRIDS["population"].iloc[:8].to_dict()
    inside = shapely.contains_xy(
        GRIDS.geometry.loc[spread["grid_id"]].to_numpy(), spread["x_m"], spread["y_m"]
    )
    assert inside.all()
    assert len(spread) == 8 * 8  # nobody lives in grid 9


def test_points_are_spread_evenly_and_always_the_same():
    one = points(100).query("grid_id == 5")
    in_the_west = (one["x_m"] < MIDDLE[0]).mean()
    in_the_north = (one["y_m"] > MIDDLE[1]).mean()
    assert (in_the_west, in_the_north) == (pytest.approx(0.5, abs=0.02), pytest.approx(0.5, abs=0.02))
    assert one.equals(points(100).query("grid_id == 5"))


def test_nobody_lives_in_the_hole_of_a_ring():
    lake = shapely.Point(0, 0).buffer(95)
    ring = gpd.GeoSeries(
        [shapely.box(-100, -100, 100, 100).difference(lake)], index=pd.Index([1], name="grid_id")
    )
    spread = gaps.resident_points(ring, pd.Series([50], index=[1]), per_grid=20)
    assert len(spread) == 20
    assert not shapely.contains_xy(lake, spread["x_m"], spread["y_m"]).any()


def test_where_nobody_lives_there_are_no_points_and_no_gaps():
    empty = gaps.resident_points(GRIDS.geometry, pd.Series(0, index=GRIDS.index))
    assert empty.empty
    assert service_gap(empty, facilities(("clinic", *MIDDLE)), {"clinic": 100}).empty


def test_a_sliver_has_all_its_points_on_its_surface():
    sliver = shapely.Polygon([(0, 0), (1000, 1000), (1000, 1000.001)])
    spread = gaps.resident_points(gpd.GeoSeries([sliver], index=[1]), pd.Series([8], index=[1]))
    assert spread["residents"].sum() == 8
    assert np.abs(spread["x_m"] - spread["y_m"]).max() < 0.01


def test_residents_beyond_reach_of_the_middle():
    """A clinic in the middle of grid 5 reaches its corners, 212 m away, and hardly beyond."""
    gap = service_gap(points(), facilities(("clinic", *MIDDLE)), {"clinic": 213})
    assert gap.loc[5, "clinic"] == 0
    assert gap.loc[1, "clinic"] == GRIDS.loc[1, "population"]
    assert 9 not in gap.index


def test_the_share_beyond_reach_is_what_the_circle_leaves():
    gap = service_gap(points(2000), facilities(("clinic", *MIDDLE)), {"clinic": 100})
    left = 1 - np.pi * 100**2 / 300**2
    assert gap.loc[5, "clinic"] / GRIDS.loc[5, "population"] == pytest.approx(left, abs=0.005)
    assert gap.loc[1, "clinic"] == pytest.approx(GRIDS.loc[1, "population"])


def test_the_nearest_of_several_counts_and_kinds_are_kept_apart():
    corners = [
        ("park", WEST + a * SIDE_M, SOUTH + b * SIDE_M) for a in (0.5, 1.5, 2.5) for b in (0.5, 1.5, 2.5)
    ]
    gap = service_gap(points(), facilities(*corners, ("clinic", *MIDDLE)), {"park": 213, "clinic": 213})
    assert (gap["park"] == 0).all()
    assert (gap["all_kinds"] == gap["clinic"] / 2).all()


def test_of_a_kind_without_any_facility_everybody_is_out_of_reach():
    gap = service_gap(points(), facilities(), {"park": 500})
    assert gap["park"].to_dict() == GRIDS["population"].iloc[:8].to_dict()


def test_visits_in_time_late_and_never():
    presence = pd.DataFrame(
        {"days_since_visit": [3, 7, 9, None, 4], "visit_interval_days": [7, 7, 7, 7, None]},
        index=pd.Index([1, 2, 3, 4, 5], name="grid_id"),
    )
    gap = gaps.presence_gap(presence)
    assert gap["late"].tolist() == [False, False, True, True, False]
    assert gap["late_days"].tolist()[:3] == [0, 0, 2]
    assert np.isnan(gap.loc[4, "late_days"])


def test_nobody_is_responsible_for_the_park():
    gap = gaps.responsibility_gap(town_beat())
    assert gap.index[gap].tolist() == [9]
    missing = gaps.responsibility_gap(town_beat().replace(0, None))
    assert missing.equals(gap)
    assert gap.name == "no_worker"


def test_gaps_of_a_beat_are_those_of_its_grids():
    frame = pd.DataFrame(
        {"clinic": range(10, 100, 10), "late": [True, False] * 4 + [True]}, index=GRIDS.index
    )
    beats = gaps.by_worker(frame, town_beat())
    assert beats["grids"].to_dict() == {0: 1, 1: 3, 2: 2, 3: 3}
    assert beats["clinic"].to_dict() == {0: 90, 1: 10 + 20 + 40, 2: 30 + 60, 3: 50 + 70 + 80}
    assert beats["late"].to_dict() == {0: 1, 1: 1, 2: 1, 3: 2}


def test_a_grid_missing_from_the_assignments_counts_for_nobody():
    frame = pd.DataFrame({"late": [True] * 9}, index=GRIDS.index)
    beats = gaps.by_worker(frame, town_assignments().set_index("grid_id")["worker_id"])
    assert beats.loc[gaps.NO_WORKER, "late"] == 1


def test_words_cannot_be_added_up():
    with pytest.raises(InputError) as refused:
        gaps.by_worker(pd.DataFrame({"name": ["a"]}), pd.Series([1]))
    assert refused.value.code == "gaps_not_numbers"


def test_who_can_look_after_a_grid():
    """Worker 1 has twice the work there are hours for, 2 is away for a fifth of the days, 3 needs a fifth more and was
    away before; nobody came for 13 and 14, for 14 in the last quarter of the days."""
    workers = pd.DataFrame({"absent": [False, True, False], "load_share": [2.0, 1.1, 1.2]}, [1, 2, 3])
    unattended = pd.Series([0, 0.2, 0.5, 1, 0.25, 0], range(10, 16))
    found = gaps.responsibility(pd.Series([1, 2, 3, 0, None, 4], range(10, 16)), workers, unattended)
    assert found["responsibility_answer"].tolist() == [
        "overloaded", "absent", "somebody", "nobody", "nobody", "somebody",
    ]  # fmt: skip
    assert found["responsibility_share"].tolist() == [0.5, 0.2, 0.5, 1.0, 0.25, 0.0]
    assert found.index.tolist() == list(range(10, 16))


def test_no_hours_at_all_are_all_lacking():
    workers = pd.DataFrame({"absent": [False], "load_share": [float("inf")]}, [1])
    assert gaps.responsibility(pd.Series([1]), workers, pd.Series([0.0]))[
        "responsibility_share"
    ].tolist() == [1.0]


def test_that_a_worker_is_away_never_makes_less_lacking():
    """Two hours are needed for each there is, half are lacking; away for a fifth of the days there are fewer still: 2.5
    needed for one, and three fifths are lacking. The absence alone would be a fifth."""
    staff = pd.DataFrame({"absent": [False, True, True], "load_share": [2.0, 2.5, 2.5]}, [1, 2, 3])
    found = gaps.responsibility(pd.Series([1, 2, 3]), staff, pd.Series([0.0, 0.2, 0.7]))
    assert found["responsibility_answer"].tolist() == ["overloaded", "absent", "absent"]
    assert found["responsibility_share"].tolist() == pytest.approx([0.5, 0.6, 0.7])
