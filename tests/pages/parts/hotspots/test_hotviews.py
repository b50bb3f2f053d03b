"""Which views there are, and what is chosen in them."""

from pages.parts.hotspots.hotviews import VIEWS


def test_a_view_that_has_ways_names_them():
    ways = {key: view.way[0] for key, view in VIEWS.items() if view.way}
    assert ways == {"now": "method", "alarm": "model", "density": "along"}
    assert all(len(view.way[2]) > 1 for view in VIEWS.values() if view.way)


def test_the_first_view_is_the_usual_one():
    assert next(iter(VIEWS)) == "now"
    assert [key for key, view in VIEWS.items() if view.compares] == ["now", "emerging", "months"]
