"""A plan on paper: a page a worker, on it what comes and goes."""

from datetime import date, datetime

import pypdfium2
import pytest
import stock

from data import commands, current
from data.permits import Actor
from data.plan_book import plan_book
from data.sheets import drawn
from pages.parts import load, session
from pages.parts.reassign import plansheet

MANAGER = Actor("Wang", "manager", "all")


@pytest.mark.parametrize(
    ("lang", "title", "nobody"), [("en", "Hand-over of Worker 2", "nobody"), ("zh", "Worker 2交接单", "无")]
)
def test_a_page_for_every_worker(town_record, monkeypatch, lang, title, nobody):
    """Worker 2 gives grid 3 to nobody and gets grid 9, which nobody had; grid 6 stays."""
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [town_record])
    monkeypatch.setattr(session, "access", lambda: "demo")
    monkeypatch.setattr(session, "language", lambda: lang)
    stock.put_incidents(town_record, [{"grid_id": 3, "state": "dispatched"}])
    plan_id = commands.propose_plan(
        town_record, MANAGER, title="Even out", reason="r", moves={5: 1, 9: 2, 3: None}, now=datetime(2026, 6, 1),
        effective_on=date(2026, 6, 1), base_version=town_record.version("assignments")[0], write_id="p",
    )  # fmt: skip
    pages = plansheet.sheets(MANAGER, plan_book(town_record, MANAGER, plan_id, date(2026, 6, 1)))
    second = pages[1]
    assert (len(pages), second.title) == (3, title)
    assert [area.colour for area in second.areas] == [plansheet.STAYS, plansheet.COMES, plansheet.GOES]
    assert [(rows[0][1], rows[0][3]) for rows in (second.lists[0].rows, second.lists[1].rows)] == [
        ("Grid 9", nobody), ("Grid 3", nobody)
    ]  # fmt: skip
    assert dict(second.facts[2:3]).popitem()[1] == "2 → 2"
    document = pypdfium2.PdfDocument(drawn(*pages))
    assert [title in page.get_textpage().get_text_bounded() for page in document] == [False, True, False]
