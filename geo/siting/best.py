"""The best answer so far of a search for sites, and how much of it is proven."""

from collections.abc import Callable

import numpy as np

#: what is over time by so much of it is ended: HiGHS keeps its own time and still has its last bound to tell
GRACE = 0.1


class TimeOver(Exception):
    """The time for a search is over; what was found is in ``Best``."""


class Best:
    """The best choice and the best bound so far; whoever wants to know is told of every change.

    Args:
        step: a better answer costs at least so much less (1 where costs are whole numbers).
        goal: an answer as good as this is enough, and so is a proof that there is none.
        seconds: for HiGHS; where a ``clock`` runs, for everything.

    ``enough`` can be set to say whether the answer is near enough to the bound.
    """

    def __init__(
        self, step: float = 0.0, told=None, progress=None, seconds: float = 60.0, goal=None, clock=None
    ) -> None:
        self.step, self.told, self.goal = step, told, goal
        self.enough: Callable[[], bool] = lambda: False
        self._progress = progress or (lambda share: None)
        self.chosen: np.ndarray | None = None
        self.assigned: np.ndarray | None = None
        self.cost, self.bound, self.spent = np.inf, -np.inf, 0.0
        self._seconds, self._clock, self._begun = seconds, clock, clock() if clock else 0.0

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._seconds - (self._clock() - self._begun if self._clock else self.spent)

    def progress(self, share: float) -> None:
        """Tell how far the search is; it ends here once there is an answer and the time by the clock is over.

        Raises:
            TimeOver: to be caught where the search began. Whatever who listens raises.
        """
        if self._clock and np.isfinite(self.cost) and self.left < -GRACE * self._seconds:
            raise TimeOver
        self._progress(share)

    def offer(self, chosen: np.ndarray, cost: float, assigned: np.ndarray | None = None) -> None:
        """Take a choice if it is better."""
        if self.chosen is None or cost < self.cost:
            self.chosen, self.cost, self.assigned = chosen.copy(), cost, assigned
            self._tell()

    def prove(self, bound: float) -> None:
        """Nothing costs less than the bound; a bound above the best answer is the best answer's."""
        if self.step and np.isfinite(bound):
            bound = np.ceil(bound / self.step - 1e-6) * self.step
        bound = min(bound, self.cost)
        if bound > self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        if self.told:
            self.told(self)

    @property
    def done(self) -> bool:
        """Whether the answer is proven, or enough is known."""
        if self.goal is not None and (self.cost <= self.goal or self.bound > self.goal):
            return True
        return self.cost - self.bound <= 1e-9 * abs(self.cost) or self.enough()
