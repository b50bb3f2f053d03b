"""Pages run inside the shell on a record of the test's own, without a server."""

from datetime import datetime
from functools import cache

import pandas as pd
import pytest
import stock
import tabulated
from house import ROOT
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from data import current
from data.db import open_record
from pages.parts import downloads, frame, load, mapview, session


@pytest.fixture(scope="session", autouse=True)
def _components_found_once():
    """Streamlit reads what every installed package says of itself, for each page that a test opens anew.

    That is half of what a page costs; nothing is installed meanwhile.
    """
    plain = manifest_scanner.scan_component_manifests
    manifest_scanner.scan_component_manifests = cache(plain)
    yield
    manifest_scanner.scan_component_manifests = plain


@pytest.fixture
def open_page(monkeypatch):
    """``open_page(record, "grid.py", role="worker", worker_id=3, lang="en", grid=5)`` runs one page.

    What is left is the address; ``local=False`` comes from another machine. The page stands first in
    the navigation, where the shell begins. Whatever page is opened, its map has a table below it.
    """
    shown: list = []
    plain = mapview.state

    def _state(record, actor, layers, **how):
        shown.extend(layers)
        return plain(record, actor, layers, **how)

    def _open(
        record, page="overview.py", /, *, role="leader", worker_id=None, lang="en", local=True, **query
    ):
        load.KEPT.forget()
        shown.clear()
        monkeypatch.setattr(mapview, "state", _state)
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
        app.run()
        untold = tabulated.untold(shown, [table.value for table in app.dataframe]) if shown else []
        assert not untold, f"no table has the numbers of the map: {untold}"
        return app

    return _open


@pytest.fixture(scope="session")
def busy_town(tmp_path_factory):
    """The town with seven cases around March 2026, which ends when the record does; for reading only.

    Grid 1 was visited on 1 January, the others never.

    ======  =====  ==========  ==========  ==========  ==========
    case    grid   reported    due         closed      state
    ======  =====  ==========  ==========  ==========  ==========
    1       1      2 March     5 March                 dispatched
    2       1      10 March    15 March    12 March    closed
    3       1      20 March    22 March    28 March    closed
    4       5      30 March                            reported
    5       3      10 Feb      30 March                dispatched
    6       9      20 Feb      27 Feb      25 Feb      closed
    7       2      15 March                            rejected
    ======  =====  ==========  ==========  ==========  ==========
    """
    rows = [
        (1, (3, 2), (3, 5), None, "dispatched"),
        (1, (3, 10), (3, 15), (3, 12), "closed"),
        (1, (3, 20), (3, 22), (3, 28), "closed"),
        (5, (3, 30), None, None, "reported"),
        (3, (2, 10), (3, 30), None, "dispatched"),
        (9, (2, 20), (2, 27), (2, 25), "closed"),
        (2, (3, 15), None, None, "rejected"),
    ]
    town = open_record(tmp_path_factory.mktemp("busy") / "gridkeeper.duckdb")
    stock.put_profile(town)
    stock.put_town(town)
    stock.put_incidents(
        town,
        [
            {
                "grid_id": grid,
                "reported_at": _at(reported),
                "due_at": _at(due),
                "closed_at": _at(closed),
                "state": state,
            }
            for grid, reported, due, closed, state in rows
        ],
    )
    visit = {"visit_id": 1, "source_id": "V1", "grid_id": 1, "visited_at": datetime(2026, 1, 1, 9)}
    stock.insert(town, "visit", pd.DataFrame([visit]))
    yield town
    town.close()


def _at(day):
    return day and datetime(2026, *day, 9)


def said(app) -> str:
    """Everything a page says, in one text."""
    parts = [
        element.value for kind in ("markdown", "caption", "warning", "error") for element in app.get(kind)
    ]
    parts += [
        element.proto.body for element in app.get("html") if not element.proto.body.startswith("<style>")
    ]
    parts += [element.proto.label for kind in ("page_link", "button") for element in app.get(kind)]
    return "\n".join(map(str, parts))


@pytest.fixture
def words():
    """``words(app)``: everything a page says, in one text."""
    return said


@pytest.fixture
def offered(monkeypatch):
    """File name → what makes its bytes, of all that are offered."""
    found = {}
    monkeypatch.setattr(
        downloads.st,
        "download_button",
        lambda _label, data, file, *_rest, **_named: found.update({file: data}),
    )
    return found
