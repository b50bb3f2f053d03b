"""From homes to facilities: on the streets where there are usable ones, else straight with a detour.

Which of the two it was is said: in a column, and in the note for screens and files.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from geo.access.nearest import costs_within, metres_between, nearest_m
from geo.access.network import SNAP_M, Network, Stands, shortest
from geo.model import Note

#: metres on foot for a straight metre, where no network says better: 4/π is that of a square street plan
#: on average over all directions, and streets are seldom better
DETOUR = 1.3


@dataclass(frozen=True)
class Walks:
    """``metres`` from home (row) to the nearest facility of each kind (column), endless where none is
    reached; ``on_streets``, by home, whether they were measured on the network; and the note."""

    metres: pd.DataFrame
    on_streets: pd.Series
    note: Note


def walks(
    homes: pd.DataFrame,
    facilities: pd.DataFrame,
    net: Network | None = None,
    *,
    detour: float = DETOUR,
    snap_m: float = SNAP_M,
) -> Walks:
    """How far it is from every home to the nearest facility of each kind.

    A home or a facility further than ``snap_m`` from every street is measured to in a straight line ×
    ``detour``; without a usable network all are. On streets, what lies on another piece of the network
    is not reached, however near it is.

    Args:
        homes: ``x_m``, ``y_m``; ``residents`` where shares are to be of people; ``at_building`` where it is known
            who lives where.
        facilities: ``facility_kind``, ``x_m``, ``y_m`` in the same system.
    """
    doors, places = _standing(homes, facilities, net, snap_m)
    kinds = facilities["facility_kind"].to_numpy()
    names = list(dict.fromkeys(kinds))
    metres = pd.DataFrame(np.inf, index=homes.index, columns=names)
    for name in names:
        here = kinds == name
        metres.loc[~doors.known, name] = detour * _straight(homes[~doors.known], facilities[here])
        strays = facilities[here & ~places.known]
        metres.loc[doors.known, name] = detour * _straight(homes[doors.known], strays)
    if net is not None and doors.known.any() and places.known.any():
        walked = nearest_m(net, doors, places, kinds)
        metres = np.minimum(metres, walked.set_index(homes.index)[names])
    on_streets = pd.Series(doors.known, homes.index, name="on_streets")
    return Walks(metres, on_streets, _note(homes, on_streets, places, metres, net, detour, snap_m))


def walk_costs(
    homes: pd.DataFrame,
    facilities: pd.DataFrame,
    net: Network | None,
    limit_m: float,
    *,
    detour: float = DETOUR,
    snap_m: float = SNAP_M,
    progress: Callable[[float], None] | None = None,
) -> sparse.csr_array:
    """Metres from homes to all facilities at most ``limit_m`` away, measured as in ``walks``.

    Returns:
        homes × facilities; what is not stored is further.
    """
    doors, places = _standing(homes, facilities, net, snap_m)
    shape = (len(homes), len(facilities))
    straight = [
        _straight_costs(homes, facilities, ~doors.known, np.ones(len(facilities), bool), limit_m / detour),
        _straight_costs(homes, facilities, doors.known, ~places.known, limit_m / detour),
    ]
    row, column, metres = (np.concatenate(part) for part in zip(*straight, strict=True))
    metres = metres * detour
    if net is not None and doors.known.any() and places.known.any():
        walked = sparse.coo_array(costs_within(net, doors, places, limit_m, progress=progress))
        row, column = np.concatenate([row, walked.row]), np.concatenate([column, walked.col])
        metres = np.concatenate([metres, walked.data])
    return shortest(row, column, metres, shape)


def walk_matrix(
    homes: pd.DataFrame,
    facilities: pd.DataFrame,
    net: Network | None,
    limit_m: float,
    *,
    detour: float = DETOUR,
    snap_m: float = SNAP_M,
) -> np.ndarray:
    """As ``walk_costs``, as a whole matrix that is endless beyond the limit: quicker where few walks are that long."""
    doors, places = _standing(homes, facilities, net, snap_m)
    xy = [frame[["x_m", "y_m"]].to_numpy(float) for frame in (homes, facilities)]
    metres = np.full((len(homes), len(facilities)), np.inf)
    for rows, columns in ((~doors.known, np.ones_like(places.known)), (doors.known, ~places.known)):
        straight = detour * cdist(xy[0][rows], xy[1][columns])
        metres[np.ix_(rows, columns)] = np.nan_to_num(straight, nan=np.inf)
    if net is not None and doors.known.any() and places.known.any():
        walked = metres_between(net, doors.of(doors.known), places.of(places.known))
        metres[np.ix_(doors.known, places.known)] = walked
    metres[metres > limit_m] = np.inf
    return metres


def _standing(homes, facilities, net: Network | None, snap_m: float) -> tuple[Stands, Stands]:
    """Where homes and facilities stand; on no street without a usable network."""
    if net is None or not net.usable:
        return nowhere(len(homes)), nowhere(len(facilities))
    return tuple(net.snap(*frame[["x_m", "y_m"]].to_numpy(float).T, snap_m) for frame in (homes, facilities))


def nowhere(count: int) -> Stands:
    """So many places that stand on no street."""
    return Stands(np.full(count, -1), np.zeros(count), np.full(count, np.inf))


def _straight(homes: pd.DataFrame, places: pd.DataFrame) -> np.ndarray:
    """Straight metres to the nearest place; endless without any."""
    xy = places.loc[_placed(places), ["x_m", "y_m"]].to_numpy(float)
    metres, there = np.full(len(homes), np.inf), _placed(homes)
    if len(xy) and there.any():
        metres[there] = cKDTree(xy).query(homes.loc[there, ["x_m", "y_m"]].to_numpy(float))[0]
    return metres


def _placed(frame: pd.DataFrame) -> np.ndarray:
    """Whose place is known."""
    return np.isfinite(frame[["x_m", "y_m"]].to_numpy(float)).all(axis=1)


def _straight_costs(homes, places, from_, to, limit_m: float):
    """Row, column and straight metres of the pairs within the limit."""
    rows, columns = np.flatnonzero(from_ & _placed(homes)), np.flatnonzero(to & _placed(places))
    near = [
        cKDTree(frame[["x_m", "y_m"]].to_numpy(float)[at]) for frame, at in ((homes, rows), (places, columns))
    ]
    found = near[0].sparse_distance_matrix(near[1], np.nextafter(limit_m, np.inf), output_type="ndarray")
    return rows[found["i"]], columns[found["j"]], found["v"]


def _note(homes, on_streets, places: Stands, metres, net, detour: float, snap_m: float) -> Note:
    people = homes["residents"] if "residents" in homes else pd.Series(1.0, homes.index)
    whole = float(people.sum())
    share = float(people[on_streets].sum() / whole) if whole else float(on_streets.any())
    built = people[homes["at_building"]].sum() if "at_building" in homes else 0.0
    unreached = float(people[on_streets & np.isinf(metres).any(axis=1)].sum())
    facts = {
        "on_streets": share, "detour": detour, "snap_m": snap_m, "unreached": round(unreached),
        "homes": len(homes), "homes_off": int((~on_streets).sum()),
        "residents_off": round(float(people[~on_streets].sum())), "facilities_off": int((~places.known).sum()),
        "at_buildings": float(built / whole) if whole else 0.0,
        "whole": net.whole if net else 0.0,
    }  # fmt: skip
    return Note(
        "walked",
        len(homes),
        valid=bool(len(homes)),
        caveats=tuple(_caveats(net, facts, unreached)),
        facts=facts,
    )


def _caveats(net: Network | None, facts: dict, unreached: float):
    if net is None:
        yield "straight_line"
    elif not net.usable:
        yield "streets_broken"
    elif facts["homes_off"] or facts["facilities_off"]:
        yield "partly_straight"
    if unreached:
        yield "not_reached"
