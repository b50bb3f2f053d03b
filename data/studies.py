"""From the record to the arrays of a study: counts per grid and step, places in metres, neighbours.

Screens and commands ask here, so that both study the same numbers. Every answer is in the order of
``data.grids.grids``: row i of a matrix, of counts and of places is the same grid.
"""

from dataclasses import replace
from datetime import date, timedelta
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy import sparse

from data import grids as areas
from data import incidents as cases
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo.crs import metric_crs, to_metric
from geo.errors import InputError
from geo.hotspots.neighbours import RULES, distance_band, k_nearest, parse_rule, shared_border
from geo.hotspots.progress import Progress
from geo.model import Period

#: lengths of a step
STEPS = ("day", "week", "month")
#: borders further apart than this are no common border; closer, dirty data still touch
TOLERANCE_M = 3.0
#: where more grids than this share touch nobody, the borders are dirty
MOST_ALONE = 0.05
#: points turned into metres at once
TOGETHER = 50_000
#: of each record, scope and rule → version and neighbours: every question about hotspots begins with them
_NEIGHBOURS: WeakKeyDictionary[Record, dict] = WeakKeyDictionary()
NEIGHBOURS_KEPT = 24
SITES = ("x_m", "y_m", "area_km2", "households", "population")


def steps(
    record: Record, actor: Actor, until: date, *, step: str = "week", n: int = 26, category: str = ""
) -> tuple[pd.DataFrame, Period]:
    """New cases per grid and step, zeros filled in, and the period that the steps cover.

    Steps are whole and end at ``until``; months are calendar months, the last one that had ended by then
    being the last. Steps that begin before the record does are left out, but for the last one: nothing is
    known of them, which is not the same as no cases.

    Args:
        until: the day after the last one.
        step: one of ``STEPS``.
        n: how many steps at most.

    Returns:
        Whole numbers by ``grid_id``, a column a step named by its first day, oldest first.

    Raises:
        InputError: ``step_unknown``; ``steps_none`` for fewer than one.
    """
    firsts, end = step_starts(until, step, n)
    span = cases.span(record, replace(actor, scope="all"))  # the record begins on one day for everybody
    if span:
        firsts = [first for first in firsts if first >= span[0]] or firsts[-1:]
    period = Period(firsts[0], end)
    rows = cases.steps_by_grid(record, actor, period, category, step)
    order = areas.names(record, actor).index
    counts = np.zeros((len(order), len(firsts)), dtype=np.int64)
    counts[order.get_indexer(rows["grid_id"]), rows["step"]] = rows["new_cases"]
    return pd.DataFrame(counts, index=order, columns=firsts), period


def step_starts(until: date, step: str, n: int) -> tuple[list[date], date]:
    """The first days of the last ``n`` whole steps, oldest first, and the day after the last one.

    Steps that would begin before the calendar does are left out.

    >>> step_starts(date(2026, 3, 15), "week", 2)
    ([datetime.date(2026, 3, 1), datetime.date(2026, 3, 8)], datetime.date(2026, 3, 15))
    >>> step_starts(date(2026, 3, 15), "month", 2)
    ([datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)], datetime.date(2026, 3, 1))
    """
    if step not in STEPS:
        raise InputError("step_unknown", step=step, known=", ".join(STEPS))
    days = 7 if step == "week" else 1
    known = 12 * (until.year - 1) + until.month - 1 if step == "month" else (until - date.min).days // days
    n = min(n, known)
    if n < 1:
        raise InputError("steps_none", n=n)
    if step == "month":
        end = until.replace(day=1)
        return [_months_before(end, back) for back in range(n, 0, -1)], end
    return [until - timedelta(days=days * back) for back in range(n, 0, -1)], until


def _months_before(first: date, months: int) -> date:
    count = 12 * first.year + first.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def sites(record: Record, actor: Actor) -> pd.DataFrame:
    """Where the grids are and who lives there: ``SITES`` by ``grid_id``.

    ``x_m`` and ``y_m`` are the centroid in metres; ``households`` and ``population`` are missing where they
    are not known.
    """
    frame = areas.grids(record, actor).set_index("grid_id")
    middles = in_metres(record, frame.geometry).centroid if len(frame) else frame.geometry
    places = frame[["area_km2", "households", "population"]].astype(float)
    return places.assign(x_m=middles.x, y_m=middles.y)[list(SITES)]


