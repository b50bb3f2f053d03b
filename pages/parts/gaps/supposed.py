"""What if: facilities added, moved or closed, a worker away, a grid split; the address holds it, nothing is written."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from data import facilities as places
from data import grids as areas
from data import people, scenario
from data.candidates import read_places
from data.permits import Actor
from geo.model import Note
from geo.scenario import MOST, Add, Away, Change, Close, Move, Split, read, written
from pages.parts import address, labels, load, maps
from pages.parts.gaps import facilitylist
from pages.parts.gaps.facilitylist import Facility
from pages.parts.text import N_, _, ngettext, number

DEEDS = {
    "add": N_("Add a facility"),
    "move": N_("Move a facility"),
    "close": N_("Close a facility"),
    "away": N_("A worker away for two weeks"),
    "split": N_("Split a grid"),
}
ABOUT = N_("Nothing is written. The address of this page holds the scenario: keep it or send it.")
CUT = "#6a3d9a"


def changes(actor: Actor) -> tuple[Change, ...]:
    """The changes of the address that can be made; what cannot is said."""
    return _possible(actor, address.get("whatif"))


def kept(actor: Actor) -> tuple[Change, ...]:
    """Those of the scenario that is kept to compare with."""
    return _possible(actor, address.get("versus"))


def _possible(actor: Actor, text: str) -> tuple[Change, ...]:
    asked, odd, beyond = read(text)
    if beyond:
        st.warning(f"{_full()} " + _("The first of this address are shown."))
    if not asked and not odd:
        return ()
    known = load.read(scenario.possible, actor, asked)
    lost = len(odd) + len(known.refused)
    if lost:
        words = ngettext(
            "{n} part of this address names no facility, worker, grid or place here and is left out.",
            "{n} parts of this address name no facility, worker, grid or place here and are left out.", lost,
        )  # fmt: skip
        st.warning(words.format(n=number(lost)))
    return known.changes


def _full() -> str:
    return _("A scenario holds {n} changes.").format(n=number(MOST))


def desk(actor: Actor, frame: pd.DataFrame, kind: str, made: tuple[Change, ...]) -> None:
    """Try something: choose what changes, see what has changed already, take it back."""
    with st.expander(_("What if …"), icon=":material/tune:", expanded=bool(made)):
        deeds = {code: _(words) for code, words in DEEDS.items()}
        deed = st.segmented_control(
            _("What if …"), list(deeds), format_func=deeds.get, key="deed", default="add", required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        change = _ASKED[deed](actor, frame, kind)
        why_not = change and _why_not(actor, made, change)
        if why_not:
            st.caption(why_not)
        if st.button(_("Try it"), key="try_it", type="primary", disabled=not change or bool(why_not)):
            _show_kind(actor, change, kind)
            _keep((*made, change))
        _made(actor, made)
        st.caption(_(ABOUT))


def _why_not(actor: Actor, made: tuple[Change, ...], change: Change) -> str:
    """Why a change cannot be made beside the others; empty where it can."""
    if read(written((*made, change)))[2]:
        return f"{_full()} " + _("Take one back to try another.")
    if load.read(scenario.possible, actor, (change,)).refused:
        return _("This place is too far from the grids here.")
    return ""


def _show_kind(actor: Actor, change: Change, kind: str) -> None:
    """Look at the kind that a new facility is of, unless all kinds are looked at and this is one of them."""
    if isinstance(change, Add) and change.kind != kind:
        listed = load.read(places.facility_kinds, actor)
        if kind != "all" or change.kind not in set(listed.loc[listed["n"] > 0, "facility_kind"]):
            address.put(kind=change.kind)


def _keep(made: tuple[Change, ...]) -> None:
    address.put(whatif=written(made))
    st.rerun()


def _where(actor: Actor, frame: pd.DataFrame) -> tuple[float, float] | None:
    """The place that is written, else one inside the chosen grid; a hint where there is neither."""
    written_ = st.text_input(
        _("Longitude, latitude; or click a grid on the map"), key="whatif_place",
        placeholder="112.98, 30.01",
    )  # fmt: skip
    if written_.strip():
        given, _refused = read_places(written_)
        if not given:
            st.caption(_("Write longitude and latitude, such as 112.98, 30.01."))
        return given[0] if given else None
    grid_id = address.get_id("at")
    if grid_id not in frame.index:
        st.caption(_("Click a grid on the map: that is where it will stand."))
        return None
    grids = load.grids(actor).set_index("grid_id")
    st.caption(_("It will stand in {grid}.").format(grid=labels.plain(labels.grid_name(frame.loc[grid_id]))))
    point = grids.geometry[grid_id].representative_point()
    return round(point.x, 5), round(point.y, 5)


def _which(actor: Actor, kind: str) -> int | None:
    """One of those on record, of the kind that is looked at or of all; at first the one whose walks are looked at."""
    kinds = load.kind_names(actor)
    chosen = address.get("facility")
    known = facilitylist.listed(actor, kind, {}, int(chosen) if address.is_id(chosen) else None)
    names = {key: f"{one.name} · {kinds.get(one.kind, '')}" for key, one in known.facilities.items()}
    first = next((place for place, key in enumerate(names) if str(key) == chosen), 0)
    key = f"whatif_facility_{kind}_{first}"
    return st.selectbox(_("Facility"), list(names), first, format_func=names.get, key=key, help=known.hint)


def _add(actor: Actor, frame: pd.DataFrame, kind: str) -> Change | None:
    kinds = load.kind_names(actor)
    first = list(kinds).index(kind) if kind in kinds else 0
    chosen = st.selectbox(_("Kind"), list(kinds), first, format_func=kinds.get, key=f"whatif_kind_{kind}")
    where = _where(actor, frame)
    return Add(*where, chosen) if where and chosen else None


def _move(actor: Actor, frame: pd.DataFrame, kind: str) -> Change | None:
    chosen, where = _which(actor, kind), _where(actor, frame)
    return Move(chosen, *where) if chosen and where else None


def _close(actor: Actor, frame: pd.DataFrame, kind: str) -> Change | None:
    chosen = _which(actor, kind)
    return Close(chosen) if chosen else None


def _away(actor: Actor, frame: pd.DataFrame, kind: str) -> Change | None:
    found = load.read(people.workers, actor)
    found = found[found["grids"] > 0]
    names = labels.apart(dict(zip(found["worker_id"].map(int), found["name"], strict=True)))
    chosen = st.selectbox(_("Worker"), list(names), format_func=names.get, key="whatif_worker")
    st.caption(
        _("As if away for the last two weeks of the period: no visits then, nobody there, and fewer hours.")
    )
    return Away(chosen) if chosen else None


def _split(actor: Actor, frame: pd.DataFrame, kind: str) -> Change | None:
    grid_id = address.get_id("at")
    if grid_id not in frame.index:
        st.caption(_("Click a grid on the map: that is the one to split."))
        return None
    st.caption(
        _("{grid} is cut across its longer axis, half of its residents on either side. Both halves are visited as often"
          " as the whole and stay with the same worker; each is taken to report half.")
        .format(grid=labels.plain(labels.grid_name(frame.loc[grid_id])))
    )  # fmt: skip
    return Split(grid_id)


_ASKED = {"add": _add, "move": _move, "close": _close, "away": _away, "split": _split}


def _made(actor: Actor, made: tuple[Change, ...]) -> None:
    """What has been changed, each of which can be taken back."""
    for number_, (change, words) in enumerate(zip(made, told(actor, made), strict=True)):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(labels.plain(words))
            if st.button(_("Take back"), key=f"whatif_back_{number_}", type="tertiary"):
                _take_back(actor, made, change)


def _take_back(actor: Actor, made: tuple[Change, ...], change: Change) -> None:
    others = tuple(other for other in made if other is not change)
    # those that are new are called by their place among the changes
    if address.get("facility").startswith("-"):
        address.put(facility=None)
    _keep(others)


def told(actor: Actor, made: tuple[Change, ...]) -> list[str]:
    """Every change in words."""
    if not made:
        return []
    kinds = load.kind_names(actor)
    found = load.read(places.facilities, actor).set_index("facility_id")["name"]
    names = load.read(people.workers, actor).set_index("worker_id")["name"]
    grids = load.read(areas.names, actor)
    return [_words(change, kinds, {Away: names, Split: grids}.get(type(change), found)) for change in made]


def in_words(actor: Actor, made: tuple[Change, ...]) -> str:
    """All changes in a line; empty without any."""
    return _(", ").join(told(actor, made))


def noted(actor: Actor, note: Note, made: tuple[Change, ...]) -> Note:
    """A note that says, wherever it goes, that its result is a scenario's, and of which one."""
    if not made:
        return note
    facts = {**note.facts, "supposed": in_words(actor, made), "whatif": written(made)}
    return replace(note, caveats=(*note.caveats, "supposed"), facts=facts)


