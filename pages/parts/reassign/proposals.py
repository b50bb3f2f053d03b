"""Plans that even out the load, as the reassign screen suggests them; called like a reader."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

import numpy as np
import pandas as pd

from data import workloads
from data.db import Record
from data.permits import Actor
from data.plan_locks import Locks
from data.rebalance import Balancing, anew, balancing, within_rule
from geo.districts import explain
from geo.districts.beats import Beats, away_from_share, imbalance
from geo.districts.noise import within_noise
from geo.districts.obstacle import obstacle
from geo.districts.rebalance import STEP, Frontier, Plan
from geo.districts.scratch import with_new
from geo.districts.together import frontier_together
from geo.errors import InputError
from geo.gaps import NO_WORKER
from geo.rates import exposure
from geo.workload import spread

#: seconds for the search and for the bounds; the first plan is told of long before
SEARCH_S, PROOF_S = 12.0, 8.0
#: seconds for beats from scratch
ANEW_S = 10.0
#: the same question gives the same plans on a machine as fast and as busy: the search ends by the clock, so a faster
#: one finds the same and more. Who needs the same plans anywhere has ``rebalance --steps``.
SEED = 1
#: who joins is to have something, however uneven the load is today
SOME_SHARE = 0.9


@dataclass(frozen=True, eq=False)
class Asked:
    """What a plan should do: nobody farther than ``aim`` from a fair share (0: than today), under these rules.

    ``within``: ``community``, ``street`` or nothing; ``locks``: what may not change; ``leaving``: workers who
    leave or are away; ``joining``: workers without a grid who get some; ``across``: beats may hold together across
    rivers and motorways too; ``fewest``: ``grids`` or ``households`` are to change least.
    """

    aim: float
    within: str = ""
    locks: Locks = Locks()
    leaving: tuple[int, ...] = ()
    joining: tuple[int, ...] = ()
    across: bool = False
    fewest: str = "grids"

    def key(self) -> tuple:
        """What tells questions apart."""
        return self.aim, self.within, self.locks, self.leaving, self.joining, self.across, self.fewest


@dataclass(frozen=True, eq=False)
class Suggested:
    """Plans between today's beats and ``goal``; ``noise``: the imbalance may be chance alone.

    ``fewest``: ``grids`` or ``households`` change as little as was found.
    ``hindrance``: what makes a plan as even as ``goal`` impossible, or that none was found; None while there is
    one, or while it is still looked for.
    """

    start: Balancing
    found: Frontier
    goal: float
    noise: bool
    hindrance: InputError | None = None
    fewest: str = "grids"


def suggested(
    record: Record,
    actor: Actor,
    until: date,
    aim: float,
    within: str,
    locks: Locks,
    leaving: tuple[int, ...],
    joining: tuple[int, ...],
    across: bool,
    fewest: str,
    *,
    progress: Callable[[float], None],
    told: Callable[[Suggested], None],
) -> Suggested:
    """Plans under the load before a day, told of as they get better.

    Args:
        aim, within, locks, leaving, joining, across, fewest: as in ``Asked``.
        told: called with what is known so far.

    Raises:
        InputError: which rule makes a plan impossible (``geo.districts.beats.read_beats``).
        Cancelled: by ``progress``.
    """
    rules = locks.rules()
    start = balancing(
        record, actor, until, within=within or None, locks=rules, leaving=leaving, joining=joining,
        barriers=not across, fewest=fewest,
    )  # fmt: skip
    beats = start.beats
    goal = aim or _as_staffed(beats, workloads.available(record, actor))
    goal = min(goal, SOME_SHARE) if joining else goal
    noise = within_noise(beats, goal, start.errors)
    today = Plan(beats.today, 0, imbalance(beats, beats.today))
    begun = time.monotonic()
    found = frontier_together(
        beats, rules, goal, seed=SEED, used=lambda: (time.monotonic() - begun) / SEARCH_S, proof_seconds=PROOF_S,
        told=lambda plan: told(Suggested(start, Frontier(beats, (today, plan)), goal, noise, fewest=fewest)),
        progress=progress, clock=time.monotonic,
    )  # fmt: skip
    hindrance = None
    if found.best(goal).imbalance > goal + STEP:
        hindrance = obstacle(beats, goal, [*rules, *within_rule(start.facts, within or None)])
    return Suggested(start, found, goal, noise, hindrance, fewest)


def _as_staffed(beats: Beats, hours: pd.Series) -> float:
    """Today's imbalance while those who leave still have their share and those who join none; ``hours`` of every
    worker."""
    hours = np.where(without_grid(beats, beats.today), 0.0, hours.reindex(beats.worker_ids).to_numpy(float))
    shares = beats.loads.sum() * hours / hours.sum()
    return imbalance(replace(beats, shares=shares), beats.today)


@dataclass(frozen=True, eq=False)
class Drawn:
    """Beats drawn from scratch.

    ``before`` has today's workers; ``start`` those of the new beats, each with the same share, and after all who
    have ids one below zero each, those of ``waiting`` beats that still need a worker. ``came``: workers without a
    grid today who get one; ``left``: those of today who get none.
    """

    before: Balancing
    start: Balancing
    plan: Plan
    waiting: int
    came: tuple[int, ...]
    left: tuple[int, ...]


def drawn(
    record: Record,
    actor: Actor,
    until: date,
    workers: int,
    aim: float,
    locks: Locks,
    across: bool,
    *,
    progress: Callable[[float], None],
) -> Drawn:
    """So many beats from scratch under the load before a day, nobody farther than ``aim`` from an equal share.

    Args:
        workers: how many beats; aim, locks, across: as in ``Asked``.

    Raises:
        InputError: what makes such beats impossible, or that none were found (``data.rebalance.anew``).
        Cancelled: by ``progress``.
    """
    rules = locks.rules()
    before = balancing(record, actor, until, locks=rules, barriers=not across)
    beats, begun = before.beats, time.monotonic()
    goal = aim or _as_staffed(beats, workloads.available(record, actor))
    beat, who = anew(
        before, rules, workers, goal, seed=SEED, used=lambda: (time.monotonic() - begun) / ANEW_S, progress=progress
    )  # fmt: skip
    hours = workloads.available(record, actor, until).drop(beats.worker_ids, errors="ignore")
    free = hours[hours > 0].sort_values(ascending=False, kind="stable").index
    grids = [set(beats.grid_ids[beat == one].tolist()) for one in range(workers)]
    return _staffed(before, beat, who, _taken(np.flatnonzero(who < 0), grids, free, locks))


def _taken(waiting: np.ndarray, grids: list[set[int]], free: pd.Index, locks: Locks) -> dict[int, int]:
    """Which waiting beats go to workers without a grid, one each, but none with a grid that may never be theirs.

    Args:
        grids: of every beat. free: workers, whoever is to have one first comes first.
    """
    taken: dict[int, int] = {}
    for worker in free:
        never = {grid for grid, other in locks.never if other == worker}
        beat = next((one for one in waiting.tolist() if one not in taken and not grids[one] & never), None)
        if beat is not None:
            taken[beat] = int(worker)
    return taken


def _staffed(before: Balancing, beat: np.ndarray, who: np.ndarray, taken: dict[int, int]) -> Drawn:
    """New beats with their workers: today's, those who take one, and nobody yet."""
    beats = before.beats
    staffed, workers = with_new(beats, beat, who)
    waits = count(1)
    ids = pd.Index([one if one > 0 else taken.get(-one - 1) or -next(waits) for one in staffed.worker_ids])
    staffed = replace(staffed, worker_ids=ids)
    plan = Plan(workers, int((workers != beats.today).sum()), imbalance(staffed, workers))
    left = beats.worker_ids[np.setdiff1d(beats.today, who)]
    return Drawn(before, replace(before, beats=staffed), plan, int((ids < 0).sum()),
                 tuple(taken.values()), tuple(map(int, left)))  # fmt: skip


