"""The hotspot page: an answer in every state of the record, by role, language and address."""

from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", ["classes", "density"])
def test_too_few_grids_is_an_answer(open_page, busy_town, words, lang, view):
    app = open_page(busy_town, "hotspots.py", lang=lang, view=view)
    assert not app.exception
    assert ("Too few grids to say: you look at 9 grids" if lang == "en" else "网格太少") in app.info[0].value


def test_method_number_period_and_caveat_are_always_said(open_page, busy_town, words):
    for view in ("classes", "density"):
        said = words(open_page(busy_town, "hotspots.py", view=view))
        for part in ("Method", "Number", "Period", "Caveats", "many reports are not always many problems"):
            assert part in said, (view, part)


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
        assert "Reassign" in said


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
    "query", [{"spot": "x"}, {"spot": "99"}, {"view": "?"}, {"basis": "y"}, {"category": "zz"}]
)
def test_an_address_nobody_wrote(open_page, demo_record, query):
    assert not open_page(demo_record, "hotspots.py", **query).exception


def test_beyond_households(open_page, demo_record, words):
    assert "what households explain" in words(open_page(demo_record, "hotspots.py", basis="households"))


@pytest.mark.parametrize("fixture", ["record", "town_record"])
def test_nothing_yet(open_page, request, words, fixture):
    app = open_page(request.getfixturevalue(fixture), "hotspots.py")
    assert not app.exception
    assert "here yet" in words(app) or "no cases yet" in words(app)


def test_the_cases_of_a_hotspot_are_those_of_its_own_ninety_days(open_page, demo_record):
    links = open_page(demo_record, "hotspots.py").get("page_link")
    query = next(parse_qs(link.proto.query_string) for link in links if "grid=" in link.proto.query_string)
    assert date.fromisoformat(query["until"][0]) - date.fromisoformat(query["since"][0]) == timedelta(days=90)
