"""The overview's parts: a click on the map, the kind of facility it speaks of."""

import pytest

EAST = "990101001002"


@pytest.fixture
def clicked(monkeypatch):
    """The map answers as if a grid had been clicked, once."""
    from pages.parts import maps

    def _clicked(grid_id):
        from pages.parts import mapview

        answers = [maps.Selection((grid_id,), "click")]

        def shown(record, actor, layers, **_more):
            ahead = isinstance(layers[0], maps.Awaited)  # nobody clicks before there are figures
            return maps.Selection() if ahead or not answers else answers.pop()

        monkeypatch.setattr(mapview, "show", shown)

    return _clicked


def test_a_click_goes_one_level_down(open_page, busy_town, clicked):
    clicked(3)
    app = open_page(busy_town)
    assert not app.exception
    assert app.query_params["division"] == EAST
    assert len(app.dataframe[0].value) == 3
