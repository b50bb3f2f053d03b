"""Facilities to choose one of: a list that stays short however many there are, and any of them by its id."""

from dataclasses import dataclass

import pandas as pd

from data import facilities as places
from data import grids as areas
from data.permits import Actor
from pages.parts import labels, load
from pages.parts.gaps import lacks
from pages.parts.text import _, number

#: of those on record, listed at most; the map has all
LISTED = 300


@dataclass(frozen=True)
class Facility:
    """A facility to choose: ``facility_id`` as ``data.scenario.facilities`` gives it, its ``name`` in lists, its
    ``kind``."""

    facility_id: int
    name: str
    kind: str


@dataclass(frozen=True)
class Listed:
    """What stands in a list, by id, and how many facilities there are."""

    facilities: dict[int, Facility]
    all: int

    @property
    def hint(self) -> str | None:
        """That there are more, and how to choose one of them; nothing where the list has all."""
        if len(self.facilities) >= self.all:
            return None
        words = _("The first {n} of {all} by name stand here. Any other is chosen by a click on the map.")
        return words.format(n=number(LISTED), all=number(self.all))


def listed(actor: Actor, kind: str, new: dict[int, Facility], chosen: int | None = None) -> Listed:
    """Those of a kind (or of ``all``), new ones first, then in the order of their names; the one that is ``chosen`` is
    always among them."""
    every = load.read(lacks.by_name, actor, kind)
    rows = every.head(LISTED)
    if chosen is not None and chosen not in set(rows["facility_id"]):
        rows = pd.concat([rows, every[every["facility_id"] == chosen]])
    new = {facility_id: one for facility_id, one in new.items() if kind in (one.kind, "all")}
    ids, grids = rows["facility_id"].map(int), load.read(areas.names, actor)
    where = rows["address"].fillna(rows["grid_id"].map(grids)).fillna("")
    called = {facility_id: one.name for facility_id, one in new.items()}
    names = labels.apart(
        called | dict(zip(ids, rows["name"], strict=True)), dict(zip(ids, where, strict=True))
    )
    kinds = dict(zip(ids, rows["facility_kind"], strict=True))
    kinds |= {facility_id: one.kind for facility_id, one in new.items()}
    found = {
        facility_id: Facility(facility_id, name, kinds[facility_id]) for facility_id, name in names.items()
    }
    return Listed(found, len(every) + len(new))


def one(actor: Actor, facility_id: int | None, new: dict[int, Facility]) -> Facility | None:
    """Any facility, on record or new; None where the id names none."""
    if facility_id in new:
        return new[facility_id]
    every = load.read(places.facilities, actor)
    for row in every[every["facility_id"] == facility_id].itertuples(index=False):
        return Facility(int(row.facility_id), row.name, row.facility_kind)
    return None
