"""What the hotspot screen computes: called like readers, so that ``load.read`` caches them."""

from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data import grids as areas
from data import incidents as cases
from data import people, studies
from data.db import Record
from data.gaps import of_people
from data.permits import Actor
from geo import rates
from geo.density import LEAST_BANDWIDTH_M, density_surface
from geo.hotspots import hotspots
from geo.hotspots.emerging import Emerging, emerging
from geo.hotspots.progress import Progress, stretch
from geo.hotspots.words import hotspot_facts
from geo.locate import NOWHERE
from geo.model import Note, Period

#: the density surface: about so many cells along its longer side, and a bandwidth of so many cells
CELLS, BANDWIDTH_CELLS = 240, 6
#: pixels of the longer side of a small map at least and at most; in between about so many a grid
LEAST_PX, MOST_PX, GRID_PX = 400, 1000, 3
#: share of grids that must be known to be lived in before people are what hotspots are compared by
LIVED_IN = 0.5


@dataclass(frozen=True)
class Found:
    """Hotspots of a period: per grid, per hotspot, and how they were found."""

    grids: pd.DataFrame
    spots: pd.DataFrame
    note: Note


def found(
    record: Record, actor: Actor, period: Period, category: str, basis: str, method: str = "gi",
    progress: Progress | None = None,
) -> Found:  # fmt: skip
    """Hot and cold spots among the grids in scope, each with its history of the last half year of weeks.

    Args:
        basis: ``count`` compares grid with grid; ``households`` asks for more than the people there
            explain, as ``geo.rates.exposure`` counts them.
        method: as in ``geo.hotspots.hotspots``.
    """
    around = studies.neighbours(record, actor)
    frame = areas.facts(record, actor)
    counts = cases.cases_by_grid(record, actor, period, category)
    counts = counts.reindex(frame.index).fillna(0).astype(int)
    residents, unit = rates.exposure(frame)
    residents = residents if basis == "households" else None
    halves = stretch(progress, 0.0, 0.5), stretch(progress, 0.5, 1.0)
    grids, note = hotspots(
        counts["new_cases"], around, residents, method=method, period=period, progress=halves[0]
    )
    note = of_people(replace(note, caveats=(*note.caveats, "reported_only")), unit)
    worker = people.assignments(record, actor).set_index("grid_id")["worker_id"]
    steps, covered = studies.steps(record, actor, period.until, category=category)
    history = emerging(steps, around, residents, period=covered, progress=halves[1])
    spots = hotspot_facts(grids, around, worker_ids=worker, cases=counts, history=history, steps=steps)
    grids = grids.join(rates.side_by_side(counts["new_cases"], rates.exposure(frame)[0], around))
    return Found(grids.join(frame[["name", "grid_code"]]).join(counts), spots, note)


def history(
    record: Record, actor: Actor, until: date, category: str, basis: str, progress: Progress | None = None
) -> tuple[Emerging, tuple[date, ...]]:
    """How every grid came to be what it is, over the last half year of weeks; and when each week began."""
    steps, covered = studies.steps(record, actor, until, category=category)
    residents, unit = rates.exposure(areas.facts(record, actor))
    residents = residents if basis == "households" else None
    around = studies.neighbours(record, actor)
    told = emerging(steps, around, residents, period=covered, progress=progress)
    note = of_people(replace(told.note, caveats=(*told.note.caveats, "reported_only")), unit)
    return replace(told, note=note), tuple(steps.columns)


def by_month(
    record: Record, actor: Actor, until: date, category: str, basis: str, progress: Progress | None = None
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """The class of every grid in each of the last twelve whole months, columns being their first days."""
    steps, covered = studies.steps(record, actor, until, step="month", n=12, category=category)
    around = studies.neighbours(record, actor)
    residents, unit = rates.exposure(areas.facts(record, actor))
    residents = residents if basis == "households" else None
    ends = [*steps.columns[1:], covered.until]
    told = []
    for n, (first, end) in enumerate(zip(steps.columns, ends, strict=True)):
        part = stretch(progress, n / len(ends), (n + 1) / len(ends))
        told.append(hotspots(steps[first], around, residents, period=Period(first, end), progress=part))
    columns = {first: grids["class"] for first, (grids, _note) in zip(steps.columns, told, strict=True)}
    notes = [replace(note, caveats=(*note.caveats, "reported_only")) for _grids, note in told]
    return pd.DataFrame(columns), tuple(of_people(note, unit) for note in notes)


def raster(record: Record, actor: Actor, longer: int | None = None) -> np.ndarray:
    """Which grid each pixel of a small map shows: ids, rows from the north, ``NOWHERE`` outside."""
    frame = areas.grids(record, actor)
    if frame.empty:
        return np.full((1, 1), NOWHERE)
    longer = longer or int(np.clip(GRID_PX * np.sqrt(len(frame)), LEAST_PX, MOST_PX))
    metric = studies.in_metres(record, frame)
    west, south, east, north = metric.total_bounds
    side = max(east - west, north - south) / longer
    x = np.arange(west + side / 2, east, side)
    y = np.arange(north - side / 2, south, -side)
    across, down = np.meshgrid(x, y)
    pixel, row = shapely.STRtree(metric.geometry.to_numpy()).query(
        shapely.points(across.ravel(), down.ravel()), predicate="intersects"
    )
    found = np.full(across.size, NOWHERE)
    found[pixel] = frame["grid_id"].to_numpy()[row]
    return found.reshape(across.shape)


def usual_basis(record: Record, actor: Actor) -> str:
    """What hotspots are compared by unless somebody asks otherwise: people where they are known."""
    residents, _unit = rates.exposure(areas.facts(record, actor))
    return "households" if (residents > 0).mean() > LIVED_IN else "count"


def surface(record: Record, actor: Actor, period: Period, category: str, progress: Progress | None = None):
    """Density of new cases: cases per km², bounds in degrees, and a note, not valid where there is nothing."""
    frame, points = areas.grids(record, actor), cases.places(record, actor, period, category)
    if frame.empty or points.empty:
        nothing = Note("kernel_density", 0, period, valid=False, caveats=("too_few_incidents",))
        return np.zeros((0, 0)), (0.0, 0.0, 0.0, 0.0), nothing
    metric = studies.in_metres(record, frame)
    x, y = studies.points_in_metres(record, points, metric.crs, stretch(progress, 0.0, 0.9))
    west, south, east, north = metric.total_bounds
    cell_m = max(east - west, north - south) / CELLS
    bandwidth_m = max(BANDWIDTH_CELLS * cell_m, LEAST_BANDWIDTH_M)
    array, note = density_surface(x, y, (west, south, east, north), cell_m, bandwidth_m)
    east, south = west + cell_m * array.shape[1], north - cell_m * array.shape[0]
    corners = gpd.GeoSeries(gpd.points_from_xy([west, east], [south, north]), crs=metric.crs)
    bounds = corners.to_crs(frame.crs)
    if progress:
        progress(1.0)
    return array, (bounds.x[0], bounds.y[0], bounds.x[1], bounds.y[1]), note
