"""The screen of sites: what is asked, the answer as it gets better, the map, sentences, table and files."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import streamlit as st

from data import facilities as places
from data import grids as areas
from data import people
from data.current import current
from data.notes import note_in_plain
from data.permits import Actor
from data.site import Proposal, Question
from geo.errors import GridkeeperError
from geo.siting.models import MODELS as NEEDS
from pages.parts import address, ahead, filters, labels, load, maps, mapview, notes, tables, text, work
from pages.parts.gaps import faces
from pages.parts.hotspots import handout, inquiries
from pages.parts.siting import givenplaces, sitewords, tried
from pages.parts.text import N_, _, ngettext, number

KEY = "siting"
MAP_PX, MOST_SITES, USUAL_SITES = 600, 50, 3
#: proposals told in full; the table has all
MOST_TOLD = 12
#: a grid is newly reached when this share of its residents is
SHARE = 0.5
REACHED = {
    "new": ("#238b45", N_("Newly reached")),
    "part": ("#a1d99b", N_("Newly reached in part")),
    "same": ("#f7f5f0", N_("As before")),
}
#: minutes less on foot: from, colour, words
NEARER = {
    "far": (5.0, "#00441b", N_("5 minutes less or more")),
    "some": (2.0, "#41ab5d", N_("2 to 5 minutes less")),
    "little": (0.0, "#c7e9c0", N_("up to 2 minutes less")),
}


def question(actor: Actor) -> Question:
    """What is asked, from switches that live in the address."""
    kinds = load.kind_names(actor)
    models = {code: _(words) for code, words in sitewords.MODELS.items()}
    with filters.bar():
        kind = filters.pick("kind", _("Facility"), kinds, next(iter(kinds)))
        model = filters.pick("model", _("Look for"), models, "mclp")
        needs = NEEDS[model].needs
        wanted = filters.whole("sites", _("New sites"), USUAL_SITES, MOST_SITES) if "p" in needs else 1
        metres = (
            filters.pick("metres", _("Standard"), faces.distances(), "0", width=220)
            if "radius" in needs
            else "0"
        )
        candidates = filters.pick(
            "candidates", _("Candidates"), _words(sitewords.CANDIDATES), "grids", width=190
        )
        existing = filters.pick(
            "existing", _("Those there are"), _words(sitewords.EXISTING), "kept", width=140
        )
        with st.popover(_("Method"), icon=":material/help:"):
            st.markdown(_(sitewords.EXPLAINED))
    given = givenplaces.given() if candidates == "given" else ()
    return Question(kind, model, wanted, float(metres), existing, candidates, given)


def _words(table: dict[str, str]) -> dict[str, str]:
    return {code: _(words) for code, words in table.items()}


def answer(actor: Actor, asked: Question, place) -> Proposal | None:
    """The best proposal so far; a sentence where none can be made.

    Args:
        place: where the map will stand.
    """
    try:
        return work.unfolding(
            inquiries.sites, actor, asked, words=_("Looking for sites …"),
            ahead=lambda words: ahead.ground(actor, place, words, key=KEY, height=MAP_PX),
            shown=lambda found: tuple(found.sites["geometry"].to_wkb()),
            line=lambda found: st.markdown(f"**{labels.plain(sitewords.how_good(found))}**"),
        )  # fmt: skip
    except GridkeeperError as error:
        st.warning(labels.plain(text.sentence(error)))
        return None


def headline(asked: Question, found: Proposal) -> None:
    """What the proposal would do, and the way to what it changes."""
    st.markdown(f"#### {labels.plain(sitewords.headline(asked, found.effect, found.sites))}")
    tried.link(asked, found)


def sentences(actor: Actor, found: Proposal) -> None:
    """One sentence a proposed site, and what is given up."""
    proposed = sitewords.model_changes(found)
    where = found.gains.join(_whose(actor), on="grid_id")
    names = load.read(areas.names, actor)
    for site, row in proposed.head(MOST_TOLD).iterrows():
        grid_id = int(row["grid_id"])
        with st.container(border=True, key=f"spot_site{row['number']}", gap=None):
            st.markdown(f"**{row['number']} · {labels.plain(names.get(grid_id, ''))}**")
            st.markdown(labels.plain(sitewords.proposal(row, where[where["site"] == site])))
            address.link("grid.py", _("Open the grid"), icon=":material/crop_free:", grid=grid_id)
    if len(proposed) > MOST_TOLD:
        st.caption(_("The first {n} of {all}; the table below has all.").format(
            n=number(MOST_TOLD), all=number(len(proposed))))  # fmt: skip
    given_up = int((found.sites["change"] == "closed").sum())
    if given_up:
        words = ngettext(
            "{n} facility there is today is given up.",
            "{n} facilities there are today are given up.",
            given_up,
        )
        st.caption(words.format(n=number(given_up)))
    if proposed.empty:
        st.info(_("No new site is needed."))


def _whose(actor: Actor) -> pd.DataFrame:
    """The names of community and worker by ``grid_id``."""
    codes = load.read(areas.facts, actor)["community_code"]
    divisions = load.read(areas.divisions, actor).set_index("division_code")["name"]
    workers = load.read(people.assignments, actor).set_index("grid_id")["worker_name"]
    return pd.DataFrame({"community": codes.map(divisions), "worker": workers.reindex(codes.index)})


def show_map(actor: Actor, asked: Question, found: Proposal) -> None:
    """The sites and who they reach; a click leads to the grid's page."""
    proposed = sitewords.model_changes(found)
    names = load.kind_names(actor)
    given_up = found.sites[found.sites["change"] == "closed"]
    marks = [
        maps.Place(row.geometry.x, row.geometry.y, str(row.number), f"{_('Proposed site')} {row.number}",
                   _("Proposed site"))
        for row in proposed.itertuples()
    ]  # fmt: skip
    marks += [
        maps.Place(row.geometry.x, row.geometry.y, "×", _("Given up"), _("Given up"), "closed")
        for row in given_up.itertuples()
    ]
    without = frozenset(map(int, given_up["facility_id"]))
    layers = [
        _reached(actor, asked, found),
        maps.Facilities((asked.kind,), _("Facilities"), names, tuple(marks), without),
    ]
    chosen = mapview.show(current(), actor, layers, key=KEY, locale=text.locale(), height=MAP_PX)
    if chosen.source:
        address.go("grid.py", grid=chosen.grid_ids[0])


