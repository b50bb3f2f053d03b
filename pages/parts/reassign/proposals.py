"""Plans that even out the load, as the reassign screen suggests them; called like a reader."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from data import workloads
from data.db import Record
from data.permits import Actor
from data.rebalance import Balancing, balancing, within_rule
from geo.districts import explain
from geo.districts.beats import Beats, away_from_share, imbalance
from geo.districts.noise import within_noise
from geo.districts.obstacle import obstacle
from geo.districts.rebalance import STEP, Frontier, Plan
from geo.districts.together import frontier_together
from geo.errors import InputError
from geo.rates import exposure
from geo.workload import spread
from pages.parts.reassign.locks import Locks

#: seconds for the search and for the bounds; the first plan is told of long before
SEARCH_S, PROOF_S = 12.0, 8.0
#: the same question gives the same plans on a machine as fast and as busy: the search ends by the clock, so a faster
#: one finds the same and more. Who needs the same plans anywhere has ``rebalance --steps``.
SEED = 1


@dataclass(frozen=True, eq=False)
class Asked:
    """What a plan should do: nobody farther than ``aim`` from a fair share (0: than today), under these rules.

    ``within``: ``community``, ``street`` or nothing; ``locks``: what may not change; ``leaving``: workers who
    leave or are away; ``across``: beats may hold together across rivers and motorways too.
    """

    aim: float
    within: str = ""
    locks: Locks = Locks()
    leaving: tuple[int, ...] = ()
    across: bool = False

    def key(self) -> tuple:
        """What tells questions apart."""
        return self.aim, self.within, self.locks, self.leaving, self.across


@dataclass(frozen=True, eq=False)
class Suggested:
    """Plans between today's beats and ``goal``; ``noise``: the imbalance may be chance alone.

    ``hindrance``: what makes a plan as even as ``goal`` impossible, or that none was found; None while there is
    one, or while it is still looked for.
    """

    start: Balancing
    found: Frontier
    goal: float
    noise: bool
    hindrance: InputError | None = None


def suggested(
    record: Record,
    actor: Actor,
    until: date,
    aim: float,
    within: str,
    locks: Locks,
    leaving: tuple[int, ...],
    across: bool,
    *,
    progress: Callable[[float], None],
    told: Callable[[Suggested], None],
) -> Suggested:
    """Plans under the load before a day, told of as they get better.

    Args:
        aim, within, locks, leaving, across: as in ``Asked``.
        told: called with what is known so far.

    Raises:
        InputError: which rule makes a plan impossible (``geo.districts.beats.read_beats``).
        Cancelled: by ``progress``.
    """
    rules = locks.rules()
    start = balancing(
        record, actor, until, within=within or None, locks=rules, leaving=leaving, barriers=not across
    )
    beats = start.beats
    goal = aim or _with_everybody(beats, workloads.available(record, actor))
    noise = within_noise(beats, goal, start.errors)
    today = Plan(beats.today, 0, imbalance(beats, beats.today))
    begun = time.monotonic()
    found = frontier_together(
        beats, rules, goal, seed=SEED, used=lambda: (time.monotonic() - begun) / SEARCH_S, proof_seconds=PROOF_S,
        told=lambda plan: told(Suggested(start, Frontier(beats, (today, plan)), goal, noise)),
        progress=progress, clock=time.monotonic,
    )  # fmt: skip
    hindrance = None
    if found.best(goal).imbalance > goal + STEP:
        hindrance = obstacle(beats, goal, [*rules, *within_rule(start.facts, within or None)])
    return Suggested(start, found, goal, noise, hindrance)


def _with_everybody(beats: Beats, hours: pd.Series) -> float:
    """Today's imbalance when those who leave still have their share; ``hours`` of every worker."""
    hours = hours.reindex(beats.worker_ids).to_numpy(float)
    shares = beats.loads.sum() * hours / hours.sum()
    return imbalance(replace(beats, shares=shares), beats.today)


def moves(known: Suggested, plan: Plan) -> pd.DataFrame:
    """The plan's moves explained (``geo.districts.explain.MOVES``)."""
    homes, _unit = exposure(known.start.facts)
    return explain.moves(known.start.beats, plan.workers, homes, known.start.borders)


def moved(known: Suggested, plan: Plan) -> dict[int, int]:
    """The plan's moves: ``grid_id`` → ``worker_id``."""
    beats = known.start.beats
    rows = np.flatnonzero(plan.workers != beats.today)
    return {int(beats.grid_ids[at]): int(beats.worker_ids[plan.workers[at]]) for at in rows}


def figures(known: Suggested, plan: Plan) -> pd.Series:
    """What a plan comes to: ``changes``, ``homes`` that change worker, ``imbalance``, ``spread``, ``border_km``.

    ``spread`` is the standard deviation of how far the workers are from a fair share; ``border_km`` the length
    of the borders between beats.
    """
    beats = known.start.beats
    homes, _unit = exposure(known.start.facts)
    moved = plan.workers != beats.today
    away = away_from_share(beats, plan.workers)[beats.shares > 0]
    pairs = known.start.borders.tocoo()
    between = plan.workers[pairs.row] != plan.workers[pairs.col]
    return pd.Series(
        {
            "changes": float(moved.sum()),
            "homes": float(homes.reindex(beats.grid_ids[moved]).sum()),
            "imbalance": plan.imbalance,
            "spread": spread(away),
            "border_km": pairs.data[between].sum() / 2 / 1000,
        }
    )
