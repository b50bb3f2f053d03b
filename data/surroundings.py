"""From where one facility is reached on foot: an area for each limit, and how many residents live within it."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from data import networks
from data.db import Record
from data.permits import Actor
from geo.access.isochrones import BESIDE_M, circles, isochrones
from geo.access.nearest import pace
from geo.access.network import Network
from geo.access.walking import DETOUR, SNAP_M, walks
from geo.errors import InputError, NotFound
from geo.model import Note


def surroundings(
    record: Record,
    actor: Actor,
    facility_id: int,
    limits_m: tuple[float, ...],
    facilities: pd.DataFrame | None = None,
) -> tuple[gpd.GeoDataFrame, Note]:
    """The isochrones of one facility: along streets where it stands at one, else circles of straight lines × detour.

    Residents count by the walk from where they live, as for every gap and score, not by what an area covers.

    Args:
        facilities: instead of those on record, as ``data.networks.facilities`` gives them.

    Returns:
        a row a limit, the smallest first: ``metres``, ``residents`` of the scope within it, ``street_km`` (missing
        where lines are straight) and polygons in EPSG:4326; and which of the two it was.

    Raises:
        NotFound: ``facility_unknown``. InputError: ``site_radius`` for a limit that is not above zero, or none at all.
    """
    found = networks.facilities(record, actor) if facilities is None else facilities
    one = found[found["facility_id"] == facility_id]
    if one.empty:
        raise NotFound("facility_unknown", facility_id=facility_id)
    if wrong := [limit for limit in limits_m if not 0 < limit < np.inf] or ([] if limits_m else [0]):
        raise InputError("site_radius", radius=wrong[0])
    net, ways = networks.network(record, actor), networks.ways(record)
    limits = sorted(limits_m)
    near = _near(networks.homes(record, actor), one, net, limits[-1])
    walked = walks(near, one, net, **ways)
    areas, along = _areas(one, net, limits, ways)
    metres = walked.metres.iloc[:, 0]
    residents = [float(near["residents"][metres <= limit].sum()) for limit in limits]
    areas.insert(1, "residents", residents)
    facts = {**walked.note.facts, "facility_id": facility_id, "beside_m": BESIDE_M}
    method = "isochrone" if along else "isochrone_straight"
    note = replace(walked.note, method=method, n=len(near), valid=True, facts=facts)
    return areas.set_crs(networks.crs(record, actor) or "EPSG:4326").to_crs("EPSG:4326"), note


def _near(homes: pd.DataFrame, one: pd.DataFrame, net: Network | None, limit_m: float) -> pd.DataFrame:
    """Homes that can be within the limit: the others need no door to the street."""
    radius = limit_m if net is None else limit_m / min(pace(net), 1.0)
    away = homes[["x_m", "y_m"]].to_numpy(float) - one[["x_m", "y_m"]].to_numpy(float)
    return homes[np.hypot(*away.T) <= radius].reset_index(drop=True)


def _areas(one: pd.DataFrame, net: Network | None, limits: list[float], ways: dict[str, float]):
    """Polygons in metres, and whether they are along streets."""
    xy = one[["x_m", "y_m"]].to_numpy(float)
    if net is not None and net.usable:
        place = net.snap(*xy.T, ways.get("snap_m", SNAP_M))
        if place.known.all():
            return isochrones(net, place, limits), True
    return circles(*xy[0], limits, ways.get("detour", DETOUR)), False
