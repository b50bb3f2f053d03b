"""Errors in words."""

from string import Formatter

from data.sentences import SENTENCES, sentence
from geo.errors import InputError


def test_a_code_and_its_facts_become_a_sentence():
    error = InputError("city_unknown", city="x", known="default")
    assert sentence(error) == "There is no city profile called “x”. Known: default."


def test_the_sentence_is_translated_before_facts_are_filled_in():
    error = InputError("city_unknown", city="x", known="y")
    assert sentence(error, lambda text: "没有 {city}（{known}）") == "没有 x（y）"


def test_an_unknown_code_is_still_said():
    assert sentence(InputError("never_heard_of")) == "Something went wrong: never_heard_of."


def test_every_sentence_ends_and_names_its_facts():
    for code, text in SENTENCES.items():
        assert text.endswith((".", "!", "?", "}")), code
        assert all(name for _, name, _, _ in Formatter().parse(text) if name is not None), code
