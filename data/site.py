"""Where a facility of a kind would stand best: candidates and walks from the record, the same for commands and
screens."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from data import facilities as places
from data import networks
from data.candidates import CANDIDATES, listed, places_for
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo.access.scores import capacities
from geo.access.walking import walk_costs, walk_matrix
from geo.errors import InputError
from geo.model import Note
from geo.siting import words
from geo.siting.models import MODELS
from geo.siting.site import SECONDS, Siting, site
from geo.siting.task import unfolded

#: what becomes of the facilities there are
EXISTING = ("kept", "moved", "closed")
#: of more grids or crossings, evenly many are candidates
MOST_CANDIDATES = 1500
#: more walks than this are not looked at: of a grid's homes one stands for all, then there are fewer candidates
MOST_WALKS = 24_000_000
#: so many walks are kept for the next question
MOST_KEPT = 8_000_000
#: a walk further than this is none
FAR_M = 50_000.0
#: what has to be known of the walks
WALKED = ("straight_line", "streets_broken", "partly_straight")


@dataclass(frozen=True)
class Question:
    """Where ``number`` facilities of a ``kind`` stand best by a ``model``, within ``metres`` (0: the kind's standard).

    ``existing``: facilities there are stay (``number`` come new), may be moved (``number`` in all, at their places
    or others), or are closed. ``candidates``: of ``data.candidates.CANDIDATES``; ``given``: the places, as
    longitude and latitude, where these are ``given``.
    """

    kind: str
    model: str = "mclp"
    number: int = 1
    metres: float = 0.0
    existing: str = "kept"
    candidates: str = "grids"
    given: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Effect:
    """What an answer changes for everybody who can be served: before and after.

    ``covered``: people within the reach; ``mean_m`` and ``longest_m``: walks of those who reach one.
    """

    people: float
    covered: tuple[float, float]
    mean_m: tuple[float, float]
    longest_m: tuple[float, float]
    limit_m: float


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


@dataclass(frozen=True, eq=False)
class Ground:
    """What a question stands on: homes that can be served, candidates, walks between, and what to know of them."""

    homes: pd.DataFrame
    candidates: pd.DataFrame
    costs: np.ndarray
    before: np.ndarray
    limit_m: float
    crs: str
    caveats: tuple[str, ...]
    facts: dict
    room: np.ndarray | None


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


def ground_of(record: Record, actor: Actor, asked: Question) -> Ground:
    """Homes, candidates and the walks between them."""
    limit = _checked(record, actor, asked)
    net, ways = networks.network(record, actor), networks.ways(record)
    homes, before, note = _homes(record, actor, asked.kind)
    existing = networks.facilities(record, actor, (asked.kind,))
    if existing.empty and asked.existing != "kept":
        raise InputError("site_none_there")
    everywhere = "radius" not in MODELS[asked.model].needs
    far = FAR_M if everywhere else limit

    def walked(where: pd.DataFrame) -> np.ndarray | sparse.csr_array:
        return (walk_matrix if everywhere else walk_costs)(homes, where, net, far, **ways)

    may_stand, anew, outside = _stands(record, actor, asked, homes, (far, net, walked))
    if may_stand.empty and asked.existing != "moved":
        raise InputError("site_no_candidates")
    columns = ["facility_id", "capacity", "grid_id", "x_m", "y_m"]
    candidates = pd.concat([existing[columns], may_stand], ignore_index=True)
    costs = np.hstack([_whole(walked(existing)), _whole(anew)])
    may = (asked.existing != "closed") | (candidates["facility_id"].to_numpy() == 0)
    if not np.isfinite(costs[:, may]).any():
        raise InputError("site_unmet", metres=far)
    served = np.isfinite(costs[:, may]).any(axis=1) | (asked.model == "mclp")
    lost = float(homes["residents"].to_numpy()[~served].sum())
    room, assumed = _room(record, asked, candidates)
    facts = note.facts | {"left_out": lost} | assumed | networks.outside(existing)
    facts |= {"places_outside": len(outside), "outside": listed(outside)}
    caveats = [code for code in note.caveats if code in WALKED]
    caveats += ["site_left_out"] * (lost > 0) + ["site_capacity_assumed"] * bool(assumed)
    caveats += ["facilities_outside"] * bool(facts["facilities_outside"]) + ["site_places_outside"] * bool(
        outside
    )
    crs = networks.crs(record, actor)
    return Ground(
        homes[served], candidates, costs[served], before[served], limit, crs, tuple(caveats), facts, room
    )


def _stands(record: Record, actor: Actor, asked: Question, homes: pd.DataFrame, how: tuple) -> tuple:
    """Where new ones may stand, the walks from every home to there, and given places that are outside: what takes
    longest is the same for every kind and number.

    Args:
        how: how far is too far, the streets, and what measures walks.
    """
    far, net, walked = how

    def ask() -> tuple[pd.DataFrame, np.ndarray | sparse.csr_array, list]:
        room = max(1, min(MOST_CANDIDATES, MOST_WALKS // len(homes)))
        found, outside = places_for(record, actor, asked.candidates, asked.given, net)
        found = found.iloc[:: max(1, -(-len(found) // room))]
        return found, walked(found), outside

    if len(homes) * MOST_CANDIDATES > MOST_KEPT:
        return ask()
    question = ("site", actor.role, actor.scope, asked.candidates, asked.given, far, len(homes))
    topics = ("streets", "grids", "buildings", "profile", "assignments")
    return networks.kept(record, question, topics, ask)


def _whole(walks: np.ndarray | sparse.csr_array) -> np.ndarray:
    return unfolded(walks) if sparse.issparse(walks) else walks


def _checked(record: Record, actor: Actor, asked: Question) -> float:
    metres = places.metres_of(record, actor, asked.kind, asked.metres)
    known_words = ((asked.model, MODELS), (asked.existing, EXISTING), (asked.candidates, CANDIDATES))
    for given, known in known_words:
        if given not in known:
            raise InputError("method_unknown", method=given, known=", ".join(known))
    return metres


def _homes(record: Record, actor: Actor, kind: str) -> tuple[pd.DataFrame, np.ndarray, Note]:
    """Where residents live, how far they walk now and how that is known; in a large place one home a grid."""
    homes, walked = networks.walks(record, actor)
    if homes.empty:
        raise InputError("site_no_residents")
    if len(homes) * MOST_CANDIDATES > MOST_WALKS:
        whole = homes.groupby("grid_id", sort=False)["residents"].sum()
        homes = homes.drop_duplicates("grid_id").assign(residents=whole.to_numpy())
    before = walked.metres.get(kind, pd.Series(np.inf, walked.metres.index))
    return homes, before.reindex(homes.index).to_numpy(), walked.note


def _room(record: Record, asked: Question, candidates: pd.DataFrame) -> tuple[np.ndarray | None, dict]:
    """People each candidate takes, where that counts, and what was assumed of it."""
    if "capacities" not in MODELS[asked.model].needs:
        return None, {}
    usual = profile_of(record)["facility_kinds"].get(asked.kind, {}).get("capacity")
    there = candidates["facility_id"] > 0
    assumed = capacities(candidates.loc[there, "capacity"], usual)[1]
    return capacities(candidates["capacity"], assumed["capacity_assumed"])[0], assumed


def _changes(ground: Ground, found: Siting) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Effect]:
    """Sites, gains and effect of an answer."""
    gained = words.gains(
        ground.costs, ground.homes["residents"].to_numpy(), found.assigned, ground.before, ground.limit_m
    )
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
    told = [_walks(metres, people, ground.limit_m) for metres in (ground.before, after)]
    covered, mean, longest = zip(*told, strict=True)
    return Effect(float(people.sum()), covered, mean, longest, ground.limit_m)


def _walks(metres: np.ndarray, people: np.ndarray, limit_m: float) -> tuple[float, float, float]:
    """People within the limit; average and longest walk of those who reach one."""
    reached = np.isfinite(metres) & (people > 0)
    covered = float(people[metres <= limit_m].sum())
    if not reached.any():
        return covered, np.nan, np.nan
    return covered, float(np.average(metres[reached], weights=people[reached])), float(metres[reached].max())