def _reached(actor: Actor, asked: Question, found: Proposal) -> maps.Choropleth:
    """Who is newly within reach; where no reach is asked for, how many minutes less it is."""
    grids = load.read(areas.facts, actor)
    sums = (
        found.gains.groupby("grid_id")[["people", "gainers", "newly"]].sum().reindex(grids.index).fillna(0.0)
    )
    hover = pd.DataFrame(
        {
            _("Have it nearer"): sums["gainers"].round().astype(int),
            _("Newly within reach"): sums["newly"].round().astype(int),
        }
    )
    if "radius" in NEEDS[asked.model].needs:
        share = sums["newly"] / grids["population"].astype(float).clip(lower=1).fillna(1)
        values = share.map(lambda part: "new" if part >= SHARE else "part" if part > 0 else "same")
        classes = {key: (colour, _(words)) for key, (colour, words) in REACHED.items()}
        return maps.Choropleth(values, _("Newly reached"), scheme="classes", classes=classes, hover=hover)
    gained = found.gains.assign(saved=found.gains["minutes"].fillna(0) * found.gains["gainers"])
    per_grid = gained.groupby("grid_id")[["saved", "gainers"]].sum()
    minutes = (per_grid["saved"] / per_grid["gainers"]).reindex(grids.index).fillna(0.0)
    values = minutes.map(
        lambda less: next((key for key, (least, *_r) in NEARER.items() if less >= least and less > 0), "same")
    )
    classes = {key: (colour, _(words)) for key, (_least, colour, words) in NEARER.items()}
    classes["same"] = (REACHED["same"][0], _(REACHED["same"][1]))
    return maps.Choropleth(values, _("Minutes less on foot"), scheme="classes", classes=classes, hover=hover)


def table(actor: Actor, asked: Question, found: Proposal) -> None:
    """All sites, and the files."""
    rows = _rows(actor, found)
    standing = rows["facility_name"].ne("").any()  # new ones have no name yet
    columns = [
        tables.Column("what", _("What")),
        tables.Column("name", _("Grid")),
        tables.Column("people", _("People who go there"), "count"),
        tables.Column("gainers", _("Have it nearer"), "count"),
        tables.Column("minutes", _("Minutes less on foot"), "decimal"),
        tables.Column("newly", _("Newly within reach"), "count"),
        *([tables.Column("facility_name", _("Facility"), width="whole")] if standing else []),
        tables.Column("lon", _("Longitude"), "place"),
        tables.Column("lat", _("Latitude"), "place"),
    ]
    st.markdown(f"#### {_('All sites')}")
    facts = found.siting.note.facts | {"facility": faces.kind_name(actor, asked.kind)}
    note = replace(found.siting.note, facts=facts)
    above = (
        "site_gap",
        "site_unproven",
        "site_left_out",
        *sitewords.COARSE,
    )  # how good it is stands there, live
    said = replace(note, caveats=tuple(code for code in note.caveats if code not in above))
    about = notes.scope(actor, None) | notes.about(note)
    tables.show(
        pd.DataFrame(rows.drop(columns="geometry")), columns, actor=actor, key="sites_table", file_name="sites",
        about=about,
    )  # fmt: skip
    notes.show(said)
    if actor.may("export"):
        plain = note_in_plain(note, kind=asked.kind, model=asked.model, existing=asked.existing,
                              candidates=asked.candidates)  # fmt: skip
        shapes = {ending: handout.FILES[ending] for ending in ("geojson", "parquet")}
        handout.files(actor, lambda: rows.drop(columns=["what", "lon", "lat"]), plain, "sites", shapes,
                      _("Files with shapes, for maps and programs"))  # fmt: skip


def _rows(actor: Actor, found: Proposal) -> gpd.GeoDataFrame:
    """All sites in words and whole people, those there are by the names they have on record."""
    words = {"new": _("New"), "kept": _("Stays"), "closed": _("Given up")}
    sites, known = found.sites, load.read(places.facilities, actor).set_index("facility_id")["name"]
    return sites.assign(
        what=sites["change"].map(words), facility_name=sites["facility_id"].map(known).astype(object).fillna(""),
        name=sites["grid_id"].map(load.read(areas.names, actor)).fillna(""),
        lon=sites.geometry.x.round(6), lat=sites.geometry.y.round(6), minutes=sites["minutes"].round(1),
        **sites[["people", "gainers", "newly"]].round().astype(int),
    )  # fmt: skip
