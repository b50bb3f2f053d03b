"""Voice on the screens, on numbers one can add up."""

import pandas as pd
import pytest

from geo.model import Period
from pages.parts import session
from pages.parts.gaps import voices


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


def test_a_worker_has_the_grids_of_today_and_the_cases_of_the_time():
    frame = pd.DataFrame(
        {
            "n": [3, 4, 5], "expected": [4.0, 4.0, 4.0], "voice": [True, False, True],
            "worker_id": [7.0, 7.0, None], "worker_name": ["Ann Lee", "Ann Lee", None],
        }
    )  # fmt: skip
    missed = pd.DataFrame({"filed": [9, 2], "missed": [3, 0], "miss_rate": [1 / 3, None]}, index=[7, 0])
    rows = voices.per_worker(frame, missed).set_index("name")
    assert rows.index.tolist() == ["Ann Lee", "Nobody responsible"]
    assert rows.loc["Ann Lee", ["n", "voice", "filed", "missed"]].tolist() == [7, 1, 9, 3]
    assert pd.isna(rows.loc["Nobody responsible", "miss_rate"])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            "heard",
            "9 in 365 days; expected 31.4 (20 to 44): fewer than usual, not so few as to call it silent",
        ),
        ("too_little", "9 in 365 days; expected 31.4 (20 to 44): too little is expected to say"),
        ("silent", "9 in 365 days; expected 31.4 (20 to 44): silent: 9 reports where 31 are expected"),
    ],
)
def test_a_grid_in_a_line(monkeypatch, answer, words):
    from datetime import date

    year = Period(date(2025, 11, 25), date(2026, 11, 25))
    row = {
        "n": 9, "expected": 31.4, "expected_low": 20, "expected_high": 44, "before": None, "answer": answer,
    }  # fmt: skip
    note = voices.Note("", 9, facts={"voice_since": year.since, "voice_last": year.last})
    monkeypatch.setattr(voices.load, "read", lambda *_: (pd.DataFrame([row], index=[5]), note))
    assert voices.line(None, 5, year) == ("Reports", words)


@pytest.mark.parametrize(
    ("n", "words"),
    [(19, "fewer than usual, not so few as to call it silent"), (20, "as expected"), (44, "as expected"),
     (45, "more than usual")],
)  # fmt: skip
def test_what_lies_outside_the_usual_is_not_called_expected(n, words):
    row = {"n": n, "expected": 31.4, "expected_low": 20, "expected_high": 44}
    assert voices._heard(row) == words
