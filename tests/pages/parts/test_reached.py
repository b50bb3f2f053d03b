"""Residents beyond reach by community, and how it was measured."""

import pandas as pd
import pytest

from geo.model import Note
from pages.parts import reached


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "street network."), (0.0, "no usable street network"), (0.4, "for 40% of the residents")],
)
def test_how_it_was_measured(share, words):
    assert words in reached.how(Note("walked", 3, facts={"on_streets": share, "detour": 1.3}))


def test_communities_add_up_and_the_unknown_is_left_out():
    frame = pd.DataFrame({
        "community_code": ["a", "a", "b", "c"], "population": [10, 30, 20, None],
        "residents_beyond": [5.0, 5.0, 15.0, None],
    })  # fmt: skip
    found = reached.communities(frame, {"a": "West", "b": "East"})
    assert found["name"].tolist() == ["East", "West"]
    assert found["share_beyond"].tolist() == [0.75, 0.25]


def test_nobody_lives_there():
    frame = pd.DataFrame({"community_code": ["a"], "population": [0], "residents_beyond": [0.0]})
    assert reached.communities(frame, {})["share_beyond"].isna().all()
    assert reached.communities(frame.iloc[:0], {}).empty
