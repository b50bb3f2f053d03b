"""What a plan did: the load of whom it concerns before and on its day, and their indicators before and since.

Nothing here says that the plan was the cause: numbers of the same length on both sides stand beside each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from data import commands, holdings, people, workloads
from data import grids as areas
from data import incidents as cases
from data.db import Record
from data.handovers import day_of
from data.permits import Actor
from data.plan_book import ground, held_before, overlaid
from geo import gaps, kpi, workload
from geo.gaps import NO_WORKER
from geo.model import Period

#: days compared on either side: fewer say nothing, more reach into another season
LEAST_DAYS, MOST_DAYS = 7, 90
#: rows beside those of workers: all whom the plan concerns, and all whom it does not
CONCERNED, OTHERS = 0, -1
#: of the progress: up to where the loads are added up
LOADED = 0.6
LOAD = ("grids", "workload_hours", "load_ratio")
RATES = (
    "filed", "missed", "miss_rate", "miss_low", "miss_high", "due", "on_time", "on_time_rate", "on_time_low",
    "on_time_high", "late",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanEffect:
    """What changed with a plan that came into force.

    Attributes:
        day: the plan's day. undone: the day it was undone, or None.
        load: by ``worker_id`` of whom it concerns, and ``CONCERNED`` for all of them: ``LOAD``, each ending in
            ``_before`` (the day before it came into force) and ``_after`` (on its day, the same cases and visits
            behind both).
        farthest: how far the worker farthest from a fair share is from it, before and after, whoever that is.
        since: the days compared, from the plan's day on; as many lie before it. None where fewer than ``LEAST_DAYS``
            are known on either side.
        known_days: how many days are known on both sides, at most ``MOST_DAYS``.
        rates: by ``worker_id``, ``CONCERNED`` and ``OTHERS``: ``RATES``, ending in ``_before`` and ``_after``; empty
            without ``since``.
        others: other plans that came into force in the days compared and moved grids of the same workers.
    """

    day: date
    undone: date | None
    load: pd.DataFrame
    farthest: tuple[float, float]
    since: Period | None
    known_days: int
    rates: pd.DataFrame
    others: tuple[int, ...]


def plan_effect(
    record: Record,
    actor: Actor,
    plan_id: int,
    until: date | None,
    *,
    progress: Callable[[float], None],
) -> PlanEffect | None:
    """What a plan in force, or undone since, did; None while it waits, or was turned down.

    Args:
        until: the day before which cases are counted; without one there is none on record.
        progress: called with the share done; what it raises stops the work.

    Raises:
        NotAllowed, or NotFound ``plan_unknown``.
        Cancelled: by ``progress``.
    """
    moves = commands.plan_moves(record, actor, plan_id).set_index("grid_id").fillna(NO_WORKER).astype(int)
    plans = commands.plans(record, actor).set_index("plan_id")
    plan, day = plans.loc[plan_id].to_dict(), day_of(plans.loc[plan_id])
    if day is None:
        return None
    workers = sorted({*moves["from_worker_id"], *moves["to_worker_id"]} - {NO_WORKER})
    load, farthest = _loads(record, actor, plan, moves, workers, until)
    progress(LOADED)
    undone = plans.loc[plans["reverts_plan_id"] == plan_id, "effective_on"]
    undone = None if undone.empty else pd.Timestamp(undone.iloc[0]).date()
    known = _known_days(record, actor, day, [one for one in (until, undone) if one])
    since = Period(day, day + timedelta(days=known)) if known >= LEAST_DAYS else None
    rates = _rates(record, actor, since, workers) if since else pd.DataFrame()
    progress(1.0)
    others = _others(record, actor, since, workers, plan_id) if since else ()
    return PlanEffect(day, undone, load, farthest, since, known, rates, others)


def _loads(
    record: Record, actor: Actor, plan: Mapping, moves: pd.DataFrame, workers: list[int], until: date | None
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """The loads of the workers on both sides, by the shares of everybody who has a grid there."""
    grids = ground(record, actor, plan, until)
    held = held_before(record, actor, plan).reindex(grids.index, fill_value=NO_WORKER)
    hours = workloads.available(record, actor, until)
    frames, farthest = [], []
    for side, name in (("from", "before"), ("to", "after")):
        there = overlaid(held, moves[f"{side}_worker_id"])
        loads = workload.worker_load(grids["workload_hours"], there, hours[hours.index.isin(there)])
        farthest.append(workload.imbalance(loads))
        frames.append(_with_sum(loads, workers)[list(LOAD)].add_suffix(f"_{name}"))
    return pd.concat(frames, axis=1), (farthest[0], farthest[1])


def _with_sum(loads: pd.DataFrame, workers: list[int]) -> pd.DataFrame:
    """The rows of some workers and one of them all; who has no grid has no load, and no share to be far from."""
    counted = ["grids", "workload_hours", "fair_share"]
    rows = loads.reindex(workers)
    rows[counted] = rows[counted].fillna(0)
    rows.loc[CONCERNED, counted] = rows[counted].sum()
    share = rows["fair_share"].where(rows["fair_share"] > 0)
    return rows.assign(load_ratio=rows["workload_hours"] / share)


def _known_days(record: Record, actor: Actor, day: date, ends: list[date]) -> int:
    """Days on record both before a plan's day and since, the same for everybody who looks."""
    span = cases.span(record, replace(actor, scope="all"))
    if span is None or not ends:
        return 0
    first = pd.Timestamp(span[0]).date()
    return max(0, min((min(ends) - day).days, (day - first).days, MOST_DAYS))


