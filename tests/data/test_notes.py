"""A note in words and in plain values: complete, and JSON whatever stands in it."""

import json
import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data.notes import CAVEATS, METHODS, caveat_texts, method_text, note_in_plain, versions
from geo.model import Note, Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("text", [*METHODS.values(), *CAVEATS.values()])
def test_every_text_is_a_sentence(text):
    assert text[0].isupper() or text[0] == "{"
    assert text.endswith(".")


def test_what_nobody_put_in_words_stands_for_itself():
    note = Note("kriging", 3, caveats=("unheard_of",))
    assert (method_text(note), caveat_texts(note)) == ("kriging", ["unheard_of"])


def test_a_translation_gets_the_sentence_before_its_facts():
    note = Note("kernel_density", 3, facts={"bandwidth_m": 1234.5})
    assert method_text(note, lambda text: "带宽 {bandwidth_m:,.0f} 米") == "带宽 1,234 米"


def test_a_note_as_json():
    facts = {"grids": np.int64(9), "share": np.float64("nan"), "far": float("inf"), "day": MARCH.since,
             "kinds": ("a", np.True_), "levels": np.array([1, 2]), "by": {1: "x"}}  # fmt: skip
    note = Note("counts", 3, MARCH, seed=7, valid=False, caveats=("too_few_grids",), facts=facts)
    plain = json.loads(json.dumps(note_in_plain(note, command="hotspots"), allow_nan=False))
    assert plain.pop("versions") == versions()
    assert plain == {
        "method": "counts", "method_in_words": METHODS["counts"], "n": 3, "seed": 7, "valid": False, "source": "",
        "period": {"since": "2026-03-01", "until": "2026-04-01", "days": 31}, "command": "hotspots",
        "caveats": {"too_few_grids": CAVEATS["too_few_grids"]},
        "facts": {"grids": 9, "share": None, "far": None, "day": "2026-03-01", "kinds": ["a", True],
                  "levels": [1, 2], "by": {"1": "x"}},
    }  # fmt: skip


def test_the_version_is_the_one_the_project_states():
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert versions()["gridkeeper"] == stated
    assert all(versions().values())


def test_a_method_that_rests_on_others_says_each():
    """A debt is no regression of reports, though its silence is told by one."""
    said = method_text(Note("debt+last_visit", 3))
    assert said.startswith("Person-days within the period") and said.endswith("when the period ended.")
