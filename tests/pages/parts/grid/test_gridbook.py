"""One grid's head and facts."""

from pages.parts import maps, session
from pages.parts.grid import gridbook


def test_the_way_up_is_a_trail_of_links(open_page, busy_town):
    links = [link.proto.label for link in open_page(busy_town, "grid.py", grid=3).main.get("page_link")]
    assert links[:2] == ["Whole area", "East"]  # one district and one street are no way up


def test_kind_and_class_are_told(open_page, busy_town, words):
    said = words(open_page(busy_town, "grid.py", grid=3))
    assert "Basic grid" in said
    assert "Class 2" in said
    assert "<dt>To be visited every</dt><dd>7 days</dd>" in said


def test_in_chinese(open_page, busy_town, words):
    said = words(open_page(busy_town, "grid.py", lang="zh", grid=9))
    assert "<dt>网格员</dt><dd>无</dd>" in said
    assert session.LANGUAGES["zh"] == "中文"


def test_a_search_that_finds_too_many_says_how_many_it_lists(open_page, busy_town, words, monkeypatch):
    assert "The first" not in words(open_page(busy_town, "grid.py"))
    monkeypatch.setattr(gridbook, "LISTED", 4)
    app = open_page(busy_town, "grid.py")
    assert "The first 4 of 9 rows." in words(app)
    assert len(app.dataframe[0].value) == 4


def test_its_outline_its_cases_and_facilities_lie_on_the_map(open_page, busy_town, monkeypatch):
    shown = []
    monkeypatch.setattr(
        gridbook.mapview,
        "show",
        lambda _record, _actor, layers, **how: shown.extend(layers) or maps.Selection(),
    )
    assert not open_page(busy_town, "grid.py", grid=3).exception
    outline, cases, facilities = shown
    assert outline.grid_ids == (3,)
    assert isinstance(cases, maps.Incidents) and isinstance(facilities, maps.Facilities)


def test_a_click_leads_to_the_neighbour(open_page, busy_town, words, monkeypatch):
    answers = [maps.Selection((6,), "click")]
    monkeypatch.setattr(
        gridbook.mapview, "show", lambda *a, **k: answers.pop() if answers else maps.Selection()
    )
    app = open_page(busy_town, "grid.py", grid=3)
    assert app.query_params["grid"] == "6"
    assert "Grid 6" in words(app)
