"""A scenario as text: what is written is read again, and nothing else is."""

import pytest

from geo.scenario import MOST, Add, Away, Close, Move, read, rearranged, written

ALL = (Add(113.00751, 30.00131, "service_station"), Move(7, -87.6, 41.9), Close(8), Away(3))


def test_there_and_back():
    assert read(written(ALL)) == (ALL, (), ())
    assert (
        written(ALL)
        == "add~113.0075100~30.0013100~service_station~~move~7~-87.6000000~41.9000000~~close~8~~away~3"
    )


@pytest.mark.parametrize(
    "part",
    [
        "add", "add~1~2", "add~x~2~clinic", "add~181~2~clinic", "add~1~91~clinic", "add~1~2~<b>", "add~1~2~a b",
        "add~nan~2~clinic", "add~1e9~2~clinic", "move~-7~1~2", "move~7~1", "close~x", "close~", "close~7~8",
        "close~" + "9" * 16, "away~3.5", "away~三", "burn~7", "~", "Close~7", "add~1~2~clinic~", "close~٣",
    ],
)  # fmt: skip
def test_what_says_nothing_is_handed_back(part):
    changes, odd, _beyond = read(f"close~1~~{part}")
    assert changes == (Close(1),) and (odd or not part.strip("~"))


def test_the_last_word_on_a_facility_counts():
    assert read("close~7~~move~7~1~2") == ((Move(7, 1, 2),), (), ())
    assert read("away~7~~close~7")[0] == (Away(7), Close(7))
    assert len(read("add~1~2~clinic~~add~1~2~clinic")[0]) == 2


def test_there_is_an_end_to_it():
    text = "~~".join(f"close~{number}" for number in range(1, MOST + 5))
    changes, odd, beyond = read(text)
    assert changes == tuple(Close(number) for number in range(1, MOST + 1)) and not odd
    assert beyond == ("close~21", "close~22", "close~23", "close~24")


def test_a_full_scenario_still_changes_its_mind():
    """The facility is one of those that are closed already: it needs no room of its own."""
    full = written(tuple(Close(number) for number in range(1, MOST + 1)))
    changes, odd, beyond = read(f"{full}~~move~3~1~2")
    assert len(changes) == MOST and Move(3, 1, 2) in changes and Close(3) not in changes
    assert odd == beyond == ()


def test_nothing():
    assert read("") == ((), (), ()) and written(()) == ""


def test_what_goes_is_closed_and_what_comes_is_added():
    new, gone = [(1.0, 2.0), (3.0, 4.0)], {7: (0.0, 0.0)}
    assert rearranged(new, gone, "clinic") == (Close(7), Add(1.0, 2.0, "clinic"), Add(3.0, 4.0, "clinic"))
    assert rearranged([], {}, "clinic", moving=True) == ()


def test_who_moves_goes_to_the_place_beside():
    """7 stands at 0 and 8 at 10; new places are at 9 and 1, so that they move by 2 in all and not by 18."""
    moves = rearranged([(9.0, 0.0), (1.0, 0.0)], {7: (0.0, 0.0), 8: (10.0, 0.0)}, "clinic", moving=True)
    assert set(moves) == {Move(8, 9.0, 0.0), Move(7, 1.0, 0.0)}


def test_who_finds_no_new_place_is_closed():
    moves = rearranged([(9.0, 0.0)], {7: (0.0, 0.0), 8: (10.0, 0.0)}, "clinic", moving=True)
    assert set(moves) == {Move(8, 9.0, 0.0), Close(7)}
