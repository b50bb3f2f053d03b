"""Hot and cold spots of a period: classes on the map, a sentence a hotspot, the table."""

import pandas as pd
import streamlit as st

from data import people
from data.permits import Actor
from geo import rates
from geo.model import Period
from pages.parts import address, labels, load, maps, notes, tables, work
from pages.parts.hotspots import findings, handout, spotwords, viewing
from pages.parts.hotspots.viewing import Viewing
from pages.parts.map import measures
from pages.parts.text import N_, _, number, numbers

#: hotspots written out at once; the others wait behind a click
SHOWN = 4
#: what a hotspot is measured by: counts alone, or counts beyond what the people there explain
BASES = {"households": N_("Beyond households"), "residents": N_("Beyond residents")}
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
METHODS = {"gi": N_("With its neighbours (Gi*)"), "moran": N_("Like its neighbours (Moran)")}
#: what z is, without and with local Moran
Z = {
    False: N_("Gi*: how far above or below, in standard deviations"),
    True: N_("Local Moran: how far from chance, in standard deviations; above 0 it is like its neighbours"),
}
#: local Moran's four kinds of place
QUADRANTS = {
    "high_high": N_("High among high"),
    "low_low": N_("Low among low"),
    "high_low": N_("High among low"),
    "low_high": N_("Low among high"),
    "none": "–",
}


def bases(actor: Actor) -> dict[str, str]:
    """What to compare by, for a switch: ``count``, or ``households`` as ``geo.rates.exposure`` counts them."""
    return {"households": _(BASES[_unit(actor)]), "count": _("Counts")}


def show(asked: Viewing) -> None:
    """Hot and cold spots of the period: the map, a sentence each, the table, the files."""
    above = st.container()
    left, right = st.columns([3, 2], gap="medium")
    with above:
        found = work.answer(
            findings.found, asked.actor, asked.period, asked.category, asked.basis, asked.way,
            words=_("Looking for hotspots …"), brief=True, ahead=viewing.ahead(asked, left),
        )  # fmt: skip
    if found is None:
        return
    spot = address.get_id("spot")
    spot = spot if spot in found.spots.index else None
    with left:
        _show_map(asked, found, spot)
    with right:
        listing(asked.actor, found, spot)
    table(asked.actor, found, asked.period)
    handout.by_grid(asked, found.grids.drop(columns=["name", "grid_code"]), found.note, "hotspots_grids")


def _show_map(asked: Viewing, found: findings.Found, spot: int | None) -> None:
    """Classes with the line that says how they came to be; a click chooses a hotspot."""
    layers: list[maps.Layer] = [_classes(found, _unit(asked.actor))]
    inside = () if spot is None else found.spots.loc[spot, "grid_ids"]
    if inside:
        heat = found.spots.loc[spot, "heat"]
        layers.append(maps.Outline(tuple(inside), name_of(found, spot), heat))
    clicked = viewing.show_map(asked, layers, found.note, _("Hot and cold spots"))
    if clicked is not None:
        address.put(spot=_spot_of(found, clicked))
        st.rerun()


def classes() -> dict[str, tuple[str, str]]:
    """Class → colour and words."""
    return {key: (colour, _(words)) for key, (colour, words) in CLASSES.items()}


def _unit(actor: Actor) -> str:
    """Whom cases are set against."""
    return rates.exposure(load.grids(actor))[1]


def _classes(found: findings.Found, unit: str) -> maps.Choropleth:
    grids = found.grids
    hover = pd.DataFrame(
        {
            _("New cases"): numbers(grids["n"]),
            measures.options(unit)["rate"]: measures.rate_words(grids),
            _("Smoothed, nearby"): numbers(grids["smoothed_near"], 1),
            _("With neighbours"): numbers(grids["window_n"]),
            _("Expected there"): numbers(grids["window_expected"], 1),
            _("Open cases"): numbers(grids["open_cases"]),
        },
        index=grids.index,
    )
    return maps.Choropleth(
        grids["class"],
        _("Hot and cold spots"),
        scheme="classes",
        classes=classes(),
        hover=hover,
        quiet="none",
    )


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
    words = _("Off the map") if chosen else _("On the map")
    if st.button(words, key=f"see_{spot}", type="tertiary", icon=":material/my_location:"):
        address.put(spot="" if chosen else spot)
        st.rerun()
    viewing.ways_on(actor, row["grid_ids"], **address.span(period))


def in_order(found: findings.Found) -> pd.DataFrame:
    """Every grid as the table shows it, the surest first; no rate stands there that would rank luck."""
    rows = found.grids.sort_values(["q", "n"], ascending=[True, False]).reset_index()
    rows["name"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    rows["ranked_rate"] = rates.ranked(rows["rate"], rows["small_number"])
    rows["found"] = [_(CLASSES[key][1]) for key in rows["class"]]
    return rows


def table(actor: Actor, found: findings.Found, period: Period) -> None:
    """Every grid with its numbers; a row leads to its grid."""
    rows = in_order(found)
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("found", _("Class")),
        tables.Column("n", _("New cases"), "count"),
        *measures.rate_columns(_unit(actor)),
        tables.Column("expected", _("Expected"), "decimal"),
        tables.Column("window_n", _("With neighbours"), "count"),
        tables.Column("window_expected", _("Expected there"), "decimal"),
        tables.Column("z", "z", "decimal", help=_(Z["quadrant" in rows])),
        tables.Column("q", "q", "chance", help=_("Chance adjusted for the number of grids")),
        tables.Column("open_cases", _("Open cases"), "count"),
        tables.Column("overdue_cases", _("Overdue"), "count"),
    ]
    if "quadrant" in rows:
        rows["kind"] = [_(QUADRANTS[key]) for key in rows["quadrant"]]
        columns.insert(3, tables.Column("kind", _("Kind of place")))
    st.markdown(f"#### {_('All grids')} · {labels.grids(len(rows))}")
    about = notes.scope(actor, period) | notes.about(found.note)
    row = tables.show(
        rows, columns, actor=actor, key="hotspot_table", file_name="hotspots", about=about, opens=True
    )
    if row is not None:
        address.go("grid.py", grid=int(rows.loc[row, "grid_id"]), **address.span(period))
