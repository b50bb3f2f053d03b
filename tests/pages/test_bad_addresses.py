"""An address somebody mistyped or forged ends in a page or a sentence, never in a traceback."""

import pytest

PAGES = ("overview.py", "grid.py", "cases.py", "hotspots.py", "gaps.py", "siting.py", "reassign.py",
         "grid_editor.py", "intake.py")  # fmt: skip
FORGED = {
    "days": {"since": "abc", "until": "2026-99-99"},
    "turned": {"since": "2026-03-30", "until": "2026-03-01"},
    "far": {"since": "0001-01-01", "until": "9999-12-31"},
    "ids": {"grid": "999999999999", "case": "999999999999", "spot": "77", "plan": "999", "batch": "-1",
            "worker": "5e9"},
    "huge": {"grid": "9" * 300, "grids": "1.x.999999999999999999999", "case": "9" * 300, "page": "9" * 12},
    "moves": {"moves": "garbage:::1,2:3.x,9:999999", "grids": "-1.2", "part": "nothing"},
    "words": {"lang": "xx", "category": "';drop table grid;--", "division": "' OR 1=1 --", "measure": "<b>"},
    "pages": {"page": "-1", "state": "closed'.x", "search": "%' OR '1'='1", "overdue": "maybe"},
    "odd": {"face": "\x00", "kind": "../../etc", "metres": "NaN", "basis": "∞", "view": "${1}", "top": "a.b",
            "show": "?"},
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_address_ends_in_words(open_page, busy_town, words, page, name, caplog):
    app = open_page(busy_town, page, **FORGED[name])
    assert not app.exception
    assert words(app).strip()
    assert "a page failed" not in caplog.text
    assert "Traceback" not in words(app)
