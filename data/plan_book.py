"""All that the files of one plan say: the moved grids, the beats before and after, the open cases that go along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from data import barriers, commands, people, studies, workloads
from data import grids as areas
from data.db import Record
from data.handovers import day_of, open_cases
from data.permits import Actor
from geo import workload
from geo.districts.graph import pieces
from geo.districts.measures import beat_border_m, compactness
from geo.gaps import NO_WORKER
from geo.hotspots.neighbours import border_lengths, shared_border

MOVES = (
    "grid_code", "name", "from_worker", "from_name", "to_worker", "to_name", "reason", "workload_hours",
    "from_change", "to_change", "households", "population", "area_km2", "open_cases",
)  # fmt: skip
BEATS = (
    "worker_code", "worker_name", "grids", "pieces", "workload_hours", "fair_share", "load_ratio", "households",
    "population", "area_km2", "border_m", "compactness",
)  # fmt: skip
CASES = (
    "from_name", "to_name", "incident_code", "category", "state_then", "state_today", "grid_code", "name",
    "reported_at", "due_at", "address", "description",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanBook:
    """One plan with what it means.

    Attributes:
        plan: a row of ``data.commands.PLANS``.
        moves: by ``grid_id``: ``MOVES``, ``from_worker_id``, ``to_worker_id`` (0: nobody) and the shape; what the
            grid takes from the giver and brings the taker is a fraction of a fair share. A grid that is no more
            has its last shape by the plan's day, and the load it had before that.
        before, after: by ``worker_id``: ``BEATS`` and the shape of the whole beat.
        cases: cases of the moved grids open when the plan's day began, or today while it waits: ``CASES``,
            ``from_worker_id``, ``to_worker_id``. While it waits there is no ``state_then``.
    """

    plan: Mapping
    moves: gpd.GeoDataFrame
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    cases: pd.DataFrame

    def workers(self) -> list[int]:
        """Whom the plan concerns: everybody who gives or gets a grid."""
        return sorted({*self.moves["from_worker_id"], *self.moves["to_worker_id"]} - {NO_WORKER})


def plan_book(record: Record, actor: Actor, plan_id: int, until: date | None) -> PlanBook:
    """A plan out of the record.

    Before is the day before it came into force, or today while it waits; the ground is that of the plan's day, or
    today's.

    Args:
        until: the day before which load is counted; without one there is none on record.

    Raises:
        NotAllowed, or NotFound ``plan_unknown``.
    """
    actor.require("export")
    moves = commands.plan_moves(record, actor, plan_id).set_index("grid_id").fillna(NO_WORKER).astype(int)
    plan = commands.plans(record, actor).set_index("plan_id").loc[plan_id].to_dict() | {"plan_id": plan_id}
    grids = ground(record, actor, plan, until)
    before = held_before(record, actor, plan).reindex(grids.index, fill_value=NO_WORKER)
    sides = [overlaid(before, moves[f"{side}_worker_id"]) for side in ("from", "to")]
    beats = _beats(record, actor, grids, sides, until)
    staff = _staff(record, actor)
    known = areas.last_known(record, actor, moves.index, day_of(plan)).set_index("grid_id")
    known = known.join(_hours(record, actor, grids, known, until))
    cases = _cases(record, actor, plan, moves, known, staff)
    moved = _moves(moves, known, plan, beats[0]["fair_share"], cases, staff)
    return PlanBook(plan, moved, *(_named(one, staff) for one in beats), cases)


def ground(record: Record, actor: Actor, plan: Mapping, until: date | None) -> gpd.GeoDataFrame:
    """The grids of the plan's day with the load before it, those that are no more too; today's while it waits."""
    day = day_of(plan)
    todays = day is None or areas.unchanged_since(record, actor, day)
    grids = areas.grids(record, actor) if todays else areas.grids_on(record, actor, day)
    grids = grids.set_index("grid_id").assign(workload_hours=0.0)
    if until is None or grids.empty:
        return grids
    until = until if day is None else min(day, until)
    # every case has its grid of today written beside it: to look for it by its place takes half of the time
    known = workloads.smoothed(record, actor, until) if todays else workloads.smoothed_then(
        record, actor, grids, until
    )  # fmt: skip
    return grids.assign(workload_hours=known["workload_hours"])


def _hours(record: Record, actor: Actor, grids, known: gpd.GeoDataFrame, until: date | None) -> pd.Series:
    """The load of the plan's grids; of those merged or split while it waits, what they would have today."""
    gone = known[~known.index.isin(grids.index)]
    if gone.empty or until is None:
        return grids["workload_hours"]
    return pd.concat([grids, workloads.smoothed_then(record, actor, gone, until)])["workload_hours"]


