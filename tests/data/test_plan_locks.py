"""Locks as a plan's row holds them."""

import pytest

from data.plan_locks import NO_LOCKS, Locks, from_text, to_text
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Together

EVERY = Locks((5, 7), (2,), ((8, 1),), ((7, 8),))


@pytest.mark.parametrize(
    ("locks", "text"),
    [
        (NO_LOCKS, "{}"),
        (EVERY, '{"lock": [5, 7], "stay": [2], "never": [[8, 1]], "tie": [[7, 8]]}'),
    ],
)
def test_there_and_back(locks, text):
    assert to_text(locks) == text and from_text(text) == locks


def test_what_they_name_and_the_rules_they_are():
    assert EVERY.grids() == {5, 7, 8} and EVERY.workers() == {1, 2}
    assert EVERY.rules() == [
        KeepGrids((5, 7)), KeepWorkers((2,)), NeverPairs(((8, 1),)), Together(((7, 8),)),
    ]  # fmt: skip
    assert (NO_LOCKS.rules(), NO_LOCKS.facts()) == ([], {})
