"""Levels above a grid: stated, known, from the code, or one for all."""

import pandas as pd
import pytest

from data.intake.divisions import division_rows, with_divisions
from geo.errors import InputError

LEVELS = ("district", "street", "community")
PROFILE = {"name": "town", "grid_code": {"pattern": [6, 3, 3, 3]}}


def grids(codes, **known):
    frame = pd.DataFrame({"grid_code": codes})
    for level in LEVELS:
        for part in ("code", "name"):
            frame[f"{level}_{part}"] = pd.Series(
                known.get(f"{level}_{part}", [None] * len(codes)), dtype=object
            )
    return frame


def codes(frame):
    return frame[[f"{level}_code" for level in LEVELS]].to_numpy().tolist()


def test_a_code_that_fits_the_pattern_is_taken_apart():
    assert codes(with_divisions(grids(["990101001002003"]), PROFILE)) == [
        ["990101", "990101001", "990101001002"]
    ]


def test_a_code_that_does_not_fit_gets_one_of_each():
    frame = with_divisions(grids(["A1", "A2"]), PROFILE)
    assert codes(frame) == [["town", "town-0", "town-0-0"]] * 2
    rows = division_rows(frame, PROFILE)
    assert rows[["division_code", "parent_code", "name"]].to_numpy().tolist() == [
        ["town", None, "town"], ["town-0", "town", "town"], ["town-0-0", "town-0", "town"],
    ]  # fmt: skip


def test_the_profile_knows_what_belongs_to_what():
    profile = PROFILE | {"divisions": {"community": {"7": {"en": "Seven", "parent": "north"}},
                                       "street": {"north": {"en": "North", "parent": "town"}}}}  # fmt: skip
    frame = with_divisions(grids(["A"], community_code=["7"]), profile)
    assert codes(frame) == [["town", "north", "7"]]
    assert list(division_rows(frame, profile)["name"]) == ["town", "North", "Seven"]


def test_a_name_without_code_is_its_own_code():
    frame = with_divisions(grids(["A"], street_name=["城南街道"]), PROFILE)
    assert codes(frame) == [["town", "城南街道", "城南街道-0"]]


def test_one_code_on_two_levels_is_refused():
    with pytest.raises(InputError) as caught:
        division_rows(with_divisions(grids(["A"], community_code=["1"], street_code=["1"]), PROFILE), PROFILE)
    assert caught.value.code == "division_twice"
