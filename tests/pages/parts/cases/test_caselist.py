"""The list of cases: pages, and the grid it is narrowed to."""

import pytest
import stock


@pytest.fixture
def many(town_record):
    stock.put_incidents(town_record, [{"grid_id": 1 + k % 9} for k in range(120)])
    return town_record


@pytest.mark.parametrize(("page", "rows"), [(1, 50), (3, 20), (99, 20), (0, 50)])
def test_pages(open_page, many, page, rows):
    assert len(open_page(many, "cases.py", page=page).dataframe[0].value) == rows


def test_older_and_newer(open_page, many, words):
    app = open_page(many, "cases.py")
    app.button(key="pager_Older").click().run()
    assert app.query_params["page"] == "2"
    assert "Page 2 of 3" in words(app)
    assert "120 cases" in words(app)


def test_the_grid_it_is_narrowed_to(open_page, many, words):
    said = words(open_page(many, "cases.py", grid=1))
    assert "Grid Grid 1" in said
    assert "Show every grid" in said


def test_several_grids_as_a_hotspot_gives_them(open_page, many, words):
    app = open_page(many, "cases.py", grid="1.2.3.4.5")
    said = words(app)
    assert all(f"Grid Grid {k}" in said for k in (1, 2, 3, 4)) and "Grid Grid 5" not in said
    assert "and 1 more" in said
    assert "68 cases" in said  # of 120 dealt in turn to nine grids, grids 1 to 3 have 14 and the others 13


def test_those_outside_every_grid_are_listed_where_there_are_any(open_page, town_record):
    """Three cases, one of them in no grid."""
    stock.put_incidents(
        town_record, [{"grid_id": 1}, {"grid_id": None, "lon": 116.0, "lat": 39.0}, {"grid_id": 2}]
    )
    app = open_page(town_record, "cases.py")
    app.toggle(key="filter_outside").set_value(True).run()
    assert app.query_params["outside"] == "1"
    assert app.dataframe[0].value["incident_code"].tolist() == ["C000002"]


def test_where_none_lies_outside_nobody_is_asked(open_page, many):
    assert "filter_outside" not in [toggle.key for toggle in open_page(many, "cases.py").toggle]
