"""The sentences of beats and plans are among those of all codes, each code once."""

from pathlib import Path

from data import plan_sentences, sentences


def test_they_are_among_all():
    assert plan_sentences.SENTENCES.items() <= sentences.SENTENCES.items()


def test_no_code_has_two_sentences():
    source = Path(sentences.__file__).read_text(encoding="utf-8")
    assert not [code for code in plan_sentences.SENTENCES if f'"{code}":' in source]