def without_grid(beats: Beats, workers: np.ndarray) -> np.ndarray:
    """Who has no grid under a plan, by position of the worker."""
    return np.bincount(workers, minlength=len(beats.shares)) == 0


def given_a_beat(beats: Beats, plan: Plan) -> bool:
    """Whether somebody without a grid today joins, and has one under the plan."""
    return bool((without_grid(beats, beats.today) & ~without_grid(beats, plan.workers)).any())


def moves(start: Balancing, plan: Plan) -> pd.DataFrame:
    """The plan's moves explained (``geo.districts.explain.MOVES``)."""
    homes, _unit = exposure(start.facts)
    return explain.moves(start.beats, plan.workers, homes, start.borders)


def moved(start: Balancing, plan: Plan) -> dict[int, int]:
    """The plan's moves: ``grid_id`` → ``worker_id``; 0 where nobody is yet."""
    beats = start.beats
    rows = np.flatnonzero(plan.workers != beats.today)
    return {int(beats.grid_ids[at]): max(int(beats.worker_ids[plan.workers[at]]), NO_WORKER) for at in rows}


def handed(drawn: Drawn) -> pd.DataFrame:
    """Who has and who gets each grid that changes hands, and how many live there: ``from``, ``to``, ``households`` by
    ``grid_id``, beat by beat."""
    beats, plan, (people, _unit) = drawn.start.beats, drawn.plan.workers, exposure(drawn.start.facts)
    at = np.flatnonzero(plan != beats.today)
    at = at[np.argsort(plan[at], kind="stable")]
    ids = pd.Index(beats.grid_ids[at], name="grid_id")
    held = {"from": beats.worker_ids[beats.today[at]], "to": beats.worker_ids[plan[at]]}
    return pd.DataFrame(held | {"households": people.reindex(ids).to_numpy()}, index=ids)


def homes(start: Balancing, plan: Plan) -> float:
    """Households that change worker; residents where nobody counted households."""
    beats, (people, _unit) = start.beats, exposure(start.facts)
    return float(people.reindex(beats.grid_ids[plan.workers != beats.today]).sum())


def figures(start: Balancing, plan: Plan) -> pd.Series:
    """What a plan comes to: ``changes``, ``homes`` that change worker, ``imbalance``, ``spread``, ``border_km``.

    ``spread`` is the standard deviation of how far the workers are from a fair share; ``border_km`` the length
    of the borders between beats.
    """
    beats = start.beats
    away = away_from_share(beats, plan.workers)[beats.shares > 0]
    pairs = start.borders.tocoo()
    between = plan.workers[pairs.row] != plan.workers[pairs.col]
    return pd.Series(
        {
            "changes": float((plan.workers != beats.today).sum()),
            "homes": homes(start, plan),
            "imbalance": plan.imbalance,
            "spread": spread(away),
            "border_km": pairs.data[between].sum() / 2 / 1000,
        }
    )