def _rates(record: Record, actor: Actor, since: Period, workers: list[int]) -> pd.DataFrame:
    sides = (("before", since.before()), ("after", since))
    return pd.concat(
        [_indicators(record, actor, period, workers).add_suffix(f"_{name}") for name, period in sides], axis=1
    )


def _indicators(record: Record, actor: Actor, period: Period, workers: list[int]) -> pd.DataFrame:
    """``RATES`` of a period: cases count for whoever was responsible then, overdue visits at its end for whoever was
    responsible on its last day."""
    counts = pd.concat(
        [
            _by_worker(cases.found_first(record, actor, period))[["filed", "missed"]],
            _by_worker(cases.due(record, actor, period))[["due", "on_time"]],
            _late(record, actor, period),
        ],
        axis=1,
    )
    counts = counts.reindex(counts.index.union(workers)).fillna(0).astype(int)
    everybody = counts.drop(index=NO_WORKER, errors="ignore")
    rows = everybody.loc[workers]
    sums = {CONCERNED: rows.sum(), OTHERS: everybody.drop(index=workers).sum()}
    rows = pd.concat([rows, pd.DataFrame(sums).T])
    rows = rows.join(
        [kpi.miss_rate(rows["missed"], rows["filed"]), kpi.on_time(rows["on_time"], rows["due"])]
    )
    if "visit" not in holdings.known(record, actor, period.until):
        rows["late"] = float("nan")
    return rows[list(RATES)].rename_axis("worker_id")


def _by_worker(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.groupby("worker_id").sum()


def _late(record: Record, actor: Actor, period: Period) -> pd.Series:
    """Grids whose visit was overdue at the end of a period, by worker."""
    late = gaps.presence_gap(areas.presence(record, actor, period.until))["late"]
    held = people.assignments(record, actor, period.last).set_index("grid_id")["worker_id"]
    return late.groupby(held.reindex(late.index, fill_value=NO_WORKER)).sum().rename("late")


def _others(record: Record, actor: Actor, since: Period, workers: list[int], plan_id: int) -> tuple[int, ...]:
    sql = """SELECT DISTINCT p.plan_id FROM plan p JOIN plan_moves_in_scope($scope) m ON m.plan_id = p.plan_id
      WHERE p.state IN ('in_force', 'reverted') AND p.plan_id <> $plan_id
        AND p.effective_on >= $since AND p.effective_on < $until
        AND list_has_any($workers::INTEGER[], [m.from_worker_id, m.to_worker_id]) ORDER BY p.plan_id"""
    period = {"since": since.before().since, "until": since.until}
    values = {"scope": actor.scope, "plan_id": plan_id, "workers": workers, **period}
    return tuple(plan for (plan,) in record.rows(sql, values))
