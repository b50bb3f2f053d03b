"""The gaps as they would be: facilities added, moved or closed, a worker away, a grid split. Nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data import access, networks, people, workloads
from data import facilities as places
from data import gaps as lacking
from data import grids as areas
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from data.surroundings import surroundings as isochrones
from geo import gaps
from geo.access.walking import walks
from geo.debt import coverage_debt
from geo.halves import cut, halved
from geo.model import Note, Period
from geo.names import PEOPLE
from geo.scenario import Add, Away, Change, Close, Move, Split

#: days a worker is away
AWAY_DAYS = 14
#: what each half of a split grid has half of
SHARED = (*PEOPLE, "residents", "area_km2", "n", "expected", "expected_low", "expected_high", "n_before", "filed",
          "missed")  # fmt: skip
#: a new facility further from the grids than this share of their extent is none of theirs
NEAR = 0.25


@dataclass(frozen=True)
class Possible:
    """The changes that can be made of those asked for, and those that cannot: an unknown facility, worker, grid
    or kind, a place far away."""

    changes: tuple[Change, ...]
    refused: tuple[Change, ...]


def possible(record: Record, actor: Actor, changes: tuple[Change, ...]) -> Possible:
    """Which changes the record and the actor's scope allow."""
    known = set(places.facilities(record, actor)["facility_id"])
    kinds = set(places.facility_kinds(record, actor)["facility_kind"])  # of the city: of some it has none yet
    workers = set(people.workers(record, actor)["worker_id"])
    grids = set(areas.names(record, actor).index)
    box = areas.extent(record, actor)

    def may(change: Change) -> bool:
        if isinstance(change, Away):
            return change.worker_id in workers
        if isinstance(change, Split):
            return change.grid_id in grids
        near = not isinstance(change, Add | Move) or _near(box, change.lon, change.lat)
        return near and (change.kind in kinds if isinstance(change, Add) else change.facility_id in known)

    done = tuple(change for change in changes if may(change))
    return Possible(done, tuple(change for change in changes if change not in done))


def _near(box: tuple[float, float, float, float] | None, lon: float, lat: float) -> bool:
    if box is None:
        return False
    west, south, east, north = box
    wide, high = NEAR * (east - west), NEAR * (north - south)
    return west - wide <= lon <= east + wide and south - high <= lat <= north + high


def owed(
    record: Record,
    actor: Actor,
    period: Period,
    kind: str,
    metres: float,
    changes: tuple[Change, ...],
    others: lacking.Rest | None = None,
) -> tuple[pd.DataFrame, Note]:
    """As ``data.gaps.owed``, as it would be with the changes.

    A worker who is away was so for the last two weeks of the period: nobody visited their grids then. A grid that
    is split is two, the second half under its ``grid_id`` below zero, each with half of the people and of the
    reports; both are visited and looked after by whoever looked after the whole, as often as the whole. What would
    have been reported otherwise is left as it is. Among ``all`` kinds one of which there is no facility yet does not
    count, before or after.
    """
    frame, note = lacking.owed(record, actor, period, kind, metres, others)
    frame = frame.drop(columns=[column for column in frame if column == "debt" or column.endswith("_debt")])
    split = tuple(change.grid_id for change in changes if isinstance(change, Split))
    frame = halved(frame, split, SHARED)
    if any(not isinstance(change, Away) for change in changes):
        frame = _reached(record, actor, frame, kind, metres, changes)
    away = {change.worker_id for change in changes if isinstance(change, Away)}
    alone = frame["worker_id"].isin(away)
    if alone.any():
        frame = _left_alone(record, actor, frame, period, alone)
    then = staff(record, actor, period, changes)
    share = frame["worker_id"].map(then["away_share"]).clip(lower=frame["unattended_share"])
    frame["unattended_share"] = frame["unattended_share"].mask(alone, share)
    frame = frame.drop(columns=["responsibility", "responsibility_answer", "responsibility_share"])
    frame = frame.join(lacking.responsible(record, frame, then))
    frame["faces"] = frame[["service", "presence", "responsibility", "voice"]].sum(axis=1)
    weights = profile_of(record).get("coverage_debt", {})
    return frame.join(coverage_debt(frame, period.days, weights)), note


