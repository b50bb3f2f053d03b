"""Access to facilities of one kind, by grid, community or beat: the same for commands and screens."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data import facilities as places
from data import grids as areas
from data import networks, people
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo import rates
from geo.access import scores, summary
from geo.access.network import survey
from geo.access.walking import Walks, walk_costs, walks
from geo.errors import InputError
from geo.model import Note
from geo.names import GROUPS

SCORES = ("nearest", "cumulative", "2sfca", "e2sfca", "3sfca")
#: what rows are by → the column that names them
LEVELS = {"grid": "grid_id", "community": "community_code", "worker": "worker_id"}
#: where a capacity that is not known is taken from → what is said of it
CAPACITY = {"known": "capacity_assumed", "usual": "capacity_standard", "nothing": "capacity_unknown"}
#: supply per head is told for so many residents
PER = 1000


@dataclass(frozen=True)
class Question:
    """Access to which ``kind``, within how many ``metres`` (0: the kind's standard), as which score, by what;
    ``sigma``: of the Gaussian, in metres."""

    kind: str
    score: str = "nearest"
    metres: float = 0.0
    by: str = "grid"
    sigma: float | None = None


def access(
    record: Record,
    actor: Actor,
    asked: Question,
    progress: Callable[[float], None] | None = None,
    facilities: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, Note]:
    """The score of every area in scope where somebody lives. Everybody competes for what there is, whoever asks: only
    the areas that are told of are those in scope.

    Args:
        facilities: instead of those on record, as ``data.networks.facilities`` gives them.

    Returns:
        for ``nearest`` as ``geo.access.summary.beyond``; else as ``geo.access.summary.weighted``: facilities'
        capacity within reach, or (the catchment scores) per 1,000 residents. By ``LEVELS[asked.by]``.

    Raises:
        InputError: ``kind_of_facility_unknown``; ``method_unknown`` for a score or level that is none.
    """
    limit = _checked(record, actor, asked)
    everybody = networks.homes(record, replace(actor, scope="all"))
    named = area_of(record, actor, asked.by)
    own = everybody["grid_id"].isin(named.index).to_numpy()
    homes = everybody[own].reset_index(drop=True)
    if facilities is None:
        facilities = networks.facilities(record, actor, (asked.kind,))
    net, ways = networks.network(record, actor), networks.ways(record)
    found = walks(homes, facilities, net, **ways)
    area = named.reindex(homes["grid_id"]).set_axis(homes.index)
    known = rates.residents(areas.facts(record, actor))
    facts = {"kind": asked.kind, "limit_m": limit, **networks.outside(facilities),
             "residents_unknown": int(known.isna().sum())}  # fmt: skip
    if net is not None:
        facts |= {f"network_{name}": value for name, value in survey(net).items()}
    if asked.score == "nearest":
        metres = found.metres.get(asked.kind, pd.Series(np.inf, homes.index))
        frame = summary.beyond(homes, metres, limit, area, _shorter(record, actor, asked))
        note = _noted(found, "access_nearest", facilities, homes, facts)
        return frame, note if (metres <= limit).any() else replace(note, caveats=_unmet(note))
    usual = profile_of(record)["facility_kinds"].get(asked.kind, {}).get("capacity")
    supply, assumed = scores.capacities(facilities["capacity"], usual)
    costs = walk_costs(everybody, facilities, net, limit, progress=progress, **ways)
    score = _score(asked, costs, everybody["residents"].to_numpy(), supply, limit)[own]
    note = _noted(found, f"access_{asked.score}", facilities, homes, facts | assumed)
    return summary.weighted(homes, score, area), note


def _checked(record: Record, actor: Actor, asked: Question) -> float:
    """The metres asked for, or those of the kind's standard."""
    metres = places.metres_of(record, actor, asked.kind, asked.metres)
    for given, known in ((asked.score, SCORES), (asked.by, LEVELS)):
        if given not in known:
            raise InputError("method_unknown", method=given, known=", ".join(known))
    return metres


def _shorter(record: Record, actor: Actor, asked: Question) -> dict[str, float]:
    """The limits of groups that have their own; none where metres were asked for."""
    if asked.metres or asked.kind not in (own := places.standards(record, actor)).index:
        return {}
    return own.loc[asked.kind, [*GROUPS]].to_dict()


def _score(asked: Question, costs, residents: np.ndarray, supply: np.ndarray, limit: float) -> np.ndarray:
    if asked.score == "cumulative":
        return scores.cumulative(costs, supply, limit)
    decay = None if asked.score == "2sfca" else scores.gaussian(limit, asked.sigma)
    step = scores.three_step if asked.score == "3sfca" else scores.two_step
    return PER * step(costs, residents, supply, limit, decay)


def _unmet(note: Note) -> tuple[str, ...]:
    """The caveats of a standard that is met for no one; without facilities or residents they say so already."""
    return (*note.caveats, "standard_unmet") if note.valid else note.caveats


def _noted(found: Walks, method: str, facilities: pd.DataFrame, homes: pd.DataFrame, facts: dict) -> Note:
    """The note of the walks, made to speak of the score."""
    caveats = list(found.note.caveats)
    if facilities.empty:
        caveats = ["facilities_none"]
    if homes.empty or facts["residents_unknown"]:
        caveats.append("residents_none" if homes.empty else "residents_unknown")
    if facts["facilities_outside"]:
        caveats.append("facilities_outside")
    if facilities.size and (facts.get("capacity_missing") or facts.get("capacity_negative")):
        caveats.append(CAPACITY[facts["capacity_from"]])
    valid = bool(len(facilities) and len(homes))
    return replace(
        found.note, method=method, valid=valid, caveats=tuple(caveats), facts={**found.note.facts, **facts}
    )


def area_of(record: Record, actor: Actor, by: str) -> pd.Series:
    """The name of the area of every grid in scope, by ``grid_id``: its id, its community, its worker (0: nobody)."""
    grids = areas.facts(record, actor)
    if by == "grid":
        return grids.index.to_series()
    if by == "community":
        return grids["community_code"]
    workers = people.assignments(record, actor).set_index("grid_id")["worker_id"]
    return workers.reindex(grids.index).fillna(0).astype(int).rename("worker_id")
