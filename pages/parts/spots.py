"""The hotspot screen's pieces: classes on the map, a sentence a hotspot, the table, the explanation."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from data import people
from data.current import current
from data.permits import Actor
from geo import rates
from geo.model import Note, Period
from pages.parts import address, findings, labels, load, maps, mapview, notes, spotwords, tables, text
from pages.parts.text import N_, _, number, numbers

MAP_PX = 600
#: hotspots written out at once; the others wait behind a click
SHOWN = 4
#: what a hotspot is measured by: counts alone, or counts beyond what the people there explain
BASES = {"households": N_("Beyond households"), "residents": N_("Beyond residents")}
VIEWS = {"classes": N_("Hot and cold spots"), "density": N_("Density")}
#: class → colour (ColorBrewer RdBu, safe for the colour-blind) and words
CLASSES = {
    "hot_99": ("#b2182b", N_("Hot, 99 % sure")),
    "hot_95": ("#ef8a62", N_("Hot, 95 % sure")),
    "hot_90": ("#fddbc7", N_("Hot, 90 % sure")),
    "none": ("#f7f5f0", N_("Nothing unusual")),
    "cold_90": ("#d1e5f0", N_("Cold, 90 % sure")),
    "cold_95": ("#67a9cf", N_("Cold, 95 % sure")),
    "cold_99": ("#2166ac", N_("Cold, 99 % sure")),
}
HELP = N_(
    "A grid is hot when it and the grids around it hold more new cases than chance would gather there. "
    "The statistic is Gi* (Getis and Ord). Its chance is counted exactly: over all ways of dealing the "
    "same cases to the grids, not from a bell curve, which cries wolf where cases are few. Because "
    "hundreds of grids are tested at once, the chances are adjusted (Benjamini and Hochberg): of all "
    "grids called hot at 95 %, about one in twenty is expected to be a false alarm. A density surface "
    "shows where cases lie; it proves nothing."
)


def bases(actor: Actor) -> dict[str, str]:
    """What to compare by, for a switch: ``count``, or ``households`` as ``geo.rates.exposure`` counts them."""
    unit = rates.exposure(load.grids(actor))[1]
    return {"count": _("Counts"), "households": _(BASES[unit])}


def explain() -> None:
    """How hotspots are found, one click away."""
    with st.popover(_("How is this found?"), icon=":material/help:"):
        st.markdown(_(HELP))


def show_map(
    actor: Actor, found: findings.Found, view: str, spot: int | None, period: Period, category: str
) -> None:
    """Classes or density with the line that says how they came to be; a click chooses a hotspot."""
    layers, note = [_classes(found)], found.note
    if view == "density":
        layers, note = _density(actor, found, period, category)
    inside = () if spot is None else found.spots.loc[spot, "grid_ids"]
    if inside:
        heat = found.spots.loc[spot, "heat"]
        layers.append(maps.Outline(tuple(inside), name_of(found, spot), heat))
    chosen = mapview.show(current(), actor, layers, key="hotspots", locale=text.locale(), height=MAP_PX)
    if chosen.source:
        address.put(spot=_spot_of(found, chosen.grid_ids[0]))
        st.rerun()
    notes.show(note)


def _classes(found: findings.Found) -> maps.Choropleth:
    used = {key: (colour, _(words)) for key, (colour, words) in CLASSES.items()}
    grids = found.grids
    hover = pd.DataFrame(
        {
            _("New cases"): numbers(grids["n"]),
            _("With neighbours"): numbers(grids["window_n"]),
            _("Expected there"): numbers(grids["window_expected"], 1),
            _("Open cases"): numbers(grids["open_cases"]),
        },
        index=grids.index,
    )
    title, method = _("Hot and cold spots"), _("Gi*, exact chance, adjusted for the number of grids")
    return maps.Choropleth(grids["class"], title, scheme="classes", classes=used, hover=hover, method=method)


def _density(
    actor: Actor, found: findings.Found, period: Period, category: str
) -> tuple[list[maps.Layer], Note]:
    plain = maps.Choropleth(
        found.grids["class"].map(lambda _class: "grid"),
        _("Grids"),
        scheme="classes",
        classes={"grid": ("#f7f5f0", _("Grids"))},
    )
    with st.spinner(_("Looking for hotspots …")):
        made = load.read(findings.surface, actor, period, category)
    if made is None:
        return [plain], found.note
    array, bounds, note = made
    note = replace(note, period=period, caveats=("shows_only", "reported_only"))
    title = _("Cases per km², bandwidth {metres} m").format(metres=number(note.facts["bandwidth_m"]))
    return [plain, maps.Surface(array, bounds, title)], note


def _spot_of(found: findings.Found, grid_id: int) -> int | None:
    for spot, row in found.spots.iterrows():
        if grid_id in row["grid_ids"]:
            return spot
    return None


def name_of(found: findings.Found, spot: int) -> str:
    """A hotspot's name: that of its grid with most cases."""
    inside = found.grids.loc[list(found.spots.loc[spot, "grid_ids"])]
    return labels.grid_name(inside.loc[inside["n"].idxmax()])


