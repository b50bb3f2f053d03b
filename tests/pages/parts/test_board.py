"""The overview's parts: a click on the map, the kind of facility it speaks of."""

import pandas as pd
import pytest

EAST = "990101001002"


@pytest.fixture
def clicked(monkeypatch):
    """The map answers as if a grid had been clicked, once."""
    from pages.parts import maps

    def _clicked(grid_id):
        from pages.parts import mapview

        answers = [maps.Selection((grid_id,), "click")]
        monkeypatch.setattr(mapview, "show", lambda *a, **k: answers.pop() if answers else maps.Selection())

    return _clicked


def test_a_click_goes_one_level_down(open_page, busy_town, clicked):
    clicked(3)
    app = open_page(busy_town)
    assert not app.exception
    assert app.query_params["division"] == EAST
    assert len(app.dataframe[0].value) == 3


def test_the_kind_of_facility_is_the_citys_first_on_record(monkeypatch):
    from pages.parts import board

    known = pd.DataFrame({"facility_kind": ["clinic", "service_station"], "n": [3, 0]})
    monkeypatch.setattr(board.load, "read", lambda *arguments: known)
    monkeypatch.setattr(
        board.load, "place", lambda: {"facility_kinds": {"service_station": {}, "clinic": {}}}
    )
    assert board.first_kind(None) == "clinic"
    monkeypatch.setattr(board.load, "read", lambda *arguments: known.assign(n=0))
    assert board.first_kind(None) == ""
