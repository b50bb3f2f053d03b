"""Exchanging facilities that cover people: what every exchange would change is kept up, not reckoned anew.

Source: Resende & Werneck (2007), A fast swap-based local search procedure for location problems, who keep the
gain of what comes, the loss of what leaves and what the two share.
"""

from copy import copy

import numpy as np

from geo.siting.task import Task

#: an exchange that covers less more than this share of the people is none
LEAST = 1e-9
#: who covers the same places is looked up once a candidate where that is so many numbers at most
MOST_KEPT = 5_000_000


class Cover:
    """A choice, and what each change of it would do.

    ``gain`` by candidate: people whom nothing chosen covers and it would; ``held``, chosen (by ``slot``) ×
    candidate: people whom only the one covers, and the other would too.
    """

    def __init__(self, task: Task, chosen: np.ndarray) -> None:
        self.task, self.chosen = task, np.zeros(len(chosen), bool)
        near, columns = task.near, task.columns
        self._of = near.indptr, near.indices
        self._rows = columns.indptr, columns.indices
        self._known: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self._keeps = float(np.square(np.diff(near.indptr), dtype=float).sum()) < MOST_KEPT
        self.count = np.zeros(near.shape[0], np.int64)
        self._slots = np.zeros(near.shape[0], np.int64)  # added up; of one alone it is its own
        self.gain = columns.T @ task.weights
        most = max(int(chosen.sum()), task.p)
        self.slot, self._free = np.full(len(chosen), -1), list(range(most))[::-1]
        self.held = np.zeros((most, len(chosen)))
        for one in np.flatnonzero(chosen):
            self.add(one)

    def add(self, one: int) -> None:
        """Choose one more."""
        slot = self.slot[one] = self._free.pop()
        self.chosen[one] = True
        rows, (who, where) = self._covered(one), self._around(one)
        often = self.count[rows]
        self._share(rows, who, where, often == 1, -1.0)
        people = np.where(often == 0, self.task.weights[rows], 0.0)
        self.held[slot] = np.bincount(who, people[where], minlength=len(self.gain))
        self.gain -= self.held[slot]
        self.count[rows] += 1
        self._slots[rows] += slot

    def drop(self, one: int) -> None:
        """Choose one no longer."""
        slot, rows = self.slot[one], self._covered(one)
        self.gain += self.held[slot]  # whom it alone covered, nothing covers
        self.held[slot] = 0.0
        self.count[rows] -= 1
        self._slots[rows] -= slot
        self._share(rows, *self._around(one), self.count[rows] == 1, 1.0)
        self._free.append(int(slot))
        self.slot[one], self.chosen[one] = -1, False

    def copy(self) -> "Cover":
        """The same, to be changed without this."""
        other = copy(self)
        other._free = self._free.copy()
        for name in ("chosen", "count", "_slots", "gain", "slot", "held"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def become(self, chosen: np.ndarray) -> None:
        """Another choice."""
        for one in np.flatnonzero(self.chosen & ~chosen):
            self.drop(one)
        for one in np.flatnonzero(chosen & ~self.chosen):
            self.add(one)

    def fill(self, liking: np.ndarray | float = 1.0) -> None:
        """Up to p: again and again what covers most people not yet covered, times how it is liked."""
        while self.chosen.sum() < self.task.p:
            self.add(int(np.where(self.chosen | ~self.task.may, -1.0, self.gain * liking).argmax()))

    def exchange(self) -> None:
        """One for another, the best pair each time, until no exchange covers more."""
        closed = self.chosen | ~self.task.may
        while True:
            leaving = np.flatnonzero(self.chosen & ~self.task.must)
            who, loss = np.full(len(self.held), -1), np.full(len(self.held), np.inf)
            who[self.slot[leaving]] = leaving
            loss[self.slot[leaving]] = self.held[self.slot[leaving], leaving]
            net = self.held + np.where(closed, -np.inf, self.gain)
            net -= loss[:, None]
            slot, into = np.unravel_index(net.argmax(), net.shape)
            if not net[slot, into] > LEAST * self.task.people:
                return
            out = who[slot]
            self.drop(out)
            self.add(into)
            closed[out], closed[into] = not self.task.may[out], True

    @property
    def uncovered(self) -> float:
        """People outside the radius of all that is chosen."""
        return float(self.task.weights[self.count == 0].sum())

    def _covered(self, one: int) -> np.ndarray:
        starts, rows = self._rows
        return rows[starts[one] : starts[one + 1]]

    def _around(self, one: int) -> tuple[np.ndarray, np.ndarray]:
        """Every candidate that covers a row of one's, and which of one's rows that is: kept where there is room."""
        if one not in self._known:
            starts, candidates = self._of
            rows = self._covered(one)
            times = starts[rows + 1] - starts[rows]
            at = np.arange(times.sum()) + np.repeat(starts[rows] - np.cumsum(times) + times, times)
            found = candidates[at].astype(np.intp), np.repeat(np.arange(len(rows)), times)
            if not self._keeps:
                return found
            self._known[one] = found
        return self._known[one]

    def _share(self, rows: np.ndarray, who: np.ndarray, where: np.ndarray, alone: np.ndarray, sign: float):
        """Add people of some rows, whom one alone covers, to what it holds."""
        these = np.flatnonzero(alone[where])
        row = where[these]
        spot = who[these] + (self._slots[rows] * self.held.shape[1])[row]
        np.add.at(self.held.reshape(-1), spot, (sign * self.task.weights[rows])[row])
