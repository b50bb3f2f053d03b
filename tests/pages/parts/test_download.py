"""A file made when it is asked for, in the words of the page that offered it."""

import threading

from pages.parts import download, session
from pages.parts.text import _


def test_the_words_are_those_of_the_page_on_whatever_thread(monkeypatch):
    offered = {}
    monkeypatch.setattr(
        download.st, "download_button", lambda words, data, *more, **how: offered.update(made=data)
    )
    monkeypatch.setattr(session, "_negotiated", lambda: "zh")
    download.button("PDF", lambda: _("Grid").encode(), "a.pdf", key="a")
    monkeypatch.setattr(session, "_negotiated", lambda: "en")
    found = []

    def elsewhere():
        found.extend([offered["made"]().decode(), _("Grid")])

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == ["网格", "Grid"]


def test_every_ending_has_a_kind():
    assert set(download.KINDS) == {"csv", "geojson", "gpkg", "json", "parquet", "pdf", "xlsx"}
