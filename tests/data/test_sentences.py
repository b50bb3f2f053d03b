"""Errors in words."""

import string

import pytest

from data.sentences import SENTENCES, sentence
from geo.errors import Conflict, InputError


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_whole(code):
    text = SENTENCES[code]
    assert text[0].isupper() or text[0] in "{“"
    assert text.rstrip("}").endswith((".", "{detail")), text
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    assert all(name.isidentifier() for name in names)


def test_facts_are_put_in():
    error = Conflict("plan_conflict", grid_ids="5", who="Li Na")
    assert sentence(error).startswith("Somebody else (Li Na) moved these grids meanwhile: 5.")


def test_the_translation_gets_the_facts():
    told = sentence(
        InputError("plan_unknown", plan_id=3), {SENTENCES["plan_unknown"]: "没有方案 {plan_id}"}.get
    )
    assert told == "没有方案 3"


def test_an_unknown_code_still_makes_a_sentence():
    assert sentence(InputError("never_heard")) == "Something went wrong: never_heard."
