"""Where a facility of a kind would stand best, the same for commands and screens."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from data.db import Record
from data.permits import Actor
from data.site_ground import Ground, Question, ground_of
from geo.siting import words
from geo.siting.site import SECONDS, Siting, site


@dataclass(frozen=True)
class Effect:
    """What an answer changes for everybody: before and after.

    ``covered``: people within the reach; ``mean_m`` and ``longest_m``: walks of those who can be served and reach
    one; ``left_out``: people whom no candidate reaches, so that an answer says nothing of their walks.
    """

    people: float
    covered: tuple[float, float]
    mean_m: tuple[float, float]
    longest_m: tuple[float, float]
    limit_m: float
    left_out: float = 0.0


@dataclass(frozen=True, eq=False)
class Proposal:
    """The answer: ``sites`` (a row a chosen or given-up place, EPSG:4326) and ``siting`` with value, bound, gap.

    ``sites`` has ``change`` (kept, new, closed), ``facility_id`` (0: none yet), ``grid_id``, ``people``,
    ``gainers``, ``minutes``, ``newly``, ``geometry``; those that bring most first. ``gains`` has the same numbers
    by ``site`` (row of ``sites``) and ``grid_id`` in which people gain.
    """

    sites: gpd.GeoDataFrame
    siting: Siting
    gains: pd.DataFrame
    effect: Effect


def propose(
    record: Record,
    actor: Actor,
    asked: Question,
    seconds: float = SECONDS,
    progress: Callable[[float], None] | None = None,
    told: Callable[[Proposal], None] | None = None,
) -> Proposal:
    """Answer a question.

    Args:
        told: called with every better answer or bound; ``sites`` is the same object while the places are.

    Raises:
        InputError: ``kind_of_facility_unknown``, ``method_unknown``, ``streets_missing``, ``site_…``.
        Cancelled: by ``progress``.
    """
    actor.require("propose_site")
    ground = ground_of(record, actor, asked)
    there = (ground.candidates["facility_id"] > 0).to_numpy()
    drawn = _Drawn(ground)
    found = site(
        asked.model, ground.costs, ground.homes["residents"].to_numpy(), p=asked.number, radius=ground.limit_m,
        kept=np.flatnonzero(there & (asked.existing == "kept")),
        closed=np.flatnonzero(there & (asked.existing == "closed")),
        capacities=ground.room, seconds=seconds, clock=time.monotonic, progress=progress,
        told=told and (lambda siting: told(drawn.proposal(siting))),
    )  # fmt: skip
    return drawn.proposal(found)


class _Drawn:
    """Answers as proposals: who gains is worked out again only when the places have changed."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.chosen = b""
        self.parts: tuple = ()

    def proposal(self, found: Siting) -> Proposal:
        chosen = found.chosen.tobytes()
        if chosen != self.chosen:
            self.chosen, self.parts = chosen, _changes(self.ground, found)
        caveats, facts = (*found.note.caveats, *self.ground.caveats), found.note.facts | self.ground.facts
        note = replace(found.note, caveats=caveats, facts=facts)
        return Proposal(self.parts[0], replace(found, note=note), *self.parts[1:])


def _changes(ground: Ground, found: Siting) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Effect]:
    """Sites, gains and effect of an answer."""
    people, before = (ground.homes[name].to_numpy() for name in ("residents", "before"))
    gained = words.gains(ground.costs, people, found.assigned, before, ground.limit_m)
    sites = _sites(ground, found, words.summed(gained, ["candidate"]))
    grids = pd.Series(ground.homes["grid_id"].to_numpy(), name="grid_id")
    by_grid = words.summed(gained, ["candidate", grids.loc[gained.index]]).reset_index()
    row = pd.Series(sites.index, sites["candidate"])
    by_grid = by_grid.assign(site=row.reindex(by_grid["candidate"]).to_numpy())
    by_grid = by_grid.loc[
        by_grid["gainers"] > 0, ["site", "grid_id", "people", "gainers", "minutes", "newly"]
    ]
    return sites.drop(columns="candidate"), by_grid, _effect(ground, found)


def _sites(ground: Ground, found: Siting, facts: pd.DataFrame) -> gpd.GeoDataFrame:
    there = np.flatnonzero(ground.candidates["facility_id"] > 0)
    rows = ground.candidates.loc[np.union1d(found.chosen, there)]
    taken = rows.index.isin(found.chosen)
    change = np.where(rows["facility_id"] > 0, np.where(taken, "kept", "closed"), "new")
    points = gpd.GeoSeries(gpd.points_from_xy(rows["x_m"], rows["y_m"]), crs=ground.crs)
    facts = facts.reindex(rows.index)
    facts[["people", "gainers", "newly"]] = facts[["people", "gainers", "newly"]].fillna(0.0)
    sites = gpd.GeoDataFrame(
        rows[["facility_id", "grid_id"]].assign(change=change, candidate=rows.index, **facts),
        geometry=points.to_crs("EPSG:4326").to_numpy(), crs="EPSG:4326",
    )  # fmt: skip
    order = sites["change"].map({"new": 0, "kept": 1, "closed": 2})
    sites = sites.assign(order=order).sort_values(["order", "gainers"], ascending=[True, False])
    return sites.drop(columns="order").reset_index(drop=True)


def _effect(ground: Ground, found: Siting) -> Effect:
    people, goes = ground.homes["residents"].to_numpy(), found.assigned
    after = np.full(len(people), np.inf)
    after[goes >= 0] = ground.costs[goes >= 0, goes[goes >= 0]]
    before, left = ground.homes["before"].to_numpy(), ground.left_out
    told = [_walks(metres, people, ground.limit_m) for metres in (before, after)]
    (before_n, after_n), mean, longest = zip(*told, strict=True)
    before_n += float(left.loc[left["before"] <= ground.limit_m, "residents"].sum())
    lost = float(left["residents"].sum())
    return Effect(float(people.sum()) + lost, (before_n, after_n), mean, longest, ground.limit_m, lost)


def _walks(metres: np.ndarray, people: np.ndarray, limit_m: float) -> tuple[float, float, float]:
    """People within the limit; average and longest walk of those who reach one."""
    reached = np.isfinite(metres) & (people > 0)
    covered = float(people[metres <= limit_m].sum())
    if not reached.any():
        return covered, np.nan, np.nan
    return covered, float(np.average(metres[reached], weights=people[reached])), float(metres[reached].max())
