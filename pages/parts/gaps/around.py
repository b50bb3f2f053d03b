"""The isochrones of one facility: chosen on the map or from a list, outlined, told in a box, taken along as files."""

import geopandas as gpd
import numpy as np
import shapely
import streamlit as st

from data.notes import homes_text, note_in_plain
from data.permits import Actor
from geo.model import Note
from geo.scenario import Change, Close, Move
from pages.parts import address, filters, labels, load, maps, notes
from pages.parts.gaps import faces, facilitylist, lacks, supposed
from pages.parts.gaps.facewords import REACHING
from pages.parts.gaps.facilitylist import Facility
from pages.parts.hotspots import handout
from pages.parts.map import ramps
from pages.parts.overview import board
from pages.parts.text import _, number

#: what an area's outline keeps of its corners, in degrees: about two metres
COARSE = 2e-5

#: a facility's id and name, an area a limit and how that was found
Around = tuple[int, str, gpd.GeoDataFrame, Note]


def facility(actor: Actor, face: str, kind: str, changes: tuple[Change, ...]) -> Facility | None:
    """Choose a facility of the kind that is looked at, where the face depends on them; none at first. Those that a
    scenario adds are among them, and those that it closes."""
    if face not in REACHING:
        return None
    asked, new = address.get("facility"), supposed.new(actor, changes)
    known = facilitylist.one(actor, int(asked), new) if address.is_id(asked.removeprefix("-")) else None
    if known and kind not in (known.kind, "all"):
        address.put(facility=None)  # it went with its kind
        known = None
    found = facilitylist.listed(actor, kind, new, known and known.facility_id)
    options = {"": _("None")} | {str(key): one.name for key, one in found.facilities.items()}
    picked = filters.pick("facility", _("Walks to one facility"), options, "", help=found.hint)
    return found.facilities[int(picked)] if picked else None


def choose(actor: Actor, facility_id: int, changes: tuple[Change, ...]) -> None:
    """Put a facility that was clicked into the address, and its kind where another one is looked at; 0 is none."""
    one = facilitylist.one(actor, facility_id, supposed.new(actor, changes))
    if one and (address.get("kind") or board.first_kind(actor)) not in (one.kind, "all"):
        address.put(kind=one.kind)
    address.put(facility=facility_id if one else None)


def surroundings(actor: Actor, facility: Facility | None, changes: tuple[Change, ...]) -> Around | None:
    """The areas of the city's life circles around a facility where it stands in a scenario; nothing where none is
    chosen, or one that is closed."""
    if not _stands(facility, changes):
        return None
    found = load.read(lacks.surroundings, actor, facility.facility_id, _limits(), changes)
    return facility.facility_id, facility.name, *found


def known(actor: Actor, facility: Facility | None, changes: tuple[Change, ...]) -> bool:
    """Whether ``surroundings`` would answer at once."""
    asked = facility and (facility.facility_id, _limits(), changes)
    return not _stands(facility, changes) or load.known(lacks.surroundings, actor, *asked)


def _stands(facility: Facility | None, changes: tuple[Change, ...]) -> bool:
    return facility is not None and Close(facility.facility_id) not in changes


def _limits() -> tuple[float, ...]:
    return tuple(float(metres) for metres in _minutes() or faces.DISTANCES)


def _minutes() -> dict[float, str]:
    """Metres of a life circle → its minutes."""
    return {float(metres): minutes for minutes, metres in load.place().get("life_circles", {}).items()}


def _labels(areas: gpd.GeoDataFrame) -> list[str]:
    minutes, words = _minutes(), []
    for metres in areas["metres"]:
        known = _("{minutes} minutes · {m} m") if metres in minutes else _("{m} m")
        words.append(known.format(minutes=minutes.get(metres), m=number(metres)))
    return words


def outlined(around: Around | None, *others: maps.Lines) -> list[maps.Lines]:
    """The areas as filled lines, the smallest on top, together with other lines: a map has one layer of them."""
    if around is None:
        return list(others)
    _facility_id, name, areas, _note = around
    areas, words = areas.iloc[::-1], _labels(areas)[::-1]
    lines, classes = [], []
    for n, area in enumerate(areas.geometry):
        rings = shapely.get_rings(shapely.get_parts(shapely.simplify(area, COARSE)))
        lines += [tuple(map(tuple, shapely.get_coordinates(ring).round(6).tolist())) for ring in rings]
        classes += [n] * len(rings)
    kinds = [*zip(ramps.ramp_colours("oranges", len(words)), words, strict=True)]
    counts = areas["residents"].tolist()
    for other in others:
        classes += (other.classes + len(kinds)).tolist()
        counts += np.bincount(other.classes, minlength=len(other.kinds)).tolist()
        lines, kinds = [*lines, *other.lines], [*kinds, *other.kinds]
    title = _("Residents within a walk of {name}").format(name=name)
    classes = np.array(classes, int)
    return [maps.Lines(tuple(lines), classes, tuple(kinds), title, filled=True, counts=tuple(counts))]


def bounds(around: Around | None) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the largest area, for the map to look at."""
    return None if around is None else tuple(map(float, around[2].total_bounds))


def explain(
    actor: Actor, facility: Facility | None, around: Around | None, changes: tuple[Change, ...]
) -> None:
    """How many residents each area holds and how that was measured; files for those who may take them. Of a facility
    that a scenario closes: that it does."""
    if facility is None:
        return
    with st.container(border=True, key="around", gap="small"):
        st.markdown(f"**{labels.plain(_('On foot to {name}').format(name=facility.name))}**")
        if around is None:
            st.markdown(_("It is closed in what is tried here: no walk leads to it."))
        else:
            _explain(actor, around, changes)


def _explain(actor: Actor, around: Around, changes: tuple[Change, ...]) -> None:
    facility_id, name, areas, note = around
    st.markdown("\n".join(f"- {labels.plain(line)}" for line in told(areas)))
    moved = any(isinstance(change, Move) and change.facility_id == facility_id for change in changes)
    if moved or facility_id < 0:
        note = supposed.noted(actor, note, changes)
    st.caption(labels.plain(" ".join([*_of_whom(actor), homes_text(note, _)])))
    notes.show(note)
    if actor.may("export"):
        words = _("Files with shapes, for maps and programs")
        plain = note_in_plain(note, facility=name, residents_of=actor.scope)
        handout.files(actor, lambda: areas, plain, f"isochrones_{facility_id}", handout.FILES, words)


def _of_whom(actor: Actor) -> list[str]:
    """That others walk there too, where not every grid is seen: how many of theirs is not for everybody."""
    return [] if actor.scope == "all" else [_("Only residents of the grids that you see are counted.")]


def told(areas: gpd.GeoDataFrame) -> list[str]:
    """Each area in a line: its limit and its residents, and the streets within it where it follows them."""
    lines = []
    for words, row in zip(_labels(areas), areas.itertuples(index=False), strict=True):
        followed = not np.isnan(row.street_km)
        text = _("{limit}: {n} residents, {km} km of street") if followed else _("{limit}: {n} residents")
        lines.append(text.format(limit=words, n=number(row.residents), km=number(row.street_km, 1)))
    return lines
