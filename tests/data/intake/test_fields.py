"""The tables of fields and words hold together."""

import pytest

from data.intake.fields import FIELDS, KINDS, SOURCE_WORDS, STATE_WORDS
from geo.names import SOURCES
from geo.workflow import STATES


def test_every_kind_has_fields():
    assert KINDS == (
        "grids",
        "incidents",
        "facilities",
        "buildings",
        "workers",
        "assignments",
        "absences",
        "visits",
        "tracks",
        "streets",
        "barriers",
    )
    assert all(FIELDS[kind] for kind in KINDS)


def test_words_lead_to_known_states_and_sources():
    assert set(STATE_WORDS) == set(STATES) and set(SOURCE_WORDS) == set(SOURCES)


@pytest.mark.parametrize("table", [STATE_WORDS, SOURCE_WORDS])
def test_no_word_means_two_things(table):
    words = [word for text in table.values() for word in text.split()]
    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)
