"""District → street → community → grid on the town: one district, one street, two communities."""

import pytest
from town import town

from pages.parts import drill

WEST, EAST = "990101001001", "990101001002"


@pytest.fixture
def grids():
    return town().drop(columns="geometry").set_index("grid_id")


def test_levels_that_do_not_divide_are_skipped(grids):
    assert drill.deeper(grids, "", 3) == EAST
    assert drill.deeper(grids, "990101", 1) == WEST


def test_the_last_step_is_the_grid(grids):
    assert drill.deeper(grids, EAST, 3) is None


def test_a_grid_elsewhere_is_no_step(grids):
    assert drill.deeper(grids, EAST, 1) is None


def test_grids_without_divisions_lead_straight_to_the_grid(grids):
    bare = grids.assign(district_code="", street_code="", community_code="")
    assert drill.deeper(bare, "", 5) is None


def test_the_list_of_areas_and_the_way_back(open_page, busy_town, words):
    app = open_page(busy_town, division=EAST)
    assert app.selectbox(key="filter_division").options == ["Whole area", "West", "East"]
    assert "**East**" in words(app)
    next(button for button in app.main.button if button.label == "Whole area").click().run()
    assert "division" not in app.query_params
    assert len(app.dataframe[0].value) == 9


def test_choosing_an_area_goes_to_the_address(open_page, busy_town):
    app = open_page(busy_town)
    app.selectbox(key="filter_division").select(WEST).run()
    assert app.query_params["division"] == WEST
    assert len(app.dataframe[0].value) == 6
