"""What the hotspot screen computes: called like readers, so that ``load.read`` caches them."""

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from data import grids as areas
from data import incidents as cases
from data import people, studies
from data.db import Record
from data.permits import Actor
from geo import rates
from geo.density import density_surface
from geo.hotspots import hotspots
from geo.hotspots.emerging import emerging
from geo.hotspots.words import hotspot_facts
from geo.model import Note, Period
from pages.parts import figures

#: the density surface: about so many cells along its longer side, and a bandwidth of so many cells
CELLS, BANDWIDTH_CELLS = 240, 6


@dataclass(frozen=True)
class Found:
    """Hotspots of a period: per grid, per hotspot, and how they were found."""

    grids: pd.DataFrame
    spots: pd.DataFrame
    note: Note


def found(record: Record, actor: Actor, period: Period, category: str, basis: str) -> Found:
    """Hot and cold spots among the grids in scope, each with its history of the last half year of weeks.

    Args:
        basis: ``count`` compares grid with grid; ``households`` asks for more than the people there
            explain, as ``geo.rates.exposure`` counts them.
    """
    around = studies.neighbours(record, actor)
    frame = areas.grids(record, actor).set_index("grid_id")
    counts = cases.cases_by_grid(record, actor, period, category)
    counts = counts.reindex(frame.index).fillna(0).astype(int)
    residents, unit = rates.exposure(frame)
    residents = residents if basis == "households" else None
    grids, note = hotspots(counts["new_cases"], around, residents, period=period)
    note = figures.of_people(replace(note, caveats=(*note.caveats, "reported_only")), unit)
    worker = people.assignments(record, actor).set_index("grid_id")["worker_id"]
    steps, covered = studies.steps(record, actor, period.until, category=category)
    history = emerging(steps, around, residents, period=covered)
    spots = hotspot_facts(grids, around, worker_ids=worker, cases=counts, history=history, steps=steps)
    return Found(grids.join(frame[["name", "grid_code"]]).join(counts), spots, note)


def surface(record: Record, actor: Actor, period: Period, category: str):
    """Density of new cases: cases per km², bounds in degrees, note; None where there is nothing to show."""
    frame, points = areas.grids(record, actor), cases.places(record, actor, period, category)
    if frame.empty or points.empty:
        return None
    metric = studies.in_metres(record, frame)
    xy = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs=frame.crs).to_crs(metric.crs)
    west, south, east, north = metric.total_bounds
    cell_m = max(east - west, north - south) / CELLS
    array, note = density_surface(
        xy.x.to_numpy(), xy.y.to_numpy(), (west, south, east, north), cell_m, BANDWIDTH_CELLS * cell_m
    )
    east, south = west + cell_m * array.shape[1], north - cell_m * array.shape[0]
    corners = gpd.GeoSeries(gpd.points_from_xy([west, east], [south, north]), crs=metric.crs)
    bounds = corners.to_crs(frame.crs)
    return array, (bounds.x[0], bounds.y[0], bounds.x[1], bounds.y[1]), note