def in_metres(record: Record, places):
    """A GeoSeries or GeoDataFrame in the city's metric system, or that of its extent; not empty."""
    return to_metric(places, profile_of(record)["crs"])


def points_in_metres(
    record: Record, points: pd.DataFrame, crs=None, progress: Progress | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """``x_m`` and ``y_m`` of points, some at a time, so that whoever waits can leave.

    Args:
        points: ``lon`` and ``lat`` in degrees, such as ``data.incidents.places`` gives.
        crs: the metric system; none: the city's, or that of the points' extent.
        progress: told the share done; what it raises ends the work.
    """
    lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    xy = np.empty((2, len(points)))
    if not len(points):
        return xy[0], xy[1]
    bounds = np.nanmin(lon), np.nanmin(lat), np.nanmax(lon), np.nanmax(lat)
    turn = Transformer.from_crs(
        "EPSG:4326", crs or metric_crs(bounds, profile_of(record)["crs"]), always_xy=True
    )
    for begin in range(0, len(points), TOGETHER):
        if progress:
            progress(begin / len(points))
        part = slice(begin, begin + TOGETHER)
        xy[:, part] = turn.transform(lon[part], lat[part])
    return xy[0], xy[1]


def neighbours(record: Record, actor: Actor, rule: str = "queen") -> sparse.csr_array:
    """Which grids are neighbours; the same matrix every time, not to be changed.

    A clean coverage is matched by its vertices. Where that leaves many grids alone the borders are
    dirty, and grids nearer than ``TOLERANCE_M`` count as touching.

    Args:
        rule: ``queen``: a corner is enough; ``rook``: it takes a stretch of border; ``knn:8``: the eight
            nearest by centroid; ``band:500``: all whose centroids lie within 500 m.

    Raises:
        InputError: ``neighbours_unknown``, and as in ``geo.hotspots.neighbours.distance_band``.
    """
    kept = _NEIGHBOURS.setdefault(record, {})
    version = record.version("grids", "profile", "assignments")
    known = kept.get((actor.role, actor.scope, rule))
    if known is None or known[0] != version:
        while len(kept) >= NEIGHBOURS_KEPT:
            kept.pop(next(iter(kept)), None)
        known = kept[actor.role, actor.scope, rule] = version, _neighbours(record, actor, rule)
    return known[1]


def _neighbours(record: Record, actor: Actor, rule: str) -> sparse.csr_array:
    kind, size = parse_rule(rule)
    if kind in RULES:
        return _touching(record, areas.grids(record, actor), kind)
    x_m, y_m = (sites(record, actor)[name].to_numpy() for name in ("x_m", "y_m"))
    return k_nearest(x_m, y_m, int(size)) if kind == "knn" else distance_band(x_m, y_m, size)


def _touching(record: Record, frame: gpd.GeoDataFrame, rule: str) -> sparse.csr_array:
    exact = shared_border(frame.geometry, rule=rule)
    alone = np.asarray(exact.sum(axis=1) == 0).mean() if len(frame) else 0.0
    if alone <= MOST_ALONE or len(frame) < 2:
        return exact
    return shared_border(in_metres(record, frame).geometry, rule=rule, tolerance=TOLERANCE_M)


def category_of(record: Record, actor: Actor, given: str) -> str:
    """The code of a category from its code, a major's two digits or its name in either language.

    Raises:
        InputError: ``category_missing``.
    """
    found = cases.categories(record, actor)
    codes = {code: code for code in [*found["category"], *found["major"]]}
    names = found[["category", "name_zh", "name_en"]].melt("category").set_index("value")["category"]
    majors = found[["major", "major_zh", "major_en"]].melt("major").set_index("value")["major"]
    known = {name.casefold(): code for name, code in [*majors.items(), *names.items(), *codes.items()]}
    wanted = given.strip().casefold()
    if wanted and wanted not in known:
        raise InputError("category_missing", category=given, known=", ".join(found["category"]))
    return known.get(wanted, "")


def last_day(record: Record, actor: Actor) -> date | None:
    """The day after the record's last case, the same for everybody; None without cases."""
    span = cases.span(record, replace(actor, scope="all"))
    return None if span is None else span[1] + timedelta(days=1)
