"""Answers that many people share, each at one version of the record; ``pages.parts.load`` asks it.

Streamlit's own cache would unpickle a copy for everybody who asks, which costs most of a rerun.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pandas as pd

#: cells of frames and arrays that are kept: some hundred megabytes
ROOM = 40_000_000
#: what the smallest answer counts for, so that there are never too many
SMALLEST = 2_000
#: cannot be changed: most of what nested answers are made of
_PLAIN = frozenset({str, int, float, bool, type(None)})


class Kept:
    """Answers by question. The least used go first once there is no ``room`` for all their cells.

    >>> kept = Kept()
    >>> kept.answer("sum", (1,), lambda: 3), kept.answer("sum", (1,), lambda: 4)
    (3, 3)
    >>> kept.answer("sum", (2,), lambda: 4)
    4
    """

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._answers: OrderedDict[Hashable, tuple] = OrderedDict()
        self._asking: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._cells = 0

    def answer(self, question: Hashable, version: tuple[int, ...], ask: Callable[[], object]):
        """What ``ask`` gives at this version; many who ask at once wait for one answer."""
        found = self.known(question, version)
        return found[1] if found else self._ask(question, version, ask)

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._answers.clear()
            self._cells = 0

    def known(self, question: Hashable, version: tuple[int, ...]) -> tuple | None:
        """Version and answer, if it is kept at this version; nobody is asked."""
        with self._lock:
            found = self._answers.get(question)
            if found is None or found[0] != version:
                return None
            self._answers.move_to_end(question)
            return found

    def _ask(self, question: Hashable, version: tuple[int, ...], ask: Callable[[], object]):
        with self._lock:
            asking = self._asking.setdefault(question, threading.Lock())
        with asking:
            found = self.known(question, version)
            if found:
                return found[1]
            try:
                answer = ask()
                self._keep(question, version, answer)
                return answer
            finally:
                self._asking.pop(question, None)

    def _keep(self, question: Hashable, version: tuple[int, ...], answer: object) -> None:
        size = max(SMALLEST, cells(answer))
        with self._lock:
            self._cells += size - self._answers.pop(question, (None, None, 0))[2]
            self._answers[question] = version, answer, size
            while self._cells > self.room and len(self._answers) > 1:
                self._cells -= self._answers.popitem(last=False)[1][2]


def cells(answer: object) -> int:
    """How many cells an answer holds.

    >>> cells({"a": pd.DataFrame({"x": [1, 2], "y": [3, 4]}), "b": (1, "two")})
    4
    """
    if isinstance(answer, pd.DataFrame | pd.Series | np.ndarray):
        return int(answer.size)
    return sum(map(cells, _parts(answer)))


def _parts(answer: object) -> list:
    if isinstance(answer, dict):
        return list(answer.values())
    if isinstance(answer, list | tuple):
        return list(answer)
    return [getattr(answer, field.name) for field in fields(answer)] if is_dataclass(answer) else []


def lent(answer):
    """An answer as its receiver gets it: what they change, others do not see.

    Frames are lazy copies (pandas copies what is written to), containers are copies, arrays are read-only.
    """
    if type(answer) in _PLAIN:
        return answer
    if isinstance(answer, pd.DataFrame | pd.Series):
        return answer.copy(deep=False)
    if isinstance(answer, np.ndarray):
        view = answer.view()
        view.flags.writeable = False
        return view
    if isinstance(answer, dict):
        return {key: lent(value) for key, value in answer.items()}
    if type(answer) in (list, tuple):
        return type(answer)(map(lent, answer))
    if is_dataclass(answer):
        return replace(answer, **{field.name: lent(getattr(answer, field.name)) for field in fields(answer)})
    return answer
