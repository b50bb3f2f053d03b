"""What is taken from a page is told in the audit trail, in one place for all pages."""

import json
import re
import threading

import pytest
from house import ROOT

from data import current
from data.audit import broken_links
from data.permits import Actor
from geo.errors import NotAllowed
from pages.parts import downloads, session
from pages.parts.text import _

MANAGER, WORKER = Actor("manager 1a2b", "manager", "all"), Actor("worker 3c4d", "worker", "worker:3")


@pytest.fixture
def held(town_record, monkeypatch):
    monkeypatch.setattr(current, "_held", [town_record])
    return town_record


@pytest.fixture
def offered(monkeypatch):
    """Button → what its click makes, of all that are offered."""
    found = {}
    monkeypatch.setattr(
        downloads.st, "download_button", lambda words, made, *_rest, **_named: found.update({words: made})
    )
    return found


def trail(held) -> list[tuple]:
    rows = held.rows(
        "SELECT who, action, subject, after FROM audit WHERE subject IN ('plan', 'sheet') ORDER BY seq"
    )
    return [(*row[:3], json.loads(row[3])) for row in rows]


def offer(actor, **named):
    settings = {"key": "k", "kind": "plan", "facts": {"plan_id": 7}} | named
    downloads.offer(actor, "Take", lambda: b"abc", "plan-7.gpkg", **settings)


def test_a_click_leaves_a_row_and_an_offer_none(held, offered):
    offer(MANAGER)
    assert trail(held) == []
    assert offered["Take"]() == b"abc"
    told = {"kind": "plan", "file": "plan-7.gpkg", "scope": "all", "plan_id": 7, "bytes": 3}
    assert trail(held) == [("manager 1a2b", "export", "plan", told)]
    offered["Take"]()
    assert len(trail(held)) == 2 and broken_links(held) == []


def test_who_may_not_is_offered_nothing_and_given_nothing(held, offered):
    offer(WORKER)
    assert offered == {}
    made = []
    with pytest.raises(NotAllowed):
        downloads.taken(WORKER, lambda: made.append(1) or b"", "plan-7.gpkg", "plan", {})
    assert made == [] and trail(held) == []


def test_a_worker_prints_the_own_sheet(held, offered):
    offer(WORKER, kind="sheet", action="print_sheet", facts={})
    offered["Take"]()
    assert trail(held)[0][:3] == ("worker 3c4d", "print_sheet", "sheet")


def test_what_cannot_be_told_is_not_given(held, offered, monkeypatch):
    def broken(*_args, **_named):
        raise OSError("disk full")

    monkeypatch.setattr(downloads, "note_taken", broken)
    offer(MANAGER)
    with pytest.raises(OSError, match="disk full"):
        offered["Take"]()


def test_a_table_of_a_page_is_told_too(open_page, town_record, offered):
    open_page(town_record, "reassign.py", role="manager")
    before = town_record.rows("SELECT count(*) FROM audit WHERE subject = 'load_table'")[0][0]
    assert offered["CSV"]().startswith(b"\xef\xbb\xbf")
    ((who, after),) = town_record.rows(
        "SELECT who, after FROM audit WHERE subject = 'load_table' ORDER BY seq LIMIT 1 OFFSET ?", [before]
    )
    assert who.startswith("manager ") and json.loads(after)["file"] == "workload.csv"


def test_the_words_are_those_of_the_page_on_whatever_thread(held, offered, monkeypatch):
    monkeypatch.setattr(session, "_negotiated", lambda: "zh")
    downloads.offer(MANAGER, "Take", lambda: _("Grid").encode(), "a.pdf", key="a", kind="sheet")
    monkeypatch.setattr(session, "_negotiated", lambda: "en")
    found = []
    thread = threading.Thread(target=lambda: found.extend([offered["Take"]().decode(), _("Grid")]))
    thread.start()
    thread.join()
    assert found == ["网格", "Grid"]


def test_no_page_hands_out_files_by_itself():
    files = [file for file in (ROOT / "pages").rglob("*.py") if file.name != "downloads.py"]
    assert not [file for file in files if re.search(r"\bdownload_button\(", file.read_text(encoding="utf-8"))]
