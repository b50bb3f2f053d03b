"""The morning alarm: what is closer together in space and time than chance brings about."""

import pandas as pd
import streamlit as st

from geo.model import Note
from pages.parts import address, figures, labels, load, maps, notes, tables, work
from pages.parts.hotspots import handout, inquiries, spotwords, viewing  # fmt: skip
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import N_, _, day, number

MODELS = {"permutation": N_("Cases alone"), "poisson": N_("Against the people there")}
#: once in so many days by chance, at least → colour and words; the last is no alarm
LEVELS = {
    "alarm": (100, "#b2182b", N_("Alarm: by chance less than once in 100 days")),
    "look": (20, "#f4a582", N_("Worth a look: by chance less than once in 20 days")),
    "chance": (0, "#eadfca", N_("Chance alone brings as much more often")),
}
COLUMNS = [
    "rank", "level", "observed", "expected", "p", "recurrence_days", "since", "until", "radius_m", "lon", "lat",
]  # fmt: skip
#: alarms written out at once; the others wait behind a click
SHOWN = 4
NOWHERE = ("#f7f5f0", N_("In no cluster"))


def show(asked: Viewing) -> None:
    """Clusters that are alive on the last day: map, sentences, files."""
    above = st.container()
    left, right = st.columns([3, 2], gap="medium")
    with above:
        answer = work.answer(
            inquiries.alarms, asked.actor, asked.period.until, asked.category, asked.way,
            words=_("Looking for clusters …"), ahead=viewing.ahead(asked, left),
        )  # fmt: skip
    if answer is None:
        return
    clusters, note = answer
    if not note.valid:
        with above:
            st.info(" ".join([_("There is too little to say."), *viewing.reasons(note)]))
        return
    rarest = 1 / (note.facts["replications"] + 1)
    clusters = clusters.assign(
        level=[level(days) for days in clusters["recurrence_days"]],
        rarest=clusters["p"] <= rarest * (1 + 1e-9),
    )
    chosen = address.get_id("cluster")
    with left:
        clicked = viewing.show_map(asked, _layers(asked, clusters, chosen), note, _("Alarm"))
        if clicked is not None:
            address.put(cluster=_cluster_of(clusters, clicked))
            st.rerun()
    with right:
        _listing(asked, clusters, chosen)
    _table(asked, clusters, note)
    handout.by_grid(asked, _by_grid(asked, clusters), note, "alarm")


def level(recurrence_days: float) -> str:
    """How much of an alarm a cluster is, by how seldom chance alone makes one.

    >>> level(310.0), level(25.0), level(2.0), level(float("nan"))
    ('alarm', 'look', 'chance', 'chance')
    """
    return next((key for key, (days, *_rest) in LEVELS.items() if recurrence_days >= days), "chance")


def _by_grid(asked: Viewing, clusters: pd.DataFrame) -> pd.DataFrame:
    """The cluster each grid belongs to, and what is said of it; grids in none have no rank."""
    index = load.grids(asked.actor).set_index("grid_id").index
    inside = clusters.explode("grid_ids").set_index("grid_ids")
    return inside[COLUMNS].reindex(index)


def _layers(asked: Viewing, clusters: pd.DataFrame, chosen: int | None) -> list[maps.Layer]:
    by_grid = _by_grid(asked, clusters)
    used = {key: (colour, _(words)) for key, (_days, colour, words) in LEVELS.items()}
    used["nowhere"] = (NOWHERE[0], _(NOWHERE[1]))
    kinds = by_grid["level"].fillna("nowhere")
    layers: list[maps.Layer] = [
        maps.Choropleth(kinds, _("Alarm"), scheme="classes", classes=used, quiet="nowhere")
    ]
    loud = clusters[(clusters["level"] != "chance") | (clusters["rank"] == chosen)]
    if len(loud):
        layers.append(maps.Circles(tuple(map(_circle, loud.itertuples())), _("Circle of an alarm")))
    for row in clusters[clusters["rank"] == chosen].itertuples():
        title = _("Cluster {n}").format(n=number(row.rank))
        layers.append(maps.Outline(tuple(map(int, row.grid_ids)), title, "hot"))
    return layers


