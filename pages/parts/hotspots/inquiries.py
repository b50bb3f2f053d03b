"""What takes longer than a page may wait: asked through ``pages.parts.work``, kept like any answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd

from data import actions, facilities, site, studies
from data import grids as areas
from data import incidents as cases
from data.db import Record
from data.gaps import of_people
from data.permits import Actor
from geo.effect import BEFORE, Effect, did_it_help
from geo.errors import InputError, NotFound
from geo.hotspots.backtest import SHARE, Choice, best_method
from geo.hotspots.backtest import backtest as try_ways
from geo.hotspots.forecast import scores
from geo.hotspots.near_repeats import near_repeats
from geo.hotspots.progress import Progress, stretch
from geo.hotspots.scan import scan
from geo.hotspots.watch import watch_lists
from geo.model import Note, Period
from geo.network_density import network_density
from geo.rates import exposure

#: the alarm looks at so many days; ways of ranking are tried on so many weeks
SCAN_DAYS, TRIED_WEEKS = 60, 60
#: seconds that a proof may take
PROOF_S = 60.0
#: of the progress: up to where cases have their place in metres
PLACED = 0.1
#: ends of the bands in which pairs of cases are counted
DISTANCES_M, DAYS = (100, 200, 300, 400), (1, 3, 7, 14, 28)


@dataclass(frozen=True)
class Tried:
    """Every way of ranking on weeks it had not seen, and the one to use."""

    frame: pd.DataFrame
    choice: Choice
    note: Note


@dataclass(frozen=True)
class Outcome:
    """What became of an action, and the weeks it is read from.

    ``weeks``: cases a grid, ``acted`` and ``controls``, by the first day of a week. ``alike``: the controls
    by ``grid_id`` with their cases a week ``before`` and ``after``.
    """

    effect: Effect
    weeks: pd.DataFrame
    alike: pd.DataFrame


def alarms(
    record: Record, actor: Actor, until: date, category: str, model: str, progress: Progress
) -> tuple[pd.DataFrame, Note]:
    """Clusters that are still alive on the last day, as ``geo.hotspots.scan`` gives them, with ``lon``, ``lat``."""
    counts, period = studies.steps(record, actor, until, step="day", n=SCAN_DAYS, category=category)
    sites = studies.sites(record, actor)
    people, unit = exposure(sites)
    clusters, note = scan(
        sites["x_m"], sites["y_m"], counts, people if model == "poisson" else None, model=model,
        since=period.since, progress=progress,
    )  # fmt: skip
    note = of_people(replace(note, caveats=(*note.caveats, "reported_only")), unit)
    return _in_degrees(record, actor, clusters), note


def _in_degrees(record: Record, actor: Actor, clusters: pd.DataFrame) -> pd.DataFrame:
    """Clusters with the middle of their circle in degrees."""
    if clusters.empty:
        return clusters.assign(lon=pd.Series(dtype=float), lat=pd.Series(dtype=float))
    crs = studies.in_metres(record, areas.grids(record, actor).geometry).crs
    middles = gpd.GeoSeries(gpd.points_from_xy(clusters["x_m"], clusters["y_m"]), crs=crs).to_crs("EPSG:4326")
    return clusters.assign(lon=middles.x.to_numpy(), lat=middles.y.to_numpy())


def repeats(
    record: Record, actor: Actor, period: Period, category: str, progress: Progress
) -> tuple[pd.DataFrame, Note]:
    """Pairs of cases by distance and days apart, as ``geo.hotspots.near_repeats`` gives them."""
    points = cases.places(record, actor, period, category)
    x, y = studies.points_in_metres(record, points, progress=stretch(progress, 0.0, PLACED))
    shuffling = stretch(progress, PLACED, 1.0)
    day = (pd.to_datetime(points["reported_at"]).dt.normalize() - pd.Timestamp(period.since)).dt.days
    frame, note = near_repeats(x, y, day.to_numpy(), distances_m=DISTANCES_M, days=DAYS, progress=shuffling)
    return frame, replace(note, period=period, caveats=(*note.caveats, "reported_only"))


def tried(record: Record, actor: Actor, until: date, category: str, progress: Progress | None) -> Tried:
    """Which way of ranking grids names the places of the weeks that follow."""
    counts, period = studies.steps(record, actor, until, n=TRIED_WEEKS, category=category)
    sites = studies.sites(record, actor)
    around = studies.neighbours(record, actor)
    frame, note = try_ways(
        counts, around, areas_km2=sites["area_km2"], households=exposure(sites)[0], period=period,
        progress=progress,
    )  # fmt: skip
    note = replace(note, caveats=(*note.caveats, "reported_only"))
    return Tried(frame, best_method(frame), note)


def likely(
    record: Record, actor: Actor, until: date, category: str, progress: Progress | None = None
) -> pd.Series:
    """Which grids the way of ranking that works here puts on its list; none where no way does."""
    found = tried(record, actor, until, category, stretch(progress, 0.0, 0.9))
    steps, _period = studies.steps(record, actor, until, n=TRIED_WEEKS, category=category)
    if not found.choice.works:
        return pd.Series(False, index=steps.index)
    sites = studies.sites(record, actor)
    around = studies.neighbours(record, actor)
    if progress:
        progress(0.95)
    ranked = scores(
        steps, around, found.choice.method, areas_km2=sites["area_km2"], households=exposure(sites)[0]
    )
    areas = sites["area_km2"].fillna(0.0).to_numpy()
    covered = watch_lists(ranked.to_numpy(), areas, np.array([SHARE])).covered[0]
    return pd.Series(covered > 0.5, index=steps.index)


def helped(
    record: Record, actor: Actor, action_id: int, until: date, category: str, progress: Progress
) -> Outcome:
    """What became of an action.

    Raises:
        NotFound: ``action_unknown``.
    """
    known = actions.actions(record, actor).set_index("action_id")
    if action_id not in known.index:
        raise NotFound("action_unknown", action_id=action_id)
    steps, period = studies.steps(record, actor, until, n=TRIED_WEEKS, category=category)
    here = known.loc[action_id]
    others = known.drop(index=action_id)
    elsewhere = {grid for ids in others["grid_ids"] for grid in ids} - set(here["grid_ids"])
    around = studies.neighbours(record, actor)
    effect = did_it_help(
        steps, here["grid_ids"], here["since"], around, elsewhere=elsewhere, period=period, progress=progress
    )
    note = replace(effect.note, caveats=(*effect.note.caveats, "reported_only"))
    return outcome(replace(effect, note=note), steps, here["since"])


def outcome(effect: Effect, steps: pd.DataFrame, since: date) -> Outcome:
    """An effect beside the weeks that it was read from: as many before as counted, and all after.

    Args:
        steps: cases by ``grid_id``, a column a week named by its first day.
    """
    week = timedelta(weeks=1)
    shown = [first for first in steps if first > since - (BEFORE + 1) * week]
    groups = {"acted": effect.acted, "controls": effect.controls}
    weeks = pd.DataFrame({name: steps.loc[list(ids), shown].mean() for name, ids in groups.items()})
    alike = steps.loc[list(effect.controls)]
    before = alike[[first for first in shown if first + week <= since]].mean(axis=1)
    after = alike[[first for first in shown if first >= since]].mean(axis=1)
    return Outcome(effect, weeks, pd.DataFrame({"before": before, "after": after}))


def sites(
    record: Record,
    actor: Actor,
    asked: site.Question,
    progress: Progress,
    told: Callable[[site.Proposal], None],
) -> site.Proposal:
    """Where a facility would stand best; every better answer on the way is told."""
    return site.propose(record, actor, asked, PROOF_S, progress, told)


def along_streets(
    record: Record, actor: Actor, period: Period, category: str, progress: Progress
) -> tuple[gpd.GeoDataFrame, Note]:
    """Density of cases along the streets, pieces of street in degrees.

    Raises:
        InputError: ``streets_missing``.
    """
    streets = facilities.streets(record, actor)
    if streets.empty:
        raise InputError("streets_missing")
    points = cases.places(record, actor, period, category)
    metric = studies.in_metres(record, streets)
    places = studies.points_in_metres(record, points, metric.crs, stretch(progress, 0.0, PLACED))
    frame, note = network_density(metric, *places, progress=stretch(progress, PLACED, 1.0))
    caveats = tuple(dict.fromkeys((*note.caveats, "shows_only", "reported_only")))
    return frame.to_crs("EPSG:4326"), replace(note, period=period, caveats=caveats)
