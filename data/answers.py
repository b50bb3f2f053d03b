"""Answers that take a while, kept as long as what they depend on has not changed: screens and commands ask again."""

from collections.abc import Callable, Hashable
from weakref import WeakKeyDictionary

from data.db import Record

#: of each record, question → version and answer; the oldest makes room for the next after some
_KEPT: WeakKeyDictionary[Record, dict] = WeakKeyDictionary()
MOST_KEPT = 40


def kept(record: Record, question: Hashable, topics: tuple[str, ...], ask: Callable[[], object]):
    """The answer to a question, made anew when one of the topics has changed; not to be changed."""
    answers = _KEPT.setdefault(record, {})
    version = record.version(*topics)
    known = answers.get(question)
    if known is None or known[0] != version:
        while len(answers) >= MOST_KEPT:
            answers.pop(next(iter(answers)), None)
        known = answers[question] = version, ask()
    return known[1]
