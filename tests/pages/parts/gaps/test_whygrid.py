"""Why a grid has a gap: a sentence each face, from one row."""

from datetime import date

import pytest

from geo.model import Note
from pages.parts import session
from pages.parts.gaps import whygrid

NAN = float("nan")
GRID = {
    "population": 980, "residents_beyond": 740.0, "share_beyond": 0.755, "presence_known": True,
    "days_since_visit": 12.0, "visit_interval_days": 7, "presence": True, "late_days": 5.0,
    "responsibility_known": True, "worker_name": "Ann Lee", "responsibility_answer": "somebody",
    "responsibility_share": 0.25, "all_kinds": False, "older": 200, "older_beyond": 151.0, "children": NAN,
    "children_beyond": NAN, "n": 1, "expected": 11.6, "expected_low": 5, "expected_high": 20,
    "voice": True, "voice_answer": "silent", "n_before": 3.0,
    "service_debt": 600.0, "presence_debt": 100.0, "responsibility_debt": 0.0, "voice_debt": 50.0,
    "debt": 750.0,
}  # fmt: skip

#: which kind of facility is spoken of, and a year of reports
NOTE = Note(
    "gaps",
    1,
    facts={"facility": "Clinic · 300 m", "voice_since": date(2025, 3, 1), "voice_last": date(2026, 2, 28)},
)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


def test_everything_is_told():
    assert [words for _title, words in whygrid.told(GRID, NOTE)] == [
        "740 of 980 residents (76%) have it beyond reach: Clinic · 300 m."
        " Of 200 older residents 151 (76%) are beyond reach.",
        "Visited 12 days ago; a visit is due every 7 days: 5 days late.",
        "Ann Lee is responsible.",
        "Silent: 1 report in 365 days where 12 are expected (5 to 20).",
        "750 person-days: Service 600, Presence 100, Voice 50.",
    ]


@pytest.mark.parametrize(
    ("face", "changed", "said"),
    [
        ("service", {"residents_beyond": NAN}, "Not known"),
        ("service", {"residents_beyond": 0.0}, "Everybody has it within reach: Clinic."),
        ("service", {"older_beyond": 50.0}, "(76%) have it beyond reach: Clinic. Of 200 older residents 50 (25%) are"),
        ("service", {"residents_beyond": 0.0}, "within reach: Clinic. Of 200 older residents 151 (76%) are beyond"),
        ("service", {"all_kinds": True, "older_beyond": 50.0}, "For the 200 older residents it is 25%."),
        ("presence", {"presence_known": False}, "Not known"),
        ("presence", {"days_since_visit": NAN}, "Never visited; a visit is due every 7 days."),
        ("presence", {"days_since_visit": 1.0, "presence": False}, "Visited 1 day ago; a visit is due every"),
        ("responsibility", {"responsibility_known": False}, "Not known"),
        ("responsibility", {"worker_name": None, "responsibility_answer": "nobody"}, "Nobody is responsible."),
        ("responsibility", {"responsibility_answer": "absent"}, "responsible, but away: 25% of what the beat needs"),
        ("responsibility", {"responsibility_answer": "overloaded"}, "overloaded: 25% of the hours the beat needs"),
        ("service", {"all_kinds": True}, "On average the 980 residents have 76% of the kinds of facility beyond"),
        ("voice", {"voice_answer": "too_little", "voice": False}, "1 report in 365 days; too few are expected to"),
        ("voice", {"voice_answer": "fallen_silent", "n_before": 14.0}, "Fallen silent: 1 report in 365 days where 12"),
        ("voice", {"voice_answer": "heard", "voice": False}, "1 report in 365 days, 12 expected (5 to 20): not"),
        ("debt", {f"{part}_debt": 0.0 for part in whygrid.PARTS}, "Nothing is owed."),
    ],
)  # fmt: skip
def test_each_face(face, changed, said):
    grid = GRID | changed
    more = {"service": ["Clinic"], "voice": [365]}.get(face, [])
    words = getattr(whygrid, face)(grid, *more)
    assert said in words
