"""A scenario as text: what is written is read again, and nothing else is."""

import pytest

from geo.scenario import MOST, Add, Away, Close, Move, read, written

ALL = (Add(113.00751, 30.00131, "service_station"), Move(7, -87.6, 41.9), Close(8), Away(3))


def test_there_and_back():
    assert read(written(ALL)) == (ALL, ())
    assert (
        written(ALL) == "add~113.00751~30.00131~service_station~~move~7~-87.60000~41.90000~~close~8~~away~3"
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
    changes, odd = read(f"close~1~~{part}")
    assert changes == (Close(1),) and (odd or not part.strip("~"))


def test_the_last_word_on_a_facility_counts():
    assert read("close~7~~move~7~1~2") == ((Move(7, 1, 2),), ())
    assert read("away~7~~close~7")[0] == (Away(7), Close(7))
    assert len(read("add~1~2~clinic~~add~1~2~clinic")[0]) == 2


def test_there_is_an_end_to_it():
    text = "~~".join(f"close~{number}" for number in range(1, MOST + 5))
    changes, odd = read(text)
    assert len(changes) == MOST and len(odd) == 4


def test_nothing():
    assert read("") == ((), ()) and written(()) == ""
