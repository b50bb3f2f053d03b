"""A scenario: what would be different, as a short text that fits into an address, and back.

``add~113.0098200~29.9996000~clinic``, ``move~7~113.0098200~29.9996000``, ``close~7``, ``away~3``, ``split~12``, with
``~~`` between them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

#: changes at most; more are left out
MOST = 20
#: decimals of a degree: about a centimetre, so that a place reaches whom it reached where it was found
PLACES = 7
BETWEEN, WITHIN = "~~", "~"
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,8})?", re.ASCII)
_ID = re.compile(r"\d{1,15}", re.ASCII)
_KIND = re.compile(r"\w{1,40}", re.ASCII)


@dataclass(frozen=True)
class Add:
    """A new facility of a kind at a place in degrees."""

    lon: float
    lat: float
    kind: str


@dataclass(frozen=True)
class Move:
    """A facility stands elsewhere."""

    facility_id: int
    lon: float
    lat: float


@dataclass(frozen=True)
class Close:
    """A facility is no more."""

    facility_id: int


@dataclass(frozen=True)
class Away:
    """A worker was away for the last two weeks of the period."""

    worker_id: int


@dataclass(frozen=True)
class Split:
    """A grid is two (``geo.halves``)."""

    grid_id: int


Change = Add | Move | Close | Away | Split
#: what a change is of, so that a later one of the same takes its place
_OF = {Move: "facility", Close: "facility", Away: "worker", Split: "grid"}
#: word → what it makes, and the patterns of what follows
_WORDS = {
    "add": (Add, (_NUMBER, _NUMBER, _KIND), (float, float, str)),
    "move": (Move, (_ID, _NUMBER, _NUMBER), (int, float, float)),
    "close": (Close, (_ID,), (int,)),
    "away": (Away, (_ID,), (int,)),
    "split": (Split, (_ID,), (int,)),
}
_NAMES = {made: word for word, (made, *_rest) in _WORDS.items()}


def read(text: str) -> tuple[tuple[Change, ...], tuple[str, ...], tuple[str, ...]]:
    """The changes of a text, the parts of it that say none, and those for which there is no room.

    A later change of the same facility, worker or grid takes the place of an earlier one.

    >>> read("close~7~~away~3~~burn~7~~move~7~13.4~52.5")
    ((Move(facility_id=7, lon=13.4, lat=52.5), Away(worker_id=3)), ('burn~7',), ())
    """
    known: dict[object, Change] = {}
    odd, beyond = [], []
    for number, part in enumerate(filter(None, text.split(BETWEEN))):
        change = _change(part)
        if change is None:
            odd.append(part)
        elif (whom := _whom(change, number)) in known or len(known) < MOST:
            known[whom] = change
        else:
            beyond.append(part)
    return tuple(known.values()), tuple(odd), tuple(beyond)


def _whom(change: Change, number: int) -> object:
    if isinstance(change, Add):
        return number
    return _OF[type(change)], getattr(change, _first(change))


def _first(change: Change) -> str:
    return next(iter(change.__dataclass_fields__))


def _change(part: str) -> Change | None:
    word, *facts = part.split(WITHIN)
    made, patterns, types = _WORDS.get(word, (None, (), ()))
    fits = len(facts) == len(patterns) and all(p.fullmatch(f) for p, f in zip(patterns, facts, strict=True))
    if made is None or not fits:
        return None
    change = made(*(kind(fact) for kind, fact in zip(types, facts, strict=True)))
    on_earth = abs(getattr(change, "lon", 0.0)) <= 180 and abs(getattr(change, "lat", 0.0)) <= 90
    return change if on_earth else None


def rearranged(
    new: Sequence[tuple[float, float]],
    gone: Mapping[int, tuple[float, float]],
    kind: str,
    moving: bool = False,
) -> tuple[Change, ...]:
    """The changes that bring new places of a kind and give up facilities.

    Args:
        new: longitude and latitude. gone: the same by ``facility_id``.
        moving: a facility that is given up moves to a new place, so that together they move least.

    >>> rearranged([(1.0, 0.0), (5.0, 0.0)], {7: (4.0, 0.0)}, "clinic", moving=True)
    (Move(facility_id=7, lon=5.0, lat=0.0), Add(lon=1.0, lat=0.0, kind='clinic'))
    """
    moves: dict[int, int] = {}
    if moving and new and gone:
        there, where = np.array([*gone.values()]), np.array(new)
        far = np.hypot(*np.moveaxis(there[:, None] - where[None], -1, 0))
        moves = {int(to): [*gone][of] for of, to in zip(*linear_sum_assignment(far), strict=True)}
    moved = [Move(facility_id, *new[n]) for n, facility_id in moves.items()]
    closed = [Close(facility_id) for facility_id in gone if facility_id not in moves.values()]
    return (*moved, *closed, *(Add(*place, kind) for n, place in enumerate(new) if n not in moves))


def written(changes: tuple[Change, ...]) -> str:
    """Changes as a text that ``read`` understands.

    >>> written((Add(113.009823, 29.9996, "clinic"), Close(7)))
    'add~113.0098230~29.9996000~clinic~~close~7'
    """
    return BETWEEN.join(_part(change) for change in changes)


def _part(change: Change) -> str:
    facts = [getattr(change, name) for name in change.__dataclass_fields__]
    told = [f"{fact:.{PLACES}f}" if isinstance(fact, float) else str(fact) for fact in facts]
    return WITHIN.join([_NAMES[type(change)], *told])
