"""Bars of load: what is drawn, for whom, and where the fair share stands."""

import pandas as pd
import pytest

from pages.parts import charts, session, tables
from pages.parts.reassign import handover, loadbars


@pytest.fixture
def drawn(monkeypatch):
    """What ``show`` gave the chart."""
    seen = {}
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(loadbars.st, "markdown", lambda *_: None)
    monkeypatch.setattr(loadbars.st, "caption", lambda words: seen.update(words=words))
    monkeypatch.setattr(
        charts, "show", lambda spec, frame, height, **_: seen.update(spec=spec, frame=frame, height=height)
    )
    return seen


def loads(workers: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [f"Worker {k}" for k in range(workers)],
            "before": 10.0,
            "after": [float(k) for k in range(workers)],
            "fair_share": 12.0,
            "before_se": 0.5,
            "after_se": [0.0, *[1.0] * (workers - 1)][:workers],
        }
    )


def test_today_alone_is_one_bar_a_worker(drawn):
    loadbars.show(loads(3), {})
    assert drawn["frame"][["name", "when", "hours"]].values.tolist() == [
        ["Worker 2", "Today", 2.0],
        ["Worker 1", "Today", 1.0],
        ["Worker 0", "Today", 0.0],
    ]
    assert drawn["frame"]["fair_share"].tolist() == [12.0] * 3


def test_a_draft_adds_a_second_bar(drawn):
    loadbars.show(loads(3), {1: 2})
    assert drawn["frame"].groupby("when")["hours"].sum().to_dict() == {"Today": 30.0, "With this draft": 3.0}


def test_a_thin_line_says_what_chance_leaves_open(drawn):
    """1.96 standard errors to either side, never below nothing; of the draft's bar alone it is drawn."""
    loadbars.show(loads(3), {1: 2})
    rows = drawn["frame"].set_index(["name", "when"])
    after = rows.xs("With this draft", level="when")
    assert after["low"].to_dict() == {"Worker 2": 0.04, "Worker 1": 0.0, "Worker 0": 0.0}
    assert after["high"].to_dict() == {"Worker 2": 3.96, "Worker 1": 2.96, "Worker 0": 0.0}
    assert after["within"]["Worker 2"] == "0.0 to 4.0"
    assert rows.loc[("Worker 2", "Today"), "within"] == "9.0 to 11.0"
    whisker = drawn["spec"]["layer"][1]
    assert whisker["transform"][0]["filter"] == {"field": "when", "equal": "With this draft"}
    assert "95 times in 100" in drawn["words"]


def test_the_table_has_what_chance_leaves_open(drawn, known, monkeypatch):
    """Worker 2 has grids 3 and 6, worker 3 with the draft grids 5 and 7: 1.96 times √2 × 0.75 hours, worker 1 those of
    √4; files have the columns of the table."""
    seen = {}
    monkeypatch.setattr(tables, "show", lambda rows, columns, **_: seen.update(rows=rows, columns=columns))
    loadbars.table(None, known, {8: 1}, handover.loads(known, {8: 1}))
    told = seen["rows"].set_index("worker_id")["either_side"]
    assert told.to_dict() == pytest.approx({1: 1.96 * 1.5, 2: 1.96 * 1.125**0.5, 3: 1.96 * 1.125**0.5})
    assert "±, hours a week" in [column.label for column in seen["columns"]]
    known.grids["workload_se"] = 0.0
    loadbars.table(None, known, {}, handover.loads(known, {}))
    assert "±, hours a week" not in [column.label for column in seen["columns"]]


def test_where_nothing_is_left_to_chance_no_line_is_explained(drawn):
    loadbars.show(loads(3).assign(after_se=0.0), {})
    assert "95 times in 100" not in drawn["words"]


def test_the_drawing_is_the_same_for_every_draft(drawn):
    loadbars.show(loads(3), {1: 2})
    first = drawn["spec"]
    loadbars.show(loads(3).assign(after=7.0, after_se=2.0), {1: 3})
    assert drawn["spec"] == first


def test_a_locked_worker_is_drawn_and_says_so(drawn):
    loadbars.show(loads(100), {}, locked=(50,))
    names = drawn["frame"]["name"].tolist()
    assert "Worker 50 (locked)" in names and sum("(locked)" in name for name in names) == 1


def test_of_many_workers_the_most_and_the_least_loaded_are_drawn(drawn):
    loadbars.show(loads(100), {})
    assert drawn["frame"]["hours"].tolist() == [*range(99, 79, -1), *range(19, -1, -1)]


def test_those_concerned_are_drawn_wherever_they_stand(drawn):
    loadbars.show(loads(100), {}, frozenset({50, 60, 99}))
    assert drawn["frame"]["hours"].tolist() == [*range(99, 79, -1), 60, 50, *range(17, -1, -1)]


def test_more_concerned_than_bars_are_all_drawn(drawn):
    loadbars.show(loads(100), {}, frozenset(range(20, 70)))
    assert drawn["frame"]["hours"].tolist() == [*range(69, 19, -1)]


def test_one_bar_has_room_beside_its_axis(drawn):
    loadbars.show(loads(1), {})
    assert drawn["height"] >= 100


def test_without_workers_nothing_is_drawn(drawn):
    loadbars.show(loads(0), {})
    assert not drawn


def test_who_sees_one_beat_has_nobody_to_share_with(drawn):
    loadbars.show(loads(1), {})
    assert marks(drawn["spec"]) == ["bar", "whisker"]
    loadbars.show(loads(2), {})
    assert marks(drawn["spec"]) == ["bar", "whisker", "tick"]


def marks(spec):
    return [layer["mark"]["type"] if "mark" in layer else "whisker" for layer in spec["layer"]]
