"""The hotspot page: an answer in every view and every state of the record, by role, language and address."""

from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest

from pages.parts import work
from pages.parts.hotspots.hotviews import VIEWS


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Long work is waited for: the bar has tests of its own."""
    monkeypatch.setattr(work, "PATIENCE_S", 120.0)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_town_with_seven_cases_has_an_answer_in_every_view(open_page, busy_town, words, lang, view):
    app = open_page(busy_town, "hotspots.py", lang=lang, view=view)
    assert not app.exception
    said = words(app) + "\n".join(element.value for element in app.info)
    assert ("oo few" in said or "too little" in said or "Nothing is marked" in said or "no noticeably" in said
            or "Density" in said or "not noticeably" in said or "No alarm" in said) or lang == "zh"  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_too_few_grids_is_an_answer(open_page, busy_town, words, lang):
    app = open_page(busy_town, "hotspots.py", lang=lang)
    assert ("Too few grids to say: you look at 9 grids" if lang == "en" else "网格太少") in app.info[0].value


@pytest.mark.parametrize("view", VIEWS)
def test_method_number_and_period_are_always_said_and_files_have_their_note(
    open_page, demo_record, words, view
):
    app = open_page(demo_record, "hotspots.py", view=view)
    assert not app.exception
    said = words(app)
    for part in ("Method", "Number", "Period"):
        assert part in said, (view, part)
    files = {each.proto.label for each in app.get("download_button")}
    shapes = {"Parquet"} if view in ("repeats", "trial") else {"GeoJSON", "GeoParquet"}
    assert {"CSV", "Note"} | shapes <= files


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "actions"])
def test_that_reports_are_not_problems_is_always_said(open_page, demo_record, words, view):
    assert "many reports are not always many problems" in words(
        open_page(demo_record, "hotspots.py", view=view)
    )


def test_the_overview_is_said_to_use_what_works(open_page, demo_record, words):
    assert "The overview's list of grids to look at uses it too." in words(
        open_page(demo_record, "hotspots.py", view="trial")
    )


@pytest.mark.parametrize("role", ["leader", "manager", "planner", "worker"])
def test_the_demo_by_role(open_page, demo_record, words, role):
    app = open_page(demo_record, "hotspots.py", role=role, worker_id=3 if role == "worker" else None)
    assert not app.exception
    said = words(app)
    if role == "worker":
        assert "Too few grids to say" in app.info[0].value
    else:
        assert "would be usual" in said and "1 · " in said
        assert len(app.dataframe[0].value) == 600
        assert "Propose a reassignment here" in said
        assert "Mark an action here" in said


def test_an_alarm_says_whose_grids_it_is_in_and_leads_to_a_hand_over(open_page, demo_record, words):
    said = words(open_page(demo_record, "hotspots.py", view="alarm"))
    for part in ("Propose a reassignment here", "Open the cases", "Mark an action here", "responsible."):
        assert part in said


def test_a_hotspot_leads_to_its_cases_and_a_hand_over(open_page, demo_record):
    links = open_page(demo_record, "hotspots.py").get("page_link")
    cases, reassign = (
        next(
            link.proto.query_string.split(f"{name}=")[1].split("&")[0]
            for link in links
            if f"{name}=" in link.proto.query_string
        )
        for name in ("grid", "grids")
    )
    assert cases == reassign and cases.count(".") >= 1


def test_a_hotspot_is_shown_on_the_map_and_taken_off(open_page, demo_record):
    app = open_page(demo_record, "hotspots.py")
    app.button(key="see_1").click().run()
    assert app.query_params["spot"] == "1"
    app.button(key="see_1").click().run()
    assert "spot" not in app.query_params


@pytest.mark.parametrize(
    "query",
    [
        {"spot": "x"}, {"spot": "99"}, {"view": "?"}, {"basis": "y"}, {"category": "zz"}, {"method": "zz"},
        {"view": "alarm", "cluster": "99"}, {"view": "actions", "mark": "1.x.999999", "action": "77"},
        {"view": "density", "along": "rivers"}, {"view": "alarm", "model": "none"},
        {"view": "emerging", "since": "2031-01-01", "until": "2031-02-01"},
        {"view": "months", "since": "1999-01-01", "until": "1999-02-01"},
        {"view": "trial", "since": "1999-01-01", "until": "1999-02-01"},
    ],
    ids=str,
)  # fmt: skip
def test_an_address_nobody_wrote(open_page, demo_record, query):
    assert not open_page(demo_record, "hotspots.py", **query).exception


def test_households_are_compared_with_where_they_are_known(open_page, demo_record, words):
    assert "what households explain" in words(open_page(demo_record, "hotspots.py"))
    assert "exact permutation chance" in words(open_page(demo_record, "hotspots.py", basis="count"))


def test_local_moran_names_the_kind_of_place(open_page, demo_record, words):
    app = open_page(demo_record, "hotspots.py", method="moran", basis="count")
    assert "Local Moran" in words(app)
    assert {"High among high"} <= set(app.dataframe[0].value["kind"])


def test_along_the_streets(open_page, demo_record, words):
    assert "Density of cases along streets" in words(
        open_page(demo_record, "hotspots.py", view="density", along="streets")
    )


@pytest.mark.parametrize(("lang", "said"), [("en", "There are no streets here"), ("zh", "此处没有街道")])
def test_a_town_without_streets_says_so(open_page, busy_town, lang, said):
    app = open_page(busy_town, "hotspots.py", lang=lang, view="density", along="streets")
    assert not app.exception and said in app.info[0].value


def test_the_cases_of_a_hotspot_are_those_of_its_own_ninety_days(open_page, demo_record):
    links = open_page(demo_record, "hotspots.py").get("page_link")
    query = next(parse_qs(link.proto.query_string) for link in links if "grid=" in link.proto.query_string)
    assert date.fromisoformat(query["until"][0]) - date.fromisoformat(query["since"][0]) == timedelta(days=90)
