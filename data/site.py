"""Where a facility of a kind would stand best: candidates and walks from the record, the same for commands and
screens."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from data import facilities as places
from data import grids as areas
from data import networks
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo.access.scores import capacities
from geo.access.walking import walk_costs
from geo.errors import InputError
from geo.siting import words
from geo.siting.models import MODELS
from geo.siting.site import SECONDS, Siting, site
from geo.siting.task import unfolded

#: what becomes of the facilities there are
EXISTING = ("kept", "moved", "closed")
#: of more grids, evenly many give their point as a candidate
MOST_CANDIDATES = 1500
#: a walk further than this is none
FAR_M = 50_000.0


@dataclass(frozen=True)
class Question:
    """Where ``number`` facilities of a ``kind`` stand best by a ``model``, within ``metres`` (0: the kind's standard).

    ``existing``: facilities there are stay (``number`` come new), may be moved (``number`` in all, at their places
    or others), or are closed.
    """

    kind: str
    model: str = "mclp"
    number: int = 1
    metres: float = 0.0
    existing: str = "kept"


@dataclass(frozen=True, eq=False)
class Proposal:
    """The answer: ``sites`` (a row a chosen or given-up place, EPSG:4326) and ``siting`` with value, bound, gap.

    ``sites`` has ``change`` (kept, new, closed), ``facility_id`` (0: none yet), ``grid_id``, ``people``,
    ``gainers``, ``minutes``, ``newly``, ``geometry``; those that bring most first.
    """

    sites: gpd.GeoDataFrame
    siting: Siting


@dataclass(frozen=True, eq=False)
class Ground:
    """What a question stands on: homes that can be served, candidates, walks between, and who was left out."""

    homes: pd.DataFrame
    candidates: pd.DataFrame
    costs: np.ndarray
    before: np.ndarray
    limit_m: float
    left_out: float


def propose(
    record: Record,
    actor: Actor,
    asked: Question,
    seconds: float = SECONDS,
    progress: Callable[[float], None] | None = None,
    told: Callable[[Siting], None] | None = None,
) -> Proposal:
    """Answer a question.

    Raises:
        InputError: ``kind_of_facility_unknown``, ``method_unknown``, and as ``geo.siting.site.site``.
        Cancelled: by ``progress``.
    """
    ground = ground_of(record, actor, asked)
    there = (ground.candidates["facility_id"] > 0).to_numpy()
    found = site(
        asked.model, ground.costs, ground.homes["residents"].to_numpy(), p=asked.number, radius=ground.limit_m,
        kept=np.flatnonzero(there & (asked.existing == "kept")),
        closed=np.flatnonzero(there & (asked.existing == "closed")),
        capacities=_room(record, asked, ground), seconds=seconds, progress=progress, told=told,
    )  # fmt: skip
    note = found.note
    if ground.left_out:
        facts = {**note.facts, "left_out": ground.left_out}
        note = replace(note, caveats=(*note.caveats, "site_left_out"), facts=facts)
    return Proposal(_sites(record, actor, ground, found), replace(found, note=note))


def ground_of(record: Record, actor: Actor, asked: Question) -> Ground:
    """Homes, candidates and the walks between them."""
    limit = _checked(record, actor, asked)
    homes = networks.homes(record, actor)
    existing = networks.facilities(record, actor, (asked.kind,))
    columns = ["facility_id", "capacity", "grid_id", "x_m", "y_m"]
    candidates = pd.concat([existing[columns], _in_grids(record, actor)], ignore_index=True)
    if homes.empty or candidates.empty:
        raise InputError("site_nothing", demand=len(homes), candidates=len(candidates))
    far = limit if "radius" in MODELS[asked.model].needs else FAR_M
    net, ways = networks.network(record, actor), networks.ways(record)
    costs = unfolded(walk_costs(homes, candidates, net, far, **ways))
    before = networks.walks(record, actor)[1].metres.get(asked.kind, pd.Series(np.inf, homes.index))
    may = (asked.existing != "closed") | (candidates["facility_id"].to_numpy() == 0)
    served = np.isfinite(costs[:, may]).any(axis=1) | (asked.model == "mclp")
    lost = float(homes["residents"].to_numpy()[~served].sum())
    return Ground(homes[served], candidates, costs[served], before.to_numpy()[served], limit, lost)


def _checked(record: Record, actor: Actor, asked: Question) -> float:
    metres = places.metres_of(record, actor, asked.kind, asked.metres)
    for given, known in ((asked.model, tuple(MODELS)), (asked.existing, EXISTING)):
        if given not in known:
            raise InputError("method_unknown", method=given, known=", ".join(known))
    return metres


def _in_grids(record: Record, actor: Actor) -> pd.DataFrame:
    """A point inside every grid in scope as a candidate."""
    frame = areas.grids(record, actor).set_index("grid_id")
    if frame.empty:
        return pd.DataFrame(columns=["facility_id", "capacity", "grid_id", "x_m", "y_m"], dtype=float)
    every = -(-len(frame) // MOST_CANDIDATES)
    points = frame.geometry.to_crs(networks.crs(record, actor)).representative_point().iloc[::every]
    return pd.DataFrame({
        "facility_id": 0, "capacity": np.nan, "grid_id": points.index, "x_m": points.x.to_numpy(),
        "y_m": points.y.to_numpy(),
    })  # fmt: skip


def _room(record: Record, asked: Question, ground: Ground) -> np.ndarray | None:
    if "capacities" not in MODELS[asked.model].needs:
        return None
    usual = profile_of(record)["facility_kinds"].get(asked.kind, {}).get("capacity")
    return np.asarray(capacities(ground.candidates["capacity"], usual)[0], float)


def _sites(record: Record, actor: Actor, ground: Ground, found: Siting) -> gpd.GeoDataFrame:
    facts = words.proposals(
        ground.costs, ground.homes["residents"].to_numpy(), found.assigned, ground.before, ground.limit_m
    )
    there = np.flatnonzero(ground.candidates["facility_id"] > 0)
    rows = ground.candidates.loc[np.union1d(found.chosen, there)]
    taken = rows.index.isin(found.chosen)
    change = np.where(rows["facility_id"] > 0, np.where(taken, "kept", "closed"), "new")
    points = gpd.GeoSeries(gpd.points_from_xy(rows["x_m"], rows["y_m"]), crs=networks.crs(record, actor))
    facts = facts.reindex(rows.index)
    facts[["people", "gainers", "newly"]] = facts[["people", "gainers", "newly"]].fillna(0.0)
    sites = gpd.GeoDataFrame(
        rows[["facility_id", "grid_id"]].assign(change=change, **facts),
        geometry=points.to_crs("EPSG:4326").to_numpy(), crs="EPSG:4326",
    )  # fmt: skip
    order = sites["change"].map({"new": 0, "kept": 1, "closed": 2})
    sites = sites.assign(order=order).sort_values(["order", "gainers"], ascending=[True, False])
    return sites.drop(columns="order").reset_index(drop=True)