def supply(
    record: Record, actor: Actor, asked: access.Question, changes: tuple[Change, ...] = ()
) -> tuple[pd.DataFrame, Note]:
    """As ``data.access.access``, as it would be with facilities added, moved or closed."""
    then = facilities(record, actor, changes)
    return access.access(record, actor, asked, facilities=then[then["facility_kind"] == asked.kind])


def surroundings(
    record: Record,
    actor: Actor,
    facility_id: int,
    limits_m: tuple[float, ...],
    changes: tuple[Change, ...] = (),
) -> tuple[gpd.GeoDataFrame, Note]:
    """As ``data.surroundings.surroundings``, of a facility where it would stand.

    Raises:
        NotFound: ``facility_unknown``, of one that is closed as well.
    """
    return isochrones(record, actor, facility_id, limits_m, facilities(record, actor, changes))


def facilities(record: Record, actor: Actor, changes: tuple[Change, ...] = ()) -> pd.DataFrame:
    """As ``data.networks.facilities``, as they would stand: the n-th change adds the one with the id −n."""
    there = networks.facilities(record, actor)
    return changed(there, changes, networks.crs(record, actor)) if changes else there


def staff(record: Record, actor: Actor, period: Period, changes: tuple[Change, ...]) -> pd.DataFrame:
    """As ``data.workloads.by_worker``, as it would be with the changes."""
    gone = max(period.since, period.until - timedelta(days=AWAY_DAYS))
    away = frozenset((change.worker_id, gone, period.until) for change in changes if isinstance(change, Away))
    split = tuple(change.grid_id for change in changes if isinstance(change, Split))
    return workloads.by_worker(record, actor, period, away, split)


def cuts(record: Record, actor: Actor, changes: tuple[Change, ...]) -> dict[int, shapely.Geometry]:
    """Where the grids that are split are cut: lines in EPSG:4326 by ``grid_id``."""
    split = [change.grid_id for change in changes if isinstance(change, Split)]
    homes = networks.homes(record, actor)
    lines = {grid_id: line for grid_id, (_second, line) in _cuts(record, actor, homes, split).items()}
    metric = networks.crs(record, actor)
    found = gpd.GeoSeries(list(lines.values()), crs=metric).to_crs("EPSG:4326") if lines else []
    return dict(zip(lines, found, strict=True))


def _cuts(record: Record, actor: Actor, homes: pd.DataFrame, split: Collection[int]) -> dict[int, tuple]:
    """``geo.halves.cut`` of every grid that is split."""
    if not split:
        return {}
    shapes = areas.grids(record, actor).set_index("grid_id").geometry.loc[list(split)]
    found = {}
    for grid_id, shape in shapes.to_crs(networks.crs(record, actor)).items():
        own = homes[homes["grid_id"] == grid_id]
        found[grid_id] = cut(shape, own[["x_m", "y_m"]].to_numpy(), own["residents"].to_numpy())
    return found


def _in_halves(record: Record, actor: Actor, homes: pd.DataFrame, split: Collection[int]) -> pd.DataFrame:
    """Homes, of which those in the second half of a grid have its ``grid_id`` below zero."""
    homes = homes.copy()
    for grid_id, (second, _line) in _cuts(record, actor, homes, split).items():
        own = homes.index[homes["grid_id"] == grid_id]
        homes.loc[own[second], "grid_id"] = -grid_id
    return homes


