"""The shell: who may look, in which language, and what an error looks like."""

import pytest

from data.db import Record
from pages.parts import frame, load


def put_setting(record: Record, name: str) -> None:
    with record.cursor() as cursor:
        cursor.execute("INSERT INTO setting VALUES (?, 'true')", [name])


def test_every_page_that_exists_is_listed(open_page, busy_town):
    listed = [link.proto.label for link in open_page(busy_town).sidebar.get("page_link")]
    assert listed[0] == "Overview"
    assert len(listed) == len([file for file, *_ in frame.PAGES if (frame.HERE / file).exists()])


@pytest.mark.parametrize("page", ["overview.py", "grid.py", "cases.py"])
def test_from_elsewhere_nothing_is_shown_without_sign_in(open_page, busy_town, words, page):
    app = open_page(busy_town, page, local=False)
    assert "There is no sign-in yet" in words(app)
    assert not app.dataframe
    assert not app.selectbox


def test_open_access_is_shown_to_everybody_and_says_so(open_page, town_record, words):
    put_setting(town_record, "open_access")
    app = open_page(town_record, "grid.py", local=False)
    assert app.dataframe
    assert "may look as anybody" in words(app)


def test_the_demo_is_open_and_called_fictional(open_page, town_record, words):
    put_setting(town_record, "demo")
    app = open_page(town_record, "grid.py", local=False)
    assert app.dataframe
    assert "Fictional" in words(app)


def test_looking_as_a_worker(open_page, busy_town):
    app = open_page(busy_town)
    app.selectbox(key="role_switch").select("worker").run()
    assert app.selectbox(key="beat_switch").options == [
        "Worker 1 · 3 grids", "Worker 2 · 2 grids", "Worker 3 · 3 grids",
    ]  # fmt: skip
    assert len(app.dataframe[0].value) == 3
    app.selectbox(key="beat_switch").select(2).run()
    assert app.dataframe[0].value["name"].tolist() == ["Grid 3", "Grid 6"]


def test_the_language_switch_stays_in_the_address(open_page, busy_town, words):
    app = open_page(busy_town, lang="en")
    app.sidebar.get("button_group")[0].set_value("zh").run()
    assert app.query_params["lang"] == "zh"
    assert "需要关注的网格" in words(app)


def test_an_unknown_language_is_negotiated(open_page, busy_town, words):
    assert "Grids to look at" in words(open_page(busy_town, lang="xx"))


def test_an_error_of_ours_is_a_calm_sentence(open_page, busy_town, words, monkeypatch, caplog):
    def breaks(*arguments):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(load, "as_of", breaks)
    app = open_page(busy_town)
    assert not app.exception
    assert "Something went wrong on our side" in words(app)
    assert "secret detail" not in words(app)
    assert "a page failed" in caplog.text