def new(actor: Actor, made: tuple[Change, ...]) -> dict[int, Facility]:
    """The facilities that the changes add, by the ids below zero that ``data.scenario.facilities`` gives them."""
    words = told(actor, made)
    return {
        -n: Facility(-n, words[n - 1], change.kind)
        for n, change in enumerate(made, start=1)
        if isinstance(change, Add)
    }


_TOLD = {
    Away: (N_("{name} is away for two weeks"), "worker_id"),
    Split: (N_("{name} is split"), "grid_id"),
    Move: (N_("{name} moves"), "facility_id"),
    Close: (N_("{name} is closed"), "facility_id"),
}


def _words(change: Change, kinds: dict[str, str], names: pd.Series) -> str:
    if isinstance(change, Add):
        return _("New: {kind}").format(kind=kinds.get(change.kind, change.kind))
    words, key = _TOLD[type(change)]
    return _(words).format(name=names[getattr(change, key)])


def marks(actor: Actor, made: tuple[Change, ...]) -> tuple[tuple[maps.Place, ...], frozenset[int]]:
    """What is new, moved or closed, for the map; and the facilities that do not stand where they stood."""
    if not made:
        return (), frozenset()
    found = load.read(places.facilities, actor).set_index("facility_id")
    seen = []
    for n, (change, words) in enumerate(zip(made, told(actor, made), strict=True), start=1):
        if isinstance(change, Add):
            seen.append(maps.Place(change.lon, change.lat, "+", words, _("New"), "new", -n))
        elif isinstance(change, Move):
            at = change.lon, change.lat
            seen.append(maps.Place(*at, "→", words, _("Moved here"), "moved", change.facility_id))
        elif isinstance(change, Close):
            at = found.loc[change.facility_id, ["lon", "lat"]]
            seen.append(maps.Place(*at, "×", words, _("Closed down"), "closed", change.facility_id))
    gone = frozenset(change.facility_id for change in made if isinstance(change, Move | Close))
    return tuple(seen), gone


def cuts(actor: Actor, made: tuple[Change, ...]) -> list[maps.Lines]:
    """Where grids are split, for the map."""
    found = load.read(scenario.cuts, actor, made) if any(isinstance(change, Split) for change in made) else {}
    lines = tuple(
        tuple((round(x, 6), round(y, 6)) for x, y in shapely.get_coordinates(part))
        for line in found.values()
        for part in shapely.get_parts(line)
    )
    words = _("Where a grid is split")
    return [maps.Lines(lines, np.zeros(len(lines), int), ((CUT, words),), words)] if lines else []
