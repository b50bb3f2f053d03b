"""What loaders share."""

import numpy as np

from data.db import open_record
from data.intake.job import Outcome, nullable, words


def test_words_are_compared_in_lower_case():
    record = open_record(":memory:")
    with record.cursor() as cursor:
        words(cursor, "known", {"Garbage ": "1", "垃圾": "1"})
        assert cursor.execute("FROM known ORDER BY word").fetchall() == [("garbage", "1"), ("垃圾", "1")]
    record.close()


def test_no_grid_is_null():
    assert nullable(np.array([3, -1, 4])).to_pylist() == [3, None, 4]


def test_outcomes_do_not_share_their_notes():
    first = Outcome()
    first.note("outside_grids", n=2)
    assert Outcome().notes == [] and first.notes[0].facts == {"n": 2}
