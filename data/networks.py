"""From the record to walks: the street network, where residents live, and how far it is to facilities.

Everything is in one metric system, that of all the grids, whoever asks. The network is made once for a
version of the record, and so are the walks of a scope: screens and commands ask again and again.
"""

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

import geopandas as gpd
import pandas as pd

from data import buildings
from data import facilities as places
from data import grids as areas
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo import gaps, rates
from geo.access import homes as lived
from geo.access.network import Network, survey
from geo.access.network import network as graph
from geo.access.noding import noded
from geo.access.walking import Walks
from geo.access.walking import walks as walk
from geo.crs import metric_crs
from geo.names import GROUPS

#: of each record, question → version and answer; a scope's walks make room for the next after some
_KEPT: WeakKeyDictionary[Record, dict] = WeakKeyDictionary()
MOST_KEPT = 40


def network(record: Record, actor: Actor) -> Network | None:
    """The walking network with its streets cut where they meet, or None where the record holds no street.

    Streets are public and serve neighbours, so row scope does not narrow them.
    """
    actor.require("read_facilities")
    return kept(record, "network", ("streets", "grids", "profile"), lambda: _network(record, actor))


def _network(record: Record, actor: Actor) -> Network | None:
    sql = """SELECT from_node, to_node, length_m, one_way, ST_AsWKB(geometry) AS geometry FROM street_edge
      ORDER BY edge_id"""
    streets = record.geo_frame(sql)
    if streets.empty or crs(record, actor) is None:
        return None
    return graph(noded(streets.to_crs(crs(record, actor))))


def state(record: Record, actor: Actor) -> dict | None:
    """How the streets hang together, as ``geo.access.network.survey`` says, and whether they are ``usable``; None
    without streets or grids."""
    net = network(record, actor)
    return None if net is None else {**survey(net), "usable": net.usable}


def homes(record: Record, actor: Actor) -> pd.DataFrame:
    """From where the residents of the grids in scope walk: as ``geo.access.homes.homes``.

    Where no grid in scope has its residents on record, households stand for them. Not to be changed: it is kept.
    """
    actor.require("read_grids")
    topics = ("grids", "buildings", "profile", "assignments")
    return kept(record, ("homes", actor.role, actor.scope), topics, lambda: _homes(record, actor))


def _homes(record: Record, actor: Actor) -> pd.DataFrame:
    frame = areas.grids(record, actor).set_index("grid_id")
    people = frame[[*GROUPS]].assign(residents=rates.residents(frame))
    shapes = frame.geometry if frame.empty else frame.geometry.to_crs(crs(record, actor))
    return lived.homes(shapes, people, _in_metres(record, actor, buildings.buildings(record, actor)))


def facilities(record: Record, actor: Actor, kinds: tuple[str, ...] = ()) -> pd.DataFrame:
    """As ``data.facilities.facilities``, with ``x_m`` and ``y_m``."""
    return _in_metres(record, actor, places.facilities(record, actor, kinds))


def outside(found: pd.DataFrame) -> dict[str, int]:
    """How many facilities there are, and of these outside every grid, as facts of a note."""
    return {"facilities": len(found), "facilities_outside": int(found["grid_id"].isna().sum())}


def _in_metres(record: Record, actor: Actor, found: pd.DataFrame) -> pd.DataFrame:
    metric = crs(record, actor)
    points = gpd.GeoSeries(gpd.points_from_xy(found["lon"], found["lat"]), crs="EPSG:4326")
    xy = points.to_crs(metric) if metric else points
    return found.assign(x_m=xy.x.to_numpy(), y_m=xy.y.to_numpy())


def walks(record: Record, actor: Actor) -> tuple[pd.DataFrame, Walks]:
    """The homes in scope, and how far it is from each to the nearest facility of every kind the record holds."""
    actor.require("read_facilities")
    topics = ("streets", "grids", "buildings", "facilities", "profile", "assignments")
    return kept(record, ("walks", actor.role, actor.scope), topics, lambda: _walks(record, actor))


def _walks(record: Record, actor: Actor) -> tuple[pd.DataFrame, Walks]:
    where = homes(record, actor)
    return where, walk(where, facilities(record, actor), network(record, actor), **ways(record))


def ways(record: Record) -> dict[str, float]:
    """How the city measures walks: ``detour`` for a straight metre, and ``snap_m`` from door to street."""
    told = profile_of(record).get("walking", {})
    return {name: float(told[name]) for name in ("detour", "snap_m") if name in told}


def crs(record: Record, actor: Actor) -> str | None:
    """The metric system of all the grids; None without grids."""
    bounds = areas.extent(record, replace(actor, scope="all"))
    return None if bounds is None else metric_crs(bounds, profile_of(record)["crs"])


def beyond(record: Record, actor: Actor, reach_m: dict[str, float]) -> pd.DataFrame:
    """Residents by ``grid_id`` who walk further than its reach to the nearest facility of each kind.

    Args:
        reach_m: metres by kind.

    Returns:
        a column a kind, and ``all_kinds``; missing where residents are not known.
    """
    frame = areas.facts(record, actor)
    where, found = walks(record, actor)
    lacking = gaps.service_gap(where, found.metres, reach_m)
    return lacking.reindex(frame.index).fillna(0.0).where(rates.residents(frame).notna())


def kept(record: Record, question, topics: tuple[str, ...], ask: Callable[[], object]):
    """An answer that is made anew when the record has changed; what was not asked for longest makes room."""
    answers = _KEPT.setdefault(record, {})
    version = record.version(*topics)
    known = answers.get(question)
    if known is None or known[0] != version:
        known = version, ask()
    answers.pop(question, None)
    while len(answers) >= MOST_KEPT:
        answers.pop(next(iter(answers)), None)
    answers[question] = known
    return known[1]
