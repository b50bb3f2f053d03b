"""Answers that are shared: one at a version, asked once, and nobody changes another's."""

import threading
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from pages.parts.kept import SMALLEST, Kept, lent


@dataclass(frozen=True)
class Pair:
    frame: pd.DataFrame
    note: str


def counting(asked: list, value="answer"):
    def ask():
        asked.append(1)
        return value

    return ask


def test_an_answer_is_asked_once_a_version():
    kept, asked = Kept(), []
    for version in ((1,), (1,), (2,), (2,)):
        kept.answer("what", version, counting(asked))
    assert len(asked) == 2


def test_none_is_an_answer_too():
    kept, asked = Kept(), []
    assert [kept.answer("what", (1,), counting(asked, None)) for _ in range(2)] == [None, None]
    assert len(asked) == 1


def test_many_who_ask_at_once_wait_for_one():
    kept, asked, gate = Kept(), [], threading.Barrier(8)
    answers = []

    def one():
        gate.wait()
        answers.append(kept.answer("what", (1,), counting(asked)))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["answer"] * 8
    assert len(asked) == 1


def test_what_fails_is_not_kept_and_blocks_nobody():
    kept, asked = Kept(), []
    with pytest.raises(ZeroDivisionError):
        kept.answer("what", (1,), lambda: 1 / 0)
    assert kept.answer("what", (1,), counting(asked)) == "answer"


def test_the_least_used_goes_when_there_is_no_room():
    """Room for three answers of the smallest size: of three and a fourth, the one not asked again goes."""
    kept, asked = Kept(room=3 * SMALLEST), []
    for question in ("a", "b", "c", "a", "d"):
        kept.answer(question, (1,), counting(asked))
    assert len(asked) == 4
    kept.answer("a", (1,), counting(asked))
    assert len(asked) == 4
    kept.answer("b", (1,), counting(asked))
    assert len(asked) == 5


def test_an_answer_that_is_too_large_is_still_given():
    frame = pd.DataFrame({"x": range(10)})
    assert len(Kept(room=3).answer("what", (1,), lambda: frame)) == 10


def test_nothing_is_kept_after_forgetting():
    kept, asked = Kept(), []
    kept.answer("what", (1,), counting(asked))
    kept.forget()
    kept.answer("what", (1,), counting(asked))
    assert len(asked) == 2


@pytest.mark.parametrize("wrap", [lambda f: f, lambda f: (f, 1), lambda f: {"a": f}, lambda f: Pair(f, "n")])
def test_what_a_receiver_changes_others_do_not_see(wrap):
    def frame_of(answer):
        if isinstance(answer, pd.DataFrame):
            return answer
        return (
            answer.frame
            if isinstance(answer, Pair)
            else answer["a"]
            if isinstance(answer, dict)
            else answer[0]
        )

    kept = wrap(pd.DataFrame({"x": [1, 2], "y": ["a", "b"]}))
    mine = frame_of(lent(kept))
    mine["x"] = 0
    mine.loc[0, "y"] = "changed"
    mine["z"] = 1
    assert frame_of(lent(kept)).to_dict("list") == {"x": [1, 2], "y": ["a", "b"]}


def test_arrays_are_lent_for_reading():
    with pytest.raises(ValueError, match="read-only"):
        lent(np.zeros(3))[0] = 1
