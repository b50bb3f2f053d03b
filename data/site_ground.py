"""What a question for sites stands on: who has to be reached, where a facility may stand, and the walks between."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from data import facilities as places
from data import networks
from data.candidates import CANDIDATES, listed, places_for
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo.access.network import Network
from geo.access.scores import capacities
from geo.access.walking import walk_costs, walk_matrix
from geo.errors import InputError
from geo.model import Note
from geo.siting.models import MODELS
from geo.siting.task import unfolded
from geo.siting.together import put_together

#: what becomes of the facilities there are
EXISTING = ("kept", "moved", "closed")
#: of more grids or crossings, evenly many are candidates; of given places all are, and more than this are refused
MOST_CANDIDATES, MOST_GIVEN = 1500, 2000
#: of more walks than this homes are put together, then there are fewer candidates
MOST_WALKS = 24_000_000
#: so many walks are kept for the next question
MOST_KEPT = 8_000_000
#: a walk further than this is none
FAR_M = 50_000.0
#: what has to be known of the walks
WALKED = ("straight_line", "streets_broken", "partly_straight")
#: what of the record places and walks depend on
TOPICS = ("streets", "grids", "buildings", "profile", "assignments")


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


@dataclass(frozen=True, eq=False)
class Ground:
    """What a question stands on: homes that can be served, candidates, walks between, and what to know of them.

    ``homes`` and ``left_out``, those that no candidate reaches, have ``grid_id``, ``residents`` and ``before``, the
    metres to the nearest facility there is.
    """

    homes: pd.DataFrame
    left_out: pd.DataFrame
    candidates: pd.DataFrame
    costs: np.ndarray
    limit_m: float
    crs: str
    caveats: tuple[str, ...]
    facts: dict
    room: np.ndarray | None


def ground_of(record: Record, actor: Actor, asked: Question) -> Ground:
    """Homes, candidates and the walks between them.

    Raises:
        InputError: as for ``data.site.propose``.
    """
    limit = _checked(record, actor, asked)
    net, ways = networks.network(record, actor), networks.ways(record)
    everybody, note = _homes(record, actor, asked.kind)
    existing = networks.facilities(record, actor, (asked.kind,))
    if existing.empty and asked.existing != "kept":
        raise InputError("site_none_there")
    may_stand, outside, seen = _places(record, actor, asked, everybody, net)
    if may_stand.empty and asked.existing != "moved":
        raise InputError("site_no_candidates")
    homes = put_together(everybody, MOST_WALKS // max(1, len(may_stand)))
    everywhere = "radius" not in MODELS[asked.model].needs
    far = FAR_M if everywhere else limit

    def walked(where: pd.DataFrame) -> np.ndarray | sparse.csr_array:
        return (walk_matrix if everywhere else walk_costs)(homes, where, net, far, **ways)

    columns = ["facility_id", "capacity", "grid_id", "x_m", "y_m"]
    candidates = pd.concat([existing[columns], may_stand], ignore_index=True)
    anew = _walks_there(record, actor, asked, far, (len(homes), may_stand, walked))
    costs = np.hstack([_whole(walked(existing)), _whole(anew)])
    may = (asked.existing != "closed") | (candidates["facility_id"].to_numpy() == 0)
    if not np.isfinite(costs[:, may]).any():
        raise InputError("site_unmet", metres=far)
    served = np.isfinite(costs[:, may]).any(axis=1) | (asked.model == "mclp")
    room, assumed = _room(record, asked, candidates)
    facts = note.facts | seen | assumed | networks.outside(existing)
    facts |= {"left_out": float(homes.loc[~served, "residents"].sum()), "homes_seen": len(homes)}
    facts |= {"homes_all": len(everybody), "places_outside": len(outside), "outside": listed(outside)}
    caveats = _caveats(note, facts, bool(assumed))
    crs = networks.crs(record, actor)
    return Ground(homes[served], homes[~served], candidates, costs[served], limit, crs, caveats, facts, room)


def _caveats(note: Note, facts: dict, assumed: bool) -> tuple[str, ...]:
    """What has to be borne in mind, by the facts."""
    told = {
        "site_places_thinned": facts["places_seen"] < facts["places_all"],
        "site_homes_together": facts["homes_seen"] < facts["homes_all"],
        "site_left_out": facts["left_out"] > 0,
        "site_capacity_assumed": assumed,
        "facilities_outside": facts["facilities_outside"] > 0,
        "site_places_outside": facts["places_outside"] > 0,
    }
    return (
        *(code for code in note.caveats if code in WALKED),
        *(code for code, true in told.items() if true),
    )


def _places(record: Record, actor: Actor, asked: Question, homes: pd.DataFrame, net: Network | None) -> tuple:
    """Where new ones may stand; given places that are outside; and how many of how many are looked at.

    Given places are somebody's choice and all of them are; of grids and crossings, one more or less tells little.
    """
    grids = homes["grid_id"].nunique()
    room = max(1, min(MOST_CANDIDATES, MOST_WALKS // grids))

    def ask() -> tuple[pd.DataFrame, list, dict[str, int]]:
        every, outside = places_for(record, actor, asked.candidates, asked.given, net)
        if asked.candidates != "given":
            found = every.iloc[:: max(1, -(-len(every) // room))]
        elif len(every) <= MOST_GIVEN:
            found = every
        else:
            raise InputError("site_given_many", given=len(every), most=MOST_GIVEN)
        return found, outside, {"places_seen": len(found), "places_all": len(every)}

    question = ("places", actor.role, actor.scope, asked.candidates, asked.given, room)
    return networks.kept(record, question, TOPICS, ask)


def _walks_there(record: Record, actor: Actor, asked: Question, far: float, how: tuple):
    """The walks from every home to where new ones may stand: what takes longest is the same for every kind and number.

    Args:
        far: how far is too far. how: how many homes, the places, and what measures walks.
    """
    homes, may_stand, walked = how
    if homes * len(may_stand) > MOST_KEPT:
        return walked(may_stand)
    question = ("site", actor.role, actor.scope, asked.candidates, asked.given, far, homes)
    return networks.kept(record, question, TOPICS, lambda: walked(may_stand))


def _whole(walks: np.ndarray | sparse.csr_array) -> np.ndarray:
    return unfolded(walks) if sparse.issparse(walks) else walks


def _checked(record: Record, actor: Actor, asked: Question) -> float:
    metres = places.metres_of(record, actor, asked.kind, asked.metres)
    known_words = ((asked.model, MODELS), (asked.existing, EXISTING), (asked.candidates, CANDIDATES))
    for given, known in known_words:
        if given not in known:
            raise InputError("method_unknown", method=given, known=", ".join(known))
    return metres


def _homes(record: Record, actor: Actor, kind: str) -> tuple[pd.DataFrame, Note]:
    """Where residents live, how far they walk now (``before``), and how that is known."""
    homes, walked = networks.walks(record, actor)
    if homes.empty:
        raise InputError("site_no_residents")
    before = walked.metres.get(kind, pd.Series(np.inf, walked.metres.index))
    return homes.assign(before=before.reindex(homes.index)), walked.note


def _room(record: Record, asked: Question, candidates: pd.DataFrame) -> tuple[np.ndarray | None, dict]:
    """People each candidate takes, where that counts, and what was assumed of it."""
    if "capacities" not in MODELS[asked.model].needs:
        return None, {}
    usual = profile_of(record)["facility_kinds"].get(asked.kind, {}).get("capacity")
    there = candidates["facility_id"] > 0
    assumed = capacities(candidates.loc[there, "capacity"], usual)[1]
    return capacities(candidates["capacity"], assumed["capacity_assumed"])[0], assumed
