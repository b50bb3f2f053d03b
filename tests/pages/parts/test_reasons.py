"""Why a grid is worth a look, in words."""

import pytest

from pages.parts import reasons, session


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("overdue", {"overdue_cases": 1}, "1 case overdue"),
        ("overdue", {"overdue_cases": 3}, "3 cases overdue"),
        ("rising", {"new_cases": 9, "new_before": 2}, "new cases up from 2 to 9"),
        ("no_worker", {"no_worker": True}, "nobody is responsible"),
        ("silent", {"n_heard": 1, "expected": 11.6}, "silent: 1 reports where 12 are expected"),
        ("visit_late", {"late_days": 1.0}, "visit 1 day late"),
        ("visit_late", {"late_days": float("nan")}, "never visited"),
        ("hotspot", {"class": "hot_99"}, "part of a hotspot"),
    ],
)
def test_one_clause_a_reason(code, facts, said):
    assert reasons.words((code,), facts) == said


def test_why_a_grid_is_silent_and_since_when():
    row = {"n": 9, "expected": 31.4, "n_before": 30.2, "voice_answer": "silent"}
    assert reasons.of_voice(row) == "silent: 9 reports where 31 are expected"
    fallen = reasons.of_voice(row | {"voice_answer": "fallen_silent"})
    assert fallen == "fallen silent: 9 reports where 31 are expected; 30 over as long a time before"


def test_at_most_three_clauses():
    assert reasons.words(("hotspot",) * 5, {}).count(";") == 2


def test_every_reason_of_the_science_has_its_words():
    from geo.kpi import REASONS

    assert {reason.code for reason in REASONS} == set(reasons._CLAUSES)


def test_the_face_that_is_looked_at_comes_first():
    row = {
        "service": True, "presence": False, "responsibility": True, "voice": False, "residents_beyond": 1200,
        "all_kinds": False, "responsibility_answer": "nobody",
    }  # fmt: skip
    assert reasons.of_gaps(row) == "1,200 residents beyond reach; nobody is responsible"
    assert reasons.of_gaps(row, "responsibility") == "nobody is responsible; 1,200 residents beyond reach"
    assert reasons.of_gaps(row, "debt") == reasons.of_gaps(row, "all") == reasons.of_gaps(row)
