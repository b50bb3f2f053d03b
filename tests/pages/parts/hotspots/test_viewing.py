"""What all views share: the picture's words, the files with their note, actions on the map."""

from datetime import date

import pandas as pd
import pytest

from data import actions, current
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import load, maps, session, text
from pages.parts.hotspots import viewing

LEADER = Actor("x", "leader", "all")
PERIOD = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def asked(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    monkeypatch.setattr(text, "locale", lambda: "en")
    monkeypatch.setattr(session, "access", lambda: "demo")
    return viewing.Viewing(LEADER, "now", PERIOD, "")


def test_the_picture_says_how_it_came_to_be(asked):
    note = Note("gi_star_exact", 12, PERIOD, caveats=("reported_only",), facts={"grids": 9})
    picture = viewing.picture(asked, note, "Hot and cold spots")
    assert picture.title.endswith("Hot and cold spots")
    assert picture.lead == "1 Mar 2026 – 31 Mar 2026 · All categories"
    assert picture.file == "hotspots-now-2026-04-01.png"
    whole = "\n".join(picture.lines)
    for part in ("Method: Gi*", "Number: 12", "many reports", "Fictional district"):
        assert part in whole


def test_what_was_done_is_outlined_once_it_had_begun(asked, monkeypatch):
    """Each of the latest by itself with what and when; older ones together."""
    seen = []
    done = pd.DataFrame(
        {
            "grid_ids": [(4, 5), (5, 6), (1,), (2,), (3, 1), (1, 9)],
            "kind": "patrol",
            "since": [date(2026, 3, day) for day in (20, 15, 10, 5, 2, 1)],
            "until": [None, date(2026, 3, 18), None, None, None, None],
        }
    )

    def known(record, actor, period=None):
        seen.append(period)
        return done

    monkeypatch.setitem(load.TOPICS, known, ("actions",))
    monkeypatch.setattr(actions, "actions", known)
    outlines = viewing.done_in_the_field(asked)
    assert outlines[:2] == [
        maps.Outline((4, 5), "Patrol: 2026-03-20 –", "action", "2026-03-20"),
        maps.Outline((5, 6), "Patrol: 2026-03-15 – 03-17", "action", "2026-03-15"),
    ]
    assert [outline.grid_ids for outline in outlines[2:]] == [(1,), (2,), (1, 3, 9)]
    assert outlines[-1].title == "Something was done here earlier"
    assert seen == [PERIOD]


STEPS = maps.Frames(pd.DataFrame(), ("Mon", "Tue"), "x", (), whole="All", names=("2026-03-02", "2026-03-09"))


@pytest.mark.parametrize(("step", "named"), [(0, "2026-03-02"), (1, "2026-03-09"), (-1, "")])
def test_where_the_slider_rests_is_in_the_address(asked, monkeypatch, step, named):
    put = {}
    monkeypatch.setattr(viewing.address, "put", lambda **named: put.update(named))
    monkeypatch.setattr(viewing.notes, "show", lambda note: None)
    monkeypatch.setattr(viewing.mapview, "show", lambda *args, **named: maps.Selection((3,), "step", step))
    assert viewing.show_map(asked, [STEPS], Note("counts", 1, PERIOD), "x") is None
    assert put == {"step": named}


def test_a_category_is_named_in_the_readers_language(asked):
    assert viewing.category_name(asked) == "All categories"
    assert viewing.category_name(viewing.Viewing(LEADER, "now", PERIOD, "zz")) == "zz"