def listing(actor: Actor, found: findings.Found, chosen: int | None) -> None:
    """The strongest hotspots with their sentence; each can be shown on the map and its cases opened."""
    if not found.note.valid:
        st.info(spotwords.too_little(found.note, len(found.grids)))
        return
    if found.spots.empty:
        st.info(_("No grid stands out from chance in this period. That is an answer, not an error."))
        return
    workers = load.read(people.workers, actor).set_index("worker_id")["name"].to_dict()
    for spot, row in found.spots.head(SHOWN).iterrows():
        _card(actor, found, int(spot), row, workers, spot == chosen)
    others = found.spots.iloc[SHOWN:]
    if len(others):
        with st.expander(_("{n} more").format(n=number(len(others))), expanded=chosen in others.index):
            for spot, row in others.iterrows():
                _card(actor, found, int(spot), row, workers, spot == chosen)


def _card(
    actor: Actor, found: findings.Found, spot: int, row: pd.Series, workers: dict[int, str], chosen: bool
) -> None:
    with st.container(border=True, key=f"spot_{spot}{'_chosen' if chosen else ''}", gap=None):
        colour = "red" if row["heat"] == "hot" else "blue"
        sure = _(CLASSES[row["class"]][1])
        st.markdown(
            f"**{spot} · {labels.plain(name_of(found, spot))}** :{colour}-badge[{labels.plain(sure)}]"
        )
        st.markdown(labels.plain(spotwords.sentence(row, workers)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"ways_{spot}"):
            _ways(actor, found.note.period, spot, row, chosen)


def _ways(actor: Actor, period: Period, spot: int, row: pd.Series, chosen: bool) -> None:
    """From a hotspot to the map, its cases, and a hand-over of its grids."""
    ids = address.ids(row["grid_ids"])
    words = _("Off the map") if chosen else _("On the map")
    if st.button(words, key=f"see_{spot}", type="tertiary", icon=":material/my_location:"):
        address.put(spot="" if chosen else spot)
        st.rerun()
    address.link("cases.py", _("Cases"), icon=":material/assignment:", grid=ids, **address.span(period))
    if actor.may("read_plans"):
        address.link("reassign.py", _("Reassign"), icon=":material/swap_horiz:", grids=ids)


def table(actor: Actor, found: findings.Found, period: Period) -> None:
    """Every grid with its numbers, the surest first."""
    rows = found.grids.sort_values(["q", "n"], ascending=[True, False]).reset_index()
    rows["name"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    rows["found"] = [_(CLASSES[key][1]) for key in rows["class"]]
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("found", _("Class")),
        tables.Column("n", _("New cases"), "count"),
        tables.Column("expected", _("Expected"), "decimal"),
        tables.Column("window_n", _("With neighbours"), "count"),
        tables.Column("window_expected", _("Expected there"), "decimal"),
        tables.Column("z", "z", "decimal", help=_("Gi*: how far above or below, in standard deviations")),
        tables.Column("q", "q", "precise", help=_("Chance adjusted for the number of grids")),
        tables.Column("open_cases", _("Open cases"), "count"),
        tables.Column("overdue_cases", _("Overdue"), "count"),
    ]
    st.markdown(f"#### {_('All grids')} · {labels.grids(len(rows))}")
    about = notes.scope(actor, period) | notes.about(found.note)
    row = tables.show(
        rows, columns, actor=actor, key="hotspot_table", file_name="hotspots", about=about, opens=True
    )
    if row is not None:
        address.go("grid.py", grid=int(rows.loc[row, "grid_id"]), **address.span(period))
