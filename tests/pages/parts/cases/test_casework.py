"""Time limits as a light: a share of working time that has run, by hand."""

from datetime import datetime

import pandas as pd
import pytest

from data import current
from pages.parts import load, session

FRIDAY = datetime(2026, 3, 6, 9)


@pytest.fixture(autouse=True)
def on_the_town(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    monkeypatch.setattr(session, "language", lambda: "en")


def light(now, *, category="0201", due=datetime(2026, 3, 13, 9), closed=None, state="dispatched") -> str:
    """Broken road surface: five working days, Friday to Friday."""
    row = {"category": category, "state": state, "reported_at": FRIDAY, "due_at": due, "closed_at": closed}
    from pages.parts.cases import casework

    frame = pd.DataFrame([row]).astype(
        dict.fromkeys(("reported_at", "due_at", "closed_at"), "datetime64[us]")
    )
    return casework.lights(frame, now).iloc[0]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 6, 12), "green"),
        (datetime(2026, 3, 8, 12), "green"),  # Sunday: one day of five has run
        (datetime(2026, 3, 12, 9), "green"),  # four of five: 80 %
        (datetime(2026, 3, 12, 10), "yellow"),
        (datetime(2026, 3, 13, 9), "yellow"),
        (datetime(2026, 3, 13, 10), "red"),
        (datetime(2026, 3, 13, 22), "red"),
    ],
)
def test_working_time_runs(now, expected):
    assert light(now) == expected


def test_closed_in_time_and_late():
    later = datetime(2026, 5, 1)
    assert light(later, closed=datetime(2026, 3, 13, 8), state="closed") == "kept"
    assert light(later, closed=datetime(2026, 3, 16, 9), state="closed") == "missed"


@pytest.mark.parametrize("state", ["rejected", "voided", "suspended", "handled"])
def test_no_clock_runs(state):
    assert light(datetime(2026, 5, 1), state=state) == "none"


def test_without_a_due_time_there_is_no_light():
    assert light(datetime(2026, 5, 1), due=None) == "none"


def test_a_category_nobody_knows_counts_every_day():
    assert light(datetime(2026, 3, 8, 12), category="9999") == "green"


def test_no_two_lights_look_the_same():
    from pages.parts.cases import casework

    words = [word for word in casework.light_words().values() if word]
    assert len(set(words)) == len(words)
