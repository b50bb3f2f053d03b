"""The histories are written as words: # hot, - cold, . neither, one letter a step, oldest first."""

from itertools import product

import numpy as np
import pytest

from geo.hotspots.patterns import NAMES, NONE, PATTERNS, RULES, patterns

LEVEL = {"#": 2, "-": -2, ".": 0}


def levels(history):
    return np.array([[LEVEL[step] for step in history]], dtype=np.int8)


def of(history, trend=0):
    return patterns(levels(history), np.array([trend]))[0]


#: class without its heat, history of a hot spot, +1 where it grows stronger; every border is crossed once
KNOWN = [
    ("new", ".........#", 0),
    ("new", ".........#", 1),  # a trend alone makes no other class
    (
        "new",
        "..-......#",
        0,
    ),  # once cold, never hot: by the words both new and oscillating; new is asked first
    ("consecutive", "........##", 0),  # new → consecutive: two steps instead of one
    ("consecutive", "..########", 0),
    ("consecutive", "-.-...####", 0),  # cold before the run: consecutive is asked first
    ("persistent", ".#########", 0),  # consecutive → persistent: nine of ten
    ("persistent", "##########", 0),
    ("persistent", "###.######", 0),
    ("persistent", "-#########", 0),
    ("intensifying", "##########", 1),  # persistent → intensifying: the trend
    ("intensifying", ".#########", 1),
    ("diminishing", "##########", -1),  # persistent → diminishing: the trend
    ("diminishing", "####.#####", -1),
    ("sporadic", "#........#", 0),  # new → sporadic: hot once before
    ("sporadic", "#.......##", 0),  # consecutive → sporadic: hot once before the run
    ("sporadic", "###..#####", 1),  # intensifying → sporadic: eight of ten
    ("sporadic", "#.#.#.#.##", -1),
    ("oscillating", "#-.......#", 0),  # sporadic → oscillating: cold once
    ("oscillating", "###--#####", 0),
    ("historical", "#########.", 0),  # persistent → historical: not hot in the last step
    ("historical", "#########.", 1),
    ("historical", "#########.", -1),
    (NONE, "########..", 0),  # historical → none: eight of ten
    (NONE, "..........", 1),  # a trend without a hot step
    (NONE, ".####.....", 0),
    (NONE, "#-#-#-#-#.", 0),
]


@pytest.mark.parametrize(("name", "history", "stronger"), KNOWN)
def test_hot(name, history, stronger):
    assert of(history, stronger) == (name if name == NONE else f"{name}_hot")


@pytest.mark.parametrize(("name", "history", "stronger"), KNOWN)
def test_cold_is_the_mirror_of_hot(name, history, stronger):
    """A cold spot grows stronger as its counts fall."""
    mirrored = history.translate(str.maketrans("#-", "-#"))
    assert of(mirrored, -stronger) == (name if name == NONE else f"{name}_cold")


def test_what_is_now_comes_before_what_was():
    """Nine steps hot and the last one cold: a historical hot spot and a new cold one; it is told by what it is."""
    assert of("#########-") == "new_cold"
    assert of("---------#") == "new_hot"
    assert of("#" * 18 + "--") == "consecutive_cold"


@pytest.mark.parametrize(("steps", "hot", "name"), [(20, 18, "persistent"), (20, 17, "consecutive"),
                                                    (26, 24, "persistent"), (26, 23, "consecutive"),
                                                    (9, 8, "consecutive"), (9, 9, "persistent")])  # fmt: skip
def test_ninety_percent_is_counted_not_rounded(steps, hot, name):
    assert of("." * (steps - hot) + "#" * hot) == f"{name}_hot"


def test_ninety_percent_sure_is_not_yet_hot():
    assert patterns(np.array([[0] * 9 + [1], [0] * 9 + [2], [0] * 9 + [3]]), np.zeros(3)).tolist() == [
        NONE, "new_hot", "new_hot",
    ]  # fmt: skip


@pytest.mark.parametrize("steps", range(1, 9))
def test_every_short_history_has_one_class_as_the_definitions_say(steps):
    """All sequences of hot, cold and neither, under all three trends, against the definitions spelled out."""
    histories = ["".join(each) for each in product("#-.", repeat=steps)]
    bins = np.concatenate([levels(history) for history in histories])
    for trend in (-1, 0, 1):
        found = patterns(bins, np.full(len(bins), trend))
        assert set(found) <= set(PATTERNS)
        for history, given in zip(histories, found, strict=True):
            assert given == spelled_out(history, trend)


def spelled_out(history, trend):
    """The definitions one after the other, for one history, as they are read aloud."""
    last = history[-1]
    if last == ".":
        if 10 * history.count("#") >= 9 * len(history):
            return "historical_hot"
        return "historical_cold" if 10 * history.count("-") >= 9 * len(history) else NONE
    heat, other = ("hot", "-") if last == "#" else ("cold", "#")
    stronger = trend if last == "#" else -trend
    if history.count(last) == 1:
        return f"new_{heat}"
    if 10 * history.count(last) >= 9 * len(history):
        return f"{('persistent', 'intensifying', 'diminishing')[stronger]}_{heat}"
    if last not in history.rstrip(last):
        return f"consecutive_{heat}"
    return f"oscillating_{heat}" if other in history else f"sporadic_{heat}"


def test_every_class_but_none_has_one_rule():
    assert [rule.name for rule in RULES] == list(NAMES)
    assert len(PATTERNS) == len(set(PATTERNS)) == 17


def test_no_steps_no_class():
    assert patterns(np.zeros((2, 0), dtype=np.int8), np.zeros(2)).tolist() == [NONE, NONE]
    assert len(patterns(np.zeros((0, 5), dtype=np.int8), np.zeros(0))) == 0
