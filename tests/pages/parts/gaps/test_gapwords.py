"""How it is worked out: every face has its words, the debt its weights."""

import pytest

from geo.debt import WEIGHTS
from pages.parts import load, session
from pages.parts.gaps import faces, gapwords


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", gapwords.EXPLAINED)
def test_every_face_is_explained(monkeypatch, lang, name):
    monkeypatch.setattr(session, "language", lambda: lang)
    assert "{" not in gapwords.told(name, WEIGHTS)
    assert set(gapwords.EXPLAINED) == set(gapwords.NAMES) == set(faces.FACES) - {"all"}


def test_the_weights_are_those_of_the_city(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(load, "place", lambda: {"coverage_debt": {"voice": 0.3}})
    assert gapwords.weights() == {**WEIGHTS, "voice": 0.3}
    assert "Service × 1.0, Presence × 1.0, Responsibility × 1.0, Voice × 0.3" in gapwords.told(
        "debt", gapwords.weights()
    )
