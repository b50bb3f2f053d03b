"""Bars of load: what is drawn, for whom, and where the fair share stands."""

import pandas as pd
import pytest

from pages.parts import charts, session
from pages.parts.reassign import handover, loadbars


@pytest.fixture
def drawn(monkeypatch):
    """What ``show`` gave the chart."""
    seen = {}
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(loadbars.st, "markdown", lambda *_: None)
    monkeypatch.setattr(loadbars.st, "caption", lambda *_: None)
    monkeypatch.setattr(
        charts, "show", lambda spec, frame, height, **_: seen.update(spec=spec, frame=frame, height=height)
    )
    return seen


def loads(monkeypatch, workers: int) -> None:
    frame = pd.DataFrame(
        {
            "name": [f"Worker {k}" for k in range(workers)],
            "before": 10.0,
            "after": [float(k) for k in range(workers)],
            "fair_share": 12.0,
        }
    )
    monkeypatch.setattr(handover, "loads", lambda *_: frame)


def test_today_alone_is_one_bar_a_worker(drawn, monkeypatch):
    loads(monkeypatch, 3)
    loadbars.show(None, {})
    assert drawn["frame"][["name", "when", "hours"]].values.tolist() == [
        ["Worker 2", "Today", 2.0],
        ["Worker 1", "Today", 1.0],
        ["Worker 0", "Today", 0.0],
    ]
    assert drawn["frame"]["fair_share"].tolist() == [12.0] * 3


def test_a_draft_adds_a_second_bar(drawn, monkeypatch):
    loads(monkeypatch, 3)
    loadbars.show(None, {1: 2})
    assert drawn["frame"].groupby("when")["hours"].sum().to_dict() == {"Today": 30.0, "With this draft": 3.0}


def test_of_many_workers_the_most_and_the_least_loaded_are_drawn(drawn, monkeypatch):
    loads(monkeypatch, 100)
    loadbars.show(None, {})
    assert drawn["frame"]["hours"].tolist() == [*range(99, 79, -1), *range(19, -1, -1)]


def test_one_bar_has_room_beside_its_axis(drawn, monkeypatch):
    loads(monkeypatch, 1)
    loadbars.show(None, {})
    assert drawn["height"] >= 100


def test_without_workers_nothing_is_drawn(drawn, monkeypatch):
    loads(monkeypatch, 0)
    loadbars.show(None, {})
    assert not drawn


def test_who_sees_one_beat_has_nobody_to_share_with(drawn, monkeypatch):
    loads(monkeypatch, 1)
    loadbars.show(None, {})
    assert [layer["mark"]["type"] for layer in drawn["spec"]["layer"]] == ["bar"]
    loads(monkeypatch, 2)
    loadbars.show(None, {})
    assert [layer["mark"]["type"] for layer in drawn["spec"]["layer"]] == ["bar", "tick"]
