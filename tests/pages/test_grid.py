"""One grid: what stands on its page, and what somebody outside its scope reads."""

import pytest


def test_a_grid_and_its_facts(open_page, busy_town, words):
    said = words(open_page(busy_town, "grid.py", grid=1))
    assert "Grid 1" in said
    assert "<dt>Worker</dt><dd>Worker 1</dd>" in said
    assert "<dt>Households</dt><dd>100</dd>" in said
    assert "<dt>Size</dt><dd>0.090 km²</dd>" in said


def test_nobody_is_responsible_for_the_park(open_page, busy_town, words):
    assert "<dt>Worker</dt><dd>nobody</dd>" in words(open_page(busy_town, "grid.py", grid=9))


def test_its_cases_newest_first(open_page, busy_town):
    rows = open_page(busy_town, "grid.py", grid=1).dataframe[0].value
    assert rows["incident_code"].tolist() == ["C000003", "C000002", "C000001"]
    assert rows["light"].tolist() == ["● closed late", "closed in time", "● overdue"]


@pytest.mark.parametrize(
    ("part", "words_said"),
    [("facilities", "no facility"), ("visits", "Nobody has visited"), ("history", ""), ("boundary", "")],
)
def test_every_list_in_the_address(open_page, busy_town, words, part, words_said):
    app = open_page(busy_town, "grid.py", grid=2, show=part)
    assert not app.exception
    assert words_said in words(app)


def test_outside_the_scope_is_a_sentence(open_page, busy_town, words):
    said = words(open_page(busy_town, "grid.py", role="worker", worker_id=1, grid=3))
    assert "outside the area you are responsible for" in said
    assert "Grid 3" not in said


@pytest.mark.parametrize("grid", ["999", "abc", "-1", "1e9", "99999999999999999999"])
def test_a_grid_that_is_none(open_page, busy_town, grid):
    assert not open_page(busy_town, "grid.py", grid=grid).exception


def test_none_named_offers_a_choice(open_page, busy_town):
    app = open_page(busy_town, "grid.py")
    assert len(app.dataframe[0].value) == 9
    assert open_page(busy_town, "grid.py", search="Grid 7").dataframe[0].value["name"].tolist() == ["Grid 7"]


def test_a_grid_before_any_case(open_page, town_record, words):
    assert "There are no cases yet" in words(open_page(town_record, "grid.py", grid=1))
