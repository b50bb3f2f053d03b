import pytest
from town import town

from geo.editing.codes import disordered, next_codes, reading_numbers, renumbered
from geo.errors import InputError

PATTERN = (6, 3, 3, 3)
WEST = "990101001001"


def test_the_towns_own_numbers_are_those_of_reading():
    grids = town()
    assert reading_numbers(grids).tolist() == [int(code[-3:]) for code in grids["grid_code"]]
    assert renumbered(grids, 3).tolist() == grids["grid_code"].tolist()
    assert disordered(grids, 3) == []


def test_two_codes_exchanged_are_out_of_order():
    grids = town()
    grids["grid_code"] = grids["grid_code"].replace({WEST + "001": WEST + "006", WEST + "006": WEST + "001"})
    assert disordered(grids, 3) == [WEST]


def test_codes_of_another_make_are_not_judged():
    grids = town()
    grids.loc[0, "grid_code"] = "W-12"
    grids["grid_code"] = grids["grid_code"].replace({WEST + "005": WEST + "006", WEST + "006": WEST + "005"})
    assert disordered(grids, 3) == []


def test_a_gap_in_the_numbers_is_no_disorder():
    grids = town()
    grids["grid_code"] = grids["grid_code"].replace({WEST + "006": WEST + "017"})
    assert disordered(grids, 3) == []


def test_a_code_once_given_is_not_given_again():
    assert next_codes(WEST, WEST + "005", [WEST + "005", WEST + "009"], 1, PATTERN) == [WEST + "010"]


def test_numbers_run_out():
    with pytest.raises(InputError, match="codes_used_up"):
        next_codes(WEST, WEST + "005", [WEST + "998"], 2, PATTERN)


def test_the_letters_run_out():
    taken = [f"W-1{chr(97 + k)}" for k in range(25)]
    with pytest.raises(InputError, match="codes_used_up"):
        next_codes("W", "W-1", taken, 2, PATTERN)
