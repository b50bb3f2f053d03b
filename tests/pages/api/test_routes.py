"""Everything of ours lies below one address, and nothing there falls through to Streamlit."""

import pytest

from pages.api.routes import ROOT, ROUTES


def test_one_mount_and_the_name_of_the_first_page():
    assert [route.path for route in ROUTES] == [ROOT, "/overview"]


def test_the_first_page_by_its_name_leads_to_the_root_with_its_query(served):
    answer = served.get("/overview?division=990101&lang=zh", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "./?division=990101&lang=zh")
    assert served.get("/overview", follow_redirects=False).headers["location"] == "./"


@pytest.mark.parametrize("path", ["/app/x", "/app/tiles/", "/app/assets", "/app/health/x"])
def test_the_rest_is_not_found_in_our_shape(served, path):
    answer = served.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "sentence"}