def _circle(row) -> tuple[float, float, float, str]:
    return row.lon, row.lat, row.radius_m, "hot"


def _cluster_of(clusters: pd.DataFrame, grid_id: int) -> int | None:
    return next((int(row.rank) for row in clusters.itertuples() if grid_id in row.grid_ids), None)


def _listing(asked: Viewing, clusters: pd.DataFrame, chosen: int | None) -> None:
    """The alarms, strongest first; what chance brings often waits behind a click."""
    loud = clusters[clusters["level"] != "chance"]
    if loud.empty:
        st.info(_("No alarm: nothing is closer together than chance often brings about."))
    _cards(asked, loud.head(SHOWN), chosen)
    others, rest = loud.iloc[SHOWN:], clusters[clusters["level"] == "chance"].head(5)
    for words, rows in [(_("{n} more").format(n=number(len(others))), others),
                        (_("What chance brings as often"), rest)]:  # fmt: skip
        if len(rows):
            with st.expander(words, expanded=chosen in set(rows["rank"])):
                _cards(asked, rows, chosen)


def _table(asked: Viewing, clusters: pd.DataFrame, note: Note) -> None:
    """Every cluster in numbers."""
    rows = clusters.assign(
        said=clusters["level"].map({key: _(words) for key, (_days, _colour, words) in LEVELS.items()}),
        grids=clusters["grid_ids"].map(len),
    )
    columns = [
        tables.Column("rank", _("No."), "count"),
        tables.Column("said", _("Class"), width="whole"),
        tables.Column("grids", _("Grids"), "count"),
        tables.Column("observed", _("Cases"), "count"),
        tables.Column("expected", _("Expected"), "decimal"),
        tables.Column("p", "p", "chance"),
        tables.Column("recurrence_days", _("Days from one to the next by chance"), "count"),
        tables.Column("since", _("First day"), "day"),
        tables.Column("until", _("Last day"), "day"),
        tables.Column("radius_m", _("Radius (m)"), "count"),
    ]
    about = notes.scope(asked.actor, note.period) | notes.about(note)
    with st.expander(_("All numbers")):
        tables.show(rows, columns, actor=asked.actor, key="alarm_table", file_name="alarms", about=about)


def _cards(asked: Viewing, clusters: pd.DataFrame, chosen: int | None) -> None:
    if clusters.empty:
        return
    grids = load.read(figures.by_grid, asked.actor, asked.period, asked.category)
    for _n, row in clusters.iterrows():
        _card(asked, row, grids, row["rank"] == chosen)


def _card(asked: Viewing, row: pd.Series, grids: pd.DataFrame, chosen: bool) -> None:
    rank = int(row["rank"])
    category = viewing.category_name(asked) if asked.category else ""
    with st.container(border=True, key=f"spot_c{rank}{'_chosen' if chosen else ''}", gap=None):
        st.markdown(f"**{rank}** · {labels.plain(spotwords.cluster_sentence(row, category))}")
        told = _("{first} – {last}; {n} cases where {expected} would be usual; {grids}.").format(
            first=day(row["since"]), last=day(row["until"]), n=number(row["observed"]),
            expected=number(row["expected"], 1), grids=labels.grids(len(row["grid_ids"])),
        )  # fmt: skip
        st.caption(labels.plain(told))
        st.markdown(labels.plain(spotwords.in_charge(grids.loc[list(row["grid_ids"])])))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"ways_c{rank}"):
            if st.button(
                _("Off the map") if chosen else _("On the map"), key=f"see_c{rank}", type="tertiary",
                icon=":material/my_location:",
            ):  # fmt: skip
                address.put(cluster="" if chosen else rank)
                st.rerun()
            viewing.ways_on(asked.actor, row["grid_ids"], since=row["since"], until=asked.period.until)
