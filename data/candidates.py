"""Where a new facility may stand: a point in every grid, crossings of streets, or places somebody names."""

import re
from collections.abc import Iterable
from itertools import compress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from data import grids as areas
from data import networks
from data.db import Record
from data.parse.encoding import find_encoding
from data.permits import Actor
from geo.access.network import Network
from geo.errors import InputError, Unreadable
from geo.locate import Locator

#: at a point inside every grid, at crossings and ends of streets, or at given places
CANDIDATES = ("grids", "streets", "given")
#: between two numbers of a line
_BETWEEN = re.compile(r"[\s,;，；]+")


def read_places(text: str) -> tuple[tuple[tuple[float, float], ...], list[InputError]]:
    """Places, a line each, as longitude and latitude; what follows these is left alone, and so is a heading.

    Returns:
        the places, and a ``site_place_row`` for every line that is none.

    >>> read_places("lon,lat,name\\n112.98,30.01,lot 7\\n112.99 30.02\\n112.98,30.01\\nhere")
    (((112.98, 30.01), (112.99, 30.02)), [InputError("site_place_row row=5 text='here'")])
    """
    found: dict[tuple[float, float], None] = {}
    refused = []
    for row, line in enumerate(text.splitlines(), 1):
        words = _BETWEEN.split(line.strip("\ufeff \t"))
        if words == [""] or row == 1 and not any(map(str.isdigit, line)):
            continue
        if (place := _place(words[:2])) is None:
            refused.append(InputError("site_place_row", row=row, text=line))
        else:
            found[place] = None
    return tuple(found), refused


def places_of(path: Path) -> tuple[tuple[tuple[float, float], ...], list[InputError]]:
    """As ``read_places``, of a file.

    Raises:
        Unreadable: ``encoding_unknown``.
    """
    try:
        return read_places(path.read_text(find_encoding(path)))
    except Unreadable as error:
        raise Unreadable(error.code, file=path.name, **error.facts) from None


def _place(words: list[str]) -> tuple[float, float] | None:
    """Longitude and latitude in degrees; None where two words are none."""
    try:
        lon, lat = map(float, words)
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def places_for(
    record: Record, actor: Actor, candidates: str, given: tuple[tuple[float, float], ...], net: Network | None
) -> tuple[pd.DataFrame, list[tuple[float, float]]]:
    """The candidates in the actor's scope: ``facility_id`` 0, ``capacity`` unknown, ``grid_id``, ``x_m``, ``y_m``.

    Args:
        candidates: of ``CANDIDATES``. given: longitude and latitude, where these are given.

    Returns:
        the candidates, and which of the given places lie outside every grid and are none.

    Raises:
        InputError: ``streets_missing``; ``site_none_given``; ``site_outside`` where all given places are.
    """
    frame = areas.grids(record, actor)
    shapes = frame.geometry.to_crs(networks.crs(record, actor))
    if candidates == "grids":
        points = shapes.representative_point()
        return _candidates(frame["grid_id"].to_numpy(), points.x.to_numpy(), points.y.to_numpy()), []
    if candidates == "streets":
        x, y = _crossings(net)
    elif not given:
        raise InputError("site_none_given")
    else:
        points = gpd.GeoSeries(gpd.points_from_xy(*np.array(given).reshape(-1, 2).T), crs="EPSG:4326")
        points = points.to_crs(shapes.crs)
        x, y = points.x.to_numpy(), points.y.to_numpy()
    grid_ids = Locator(shapes.to_numpy(), frame["grid_id"]).locate(x, y)
    inside = grid_ids >= 0
    if candidates == "given" and not inside.any():
        raise InputError("site_outside", places=listed(given))
    outside = list(compress(given, ~inside)) if candidates == "given" else []
    return _candidates(grid_ids[inside], x[inside], y[inside]), outside


def listed(places: Iterable[tuple[float, float]]) -> str:
    """Places as they are written.

    >>> listed([(112.98, 30.01), (5.0, 50.0)])
    '112.98 30.01, 5 50'
    """
    return ", ".join(f"{lon:.9g} {lat:.9g}" for lon, lat in places)


def _crossings(net: Network | None) -> np.ndarray:
    """Crossings and ends of the streets that hang together."""
    if net is None:
        raise InputError("streets_missing")
    return net.xy[np.unique(np.concatenate([ends[net.piece == 0] for ends in (net.tail, net.head)]))].T


def _candidates(grid_ids, x_m: np.ndarray, y_m: np.ndarray) -> pd.DataFrame:
    columns = {"facility_id": 0, "capacity": np.nan, "grid_id": grid_ids, "x_m": x_m, "y_m": y_m}
    return pd.DataFrame(columns)
