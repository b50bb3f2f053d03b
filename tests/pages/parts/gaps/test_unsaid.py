"""What cannot be said: nothing of it is called a gap, and a sentence says why."""

import pandas as pd
import pytest

from pages.parts import session
from pages.parts.gaps import unsaid


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


@pytest.fixture
def grids() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "residents_beyond": [0.0],
            "population": [10],
            "presence_known": [True],
            "responsibility_known": [True],
            "voice_answer": ["heard"],
        }
    )


def test_what_is_known_needs_no_words(grids):
    assert unsaid.of(grids, "all") == []


@pytest.mark.parametrize(
    ("face", "column", "value", "words"),
    [
        ("service", "residents_beyond", float("nan"), "No such facility or no residents are recorded"),
        ("presence", "presence_known", False, "No visits are recorded"),
        ("responsibility", "responsibility_known", False, "No workers are recorded"),
        ("voice", "voice_answer", "too_little", "Too few people or cases"),
    ],
)
def test_each_face_says_what_it_does_not_know(grids, face, column, value, words):
    lacking = grids.assign(**{column: value})
    (said,) = unsaid.of(lacking, face)
    assert said.startswith(words)
    assert unsaid.of(lacking, "all") == [said]
    assert unsaid.of(lacking, "debt") == [said, "The debt leaves that out."]
    other = "voice" if face == "service" else "service"
    assert unsaid.of(lacking, other) == []


def test_everything_is_unsaid_where_nothing_is_known(grids):
    assert not unsaid.everything(grids)
    unknown = {"residents_beyond": float("nan"), "presence_known": False, "responsibility_known": False}
    assert not unsaid.everything(grids.assign(**unknown))
    assert unsaid.everything(grids.assign(**unknown, voice_answer="too_little"))


def test_no_grids_no_words(grids):
    assert unsaid.of(grids.head(0), "all") == []
