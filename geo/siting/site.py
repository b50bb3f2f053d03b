"""Where facilities stand best, by one of the models: a first answer at once, then how near it is to the best."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.model import Note
from geo.siting.best import Best, TimeOver
from geo.siting.models import MODELS, Model
from geo.siting.task import Task, task

#: seconds that the search may take
SECONDS = 60.0
#: an answer is not called near the best before this much is proven
NEAR = 0.5


@dataclass(frozen=True, eq=False)
class Siting:
    """An answer and how good it is.

    Args:
        model: one of ``MODELS``.
        chosen: candidates to have a facility, by number, those that stay included.
        assigned: by demand, the candidate people go to; -1 where none is near enough.
        value: people covered (mclp), facilities (lscp), people × cost (pmedian, capacitated) or the longest
            cost (pcenter).
        bound: nothing can be better than this, proven.
        gap: how far the value may be from the best possible, as a share of the bound.
        note: ``site_<model>``, with the numbers its sentence needs.
    """

    model: str
    chosen: np.ndarray
    assigned: np.ndarray
    value: float
    bound: float
    gap: float
    note: Note

    @property
    def optimal(self) -> bool:
        """Whether nothing can be better."""
        return self.gap <= 1e-8


def site(
    model: str,
    costs: np.ndarray | sparse.sparray,
    weights: np.ndarray,
    *,
    p: int | None = None,
    radius: float | None = None,
    kept: Sequence[int] = (),
    closed: Sequence[int] = (),
    capacities: np.ndarray | None = None,
    seconds: float = SECONDS,
    enough: float = 0.0,
    clock: Callable[[], float] | None = None,
    progress: Callable[[float], None] | None = None,
    told: Callable[[Siting], None] | None = None,
) -> Siting:
    """Choose among candidates.

    Args:
        model: ``mclp`` (most people within the radius of p), ``lscp`` (everybody within the radius of as few
            as possible), ``pmedian`` (the shortest walks in all), ``pcenter`` (the shortest longest walk) or
            ``capacitated`` (pmedian with room for so many).
        costs: demand × candidate, such as metres on foot; endless, or not stored in a sparse matrix: no way.
        weights: people, by demand. Where nobody is, nothing has to be reached.
        p: facilities to choose beside those kept. radius: in the unit of the costs.
        kept, closed: candidates that keep a facility or must have none; one that may be moved is any candidate.
        capacities: people, by candidate. enough: the gap that ends the search.
        seconds: HiGHS may take, or with a ``clock`` the whole search; the answer says how far it came.
        clock: tells seconds, such as ``time.monotonic``. Without it the same question has the same answer.
        progress: called with a share; may raise ``Cancelled``. told: called with every better answer or bound.

    Raises:
        InputError: ``site_…``. Cancelled: by ``progress``; the last answer has been told.

    >>> site("pmedian", np.array([[0, 3.0, 9], [3, 0, 6], [9, 6, 0]]), np.array([1, 1, 1]), p=1).value
    9.0
    """
    given = {"p": p, "radius": radius, "capacities": capacities}
    way = _model(model, given)
    asked = task(costs, weights, kept=kept, closed=closed, **{need: given[need] for need in way.needs})
    needed = asked.inhabited
    way.check(needed)

    best = Best(way.step(needed), _teller(model, way, asked, told), progress, seconds, clock=clock)
    best.enough = lambda: _measured(way, asked, best)[2] <= enough
    with suppress(TimeOver):
        way.run(needed, best)
    if not np.isfinite(best.cost):
        raise InputError("site_too_few", p=asked.p)
    return _siting(model, way, asked, best)


def _teller(model: str, way: Model, asked: Task, told: Callable[[Siting], None] | None):
    """What passes on every answer that serves everybody it has to."""

    def tell(best: Best) -> None:
        if told and np.isfinite(best.cost):
            told(_siting(model, way, asked, best))

    return tell


def _model(name: str, given: dict) -> Model:
    if name not in MODELS:
        raise InputError("site_model", model=name, known=", ".join(MODELS))
    lacking = [need for need in MODELS[name].needs if given[need] is None]
    if lacking:
        raise InputError("site_needs", model=name, needs=", ".join(lacking))
    return MODELS[name]


def _siting(name: str, way: Model, asked: Task, best: Best) -> Siting:
    value, bound, gap = _measured(way, asked, best)
    goes = _nearest(asked, best.chosen)
    if best.assigned is not None:
        goes[asked.weights > 0] = best.assigned
    note = Note(
        f"site_{name}", len(asked.weights), valid=True, caveats=_nearness(gap),
        facts={"candidates": int(asked.may.sum()), "chosen": int(best.chosen.sum()), "gap": gap,
               "radius": asked.radius, "value": value, "bound": bound},
    )  # fmt: skip
    return Siting(name, np.flatnonzero(best.chosen), goes, value, bound, gap, note)


def _nearness(gap: float) -> tuple[str, ...]:
    if gap <= 1e-8:
        return ()
    return ("site_gap",) if gap <= NEAR else ("site_unproven",)


def _measured(way: Model, asked: Task, best: Best) -> tuple[float, float, float]:
    """Value, bound and gap as they are told."""
    value, bound = best.cost, max(best.bound, 0.0)
    if way.covers:
        value, bound = asked.people - value, asked.people - bound
    return value, bound, abs(value - bound) / bound if bound else float(value > bound)


def _nearest(asked: Task, chosen: np.ndarray) -> np.ndarray:
    """The nearest of the chosen within reach, by demand."""
    places = np.flatnonzero(chosen)
    costs = asked.costs[:, places]
    least = costs.min(axis=1)
    return np.where(np.isfinite(least) & (least <= asked.radius), places[costs.argmin(axis=1)], -1)
