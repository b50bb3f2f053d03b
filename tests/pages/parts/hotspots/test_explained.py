"""Every view is explained."""

from pages.parts.hotspots.explained import EXPLAINED
from pages.parts.hotspots.hotviews import VIEWS


def test_every_view_has_its_explanation():
    assert list(EXPLAINED) == ["now", "emerging", "alarm", "density", "repeats", "trial", "months", "actions"]
    assert set(EXPLAINED) == set(VIEWS)