def held_before(record: Record, actor: Actor, plan: Mapping) -> pd.Series:
    """Who had which grid before the plan."""
    day = day_of(plan)
    before = None if day is None else day - timedelta(days=1)
    return people.assignments(record, actor, before).set_index("grid_id")["worker_id"]


def overlaid(held: pd.Series, workers: pd.Series) -> pd.Series:
    """Who has which grid when the plan's grids are with these workers."""
    there = workers[workers.index.isin(held.index)]
    return pd.concat([held.drop(there.index), there]).reindex(held.index).astype(int)


def _staff(record: Record, actor: Actor) -> pd.DataFrame:
    """``worker_code`` and ``worker_name`` by ``worker_id``, those who left too."""
    names = people.names(record, actor).rename("worker_name").to_frame()
    codes = people.workers(record, actor).set_index("worker_id")["worker_code"]
    return names.assign(worker_code=codes.reindex(names.index).fillna(""))


def _named(beats: gpd.GeoDataFrame, staff: pd.DataFrame) -> gpd.GeoDataFrame:
    return beats.assign(**staff.reindex(beats.index).fillna(""))[[*BEATS, "geometry"]]


def _beats(
    record: Record, actor: Actor, grids: gpd.GeoDataFrame, sides: list, until: date | None
) -> list[gpd.GeoDataFrame]:
    """Beats with their measures, for each of some ways to hand out the grids."""
    metric = studies.in_metres(record, grids.geometry)
    borders, touching = border_lengths(metric), _touching(record, actor, metric)
    hours = workloads.available(record, actor, until)
    return [
        _whole(grids, held).join(
            [
                workload.worker_load(grids["workload_hours"], held, hours[hours.index.isin(held)])[
                    ["fair_share", "load_ratio"]
                ],
                pieces(held, touching),
                beat_border_m(metric, held, borders).round(1),
                compactness(metric, held, borders).round(3),
            ]
        )
        for held in sides
    ]


def _touching(record: Record, actor: Actor, metric: gpd.GeoSeries) -> sparse.csr_array:
    """Which grids share a stretch of border that can be crossed; borders that are no more are taken as they were."""
    if metric.index.equals(areas.facts(record, actor).index):
        return barriers.crossable(record, actor)
    return shared_border(metric, rule="rook")


def _whole(grids: gpd.GeoDataFrame, held: pd.Series) -> gpd.GeoDataFrame:
    """Beats as one shape each, with what adds up over their grids."""
    own = grids[held != NO_WORKER]
    parts = own.groupby(held[held != NO_WORKER].rename("worker_id"))
    sums = parts[["workload_hours", "households", "population", "area_km2"]].sum().assign(grids=parts.size())
    shapes = [shapely.coverage_union_all(own.geometry.loc[ids].to_numpy()) for ids in parts.groups.values()]
    return gpd.GeoDataFrame(sums, geometry=shapes, crs=grids.crs)


def _cases(record, actor, plan: Mapping, moves: pd.DataFrame, grids, staff: pd.DataFrame) -> pd.DataFrame:
    """Open cases of the moved grids, with who gives and who gets them, by giver and taker."""
    rows = open_cases(record, actor, plan, grids).rename(columns={"state": "state_today"})
    rows = rows.join(moves, on="grid_id").join(grids[["grid_code", "name"]], on="grid_id")
    for side in ("from", "to"):
        rows[f"{side}_name"] = rows[f"{side}_worker_id"].map(staff["worker_name"]).fillna("")
    order = ["from_name", "to_name", "grid_code"]
    return rows.sort_values(order, kind="stable", ignore_index=True)


def _moves(moves, grids, plan: Mapping, fair: pd.Series, cases: pd.DataFrame, staff) -> gpd.GeoDataFrame:
    """Every moved grid with who gives and gets it, why, and what that comes to."""
    facts = ["grid_code", "name", "households", "population", "area_km2", "workload_hours"]
    rows = moves.join(grids[[*facts, "geometry"]])
    for side, sign in (("from", -1), ("to", 1)):
        who = rows[f"{side}_worker_id"]
        rows[f"{side}_worker"] = who.map(staff["worker_code"]).fillna("")
        rows[f"{side}_name"] = who.map(staff["worker_name"]).fillna("")
        share = who.map(fair).astype(float)
        rows[f"{side}_change"] = sign * rows["workload_hours"] / share.where(share > 0, np.nan)
    rows["reason"] = plan["reason"]
    rows["open_cases"] = cases["grid_id"].value_counts().reindex(rows.index, fill_value=0)
    return gpd.GeoDataFrame(rows[[*MOVES, "from_worker_id", "to_worker_id", "geometry"]], crs=grids.crs)
