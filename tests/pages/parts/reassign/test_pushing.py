"""Borders pushed on the town: who gets which grid, and why nothing moves, by the picture of ``town.py``."""

import pytest

from pages.parts import session
from pages.parts.reassign import pushing


@pytest.mark.parametrize(
    ("entered", "worker_id", "taken"),
    [
        ((1, 5), 1, [5]),  # over one border
        ((1, 5, 8), 1, [5, 8]),  # on: grid 8 touches grid 5, which has joined
        ((1, 9), 1, []),  # it touches nothing of worker 1's
        ((1, 2, 3), 1, [3]),  # one's own grid on the way
        ((1, 8, 5), 1, [5]),  # in the order entered: grid 8 did not touch yet
        ((9, 8), 0, []),  # nobody's ground pushes nothing
        ((77, 1, 5), 1, [5]), ((), 0, []), ((77,), 0, []),
    ],
)  # fmt: skip
def test_a_pushed_border(known, entered, worker_id, taken):
    assert pushing.pushed(known, known.grids["worker_id"], entered) == (worker_id, taken)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ((1,), "The drag stayed inside Worker 1's beat."),  # pressed and let go
        ((1, 2, 4), "The drag stayed inside Worker 1's beat."),
        ((9, 8), "Grid 9 is nobody's"),
        ((1, 9), "Grid 9 stays: it shares no stretch of border that can be crossed with Worker 1's beat."),
        ((77, 1, 9), "Grid 9 stays"),
        ((77,), ""),
    ],
)  # fmt: skip
def test_a_push_that_moves_nothing_says_why(known, monkeypatch, entered, said):
    monkeypatch.setattr(session, "language", lambda: "en")
    words = pushing.hindrance(known, known.grids["worker_id"], entered)
    assert words.startswith(said) and bool(words) == bool(said)


def test_why_nothing_moved_is_on_the_page_once(answered, words):
    app = answered({"source": "brush", "grid_ids": [1, 9]})
    assert "moves" not in app.query_params
    assert "Grid 9 stays: it shares no stretch of border" in words(app).replace("\\", "")
    assert "Grid 9 stays" not in words(app.run())
