"""Facilities as points and areas, with kinds by name."""

import shapely
from strangers import MIDDLES, NOW, features, table_file
from town import town

from data.intake import Options, load
from data.permits import OPERATOR


def test_kinds_by_code_and_by_name(town_record, tmp_path):
    lon, lat = MIDDLES[5]
    kinds = [("clinic", "5"), ("Park", ""), ("小学", "300"), ("casino", ""), ("park", "-1")]
    rows = [
        {"id": k, "name": f"F{k}", "kind": kind, "capacity": capacity, "lon": lon, "lat": lat}
        for k, (kind, capacity) in enumerate(kinds)
    ]  # fmt: skip
    report = load(town_record, OPERATOR, table_file(tmp_path / "f.csv", rows), "facilities", now=NOW)
    assert report.reasons == {"facility_kind_unknown": 1, "number_negative": 1}
    found = town_record.rows("SELECT facility_kind, capacity, grid_id FROM facility ORDER BY source_id")
    assert found == [("clinic", 5, 5), ("park", None, 5), ("primary_school", 300, 5)]
    rows[0]["name"] = "Renamed"
    again = load(town_record, OPERATOR, table_file(tmp_path / "f.csv", rows[:3]), "facilities", now=NOW)
    assert (again.loaded, again.unchanged) == (1, 2)


def test_an_area_becomes_a_point_inside(town_record, tmp_path):
    shapes = [town().geometry[8], shapely.MultiPoint([MIDDLES[1]])]
    options = Options(constants={"facility_kind": "park"})
    load(town_record, OPERATOR, features(tmp_path / "p.geojson", shapes), "facilities", options, now=NOW)
    assert town_record.rows("SELECT grid_id FROM facility ORDER BY 1") == [(1,), (9,)]
