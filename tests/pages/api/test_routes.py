"""Everything of ours lies below one address, and nothing there falls through to Streamlit."""

import pytest

from pages.api.routes import ROOT, ROUTES


def test_one_mount():
    assert [route.path for route in ROUTES] == [ROOT]


@pytest.mark.parametrize("path", ["/app/x", "/app/tiles/", "/app/assets", "/app/health/x"])
def test_the_rest_is_not_found_in_our_shape(served, path):
    answer = served.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "sentence"}
