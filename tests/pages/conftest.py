"""Pages run inside the shell on a record of the test's own, without a server."""

import pytest
import streamlit as st
from house import ROOT
from streamlit.testing.v1 import AppTest

from data import current
from pages.parts import frame, session


@pytest.fixture
def open_page(monkeypatch):
    """``open_page(record, "grid.py", role="worker", worker_id=3, lang="en", grid=5)`` runs one page.

    What is left is the address; ``local=False`` comes from another machine. The page stands first in
    the navigation, where the shell begins.
    """

    def _open(record, page="overview.py", *, role="leader", worker_id=None, lang="en", local=True, **query):
        st.cache_data.clear()
        monkeypatch.setattr(current, "_held", [record])
        monkeypatch.setattr(session, "is_local", lambda: local)
        first = [entry for entry in frame.PAGES if entry[0] == page]
        others = [entry for entry in frame.PAGES if entry[0] != page]
        monkeypatch.setattr(frame, "PAGES", (*first, *others))
        app = AppTest.from_file(ROOT / "pages/shell.py", default_timeout=60)
        for name, value in {"lang": lang, **query}.items():
            app.query_params[name] = str(value)
        app.session_state["role"] = role
        app.session_state["worker_id"] = worker_id
        return app.run()

    return _open


def said(app) -> str:
    """Everything a page says, in one text."""
    parts = [element.value for kind in ("markdown", "caption", "warning", "error") for element in app.get(kind)]
    parts += [element.proto.body for element in app.get("html")]
    parts += [element.proto.label for element in app.get("page_link")]
    return "\n".join(map(str, parts))


@pytest.fixture
def words():
    """``words(app)``: everything a page says, in one text."""
    return said
