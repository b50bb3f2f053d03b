"""Every reason a check gives has its sentence, and no sentence is left over."""

import re
from pathlib import Path

from data.intake import reasons
from data.intake.model import Problem

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [
    path.read_text(encoding="utf-8")
    for folder in ("data/intake", "data/parse") for path in (ROOT / folder).glob("*.py")
    if path.name != "reasons.py"
]  # fmt: skip


def test_every_reason_and_note_is_used():
    text = "\n".join(SOURCES)
    assert [
        code
        for code in [*reasons.REASONS, *reasons.NOTES]
        if f'"{code}"' not in text and f"'{code}'" not in text
    ] == []


def test_every_check_and_note_has_a_sentence():
    text = "\n".join(SOURCES)
    checks = re.findall(r'^    \("(\w+)", "', text, re.M)
    assert len(checks) > 20 and set(checks) <= set(reasons.REASONS)
    notes = re.findall(r'\.note\(\s*"(\w+)"', text) + re.findall(r'Problem\("(\w+)"', text)
    assert notes and set(notes) <= set(reasons.NOTES)


def test_every_reason_says_what_to_do():
    assert list(reasons.REMEDIES) == list(reasons.REASONS)


def test_a_note_in_words():
    assert reasons.note_text(Problem("outside_grids", {"n": 23702})).startswith(
        "Rows outside every grid: 23,702."
    )
    assert reasons.reason_text("place_missing", str.upper) == "THE ROW HAS NO COORDINATES."
