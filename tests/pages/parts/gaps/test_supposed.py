"""A scenario on the gaps screen: tried, compared, taken back, shared as an address."""

import pandas as pd
import pytest

from geo.scenario import Close
from pages.parts import session
from pages.parts.gaps import supposed

FAR = "add~117.0~39.7~clinic"


def test_a_worker_away_changes_numbers_at_once(open_page, busy_town, words):
    app = open_page(busy_town, "gaps.py", whatif="away~3")
    assert not app.exception
    said = words(app).replace("\\", "")
    assert "What if: Worker 3 is away for two weeks" in said
    sums = app.table[0].value
    assert sums.loc["Grids with nobody there, or overloaded", ["Before", "After", "Change"]].tolist() == [
        "1",
        "4",
        "+3",
    ]


def test_taken_back(open_page, busy_town):
    app = open_page(busy_town, "gaps.py", whatif="away~3")
    app.button(key="whatif_back_0").click().run()
    assert "whatif" not in app.query_params


def test_tried_from_the_screen(open_page, busy_town):
    app = open_page(busy_town, "gaps.py")
    assert app.button(key="try_it").disabled
    deed = next(group for group in app.main.get("button_group") if group.key == "deed")
    deed.set_value("away").run()
    app.button(key="try_it").click().run()
    assert app.query_params["whatif"] in ("away~1", ["away~1"])


def test_a_scenario_that_is_full_says_so(open_page, busy_town):
    """Twenty-one clinics: the last one finds no room, and neither does another change."""
    full = "~~".join(f"add~117.005~39.75{k:02}~clinic" for k in range(21))
    app = open_page(busy_town, "gaps.py", whatif=full)
    said = [element.value for element in app.warning]
    assert "A scenario holds 20 changes. The first of this address are shown." in said
    assert sum(str(button.key).startswith("whatif_back_") for button in app.button) == 20
    deed = next(group for group in app.main.get("button_group") if group.key == "deed")
    deed.set_value("away").run()
    assert app.button(key="try_it").disabled
    assert "A scenario holds 20 changes. Take one back to try another." in [one.value for one in app.caption]


def test_the_first_of_a_kind_is_shown_as_that_kind(open_page, busy_town, words):
    """No park is on record: 3,750 are beyond one before, and everybody's walk to the first one counts after."""
    app = open_page(
        busy_town, "gaps.py", kind="park", face="service", metres=1500, whatif="add~117.005~39.753~park"
    )
    assert not app.exception and not app.warning
    assert app.selectbox(key="filter_kind").value == "park"
    assert app.table[0].value.iloc[1].tolist() == ["3,750", "0", "−3,750"]
    app.button(key="whatif_back_0").click().run()
    assert app.selectbox(key="filter_kind").value == "park" and not app.warning
    assert "There is no facility of this kind" in words(app)


@pytest.mark.parametrize(
    ("typed", "tried"),
    [("117.005, 39.753", "add~117.0050000~39.7530000~"), ("117.005", None), ("10, 10", None)],
)
def test_a_place_is_written(open_page, busy_town, typed, tried):
    """It comes before the grid that was clicked; what is half a place, or one in another town, is none."""
    app = open_page(busy_town, "gaps.py", at=1)
    assert not app.button(key="try_it").disabled
    app.text_input(key="whatif_place").set_value(typed).run()
    assert app.button(key="try_it").disabled is (tried is None)
    if tried:
        app.button(key="try_it").click().run()
        assert tried in str(app.query_params["whatif"])


@pytest.mark.parametrize("text", ["burn~1", "close~99", "add~1~2~castle", "~~~", "away~999", FAR + "~x"])
def test_an_address_nobody_wrote_is_said_and_left_out(open_page, busy_town, text):
    app = open_page(busy_town, "gaps.py", whatif=text)
    assert not app.exception
    said = "".join(element.value for element in app.warning)
    assert "is left out" in said or not text.strip("~")


def test_the_grid_that_was_clicked_is_explained(open_page, busy_town, words):
    app = open_page(busy_town, "gaps.py", at=9)
    assert "Nobody is responsible." in words(app).replace("\\", "")
    app.button(key="no_grid").click().run()
    assert "at" not in app.query_params


@pytest.mark.parametrize("at", ["x", "99", "-1"])
def test_a_grid_nobody_knows_is_none(open_page, busy_town, words, at):
    app = open_page(busy_town, "gaps.py", at=at)
    assert not app.exception and "Click a grid on the map" in words(app)


def test_a_facility_that_closes_is_no_case_that_is_closed(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "zh")
    monkeypatch.setattr(supposed, "told", lambda _actor, _made: ["诊所关闭"])
    there = pd.DataFrame({"facility_id": [1], "lon": [117.0], "lat": [39.7]})
    monkeypatch.setattr(supposed.load, "read", lambda *_asked: there)
    (mark,), gone = supposed.marks(None, (Close(1),))
    assert "关闭" in vars(mark).values() and "结案" not in vars(mark).values() and gone == {1}