def _reached(
    record: Record, actor: Actor, frame: pd.DataFrame, kind: str, metres: float, changes: tuple[Change, ...]
) -> pd.DataFrame:
    """Residents beyond reach with the facilities there would be."""
    homes, found = networks.walks(record, actor)
    homes = _in_halves(
        record, actor, homes, [change.grid_id for change in changes if isinstance(change, Split)]
    )
    there = networks.facilities(record, actor)
    then = changed(there, changes, networks.crs(record, actor))
    touched = _touched(there, then)
    walked = found.metres.copy()
    new = walks(homes, then[then["facility_kind"].isin(touched)], networks.network(record, actor),
                **networks.ways(record)).metres  # fmt: skip
    for name in touched:
        walked[name] = new.get(name, pd.Series(np.inf, homes.index))
    standards = places.standards(record, actor, metres, kind)
    frame = frame.assign(**lacking.short_of(frame, homes, walked, standards, kind))
    return frame.assign(service=frame["share_beyond"] >= lacking.SHARE_BEYOND)


def _touched(there: pd.DataFrame, then: pd.DataFrame) -> list[str]:
    """Kinds of which a facility came, went or moved."""
    columns = ["facility_id", "facility_kind", "x_m", "y_m"]
    both = pd.concat([there[columns], then[columns]])
    return sorted(set(both.drop_duplicates(keep=False)["facility_kind"]))


def changed(there: pd.DataFrame, changes: tuple[Change, ...], crs: str) -> pd.DataFrame:
    """Facilities as they would stand: new ones have ids below zero.

    Args:
        there: ``facility_id``, ``facility_kind``, ``lon``, ``lat``, ``x_m``, ``y_m``. crs: of the metres.
    """
    gone = [change.facility_id for change in changes if isinstance(change, Close)]
    then = there[~there["facility_id"].isin(gone)].set_index("facility_id")
    rows = []
    for number, change in enumerate(changes, start=1):
        if isinstance(change, Add):
            row = {"facility_id": -number, "facility_kind": change.kind, "lon": change.lon, "lat": change.lat}
            rows.append(row | {"grid_id": 0})  # in some grid: nobody asks in which
        elif isinstance(change, Move) and change.facility_id in then.index:
            then.loc[change.facility_id, ["lon", "lat"]] = change.lon, change.lat
    then = (
        pd.concat([then.reset_index(), pd.DataFrame(rows)], ignore_index=True) if rows else then.reset_index()
    )
    moved = then["facility_id"].lt(0) | then["facility_id"].isin(
        [change.facility_id for change in changes if isinstance(change, Move)]
    )
    points = gpd.GeoSeries(gpd.points_from_xy(then["lon"], then["lat"]), crs="EPSG:4326").to_crs(crs)
    return then.assign(x_m=then["x_m"].mask(moved, points.x), y_m=then["y_m"].mask(moved, points.y))


def _left_alone(
    record: Record, actor: Actor, frame: pd.DataFrame, period: Period, alone: pd.Series
) -> pd.DataFrame:
    """Grids whose worker was away: not visited since."""
    days = min(AWAY_DAYS, period.days)
    gone = period.until - timedelta(days=days)
    overdue = (
        areas.overdue_days(record, actor, period, gone).reindex(frame.index.map(abs)).set_axis(frame.index)
    )
    seen = areas.presence(record, actor, gone)
    seen = seen.reindex(frame.index.map(abs)).set_axis(frame.index)
    seen["days_since_visit"] = seen["days_since_visit"].astype(float) + days
    late = gaps.presence_gap(seen)
    known = frame["presence_known"]
    return frame.assign(
        overdue_days=frame["overdue_days"].mask(alone, overdue),
        days_since_visit=frame["days_since_visit"].astype(float).mask(alone, seen["days_since_visit"]),
        late_days=frame["late_days"].astype(float).mask(alone, late["late_days"].astype(float)),
        late=frame["late"].mask(alone, late["late"].fillna(False)),
        presence=frame["presence"].mask(alone & known, late["late"].fillna(False).astype(bool)).astype(bool),
    )
