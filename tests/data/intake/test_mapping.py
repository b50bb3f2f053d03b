"""Guessing columns: names in two languages, overrides, and what is missing."""

import pytest

from data.intake import mapping
from data.intake.fields import FIELDS
from geo.errors import InputError


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        ("incidents", ["案件编号", "类别", "经度", "纬度", "上报时间", "状态"],
         {"incident_code": "案件编号", "category": "类别", "lon": "经度", "lat": "纬度", "reported_at": "上报时间",
          "state": "状态"}),
        ("incidents", ["ID", "Longitude", "Latitude", "Created Date", "Status"],
         {"source_id": "ID", "lon": "Longitude", "lat": "Latitude", "reported_at": "Created Date", "state": "Status"}),
        ("grids", ["网格编码", "网格名称", "户数", "人口"],
         {"grid_code": "网格编码", "name": "网格名称", "households": "户数", "population": "人口"}),
        ("workers", ["工号", "姓名"], {"worker_code": "工号", "name": "姓名"}),
        ("assignments", ["grid_code", "worker_code"], {"grid_code": "grid_code", "worker_code": "worker_code"}),
        ("streets", ["from", "to", "distance", "highway"],
         {"from_node": "from", "to_node": "to", "length_m": "distance", "street_class": "highway"}),
    ],
)  # fmt: skip
def test_names_are_known_in_two_languages(kind, columns, expected):
    assert mapping.guess(kind, columns) == expected


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_is_found_under_each_of_its_names(kind):
    for field in FIELDS[kind]:
        for name in field.names:
            assert field.name in mapping.guess(kind, [name]) or any(
                mapping.plain(name) in map(mapping.plain, other.names)
                for other in FIELDS[kind]
                if other != field
            )


def test_what_is_asked_for_wins_and_frees_its_column():
    chosen = mapping.settle(
        "incidents", ["id", "type", "bureau", "x", "y"], {"category": "Bureau", "lat": ""}, {}
    )
    assert chosen == {"source_id": "id", "lon": "x", "category": "bureau"}


def test_a_constant_needs_no_column():
    assert mapping.missing("facilities", {}, {"facility_kind": "clinic"}) == ()
    assert mapping.settle("facilities", ["type"], {}, {"facility_kind": "clinic"}) == {}


def test_one_time_stands_in_for_the_other():
    assert mapping.missing("incidents", {"occurred_at": "t"}, {}) == ()
    assert mapping.missing("incidents", {}, {}) == ("reported_at",)


@pytest.mark.parametrize(
    ("asked", "code"), [({"colour": "a"}, "field_unknown"), ({"lon": "b"}, "column_unknown")]
)
def test_what_does_not_exist_is_named(asked, code):
    with pytest.raises(InputError) as caught:
        mapping.settle("incidents", ["a"], asked, {})
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("grids", ["geoid10", "Pop2014", "community"]),
        ("grids", ["VILLCODE", "VILLNAME", "TOWNNAME", "COUNTYNAME"]),
        ("incidents", ["發生時刻", "發生地點", "經度", "緯度", "事故類別名稱", "closed"]),
        ("incidents", ["id", "violation_date", "violation_status", "inspector_id", "lon", "lat"]),
        ("facilities", ["Facility", "capacity", "category", "lon", "lat"]),
        ("streets", ["from", "to", "distance", "highway", "name"]),
        ("visits", ["grid_code", "worker_code", "巡查时间", "时长"]),
        ("assignments", ["grid_code", "worker_code"]),
        ("workers", ["工号", "姓名", "每周工时"]),
    ],
)
def test_a_file_speaks_for_its_own_kind(kind, columns):
    assert mapping.likeliest(kind, columns) == kind


@pytest.mark.parametrize("chosen", ["grids", "workers", "streets"])
def test_cases_speak_for_cases_whatever_was_chosen(chosen):
    columns = ["案件编号", "类别", "经度", "纬度", "上报时间", "结案时间", "状态", "网格编码"]
    assert mapping.likeliest(chosen, columns) == "incidents"


def test_shapes_of_areas_stay_what_they_were_chosen_as():
    columns = ["id", "name", "category", "capacity", "address"]
    assert mapping.likeliest("grids", columns) == "facilities"
    assert mapping.likeliest("grids", columns, has_shapes=True) == "grids"
