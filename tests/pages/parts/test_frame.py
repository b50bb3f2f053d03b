"""The frame: pages that exist, errors as sentences."""

import pytest
from streamlit.runtime.scriptrunner import StopException

from geo.errors import NotFound
from pages.parts import frame, session


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


@pytest.fixture
def told(monkeypatch):
    texts = []
    monkeypatch.setattr(frame, "trouble", texts.append)
    return texts


def test_an_error_of_the_product_is_its_sentence(told):
    with frame.boundary():
        raise NotFound("grid_unknown", grid_id=7)
    assert told == ["There is no grid 7, or it is outside the area you are responsible for."]


def test_an_error_nobody_expected_tells_nothing(told, caplog):
    with frame.boundary():
        raise KeyError("password")
    assert "password" not in told[0]
    assert "password" in caplog.text


def test_stopping_a_page_is_no_error(told):
    with pytest.raises(StopException), frame.boundary():
        raise StopException
    assert told == []


def test_every_listed_file_is_a_page():
    assert all(file.endswith(".py") for file, *_ in frame.PAGES)
    assert (frame.HERE / frame.PAGES[0][0]).exists()


@pytest.mark.parametrize(("fixture", "offered"), [("town_record", True), ("record", False)])
def test_a_worker_is_a_role_only_where_somebody_has_a_beat(open_page, request, fixture, offered):
    app = open_page(request.getfixturevalue(fixture))
    assert ("Grid worker" in app.selectbox(key="role_switch").options) is offered
