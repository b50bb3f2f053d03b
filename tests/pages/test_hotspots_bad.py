"""Records nothing can be said of: every view of the hotspot page answers in words, never a map of nothing."""

from datetime import date

import pytest
from poor import ANSWERS, RECORDS, estate

from pages.parts import work
from pages.parts.hotspots.hotviews import VIEWS


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(work, "PATIENCE_S", 120.0)


#: a period of which the record knows nothing: long past, and yet to come
NEVER = {
    "before": {"since": date(2019, 1, 1), "until": date(2019, 4, 1)},
    "to come": {"since": date(2031, 1, 1), "until": date(2031, 4, 1)},
}


@pytest.fixture(scope="module", params=RECORDS, ids=str)
def poor(request, tmp_path_factory):
    record = estate(tmp_path_factory.mktemp("estate"), *RECORDS[request.param])
    yield record
    record.close()


def answer(app, words) -> str:
    assert not app.exception, app.exception
    return words(app) + "\n".join(element.value for element in app.info)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_claimed_of_what_says_nothing(open_page, poor, words, view, lang):
    app = open_page(poor, "hotspots.py", view=view, lang=lang)
    said = answer(app, words)
    assert not [
        button.key for button in app.button if str(button.key).startswith("see_")
    ]  # no hotspot, no alarm
    if lang == "en":
        assert any(part in said for part in ANSWERS), said


@pytest.mark.parametrize(("view", "more"), [("now", {"method": "moran"}), ("alarm", {"model": "poisson"}),
                                            ("now", {"basis": "count"}), ("density", {"along": "streets"}),
                                            ("emerging", {"basis": "count"})], ids=str)  # fmt: skip
def test_nor_in_another_way(open_page, poor, words, view, more):
    said = answer(open_page(poor, "hotspots.py", view=view, **more), words)
    assert any(part in said for part in ANSWERS), said


@pytest.mark.parametrize("when", NEVER)
@pytest.mark.parametrize("view", VIEWS)
def test_a_period_without_data(open_page, demo_record, words, view, when):
    said = answer(open_page(demo_record, "hotspots.py", view=view, **NEVER[when]), words)
    assert any(part in said for part in (*ANSWERS, "Mark an action")), said


@pytest.mark.parametrize("view", VIEWS)
def test_days_that_make_no_period(open_page, demo_record, view):
    app = open_page(demo_record, "hotspots.py", view=view, since="2026-10-01", until="2026-09-01", step="x")
    assert not app.exception
